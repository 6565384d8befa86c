// Where the knobs stand on their curve or map. In: what was swept, the network as it is now, the knobs' values. Out: the
// loss there and its slopes: exact where the network is the one that was swept, else read off the curve.

import type { Network } from "../engine/network.ts";
import type { Swept } from "../lab/swept.ts";
import { type Grid, placeOn } from "./loss-map.ts";
import { curveAt, type Sampled } from "./sweep-curve.ts";

export interface Present {
  readonly cost: number | null;
  readonly slopes: readonly number[] | null;
}

/** The curve over one knob; null until it is known. */
export function sampledOf({ knobs: [{ low, high }], costs: [costs] }: Swept): Sampled | null {
  return costs && { low, high, costs };
}

/** The map over two knobs: the first goes across. */
export function gridOf({ knobs: [across, up], costs }: Swept): Grid {
  return { across, up, columns: costs, rows: up.count };
}

export function presentIn(swept: Swept, network: Network, values: readonly number[]): Present {
  if (swept.of === network && swept.slopes !== null) return { cost: swept.cost, slopes: swept.slopes };
  if (swept.knobs.length === 2) {
    const place = placeOn(gridOf(swept), values[0], values[1]);
    return { cost: place?.cost ?? null, slopes: place?.slopes ?? null };
  }
  const curve = sampledOf(swept);
  const place = curve && curveAt(curve, values[0]);
  return { cost: place?.cost ?? null, slopes: place ? [place.slope] : null };
}
