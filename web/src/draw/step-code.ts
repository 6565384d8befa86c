// One step of learning as code, each way in its own language, part by part. Tests in Python hold these lines to the code
// that runs: the loop's stand in it, the matrix products give the engine's numbers, the kernel's names are its own.

import type { WayName } from "../wire/messages.ts";

export interface CodePart {
  readonly part: "forward" | "backward" | "update" | "both";
  readonly lines: string;
}

/** Each pixel with ink, and the line of the 16 weights that leave it. */
const EACH = "for (k = 0; k < count; k++) {\n  row = rows + 16 * places[k];\n";

export const STEP: Readonly<Record<WayName, readonly CodePart[]>> = {
  loop: [
    { part: "forward", lines: "for source, weight in enumerate(row):\n    z += weight * before[source]" },
    { part: "backward", lines: "for source, a in enumerate(before):\n    row[source] += slope * a" },
    { part: "update", lines: "for source, slope in enumerate(slopes):\n    row[source] -= step * slope" },
  ],
  matrix: [
    { part: "forward", lines: "z = a @ W.T + b" },
    { part: "backward", lines: "slopes = delta.T @ a" },
    { part: "update", lines: "W = W - rate * slopes" },
  ],
  kernel: [
    { part: "forward", lines: `${EACH}  sum += x[k] * load(row);\n}` },
    { part: "both", lines: `${EACH}  store(row, load(row) + x[k] * step);\n}` },
  ],
};
