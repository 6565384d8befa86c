// The k-th largest of many numbers without sorting them, since it is asked for in every frame. In: numbers, which are
// put into another order. Out: one of them.

/** The number that exactly k others or itself reach, by Hoare's selection; infinity where k is 0. Reorders `sizes`. */
export function kthLargest(sizes: Float32Array, k: number): number {
  if (k <= 0) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, sizes.length - 1];
  while (low < high) {
    const pivot = sizes[(low + high) >> 1];
    let [i, j] = [low, high];
    while (i <= j) {
      while (sizes[i] > pivot) i++;
      while (sizes[j] < pivot) j--;
      if (i <= j) {
        const kept = sizes[i];
        sizes[i++] = sizes[j];
        sizes[j--] = kept;
      }
    }
    if (k - 1 <= j) high = j;
    else if (k - 1 >= i) low = i;
    else break;
  }
  return sizes[k - 1];
}
