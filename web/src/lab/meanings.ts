// What a change of a network as a whole brings about, where there is something honest to say before it is measured.
// In: the bench. Out: which explanation, or none.

import type { Bench } from "./state.ts";
import type { Structure } from "./structure.ts";

export type Meaning = Structure["what"] | "activation.output" | "random" | "zero";

export function meaningOf({ done, numbers }: Pick<Bench, "done" | "numbers">): Meaning | null {
  if (done?.kind === "structure") {
    const output = done.what === "activation" && done.layer === numbers.layers.length - 1;
    return output ? "activation.output" : done.what;
  }
  if (done?.kind !== "turn" || done.target.of !== "network") return null;
  if (done.turn.to === "random") return "random";
  return done.turn.to === "value" && done.turn.value === 0 ? "zero" : null;
}
