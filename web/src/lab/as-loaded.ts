// The way back to a network as it was loaded. In: the bench. Out: the intents that lead there, one step to undo.

import { benchOf } from "./bench.ts";
import type { Bench, Intent } from "./state.ts";

/** Locked numbers stay as they are, unless the structure is another one: then there are none of the old ones left. */
export function backAsLoaded(bench: Bench): Intent[] {
  if (bench.base !== bench.source.network) return [{ type: "return", bench: benchOf(bench.source) }];
  const reset = { kind: "turn", target: { of: "network" }, turn: { to: "reset" } } as const;
  return [reset, ...bench.muted.map((one) => ({ kind: "mute", ...one, on: false }) as const)].map((edit) => ({
    type: "edit",
    edit,
    gesture: "as loaded",
  }));
}
