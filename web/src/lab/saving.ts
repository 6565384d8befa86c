// Hands a file to the browser, which keeps it where it keeps downloads.

/** Milliseconds after which even a slow disk has it. */
const LATE = 60_000;

export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  [link.href, link.download] = [address, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), LATE);
}

/** The name of a network's file: letters and digits of its title. */
export function networkFileName(title: string, changed: boolean): string {
  const words = title
    .replace(/\.safetensors$/i, "")
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return `${[...(words || "network")].slice(0, 60).join("")}${changed ? "-edited" : ""}.safetensors`;
}
