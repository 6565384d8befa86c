// A grey picture made smaller or larger: in go bytes and the wanted size, out come the very bytes that Pillow gives.
// Each new pixel is a weighted mean along x and along y, in whole numbers of 22 binary places.

export interface Grid {
  readonly width: number;
  readonly height: number;
  /** Row by row, 0 to 255. */
  readonly levels: Uint8Array;
}

export type Filter = "bilinear" | "bicubic";

const PLACES = 22;
const ONE = 2 ** PLACES;

interface Kernel {
  readonly support: number;
  readonly weight: (distance: number) => number;
}

// Keys's cubic with a = -1/2 (IEEE Transactions on Acoustics, Speech and Signal Processing 29, 1981).
const STIFFNESS = -0.5;

const KERNELS: Readonly<Record<Filter, Kernel>> = {
  bilinear: { support: 1, weight: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  bicubic: {
    support: 2,
    weight: (distance) => {
      const x = Math.abs(distance);
      if (x < 1) return ((STIFFNESS + 2) * x - (STIFFNESS + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * STIFFNESS : 0;
    },
  },
};

/** What one new pixel is made of: `weights` of the old ones from `start` on. */
interface Mixture {
  readonly start: number;
  readonly weights: Int32Array;
}

/** The grid at another size; where it shrinks, every old pixel counts. */
export function resized(grid: Grid, width: number, height: number, filter: Filter): Grid {
  const kernel = KERNELS[filter];
  const across = width === grid.width ? grid : alongRows(grid, mixtures(grid.width, width, kernel));
  // what lies between is rounded to bytes, so the order shows
  return height === across.height ? across : alongColumns(across, mixtures(across.height, height, kernel));
}

function mixtures(before: number, after: number, kernel: Kernel): Mixture[] {
  const scale = before / after;
  const stretch = Math.max(scale, 1);
  const support = kernel.support * stretch;
  return Array.from({ length: after }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), before);
    const inverse = 1 / stretch;
    const shares = Array.from({ length: end - start }, (_, k) => kernel.weight((k + start - centre + 0.5) * inverse));
    const total = shares.reduce((sum, share) => sum + share, 0);
    return { start, weights: Int32Array.from(shares, (share) => fixed(share / total)) };
  });
}

function fixed(share: number): number {
  return Math.trunc(share < 0 ? share * ONE - 0.5 : share * ONE + 0.5);
}

function alongRows(grid: Grid, mixed: readonly Mixture[]): Grid {
  const width = mixed.length;
  const levels = new Uint8Array(width * grid.height);
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < width; x++) levels[y * width + x] = mean(grid.levels, y * grid.width, 1, mixed[x]);
  }
  return { width, height: grid.height, levels };
}

function alongColumns(grid: Grid, mixed: readonly Mixture[]): Grid {
  const { width } = grid;
  const levels = new Uint8Array(width * mixed.length);
  for (let y = 0; y < mixed.length; y++) {
    for (let x = 0; x < width; x++) levels[y * width + x] = mean(grid.levels, x, width, mixed[y]);
  }
  return { width, height: mixed.length, levels };
}

function mean(levels: Uint8Array, offset: number, step: number, { start, weights }: Mixture): number {
  let sum = ONE / 2;
  for (let k = 0; k < weights.length; k++) sum += levels[offset + (start + k) * step] * weights[k];
  return Math.min(Math.max(sum >> PLACES, 0), 255);
}
