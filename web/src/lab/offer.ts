// Which link can be had for the lab as it is. In: the state, how the page is to be arranged, the address before the #.
// Out: the link, what it leaves out, or why there is none.

import type { Bench } from "./bench.ts";
import { arrangementLink, LONGEST, linkText } from "./link.ts";
import type { Arrangement } from "./sharing/arrangement.ts";
import type { State } from "./state.ts";

/** brought: the network came in a file, and others know it by no name.  structure: it has another shape now.
 *  long: more was drawn or turned than a link can hold. */
export type Obstacle = "brought" | "structure" | "long";

export interface Offer {
  /** With an obstacle, how the page is arranged is all that it holds; null where nothing is left. */
  readonly link: string | null;
  readonly obstacle: Obstacle | null;
  /** What a link cannot hold, and is there. */
  readonly leftOut: readonly ("picture" | "points")[];
}

/** shipped: the names of the networks that every lab has. */
export function offerOf(lab: State, arrangement: Arrangement, shipped: readonly string[], address: string): Offer {
  const whole = lab.bench && address + linkText(lab, arrangement, true);
  const obstacle = lab.bench && whole ? obstacleTo(lab.bench, shipped, whole) : null;
  const arranged = arrangementLink(arrangement);
  const alone = arranged ? address + arranged : null;
  return { link: obstacle ? alone : (whole ?? alone), obstacle, leftOut: leftOutOf(lab) };
}

function obstacleTo({ source, base }: Bench, shipped: readonly string[], link: string): Obstacle | null {
  if (!shipped.includes(source.name)) return "brought";
  if (base !== source.network) return "structure";
  return link.length > LONGEST ? "long" : null;
}

function leftOutOf({ input, points }: State): Offer["leftOut"] {
  const all = { picture: input.kind === "picture", points: points.length > 0 };
  return (["picture", "points"] as const).filter((what) => all[what]);
}
