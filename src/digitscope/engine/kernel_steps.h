/* The mathematics of the kernel, once for each instruction set: kernel.c includes this file with LANES, the floats of
 * one register, and PATH, what the names of its functions end in.
 *
 * A row is what leaves one pixel or neuron: a weight for each neuron of the next layer, padded with zeros to blocks of
 * 16, so that a row of the lesson's network is one cache line of 64 bytes. Everything is computed a block at a time
 * (PER registers), and every sum is taken in an order that depends on blocks, never on registers: so all instruction
 * sets give the same bits. No product is fused with a sum (-ffp-contract=off), for the same reason.
 */

#define vec NAMED(vec)
#define bits NAMED(bits)
#define loose NAMED(loose)
typedef float vec __attribute__((vector_size(4 * LANES)));
typedef int32_t bits __attribute__((vector_size(4 * LANES)));
typedef float loose __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
#define PER (BLOCK / LANES)

INLINE vec NAMED(load)(const float *from) { return *(const loose *)from; }
INLINE void NAMED(store)(float *to, vec x) { *(loose *)to = x; }
INLINE vec NAMED(all)(float x) { return (vec){} + x; }
INLINE vec NAMED(where)(bits yes, vec x, vec otherwise) { return (vec)((yes & (bits)x) | (~yes & (bits)otherwise)); }
INLINE vec NAMED(size)(vec x) { return (vec)((bits)x & 0x7fffffff); }
INLINE int NAMED(is_zero)(bits x) { return IS_ZERO(x); }
#define load NAMED(load)
#define store NAMED(store)
#define all NAMED(all)
#define where NAMED(where)
#define size NAMED(size)

/* ---- Functions of one number ------------------------------------------------------------------------------------ */

/* exp(x) for x <= 0, held at LOWEST as in engine/activations.py: x = n ln 2 + r, exp(x) = 2^n exp(r).
 * Polynomial: S. L. Moshier, Cephes, expf. NaN stays NaN. */
INLINE vec NAMED(exp)(vec x) {
  x = where(x < LOWEST, all(LOWEST), x);
  const vec magic = all(12582912.0f); /* 1.5 * 2^23: adding it rounds to a whole number, in the low bits */
  const vec shifted = x * 1.44269504f + magic;
  const vec n = shifted - magic;
  const vec r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  vec p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + (r + 1.0f);
  return (vec)((bits)p + ((bits)shifted << 23));
}

/* log(x) for normal x > 0; NaN and infinity give NaN. Polynomial: Cephes, logf. */
INLINE vec NAMED(log)(vec x) {
  const bits exponent = ((bits)x - 0x3f3504f3) >> 23; /* so that the rest is in sqrt(1/2) .. sqrt(2) */
  const vec f = (vec)((bits)x - (exponent << 23)) - 1.0f;
  const vec e = __builtin_convertvector(exponent, vec);
  vec p = f * 7.0376836292e-2f - 1.1514610310e-1f;
  p = p * f + 1.1676998740e-1f;
  p = p * f - 1.2420140846e-1f;
  p = p * f + 1.4249322787e-1f;
  p = p * f - 1.6668057665e-1f;
  p = p * f + 2.0000714765e-1f;
  p = p * f - 2.4999993993e-1f;
  p = p * f + 3.3333331174e-1f;
  p = (p * f) * (f * f) - e * 2.12194440e-4f;
  return ((p - 0.5f * (f * f)) + f) + e * 0.693359375f + (x - x);
}

/* log(1 + exp(z)) = max(z, 0) + log(1 + e) with e = exp(-|z|); log(1 + e) = log(u) e / (u - 1) with u = 1 + e
 * (W. Kahan): right where 1 + e has lost the last digits of e. */
INLINE vec NAMED(softplus)(vec z) {
  const vec e = NAMED(exp)(-size(z)), u = 1.0f + e;
  const vec rest = where(u == 1.0f, e, NAMED(log)(u) * (e / where(u == 1.0f, all(1.0f), u - 1.0f)));
  return where(z > 0.0f, z, z - z) + rest;
}

/* tanh(z): odd polynomial near 0 (Cephes, tanhf), elsewhere (1 - e) / (1 + e) with e = exp(-2 |z|). */
INLINE vec NAMED(tanh)(vec z) {
  const vec e = NAMED(exp)(-2.0f * size(z)), far = (1.0f - e) / (1.0f + e), square = z * z;
  vec p = square * -5.70498872745e-3f + 2.06390887954e-2f;
  p = p * square - 5.37397155531e-2f;
  p = p * square + 1.33314422036e-1f;
  p = p * square - 3.33332819422e-1f;
  const vec near = (p * square) * z + z;
  return where(size(z) < 0.625f, near, where(z < 0.0f, -far, far));
}

/* a = f(z) of each neuron alone. */
INLINE vec NAMED(value)(vec z, int activation) {
  if (activation == RELU) return where(z > 0.0f, z, z - z); /* z - z: 0, or NaN where z is */
  if (activation == LEAKY_RELU) return where(z > 0.0f, z, z * 0.01f);
  if (activation == TANH) return NAMED(tanh)(z);
  if (activation == IDENTITY) return z;
  const vec e = NAMED(exp)(-size(z)); /* sigmoid: 1 / (1 + e) where z >= 0, else e / (1 + e) */
  return where(z >= 0.0f, all(1.0f), e) / (1.0f + e);
}

/* d loss / dz from upstream = d loss / da: the slope f'(z) is a function of a for all of them. */
INLINE vec NAMED(pull)(vec a, vec upstream, int activation) {
  if (activation == RELU) return where(a > 0.0f, upstream, upstream * 0.0f);
  if (activation == LEAKY_RELU) return upstream * where(a > 0.0f, all(1.0f), all(0.01f));
  if (activation == TANH) return upstream * (1.0f - a * a);
  if (activation == IDENTITY) return upstream;
  return (upstream * a) * (1.0f - a);
}

/* Runs f(..., activation) with the activation a constant, so that each loop is compiled for its own. */
#define WITH(f, activation, ...)                               \
  switch (activation) {                                        \
    case RELU: f(__VA_ARGS__, RELU); break;                    \
    case LEAKY_RELU: f(__VA_ARGS__, LEAKY_RELU); break;        \
    case TANH: f(__VA_ARGS__, TANH); break;                    \
    case IDENTITY: f(__VA_ARGS__, IDENTITY); break;            \
    case SOFTMAX: f(__VA_ARGS__, SOFTMAX); break;              \
    default: f(__VA_ARGS__, SIGMOID);                          \
  }

/* Runs f(..., stride, offset, blocks) for all columns of a row: with constants up to four blocks, beyond four at a time. */
#define PANELS(f, stride, ...)                                            \
  switch ((stride) / BLOCK) {                                             \
    case 1: f(__VA_ARGS__, BLOCK, 0, 1); break;                           \
    case 2: f(__VA_ARGS__, 2 * BLOCK, 0, 2); break;                       \
    case 3: f(__VA_ARGS__, 3 * BLOCK, 0, 3); break;                       \
    case 4: f(__VA_ARGS__, 4 * BLOCK, 0, 4); break;                       \
    default:                                                              \
      for (int offset = 0; offset < (stride); offset += BLOCK) f(__VA_ARGS__, stride, offset, 1); \
  }

/* ---- Forward: z = W a + b --------------------------------------------------------------------------------------- */

/* The first layer for `tile` images of ink: z = b + sum of x_k (row of pixel k), inked pixels only, in their order.
 * The images go side by side as far as all of them have pixels, so that no sum waits for itself. */
INLINE void NAMED(sum_some_ink)(const marks_t *marks, const float *rows, const float *bias, float *z, int stride,
                                int offset, const int n, const int tile) {
  vec sum[TILE][PANEL * PER];
  int64_t common = marks[0].count;
  for (int t = 1; t < tile; t++) common = marks[t].count < common ? marks[t].count : common;
  UNROLL for (int t = 0; t < tile; t++) UNROLL for (int j = 0; j < n; j++) sum[t][j] = (vec){};
  for (int64_t k = 0; k < common; k += 4)
    UNROLL for (int t = 0; t < tile; t++) {
      const four_t four = four_of(&marks[t], k);
      UNROLL for (int i = 0; i < 4; i++) {
        const float *row = rows + (size_t)stride * place_of(four, i) + offset;
        const float x = marks[t].shades[level_of(four, i)];
        UNROLL for (int j = 0; j < n; j++) sum[t][j] += x * load(row + LANES * j);
      }
    }
  UNROLL for (int t = 0; t < tile; t++) {
    for (int64_t k = common; k < marks[t].count; k += 4) {
      const four_t four = four_of(&marks[t], k);
      UNROLL for (int i = 0; i < 4; i++) {
        const float *row = rows + (size_t)stride * place_of(four, i) + offset;
        const float x = marks[t].shades[level_of(four, i)];
        UNROLL for (int j = 0; j < n; j++) sum[t][j] += x * load(row + LANES * j);
      }
    }
    UNROLL for (int j = 0; j < n; j++)
      store(z + (size_t)stride * t + offset + LANES * j, sum[t][j] + load(bias + offset + LANES * j));
  }
}

/* The same for m images: images[s], or `begin` and those after it where that is NULL. Of `left` images that are still
 * to come, those that are soon are fetched. */
INLINE void NAMED(sum_ink)(const ink_t *ink, const int32_t *images, int64_t begin, int64_t left, int m,
                           const float *rows, const float *bias, float *z, int stride, int offset, const int blocks) {
  const int n = blocks * PER, tile = n >= 8 ? 1 : n >= 4 ? 2 : TILE / n;
  int s = 0;
  for (; s + tile <= m; s += tile) {
    marks_t marks[TILE];
    UNROLL for (int t = 0; t < tile; t++) {
      marks[t] = marks_of(ink, images ? images[s + t] : begin + s + t);
      if (images && s + t + AHEAD < left) fetch(ink, images[s + t + AHEAD]);
    }
    NAMED(sum_some_ink)(marks, rows, bias, z + (size_t)stride * s, stride, offset, n, tile);
  }
  for (; s < m; s++) {
    const marks_t marks = marks_of(ink, images ? images[s] : begin + s);
    if (images && s + AHEAD < left) fetch(ink, images[s + AHEAD]);
    NAMED(sum_some_ink)(&marks, rows, bias, z + (size_t)stride * s, stride, offset, n, 1);
  }
}

/* Where one image of floats has ink, four pixels at a time: fills `fours` and gives how many there are; the last pixels
 * of an image whose number is no multiple of 4 come by themselves. `fine` becomes 0 where a pixel is not finite or
 * larger than `brightest` either way. */
INLINE int NAMED(find_fours)(const float *x, int inputs, float brightest, uint16_t *fours, int *fine) {
  const bits limit = (bits)all(brightest);
  bits excess = {};
  int count = 0, start = 0;
  for (; start + BLOCK <= inputs; start += BLOCK) {
    bits seen = {};
    UNROLL for (int j = 0; j < BLOCK; j += LANES) {
      const bits some = (bits)size(load(x + start + j)); /* sizes are ordered as their bits are, NaN last */
      seen |= some;
      excess |= limit - some;
    }
    if (NAMED(is_zero)(seen)) continue;
    UNROLL for (int i = 0; i < BLOCK; i += 4) { /* written always, kept if there is ink */
      uint64_t two[2];
      memcpy(two, x + start + i, sizeof two);
      fours[count] = (uint16_t)(start + i);
      count += (two[0] | two[1]) != 0;
    }
  }
  for (; start + 4 <= inputs; start += 4) fours[count++] = (uint16_t)start;
  *fine &= NAMED(is_zero)(excess < 0);
  for (int i = inputs / BLOCK * BLOCK; i < inputs; i++) *fine &= x[i] <= brightest && x[i] >= -brightest;
  return count;
}

/* The first layer for `tile` images of floats, or of grey levels where x is NULL. A pixel that is 0 adds 0, which changes
 * no sum, so whatever paper comes along with the ink, these are the very sums that sum_ink makes. */
INLINE void NAMED(sum_some_pixels)(const float *x, const uint8_t *levels, const float *shades, int inputs,
                                   const uint16_t *fours, const int *counts, const float *rows, const float *bias, float *z,
                                   int stride, int offset, const int n, const int tile) {
  vec sum[TILE][PANEL * PER];
  const int room = inputs / 4 + 4;
  int common = counts[0];
  for (int t = 1; t < tile; t++) common = counts[t] < common ? counts[t] : common;
  UNROLL for (int t = 0; t < tile; t++) UNROLL for (int j = 0; j < n; j++) sum[t][j] = (vec){};
  for (int k = 0; k < common; k++)
    UNROLL for (int i = 0; i < 4; i++) UNROLL for (int t = 0; t < tile; t++) {
      const int place = fours[room * t + k];
      const size_t at = (size_t)inputs * t + place + i;
      const float pixel = x ? x[at] : shades[levels[at]];
      const float *row = rows + (size_t)stride * place + offset;
      UNROLL for (int j = 0; j < n; j++) sum[t][j] += pixel * load(row + stride * i + LANES * j);
    }
  UNROLL for (int t = 0; t < tile; t++) {
    for (int k = common; k < counts[t]; k++)
      UNROLL for (int i = 0; i < 4; i++) {
        const int place = fours[room * t + k];
        const size_t at = (size_t)inputs * t + place + i;
      const float pixel = x ? x[at] : shades[levels[at]];
        const float *row = rows + (size_t)stride * place + offset;
        UNROLL for (int j = 0; j < n; j++) sum[t][j] += pixel * load(row + stride * i + LANES * j);
      }
    for (int place = inputs / 4 * 4; place < inputs; place++) {
      const size_t at = (size_t)inputs * t + place;
      const float *row = rows + (size_t)stride * place + offset, pixel = x ? x[at] : shades[levels[at]];
      UNROLL for (int j = 0; j < n; j++) sum[t][j] += pixel * load(row + LANES * j);
    }
    UNROLL for (int j = 0; j < n; j++)
      store(z + (size_t)stride * t + offset + LANES * j, sum[t][j] + load(bias + offset + LANES * j));
  }
}

/* The same for m images, whose inked fours are in `fours`, (m, inputs / 4 + 4), and how many in `counts`. */
INLINE void NAMED(sum_pixels)(const float *x, const uint8_t *levels, const float *shades, int inputs, int m,
                              const uint16_t *fours, const int *counts, const float *rows, const float *bias, float *z,
                              int stride, int offset, const int blocks) {
  const int n = blocks * PER, tile = n >= 8 ? 1 : n >= 4 ? 2 : TILE / n, room = inputs / 4 + 4;
  int s = 0;
  for (; s + tile <= m; s += tile) {
    const size_t at = (size_t)inputs * s;
    NAMED(sum_some_pixels)(x ? x + at : NULL, x ? NULL : levels + at, shades, inputs, fours + room * s, counts + s, rows,
                           bias, z + (size_t)stride * s, stride, offset, n, tile);
  }
  for (; s < m; s++) {
    const size_t at = (size_t)inputs * s;
    NAMED(sum_some_pixels)(x ? x + at : NULL, x ? NULL : levels + at, shades, inputs, fours + room * s, counts + s, rows,
                           bias, z + (size_t)stride * s, stride, offset, n, 1);
  }
}

/* A later layer for m images: z = b + sum over i of x_i (row i); without a bias, b = 0. */
INLINE void NAMED(sum_rows)(const float *x, int inputs, int x_stride, int m, const float *rows, const float *bias,
                            float *z, int stride, int offset, const int blocks) {
  enum { MOST = PANEL * PER };
  const int n = blocks * PER, tile = n > 4 ? 1 : 4 / n; /* images at once: fills the registers, changes no sum */
  int s = 0;
  for (; s + tile <= m; s += tile) {
    vec sum[TILE][MOST];
    UNROLL for (int t = 0; t < tile; t++) UNROLL for (int j = 0; j < n; j++) sum[t][j] = (vec){};
    for (int i = 0; i < inputs; i++) {
      vec row[MOST];
      UNROLL for (int j = 0; j < n; j++) row[j] = load(rows + (size_t)stride * i + offset + LANES * j);
      UNROLL for (int t = 0; t < tile; t++) {
        const float x_i = x[(size_t)x_stride * (s + t) + i];
        UNROLL for (int j = 0; j < n; j++) sum[t][j] += x_i * row[j];
      }
    }
    UNROLL for (int t = 0; t < tile; t++) UNROLL for (int j = 0; j < n; j++) {
      const vec b = bias ? load(bias + offset + LANES * j) : (vec){};
      store(z + (size_t)stride * (s + t) + offset + LANES * j, sum[t][j] + b);
    }
  }
  for (; s < m; s++) {
    vec sum[MOST];
    UNROLL for (int j = 0; j < n; j++) sum[j] = (vec){};
    for (int i = 0; i < inputs; i++) {
      const float x_i = x[(size_t)x_stride * s + i];
      UNROLL for (int j = 0; j < n; j++) sum[j] += x_i * load(rows + (size_t)stride * i + offset + LANES * j);
    }
    UNROLL for (int j = 0; j < n; j++) {
      const vec b = bias ? load(bias + offset + LANES * j) : (vec){};
      store(z + (size_t)stride * s + offset + LANES * j, sum[j] + b);
    }
  }
}

/* a = f(z) in place. */
INLINE void NAMED(activate)(float *z, size_t count, const int activation) {
  for (size_t i = 0; i < count; i += LANES) store(z + i, NAMED(value)(load(z + i), activation));
}

/* a = exp(z_j - top) / sum of exp(z_k - top), over `outputs` of `stride` numbers. Gives top, and multiplies
 * `product` by the sum, so that one logarithm serves many images. */
INLINE float NAMED(softmax)(float *z, int outputs, int stride, const float *mask, float *product) {
  float top = z[0], sum = 0.0f;
  for (int j = 1; j < outputs; j++) top = z[j] > top ? z[j] : top;
  for (int j = 0; j < stride; j += LANES) {
    const vec there = load(mask + j);
    store(z + j, NAMED(exp)(where(there > 0.0f, load(z + j) - top, all(0.0f))) * there);
  }
  for (int j = 0; j < outputs; j++) sum += z[j];
  for (int j = 0; j < stride; j += LANES) store(z + j, load(z + j) / sum);
  *product *= sum;
  return top;
}

/* ---- The output layer: cost, and d cost / dz, for one image ----------------------------------------------------- */

/* z becomes a; delta = d cost / dz.  wanted: 1 for the labelled output, else 0.  mask: 1 for outputs, 0 for padding.
 *   cross-entropy, softmax:  cost = log(sum of exp(z_k)) - z_label           delta = a - wanted
 *   cross-entropy, sigmoid:  cost = sum of log(1 + exp(+-z_j))                delta = a - wanted
 *   quadratic:               cost = sum of (a_j - wanted_j)^2                 delta = 2 (a - wanted) f'(z) */
INLINE void NAMED(judge)(float *z, float *delta, const float *wanted, const float *mask, int label, int outputs,
                         int stride, int loss, totals_t *totals, float *product, const int activation) {
  int answer = 0;
  for (int j = 1; j < outputs; j++) answer = z[j] > z[answer] ? j : answer;
  totals->correct += answer == label;
  float cost = 0.0f, top = 0.0f;
  const float z_label = z[label];
  if (loss == CROSS_ENTROPY && activation != SOFTMAX) {
    for (int j = 0; j < stride; j += LANES) {
      const vec x = load(z + j);
      store(delta + j, NAMED(softplus)(where(load(wanted + j) > 0.0f, -x, x)));
    }
    for (int j = 0; j < outputs; j++) cost += delta[j];
  }
  if (activation == SOFTMAX) top = NAMED(softmax)(z, outputs, stride, mask, product);
  else NAMED(activate)(z, stride, activation);
  for (int j = 0; j < stride; j += LANES) store(delta + j, (load(z + j) - load(wanted + j)) * load(mask + j));
  if (loss == CROSS_ENTROPY) {
    totals->cost += activation == SOFTMAX ? top - z_label : cost; /* without log(sum of exp(z_k - top)) */
    return;
  }
  for (int j = 0; j < outputs; j++) cost += delta[j] * delta[j];
  totals->cost += cost;
  float shared = 0.0f; /* softmax's outputs lean on each other: f' upstream = a (upstream - sum of a upstream) */
  if (activation == SOFTMAX) for (int j = 0; j < outputs; j++) shared += z[j] * (2.0f * delta[j]);
  for (int j = 0; j < stride; j += LANES) {
    const vec a = load(z + j), upstream = 2.0f * load(delta + j);
    const vec pulled = activation == SOFTMAX ? a * (upstream - shared) : NAMED(pull)(a, upstream, activation);
    store(delta + j, pulled * load(mask + j));
  }
}

INLINE void NAMED(judge_all)(float *z, float *delta, const float *one_hot, const float *mask, const uint8_t *labels,
                             const int32_t *images, int m, int outputs, int stride, int loss, totals_t *totals,
                             const int activation) {
  float product = 1.0f; /* of 16 sums of up to 128 numbers up to 1: at most 2^112 */
  for (int s = 0; s < m; s++) {
    const int label = labels[images[s]];
    NAMED(judge)(z + (size_t)stride * s, delta + (size_t)stride * s, one_hot + (size_t)stride * label, mask, label,
                 outputs, stride, loss, totals, &product, activation);
    if (activation == SOFTMAX && (s % 16 == 15 || s + 1 == m)) {
      if (loss == CROSS_ENTROPY) totals->cost += NAMED(log)(all(product))[0];
      product = 1.0f;
    }
  }
}

/* ---- Backward: delta of the layer before = (W^T delta) f'(z) ---------------------------------------------------- */

INLINE void NAMED(pull_all)(float *delta, const float *a, size_t count, const int activation) {
  for (size_t i = 0; i < count; i += LANES) store(delta + i, NAMED(pull)(load(a + i), load(delta + i), activation));
}

/* ---- Update: to += scale * sum over the images of x delta^T ----------------------------------------------------- */

/* The first layer: each image adds to the rows of its inked pixels. */
INLINE void NAMED(add_ink)(const marks_t *marks, const float *delta, float scale, float *to,
                           int stride, int offset, const int blocks) {
  enum { MOST = PANEL * PER };
  const int n = blocks * PER;
  vec step[MOST];
  UNROLL for (int j = 0; j < n; j++) step[j] = load(delta + offset + LANES * j) * scale;
  for (int64_t k = 0; k < marks->count; k += 4) {
    const four_t four = four_of(marks, k);
    UNROLL for (int i = 0; i < 4; i++) {
      float *row = to + (size_t)stride * place_of(four, i) + offset;
      const float x = marks->shades[level_of(four, i)];
      UNROLL for (int j = 0; j < n; j++) store(row + LANES * j, load(row + LANES * j) + x * step[j]);
    }
  }
}

/* Later layers: the sum over the images is taken first, image after image. */
INLINE void NAMED(add_rows)(const float *x, int inputs, int x_stride, const float *delta, int m, float scale, float *to,
                            int stride, int offset, const int blocks) {
  enum { MOST = PANEL * PER, MOST_INPUTS = 8 };
  const int n = blocks * PER, tile = n >= 8 ? 1 : 8 / n;
  for (int i = 0; i < inputs; i += tile) { /* x is padded, so a tile may read beyond `inputs`; it writes only below */
    vec sum[MOST_INPUTS][MOST];
    UNROLL for (int t = 0; t < tile; t++) UNROLL for (int j = 0; j < n; j++) sum[t][j] = (vec){};
    for (int s = 0; s < m; s++) {
      UNROLL for (int j = 0; j < n; j++) {
        const vec d = load(delta + (size_t)stride * s + offset + LANES * j);
        UNROLL for (int t = 0; t < tile; t++) sum[t][j] += x[(size_t)x_stride * s + i + t] * d;
      }
    }
    for (int t = 0; t < tile && i + t < inputs; t++) UNROLL for (int j = 0; j < n; j++) {
      float *row = to + (size_t)stride * (i + t) + offset + LANES * j;
      store(row, load(row) + sum[t][j] * scale);
    }
  }
}

/* A bias is a weight from an input that is always 1. */
INLINE void NAMED(add_bias)(const float *delta, int m, float scale, float *to, int stride) {
  for (int j = 0; j < stride; j += LANES) {
    vec sum = {};
    for (int s = 0; s < m; s++) sum += load(delta + (size_t)stride * s + j);
    store(to + j, load(to + j) + sum * scale);
  }
}

/* ---- A range of batches ----------------------------------------------------------------------------------------- */

static void NAMED(train)(const network_t *net, const ink_t *ink, const uint8_t *labels, const int32_t *images,
                         int64_t count, int32_t batch, const double *rates, optimizer_t *optimizer, totals_t *totals,
                         const room_t *room) {
  const int depth = net->depth, top = depth - 1, outputs = net->widths[depth];
  for (int64_t begin = 0; begin < count; begin += batch) {
    const int m = count - begin < batch ? (int)(count - begin) : batch;
    const int32_t *now = images + begin;
    PANELS(NAMED(sum_ink), room->stride[1], ink, now, 0, count - begin, m, net->layers[0], bias_of(net, room, 0), room->a[0])
    for (int l = 0; l < depth; l++) {
      const int stride = room->stride[l + 1];
      if (l > 0) {
        PANELS(NAMED(sum_rows), stride, room->a[l - 1], net->widths[l], room->stride[l], m, net->layers[l],
               bias_of(net, room, l), room->a[l])
        if (begin == 0 || !follows(net, l, optimizer))
          transpose(net->layers[l], room->transposed[l], net->widths[l], net->widths[l + 1], stride, room->stride[l]);
      }
      if (l < top) WITH(NAMED(activate), net->activations[l], room->a[l], (size_t)m * stride)
    }
    WITH(NAMED(judge_all), net->activations[top], room->a[top], room->delta[top], room->one_hot, room->mask, labels,
         now, m, outputs, room->stride[depth], net->loss, totals)
    for (int l = top; l > 0; l--) { /* backward */
      PANELS(NAMED(sum_rows), room->stride[l], room->delta[l], net->widths[l + 1], room->stride[l + 1], m,
             room->transposed[l], NULL, room->delta[l - 1])
      WITH(NAMED(pull_all), net->activations[l - 1], room->delta[l - 1], room->a[l - 1], (size_t)m * room->stride[l])
    }
    const double rate = rates[begin / batch]; /* update: SGD goes straight to the weights, others gather a gradient */
    const int direct = optimizer->kind == SGD;
    const float scale = direct ? (float)(-rate / m) : 1.0f / (float)m;
    decay(net, room, rate, optimizer);
    for (int l = 0; l < depth; l++) {
      const int stride = room->stride[l + 1];
      float *to = direct ? net->layers[l] : room->gradient[l];
      if (!direct) memset(to, 0, sizeof(float) * room->numbers[l]);
      if (l > 0) {
        PANELS(NAMED(add_rows), stride, room->a[l - 1], net->widths[l], room->stride[l], room->delta[l], m, scale, to)
        if (follows(net, l, optimizer))
          PANELS(NAMED(add_rows), room->stride[l], room->delta[l], net->widths[l + 1], stride, room->a[l - 1], m, scale,
                 room->transposed[l])
      } else {
        for (int s = 0; s < m; s++) {
          const marks_t marks = marks_of(ink, now[s]);
          PANELS(NAMED(add_ink), stride, &marks, room->delta[0] + (size_t)stride * s, scale, to)
        }
      }
      NAMED(add_bias)(room->delta[l], m, scale, to + (size_t)stride * net->widths[l], stride);
    }
    if (optimizer->kind == MOMENTUM) descend_with_momentum(net, room, rate, optimizer);
    if (optimizer->kind == ADAM) descend_with_adam(net, room, rate, optimizer);
  }
}

/* ---- Forward alone ---------------------------------------------------------------------------------------------- */

/* z and a of the layers from `first` on, for `count` images: of ink, of x (count, widths[first]), or of grey levels; in tight rows of
 * `out`, where that is not NULL. False where x has a pixel that is no pixel. */
static int NAMED(forward)(const network_t *net, int first, const ink_t *ink, const float *x, const uint8_t *levels,
                          const float *shades, int64_t count, float brightest, float *const *out_z, float *const *out_a, const room_t *room) {
  const int depth = net->depth;
  int fine = 1;
  for (int64_t begin = 0; begin < count; begin += CHUNK) {
    const int m = count - begin < CHUNK ? (int)(count - begin) : CHUNK;
    for (int l = first; l < depth; l++) {
      const int width = net->widths[l + 1], inputs = net->widths[l], stride = room->stride[l + 1];
      const float *bias = bias_of(net, room, l);
      if (l == 0 && ink) {
        PANELS(NAMED(sum_ink), stride, ink, NULL, begin, 0, m, net->layers[0], bias, room->a[0])
      } else if (l == 0) {
        int counts[CHUNK];
        for (int s = 0; s < m; s++) {
          uint16_t *fours = room->fours + (inputs / 4 + 4) * s;
          const size_t at = (size_t)inputs * (begin + s);
          counts[s] = x ? NAMED(find_fours)(x + at, inputs, brightest, fours, &fine) : fours_of(levels + at, inputs, fours);
        }
        if (x)
          PANELS(NAMED(sum_pixels), stride, x + inputs * begin, NULL, NULL, inputs, m, room->fours, counts,
                 net->layers[0], bias, room->a[0])
        else
          PANELS(NAMED(sum_pixels), stride, NULL, levels + inputs * begin, shades, inputs, m, room->fours, counts,
                 net->layers[0], bias, room->a[0])
      } else {
        const float *from = l == first ? x + inputs * begin : room->a[l - 1];
        PANELS(NAMED(sum_rows), stride, from, inputs, l == first ? inputs : room->stride[l], m, net->layers[l], bias,
               room->a[l])
      }
      if (out_z[l]) tighten(room->a[l], out_z[l] + width * begin, m, width, stride);
      if (l == depth - 1 && !out_a[l]) continue;
      if (net->activations[l] == SOFTMAX) {
        float unused = 1.0f;
        for (int s = 0; s < m; s++) NAMED(softmax)(room->a[l] + (size_t)stride * s, width, stride, room->mask, &unused);
      } else {
        WITH(NAMED(activate), net->activations[l], room->a[l], (size_t)m * stride)
      }
      if (out_a[l]) tighten(room->a[l], out_a[l] + width * begin, m, width, stride);
    }
  }
  return fine;
}

/* ---- The machine's limits, for the benchmark -------------------------------------------------------------------- */

/* What the lines of the first layer take alone: each inked pixel's row read once, then read and written once. */
static void NAMED(traffic)(const network_t *net, const ink_t *ink, const int32_t *images, int64_t count,
                           const room_t *room) {
  float *rows = net->layers[0];
  for (int64_t s = 0; s < count; s++) {
    const marks_t marks = marks_of(ink, images[s]);
    if (s + AHEAD < count) fetch(ink, images[s + AHEAD]);
    const size_t stride = room->stride[1];
    bits sum = {};
    for (int64_t k = 0; k < marks.count; k++)
      for (size_t j = 0; j < stride; j += LANES) sum ^= (bits)load(rows + stride * marks.places[k] + j);
    const bits flip = sum & 1;
    for (int64_t k = 0; k < marks.count; k++)
      for (size_t j = 0; j < stride; j += LANES) {
        float *row = rows + stride * marks.places[k] + j;
        store(row, (vec)((bits)load(row) ^ flip));
      }
  }
}

#undef vec
#undef bits
#undef loose
#undef PER
#undef load
#undef store
#undef all
#undef where
#undef size
#undef WITH
#undef PANELS
#undef LANES
#undef IS_ZERO
#undef PATH
