// What a saved picture is called: letters and digits of whatever it is named after, nothing that a path is made of.

/** Longer names are cut off: they come from files that people share. */
const LONGEST = 40;

/** fileName(["plain", "network"], "svg") is "digitscope-plain-network.svg". */
export function fileName(parts: readonly string[], extension: "svg" | "png"): string {
  const words = ["digitscope", ...parts.map(plain)].filter((word) => word !== "");
  return `${words.join("-")}.${extension}`;
}

/** Letters and digits of any script, the rest as single hyphens; a network's file is called without its kind. */
function plain(name: string): string {
  const words = name
    .replace(/\.safetensors$/i, "")
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-");
  return [...words]
    .slice(0, LONGEST)
    .join("")
    .replace(/^-+|-+$/g, "");
}
