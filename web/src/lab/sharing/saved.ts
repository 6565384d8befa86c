// A state of the lab as a file holds it: networks by number, what was done to them as texts. In: that. Out: whatever of
// the lab's state it names, ready to be restored; or Unreadable where its parts do not fit each other.

import { type Network, parameterCount, sameNetwork } from "../../engine/network.ts";
import type { Bench, Source } from "../bench.ts";
import type { Digits, Focus, Knob, Lines, Point, Restored, View } from "../state.ts";
import { benchWith, type Turned } from "./benches.ts";
import { inputOf, type Named } from "./inputs.ts";
import { checkPlace } from "./places.ts";
import { Unreadable } from "./unreadable.ts";

/** Numbers of all networks on benches together: each bench may have its own copy. */
const MOST = 2 ** 26;

export interface SavedNetwork {
  /** Of a shipped one; others have none that anybody else would know. */
  readonly name: string | null;
  readonly title: string;
  /** SHA-256 of its file: what the lab calls a network that came in a file. */
  readonly sum: string;
  readonly network: Network;
  readonly temperature: number;
}

export interface SavedBench {
  /** Index among the networks. */
  readonly source: number;
  /** What changes of structure made of it, likewise; null where there was none. */
  readonly base: number | null;
  readonly turned: Turned;
}

export interface SavedState {
  readonly view: View;
  readonly focus: Focus;
  readonly knob: Knob | null;
  readonly lines: Lines;
  readonly prepare: boolean;
  readonly input: Named;
  readonly networks: readonly SavedNetwork[];
  readonly bench: SavedBench;
  readonly points: readonly { readonly name: string; readonly bench: SavedBench }[];
  readonly reference: string | null;
}

/** known: networks at hand; those of the same numbers are taken for them, and keep what is known of them.
 *  digits: needed where a test digit is named.  Throws Unreadable. */
export function restoredFrom(
  saved: SavedState,
  known: readonly Source[],
  digits: Digits | null,
): Partial<Restored> & { readonly bench: Bench; readonly points: readonly Point[] } {
  const { view, focus, knob, lines, prepare, reference } = saved;
  checkNumbers([saved, ...saved.points].map(({ bench }) => saved.networks[bench.base ?? bench.source].network));
  const sources = saved.networks.map((one) => sourceOf(one, known));
  const benchFrom = ({ source, base, turned }: SavedBench) =>
    benchWith(sources[source], sources[base ?? source].network, turned);
  const bench = benchFrom(saved.bench);
  if (focus.level !== "network") checkPlace(bench.network, focus, "at");
  if (knob) checkPlace(bench.network, knob, "knob");
  const points = saved.points.map((point) => ({ name: point.name, bench: benchFrom(point.bench) }));
  return { view, focus, knob, lines, prepare, reference, bench, points, input: inputOf(saved.input, digits) };
}

/** Of all benches: the network that each was turned from. Throws Unreadable. */
export function checkNumbers(networks: readonly Network[]): void {
  if (networks.reduce((sum, network) => sum + parameterCount(network), 0) > MOST) {
    throw new Unreadable(`the networks have more than ${MOST} numbers together`, "STATE_TOO_LARGE");
  }
}

function sourceOf({ sum, title, network, temperature }: SavedNetwork, known: readonly Source[]): Source {
  const same = known.find((one) => one.temperature === temperature && sameNetwork(one.network, network));
  return same ?? { name: sum, title, network, temperature, accuracy: null, interval: null };
}
