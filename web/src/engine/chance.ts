// Random numbers that can be had again: in goes a seed, out comes a generator. Not those of Python's generators.

/** Numbers 0 <= x < 1, the same for the same seed. Source: SplitMix32, a 32-bit kin of Steele, Lea and Flood 2014. */
export function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}

/** Numbers of the standard normal distribution. Source: Box and Muller 1958. */
export function normal(seed: number): () => number {
  const chance = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}
