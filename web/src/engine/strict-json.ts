// JSON of anyone, read strictly: in goes text, out comes the value, or a SyntaxError that says what is wrong.
// Stricter than JSON.parse, and as strict as the reader in Python: no key twice, no number beyond float64, no abyss.

const DEPTH = 20;
/** A string by its opening quote alone: a pattern for all of it would run out of stack on a long one. */
const PIECES = /["{}[\]:]|-?\d[\d.eE+-]*/g;

export function strictJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  checkPieces(text);
  return value;
}

/** Goes through text that is known to be JSON. Each open object has its keys, each open list none. */
function checkPieces(text: string): void {
  const open: (Set<string> | null)[] = [];
  let last = "";
  const pieces = new RegExp(PIECES);
  for (let found = pieces.exec(text); found; found = pieces.exec(text)) {
    if (found[0] === '"') pieces.lastIndex = endOfString(text, found.index);
    const piece = text.slice(found.index, pieces.lastIndex);
    if (piece === "{" || piece === "[") open.push(piece === "{" ? new Set() : null);
    else if (piece === "}" || piece === "]") open.pop();
    else if (piece === ":") addKey(open.at(-1), last);
    else if (piece[0] !== '"' && !Number.isFinite(Number(piece))) throw new SyntaxError(`${piece} is beyond float64`);
    if (open.length > DEPTH) throw new SyntaxError(`more than ${DEPTH} levels`);
    last = piece;
  }
}

/** The place after its closing quote: the first one with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === "\\") before -= 1;
    if ((end - before) % 2 === 0) return end + 1;
  }
}

function addKey(keys: Set<string> | null | undefined, quoted: string): void {
  const key: unknown = JSON.parse(quoted);
  if (typeof key !== "string" || keys?.has(key)) throw new SyntaxError("a key that comes twice");
  keys?.add(key);
}

/** A JSON object's own values by name; an array, null and all else give null. */
export function asObject(value: unknown): ReadonlyMap<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null;
}
