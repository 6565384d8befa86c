/* The fused kernel: plain networks at the machine's limit. In go a network, sparse pixels and a range of batches (or
 * images), out come the network after them (or z and a of every layer). Its face is kernel.py, which checks every
 * buffer before it calls; nothing is checked here.
 *
 * What makes it fast: most pixels of a digit are paper, so only inked ones are stored and visited; what leaves a pixel
 * lies in one line of memory; forward, backward and update of a whole range of batches are one call; the update goes
 * straight to the weights. The mathematics stands in kernel_steps.h, compiled for each instruction set; the best one is
 * chosen when it runs. All of them give the same bits.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

enum { ABI = 1 }; /* of the structures and functions below: kernel.py expects this one */
enum { BLOCK = 16, PANEL = 4, CHUNK = 32, TILE = 4, AHEAD = 12, DEPTH = 32, LINE = 64 };
enum { SIGMOID, RELU, LEAKY_RELU, TANH, IDENTITY, SOFTMAX };
enum { QUADRATIC, CROSS_ENTROPY };
enum { SGD, MOMENTUM, ADAM };
enum { BASELINE, AVX2, AVX512 };

#ifndef KERNEL_SOURCE
#define KERNEL_SOURCE ""
#endif
#ifndef KERNEL_COMPILER
#define KERNEL_COMPILER __VERSION__
#endif
#define LOWEST -43.66827f /* half the logarithm of the smallest normal number: a product of two exp(LOWEST) is normal */
#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("GCC unroll 16")
#define EXPORT __attribute__((visibility("default")))

/* layers: of each, (inputs + 1) rows of padded(outputs) numbers: the weights that leave an input, the biases last. */
typedef struct {
  int32_t depth, loss, widths[DEPTH + 1], activations[DEPTH];
  float *layers[DEPTH];
} network_t;

/* Inked pixels of many images: those of image i are starts[i] to starts[i + 1], a multiple of 4 (the last ones may have
 * level 0). places: which pixel. levels: 1 to 255.  shades: the 256 pixel values of the levels. */
typedef struct {
  const int64_t *starts;
  const uint16_t *places;
  const uint8_t *levels;
  const float *shades;
} ink_t;

/* Those of one image. */
typedef struct {
  int64_t count;
  const uint16_t *places;
  const uint8_t *levels;
  const float *shades;
} marks_t;

/* mean: momentum's velocity or Adam's mean; square: Adam's mean square; both laid out as the layers.
 * count: Adam's steps so far.  weight_decay: decoupled, see optimizers.py. */
typedef struct {
  int32_t kind;
  float mean_decay, square_decay, epsilon;
  double weight_decay, mean_decay_exact, square_decay_exact;
  int64_t count;
  float *mean[DEPTH], *square[DEPTH];
} optimizer_t;

typedef struct {
  double cost;
  int64_t correct;
} totals_t;

/* Room to work in. stride[l]: padded width.  a, delta: (images, stride).  transposed: (outputs, stride of inputs). */
typedef struct {
  void *whole;
  int stride[DEPTH + 1];
  size_t numbers[DEPTH];
  float *a[DEPTH], *delta[DEPTH], *transposed[DEPTH], *gradient[DEPTH], *mask, *one_hot;
  uint16_t *fours;
} room_t;

static int padded(int n) { return (n + BLOCK - 1) / BLOCK * BLOCK; }

INLINE const float *bias_of(const network_t *net, const room_t *room, int l) {
  return net->layers[l] + (size_t)room->stride[l + 1] * net->widths[l];
}

INLINE marks_t marks_of(const ink_t *ink, int64_t image) {
  const int64_t start = ink->starts[image];
  return (marks_t){ink->starts[image + 1] - start, ink->places + start, ink->levels + start, ink->shades};
}

/* Four entries read at once: two loads instead of eight. */
typedef struct {
  uint64_t places;
  uint32_t levels;
} four_t;

INLINE four_t four_of(const marks_t *marks, int64_t k) {
  four_t four;
  memcpy(&four.places, marks->places + k, sizeof four.places);
  memcpy(&four.levels, marks->levels + k, sizeof four.levels);
  return four;
}

INLINE size_t place_of(four_t four, int i) { return four.places >> (16 * i) & 0xffff; }
INLINE size_t level_of(four_t four, int i) { return four.levels >> (8 * i) & 0xff; }

/* Images come in random order: those soon to come are fetched, not yet into the nearest cache, where the rows are. */
INLINE void fetch(const ink_t *ink, int64_t image) {
  const int64_t start = ink->starts[image];
  UNROLL for (int byte = 0; byte < 5 * LINE; byte += LINE) __builtin_prefetch((const char *)(ink->places + start) + byte, 0, 2);
  UNROLL for (int byte = 0; byte < 3 * LINE; byte += LINE) __builtin_prefetch((const char *)(ink->levels + start) + byte, 0, 2);
}

/* Where one image of grey levels has ink, four pixels at a time, as find_fours of floats. */
static int fours_of(const uint8_t *levels, int inputs, uint16_t *fours) {
  int count = 0, start = 0;
  for (; start + 16 <= inputs; start += 16) {
    uint32_t four[4];
    memcpy(four, levels + start, sizeof four);
    if (!(four[0] | four[1] | four[2] | four[3])) continue;
    UNROLL for (int i = 0; i < 4; i++) { /* written always, kept if there is ink */
      fours[count] = (uint16_t)(start + 4 * i);
      count += four[i] != 0;
    }
  }
  for (; start + 4 <= inputs; start += 4) fours[count++] = (uint16_t)start;
  return count;
}

static void transpose(const float *from, float *to, int rows, int columns, int from_stride, int to_stride) {
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++) to[(size_t)to_stride * j + i] = from[(size_t)from_stride * i + j];
}

/* Whether the transposed weights of a layer are updated beside the weights, by the same products and sums, instead of
 * being made anew for each batch: where SGD alone moves them, and no padding could come in. */
INLINE int follows(const network_t *net, int l, const optimizer_t *optimizer) {
  return optimizer->kind == SGD && optimizer->weight_decay == 0.0 && net->widths[l] % BLOCK == 0;
}

static void tighten(const float *from, float *to, int m, int width, int stride) {
  for (int s = 0; s < m; s++) memcpy(to + (size_t)width * s, from + (size_t)stride * s, sizeof(float) * width);
}

/* ---- Optimizers, as in optimizers.py: plain loops, which compilers know how to make wide ------------------------- */

/* w -= rate decay w, for weights only. */
static void decay(const network_t *net, const room_t *room, double rate, const optimizer_t *optimizer) {
  const float part = (float)(rate * optimizer->weight_decay);
  if (part == 0.0f) return;
  for (int l = 0; l < net->depth; l++) {
    float *w = net->layers[l];
    const size_t count = (size_t)room->stride[l + 1] * net->widths[l];
    for (size_t i = 0; i < count; i++) w[i] -= part * w[i];
  }
}

/* v = momentum v + g;  w -= rate v. */
static void descend_with_momentum(const network_t *net, const room_t *room, double rate, const optimizer_t *optimizer) {
  const float step = (float)rate, keep = optimizer->mean_decay;
  for (int l = 0; l < net->depth; l++) {
    float *restrict w = net->layers[l], *restrict v = optimizer->mean[l];
    const float *restrict g = room->gradient[l];
    for (size_t i = 0; i < room->numbers[l]; i++) {
      v[i] = keep * v[i] + g[i];
      w[i] -= step * v[i];
    }
  }
}

/* base to a whole power, by squaring: the same bits from wherever a run goes on. */
static double power(double base, int64_t exponent) {
  double result = 1.0;
  for (; exponent > 0; exponent >>= 1, base *= base)
    if (exponent & 1) result *= base;
  return result;
}

/* m = b1 m + (1 - b1) g;  s = b2 s + (1 - b2) g^2;  w -= rate / (1 - b1^t) m / (sqrt(s / (1 - b2^t)) + epsilon). */
static void descend_with_adam(const network_t *net, const room_t *room, double rate, optimizer_t *optimizer) {
  const int64_t t = ++optimizer->count;
  const float keep = optimizer->mean_decay, keep_square = optimizer->square_decay, epsilon = optimizer->epsilon;
  const float step = (float)(rate / (1.0 - power(optimizer->mean_decay_exact, t)));
  const float correction = (float)(1.0 - power(optimizer->square_decay_exact, t));
  for (int l = 0; l < net->depth; l++) {
    float *restrict w = net->layers[l], *restrict mean = optimizer->mean[l], *restrict square = optimizer->square[l];
    const float *restrict g = room->gradient[l];
    for (size_t i = 0; i < room->numbers[l]; i++) {
      mean[i] = keep * mean[i] + (1.0f - keep) * g[i];
      square[i] = keep_square * square[i] + (1.0f - keep_square) * (g[i] * g[i]);
      w[i] -= step * (mean[i] / (__builtin_sqrtf(square[i] / correction) + epsilon));
    }
  }
}

/* ---- The steps, once for each instruction set -------------------------------------------------------------------- */

#define NAMED(name) JOIN(name, PATH)
#define JOIN(name, path) JOINED(name, path)
#define JOINED(name, path) name##_##path

#if defined(__x86_64__)
#define PRAGMA(text) _Pragma(#text)
#ifdef __clang__
#define TARGET(names) PRAGMA(clang attribute push(__attribute__((target(names))), apply_to = function))
#define TARGET_END _Pragma("clang attribute pop")
#else
#define TARGET(names) _Pragma("GCC push_options") PRAGMA(GCC target(names))
#define TARGET_END _Pragma("GCC pop_options")
#endif

TARGET("avx512f,avx512bw,avx512dq,avx512vl")
#define LANES 16
#define PATH avx512
#define IS_ZERO(x) (_mm512_test_epi32_mask((__m512i)(x), (__m512i)(x)) == 0)
#include "kernel_steps.h"
TARGET_END

TARGET("avx2")
#define LANES 8
#define PATH avx2
#define IS_ZERO(x) _mm256_testz_si256((__m256i)(x), (__m256i)(x))
#include "kernel_steps.h"
TARGET_END
#endif

#define LANES 4
#define PATH baseline
#if defined(__x86_64__)
#define IS_ZERO(x) (_mm_movemask_epi8(_mm_cmpeq_epi32((__m128i)(x), _mm_setzero_si128())) == 0xffff)
#elif defined(__aarch64__)
#define IS_ZERO(x) (vmaxvq_u32((uint32x4_t)(x)) == 0)
#else
#define IS_ZERO(x) (((x)[0] | (x)[1] | (x)[2] | (x)[3]) == 0)
#endif
#include "kernel_steps.h"

/* ---- Which of them this processor has ---------------------------------------------------------------------------- */

#if defined(__x86_64__)
#include <cpuid.h>

static int best_path(void) { /* asked by hand: __builtin_cpu_supports needs a table that not every compiler brings */
  unsigned a, b, c, d, low, high;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE)) return BASELINE;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0)); /* which registers the system keeps for a process */
  if ((low & 0x06) != 0x06 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_AVX2)) return BASELINE;
  const unsigned needed = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
  return (low & 0xe6) == 0xe6 && (b & needed) == needed ? AVX512 : AVX2;
}

#define ON(path, f, ...)                             \
  ((path) == AVX512   ? f##_avx512(__VA_ARGS__)      \
   : (path) == AVX2   ? f##_avx2(__VA_ARGS__)        \
                      : f##_baseline(__VA_ARGS__))
#else
static int best_path(void) { return BASELINE; }
#define ON(path, f, ...) ((void)(path), f##_baseline(__VA_ARGS__))
#endif

/* ---- Room -------------------------------------------------------------------------------------------------------- */

static size_t lines(size_t bytes) { return (bytes + LINE - 1) / LINE * LINE; }

/* Takes `bytes` of the room; while there is none yet (base NULL), only counts. */
static void *take(char *base, size_t *used, size_t bytes) {
  void *part = base ? base + *used : NULL;
  *used += lines(bytes);
  return part;
}

/* Lays the room out from `base` on and gives the bytes that it takes. */
static size_t lay_out(room_t *room, const network_t *net, int64_t images, const optimizer_t *optimizer, char *base) {
  size_t used = 0;
  const int depth = net->depth, last = padded(net->widths[depth]);
  for (int l = 0; l <= depth; l++) room->stride[l] = padded(net->widths[l]);
  for (int l = 0; l < depth; l++) {
    const size_t layer = sizeof(float) * images * room->stride[l + 1];
    room->numbers[l] = (size_t)room->stride[l + 1] * (net->widths[l] + 1);
    room->a[l] = take(base, &used, layer);
    if (!optimizer) continue;
    room->delta[l] = take(base, &used, layer);
    if (l) room->transposed[l] = take(base, &used, sizeof(float) * room->stride[l] * net->widths[l + 1]);
    if (optimizer->kind != SGD) room->gradient[l] = take(base, &used, sizeof(float) * room->numbers[l]);
  }
  room->mask = take(base, &used, sizeof(float) * last);
  room->one_hot = take(base, &used, sizeof(float) * last * last);
  if (!optimizer) room->fours = take(base, &used, sizeof(uint16_t) * images * (net->widths[0] / 4 + 4));
  return used;
}

static int make_room(room_t *room, const network_t *net, int64_t images, const optimizer_t *optimizer) {
  const size_t bytes = lay_out(room, net, images, optimizer, NULL);
  room->whole = malloc(bytes + LINE);
  if (!room->whole) return 0;
  char *base = (char *)lines((size_t)(uintptr_t)room->whole);
  lay_out(room, net, images, optimizer, base);
  const int outputs = net->widths[net->depth], last = room->stride[net->depth];
  for (int l = 1; optimizer && l < net->depth; l++) /* the padding of what is transposed stays 0 */
    memset(room->transposed[l], 0, sizeof(float) * room->stride[l] * net->widths[l + 1]);
  for (int j = 0; j < last; j++) room->mask[j] = j < outputs;
  memset(room->one_hot, 0, sizeof(float) * last * last);
  for (int j = 0; j < outputs; j++) room->one_hot[last * j + j] = 1.0f;
  return 1;
}

/* ---- What kernel.py calls: 0 or more where it went well, -1 where there is no memory ------------------------------ */

EXPORT int32_t kernel_abi(void) { return ABI; }
EXPORT const char *kernel_source(void) { return KERNEL_SOURCE; }
EXPORT const char *kernel_compiler(void) { return KERNEL_COMPILER; }
EXPORT int32_t kernel_best_path(void) { return best_path(); }

/* Eight pixels from `start` on; what lies beyond the image is paper. */
INLINE uint64_t eight_of(const uint8_t *x, int start, int inputs) {
  uint64_t eight = 0;
  if (start + 8 <= inputs) memcpy(&eight, x + start, 8);
  else memcpy(&eight, x + start, inputs - start);
  return eight;
}

/* How many entries kernel_ink makes of (count, inputs) grey levels: inked pixels, each image filled up to a multiple of
 * 4. */
EXPORT int64_t kernel_count_ink(const uint8_t *pixels, int64_t count, int32_t inputs) {
  const uint64_t low = 0x7f7f7f7f7f7f7f7f, ones = 0x0101010101010101;
  int64_t entries = 0;
  for (int64_t image = 0; image < count; image++) {
    uint64_t inked = 0;
    for (int start = 0; start < inputs; start += 8) {
      const uint64_t eight = eight_of(pixels + (size_t)inputs * image, start, inputs);
      const uint64_t dark = ((((eight & low) + low) | eight) >> 7) & ones; /* 1 in each byte that is not 0 */
      inked += (dark * ones) >> 56;                                       /* the sum of these bytes */
    }
    entries += (int64_t)(inked + 3) / 4 * 4;
  }
  return entries;
}

/* Fills starts (count + 1), and places and levels, which have room for 8 entries more than there are. */
EXPORT void kernel_ink(const uint8_t *pixels, int64_t count, int32_t inputs, int64_t *starts, uint16_t *places,
                       uint8_t *levels) {
  int64_t k = 0;
  for (int64_t image = 0; image < count; image++) {
    starts[image] = k;
    for (int start = 0; start < inputs; start += 8) {
      const uint64_t eight = eight_of(pixels + (size_t)inputs * image, start, inputs);
      if (!eight) continue;
      UNROLL for (int i = 0; i < 8; i++) { /* written always, kept if there is ink: cheaper than to ask */
        const uint8_t level = (uint8_t)(eight >> (8 * i));
        places[k] = (uint16_t)(start + i);
        levels[k] = level;
        k += level != 0;
      }
    }
    for (; k % 4; k++) places[k] = 0, levels[k] = 0;
  }
  starts[count] = k;
}

/* Trains on images[0 .. count) in batches, one rate each; layers and the optimizer's memory are changed in place. */
EXPORT int32_t kernel_train(int32_t path, const network_t *net, const ink_t *ink, const uint8_t *labels,
                            const int32_t *images, int64_t count, int32_t batch, const double *rates,
                            optimizer_t *optimizer, totals_t *totals) {
  room_t room = {0};
  if (!make_room(&room, net, batch < count ? batch : count, optimizer)) return -1;
  ON(path, train, net, ink, labels, images, count, batch, rates, optimizer, totals, &room);
  free(room.whole);
  return 0;
}

/* z and a of the layers from `first` on, each (count, width) or NULL, for all images of `ink`, or where that is NULL
 * for x (count, widths[first]). 1, or 0 where `first` is 0 and x has a NaN or a number that is larger than `brightest`
 * either way. */
EXPORT int32_t kernel_forward(int32_t path, const network_t *net, int32_t first, const ink_t *ink, const float *x,
                              int64_t count, float brightest, float *const *z, float *const *a) {
  room_t room = {0};
  if (!make_room(&room, net, count < CHUNK ? count : CHUNK, NULL)) return -1;
  const int fine = ON(path, forward, net, first, ink, x, NULL, NULL, count, brightest, z, a, &room);
  free(room.whole);
  return fine;
}

/* z of the output layer, (count, outputs), for grey levels as they are, (count, inputs): no ink is kept. */
EXPORT int32_t kernel_read(int32_t path, const network_t *net, const uint8_t *levels, const float *shades, int64_t count,
                           float *z) {
  float *all_z[DEPTH] = {0}, *all_a[DEPTH] = {0};
  room_t room = {0};
  if (!make_room(&room, net, count < CHUNK ? count : CHUNK, NULL)) return -1;
  all_z[net->depth - 1] = z;
  ON(path, forward, net, 0, NULL, NULL, levels, shades, count, 0.0f, all_z, all_a, &room);
  free(room.whole);
  return 1;
}

/* The same for the output layer alone, each of z and a (count, outputs) or NULL: one call with few arguments, for those
 * who read one image after the other. */
EXPORT int32_t kernel_answer(int32_t path, const network_t *net, const float *x, int64_t count, float brightest,
                             float *z, float *a) {
  float *all_z[DEPTH] = {0}, *all_a[DEPTH] = {0};
  all_z[net->depth - 1] = z;
  all_a[net->depth - 1] = a;
  return kernel_forward(path, net, 0, NULL, x, count, brightest, all_z, all_a);
}

/* The least that an epoch can take: see kernel_steps.h. It changes the layers, in no way that means anything. */
EXPORT int32_t kernel_row_traffic(int32_t path, const network_t *net, const ink_t *ink, const int32_t *images,
                                  int64_t count) {
  room_t room = {0};
  if (!make_room(&room, net, 1, NULL)) return -1;
  ON(path, traffic, net, ink, images, count, &room);
  free(room.whole);
  return 0;
}
