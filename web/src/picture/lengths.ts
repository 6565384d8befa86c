// Lengths and lists as a style sheet writes them -> numbers and parts.

/** In pixels: "12px", "50%", "calc(100% / 16)", "calc(50% - 4px)"; what is no length ("auto") is all of it. */
export function lengthOf(css: string, whole: number): number {
  const sum = /^calc\((.*) ([-+*/]) (.*)\)$/.exec(css);
  if (sum) {
    const [left, right] = [lengthOf(sum[1], whole), lengthOf(sum[3], whole)];
    return { "+": left + right, "-": left - right, "*": left * right, "/": left / right }[sum[2]] ?? left;
  }
  const value = Number.parseFloat(css.replace(/^calc\(/, ""));
  if (Number.isNaN(value)) return whole;
  return css.includes("%") ? (value / 100) * whole : value;
}

/** In two at each sign that stands in no brackets. */
export function split(css: string, at: "," | " "): string[] {
  const parts = [""];
  let depth = 0;
  for (const sign of css) {
    depth += sign === "(" ? 1 : sign === ")" ? -1 : 0;
    if (sign === at && depth === 0) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
