// Keys and values behind the # of an address: key=value&key=value. In: that text and the keys that there are. Out: each
// value by its key, or Unreadable; and back.

import { wrong } from "./unreadable.ts";

export type Pair<Key extends string = string> = readonly [key: Key, value: string];

/** With its #; empty where there is nothing to say. */
export function fragmentOf(pairs: readonly Pair[]): string {
  return pairs.length > 0 ? `#${pairs.map(([key, value]) => `${key}=${value}`).join("&")}` : "";
}

/** fragment: without its #. No key that is unknown, none twice. */
export function pairsOf(fragment: string, known: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (fragment === "") return values;
  for (const pair of fragment.split("&")) {
    const [key, ...rest] = pair.split("=");
    if (!known.includes(key)) throw wrong("what stands behind #", `made of ${known.join(", ")}`, key);
    if (rest.length !== 1) throw wrong(key, "a key, =, and its value", pair);
    if (values.has(key)) throw wrong(key, "there once", "it twice");
    values.set(key, decoded(rest[0], key));
  }
  return values;
}

/** Programs that pass links on may write a comma as %2C. */
function decoded(value: string, key: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw wrong(key, "percent-encoded where it must be", value);
  }
}
