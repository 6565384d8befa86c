/* The kernel as a plain program, for other compilers, sanitizers and emulators. In goes an instruction set; out comes a
 * line for each case, its name and a hash of all bits that training and running its network gave. All data is made of
 * whole numbers, so that no C library has a say in them. Each buffer is as large as the Python face makes it, in memory
 * of its own, so that a sanitizer sees every step beyond. Long because it is one program, cases, data and checks.
 *
 *   kernel_program PATH [EVERY]   all cases, or the first of each EVERY
 *   kernel_program best           the instruction set that the kernel chooses on this processor
 */

#include "kernel.c"
#include <stdio.h>

enum { IMAGES = 45, SPARE = 8, SEEN = 420 }; /* no multiple of a tile or chunk; SPARE as in images.py */
enum { PLAIN, FAINT, WILD };                 /* the start: usual, near the smallest numbers, or bound to overflow */

static const char *const ACTIVATIONS[] = {"sigmoid", "relu", "leaky_relu", "tanh", "identity", "softmax"};
static const char *const LOSSES[] = {"quadratic", "cross-entropy"};
static const char *const OPTIMIZERS[] = {"sgd", "momentum", "adam"};
static const char *const STARTS[] = {"", " faint", " wild"};
#if defined(__x86_64__)
static const char *const PATHS[] = {"baseline", "avx2", "avx512"};
#else
static const char *const PATHS[] = {"neon"};
#endif
enum { PATH_COUNT = sizeof PATHS / sizeof PATHS[0] };

typedef struct {
  int depth, widths[DEPTH + 1], hidden, output, loss, kind, batch, batches, start;
  double decay;
} case_t;

/* ---- Data of whole numbers -------------------------------------------------------------------------------------- */

static uint64_t state;

/* 0 to below - 1. D. E. Knuth's multiplier (MMIX); its high bits are the good ones. */
static int drawn(int below) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (int)((state >> 33) % (uint64_t)below);
}

static float weight(int start, int inputs) { /* whole numbers by a power of two: exact everywhere */
  const float x = (float)(drawn(1 << 16) - (1 << 15));
  return start == FAINT ? x * 0x1p-140f : start == WILD ? x * 0x1p80f : inputs > 100 ? x * 0x1p-19f : x * 0x1p-16f;
}

static void *room_for(size_t bytes) {
  void *room = malloc(bytes);
  if (room == NULL) exit(3);
  return room;
}

static size_t numbers_of(const case_t *now, int l) { return (size_t)padded(now->widths[l + 1]) * (now->widths[l] + 1); }

/* Rows of one layer as rows.py makes them, of zeros: on a line of the cache, and not a byte more. */
static float *rows_for(const case_t *now, int l) {
  const size_t bytes = sizeof(float) * numbers_of(now, l);
  float *rows = aligned_alloc(LINE, bytes);
  if (rows == NULL) exit(3);
  return memset(rows, 0, bytes);
}

static float *layer_for(const case_t *now, int l) {
  const int inputs = now->widths[l], outputs = now->widths[l + 1], stride = padded(outputs);
  float *rows = rows_for(now, l);
  for (int i = 0; i <= inputs; i++)
    for (int j = 0; j < outputs; j++) rows[(size_t)stride * i + j] = weight(now->start, inputs);
  return rows;
}

/* The first image is paper, the second is ink all over, the others have ink in between. */
static uint8_t *levels_for(int inputs) {
  uint8_t *levels = room_for((size_t)IMAGES * inputs);
  for (int image = 0; image < IMAGES; image++)
    for (int i = 0; i < inputs; i++) {
      const int inked = image == 1 || (image > 1 && drawn(16) < image % 12);
      levels[(size_t)inputs * image + i] = inked ? (uint8_t)(1 + drawn(255)) : 0;
    }
  return levels;
}

/* ---- Hashes ----------------------------------------------------------------------------------------------------- */

static uint64_t hash;

/* FNV-1a, 64 bits, over the low bytes of a number. */
static void hash_bytes(uint64_t number, int bytes) {
  for (int i = 0; i < bytes; i++) hash = (hash ^ (number >> (8 * i) & 0xff)) * 0x100000001b3u;
}

/* The bits of a number; NaN is one NaN, as processors differ in its sign. */
static uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return x == x ? bits : 0x7fc00000;
}

static void hash_floats(const float *x, size_t count) {
  for (size_t i = 0; i < count; i++) hash_bytes(bits_of(x[i]), 4);
}

static void hash_double(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  hash_bytes(x == x ? bits : 0x7ff8000000000000, 8);
}

static int is_finite(const float *x, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!(x[i] - x[i] == 0.0f)) return 0;
  return 1;
}

/* ---- What must hold ---------------------------------------------------------------------------------------------- */

static const char *doing = "";

static void must(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "%s: %s\n", doing, what);
  exit(1);
}

static void must_be_same(const float *x, const float *y, size_t count, const char *what) {
  must(memcmp(x, y, sizeof(float) * count) == 0, what);
}

/* ---- One case ---------------------------------------------------------------------------------------------------- */

static void train_on(int path, const case_t *now, const network_t *net, const ink_t *ink) {
  const int count = now->batch * (now->batches - 1) + (now->batch + 1) / 2; /* the last batch is a small one */
  const int outputs = now->widths[now->depth];
  uint8_t *labels = room_for(IMAGES);
  int32_t *order = room_for(sizeof(int32_t) * count);
  double *rates = room_for(sizeof(double) * now->batches);
  for (int i = 0; i < IMAGES; i++) labels[i] = (uint8_t)drawn(outputs);
  for (int i = 0; i < count; i++) order[i] = drawn(IMAGES);
  for (int i = 0; i < now->batches; i++) rates[i] = (now->kind == ADAM ? 0.01 : 0.1) * (1.0 - i / 70.0);

  totals_t totals = {0};
  optimizer_t optimizer = {.kind = now->kind, .mean_decay = 0.9f, .mean_decay_exact = 0.9, .square_decay = 0.999f,
                           .square_decay_exact = 0.999, .epsilon = 1e-8f, .weight_decay = now->decay};
  for (int l = 0; l < now->depth; l++) {
    if (now->kind != SGD) optimizer.mean[l] = rows_for(now, l);
    if (now->kind == ADAM) optimizer.square[l] = rows_for(now, l);
  }
  must(kernel_train(path, net, ink, labels, order, count, now->batch, rates, &optimizer, &totals) == 0, "no memory");
  for (int l = 0; l < now->depth; l++) {
    const size_t numbers = numbers_of(now, l);
    hash_floats(net->layers[l], numbers);
    if (optimizer.mean[l]) hash_floats(optimizer.mean[l], numbers);
    if (optimizer.square[l]) hash_floats(optimizer.square[l], numbers);
    free(optimizer.mean[l]);
    free(optimizer.square[l]);
  }
  hash_double(totals.cost);
  hash_bytes((uint64_t)totals.correct, 8);
  hash_bytes((uint64_t)optimizer.count, 8);
  free(labels);
  free(order);
  free(rates);
}

/* Room for z or a of all layers and images, or `from` the last one alone. */
static void outputs_for(const case_t *now, int from, float **layers) {
  for (int l = 0; l < DEPTH; l++)
    layers[l] = l >= from && l < now->depth ? room_for(sizeof(float) * IMAGES * now->widths[l + 1]) : NULL;
}

static void forget(float **layers) {
  for (int l = 0; l < DEPTH; l++) free(layers[l]);
}

/* A pixel that is none is seen wherever it is. */
static void refuse(int path, const case_t *now, const network_t *net, const float *image) {
  const int inputs = now->widths[0], outputs = now->widths[now->depth];
  const float wrong[] = {__builtin_nanf(""), __builtin_inff(), -__builtin_inff(), 2.5f, -2.5f};
  float *x = room_for(sizeof(float) * inputs), *a = room_for(sizeof(float) * outputs);
  memcpy(x, image, sizeof(float) * inputs);
  must(kernel_answer(path, net, x, 1, 2.0f, NULL, a) == 1, "an image is refused");
  for (int i = 0; i < inputs; i += i < 20 ? 1 : i + 22 < inputs ? 101 : 1) {
    for (int k = 0; k < 5; k++) {
      x[i] = wrong[k];
      must(kernel_answer(path, net, x, 1, 2.0f, NULL, a) == 0, "what is no pixel is not refused");
    }
    x[i] = image[i];
  }
  free(x);
  free(a);
}

static void run_on(int path, const case_t *now, const network_t *net, const ink_t *ink, const uint8_t *levels) {
  const int depth = now->depth, inputs = now->widths[0], outputs = now->widths[depth], first = now->widths[1];
  const size_t answers = (size_t)IMAGES * outputs;
  float *z[DEPTH], *a[DEPTH], *last_z[DEPTH], *last_a[DEPTH], *later_z[DEPTH], *later_a[DEPTH];
  int fine = 1;
  outputs_for(now, 0, z);
  outputs_for(now, 0, a);
  kernel_forward(path, net, 0, ink, NULL, IMAGES, 1.0f, z, a);
  for (int l = 0; l < depth; l++) {
    hash_floats(z[l], (size_t)IMAGES * now->widths[l + 1]);
    hash_floats(a[l], (size_t)IMAGES * now->widths[l + 1]);
    fine &= is_finite(net->layers[l], numbers_of(now, l));
  }
  float *x = room_for(sizeof(float) * IMAGES * inputs);
  for (size_t i = 0; i < (size_t)IMAGES * inputs; i++) x[i] = ink->shades[levels[i]];
  outputs_for(now, depth - 1, last_z);
  outputs_for(now, depth - 1, last_a);
  float *const to_z = last_z[depth - 1], *const to_a = last_a[depth - 1];
  must(kernel_answer(path, net, x, IMAGES, 1.0f, to_z, to_a) == 1, "pixels are refused");
  hash_floats(to_z, answers);
  hash_floats(to_a, answers);
  if (fine) { /* 0 times what is not finite is no 0: paper is not as good as nothing any more */
    must_be_same(to_z, z[depth - 1], answers, "pixels give another z than ink");
    must_be_same(to_a, a[depth - 1], answers, "pixels give another a than ink");
    refuse(path, now, net, x + inputs);
  }
  kernel_read(path, net, levels, ink->shades, IMAGES, to_z);
  hash_floats(to_z, answers);
  if (fine) must_be_same(to_z, z[depth - 1], answers, "grey levels give another z than ink");
  for (int image = 0; image < IMAGES; image += 11) { /* alone, in memory that ends with it */
    float *one = room_for(sizeof(float) * inputs), *answer = room_for(sizeof(float) * outputs);
    memcpy(one, x + (size_t)inputs * image, sizeof(float) * inputs);
    kernel_answer(path, net, one, 1, 1.0f, answer, NULL);
    if (fine) must_be_same(answer, to_z + outputs * image, outputs, "an image alone gives another z");
    uint8_t *grey = room_for(inputs);
    memcpy(grey, levels + (size_t)inputs * image, inputs);
    kernel_read(path, net, grey, ink->shades, 1, answer);
    if (fine) must_be_same(answer, to_z + outputs * image, outputs, "grey levels alone give another z");
    free(grey);
    kernel_answer(path, net, one, 1, 1.0f, NULL, answer);
    if (fine) must_be_same(answer, to_a + outputs * image, outputs, "an image alone gives another a");
    free(one);
    free(answer);
  }
  outputs_for(now, 1, later_z);
  outputs_for(now, 1, later_a);
  if (depth > 1) {
    float *given = room_for(sizeof(float) * IMAGES * first);
    memcpy(given, a[0], sizeof(float) * IMAGES * first);
    kernel_forward(path, net, 1, NULL, given, IMAGES, 1.0f, later_z, later_a);
    for (int l = 1; fine && l < depth; l++) {
      must_be_same(later_z[l], z[l], (size_t)IMAGES * now->widths[l + 1], "a later layer gives another z");
      must_be_same(later_a[l], a[l], (size_t)IMAGES * now->widths[l + 1], "a later layer gives another a");
    }
    free(given);
  }
  forget(z);
  forget(a);
  forget(last_z);
  forget(last_a);
  forget(later_z);
  forget(later_a);
  free(x);
}

static void run_case(int path, const case_t *now, uint64_t number) {
  const int inputs = now->widths[0];
  state = 2026 + number;
  hash = 0xcbf29ce484222325u;
  uint8_t *levels = levels_for(inputs);
  const int64_t entries = kernel_count_ink(levels, IMAGES, inputs);
  float *shades = room_for(256 * sizeof(float));
  for (int level = 0; level < 256; level++) shades[level] = (float)level / 255.0f;
  int64_t *starts = room_for((IMAGES + 1) * sizeof(int64_t));
  uint16_t *places = room_for((entries + SPARE) * sizeof(uint16_t));
  uint8_t *dark = room_for(entries + SPARE);
  kernel_ink(levels, IMAGES, inputs, starts, places, dark);
  must(starts[IMAGES] == entries, "another number of entries than was counted");

  const ink_t ink = {starts, places, dark, shades};
  network_t net = {.depth = now->depth, .loss = now->loss};
  memcpy(net.widths, now->widths, sizeof net.widths);
  for (int l = 0; l < now->depth; l++) {
    net.activations[l] = l < now->depth - 1 ? now->hidden : now->output;
    net.layers[l] = layer_for(now, l);
  }
  train_on(path, now, &net, &ink);
  run_on(path, now, &net, &ink, levels);
  int32_t every[IMAGES];
  for (int i = 0; i < IMAGES; i++) every[i] = i;
  must(kernel_row_traffic(path, &net, &ink, every, IMAGES) == 0, "no memory");
  for (int l = 0; l < now->depth; l++) free(net.layers[l]);
  free(levels);
  free(shades);
  free(starts);
  free(places);
  free(dark);
}

/* ---- The cases ---------------------------------------------------------------------------------------------------*/

static int number, every = 1;

static void one(int path, case_t now) {
  char name[512];
  int k = 0;
  for (int l = 0; l <= now.depth; l++) k += snprintf(name + k, sizeof name - k, "%s%d", l ? "-" : "", now.widths[l]);
  snprintf(name + k, sizeof name - k, " %s %s %s %s %s batch %d%s", ACTIVATIONS[now.hidden], ACTIVATIONS[now.output],
           LOSSES[now.loss], OPTIMIZERS[now.kind], now.decay > 0 ? "decay" : "constant", now.batch, STARTS[now.start]);
  if (number++ % every) return;
  doing = name;
  run_case(path, &now, (uint64_t)number);
  printf("%016llx %s\n", (unsigned long long)hash, name);
}

/* First layers of every width in networks of every depth, with each loss and optimizer; all else is drawn. */
static void a_spread(int path) {
  static const int widths[] = {1, 10, 16, 17, 33, 64, 80}, depths[] = {1, 2, 3, 5}, inputs[] = {1, 3, 17, 784};
  static const int batches[] = {1, 7, 32, 2 * IMAGES}, certain[] = {SIGMOID, SOFTMAX};
  uint64_t place = 7;
  for (int w = 0; w < 7; w++)
    for (int d = 0; d < 4; d++)
      for (int kind = SGD; kind <= ADAM; kind++)
        for (int loss = QUADRATIC; loss <= CROSS_ENTROPY; loss++) {
          state = place; /* the cases draw too, and not all of them are run each time */
          case_t now = {.depth = depths[d], .loss = loss, .kind = kind};
          now.widths[0] = inputs[drawn(4)];
          for (int l = 1; l <= now.depth; l++) now.widths[l] = widths[l == 1 ? w : drawn(7)];
          now.hidden = drawn(SOFTMAX);
          now.output = loss == QUADRATIC ? drawn(SOFTMAX + 1) : certain[drawn(2)];
          now.batch = batches[drawn(4)];
          now.batches = now.batch < SEEN / 24 ? 24 : SEEN / now.batch;
          now.decay = drawn(3) ? 0.0 : 0.01;
          place = state;
          one(path, now);
        }
}

static void all_cases(int path) {
  const case_t lesson = {3, {784, 16, 16, 10}, SIGMOID, SIGMOID, QUADRATIC, SGD, 10, 40, PLAIN, 0.0};
  case_t now = lesson;
  one(path, now);
  now.output = SOFTMAX, now.loss = CROSS_ENTROPY, now.batch = 32;
  one(path, now);
  now.start = FAINT;
  one(path, now);
  now.hidden = RELU, now.kind = MOMENTUM;
  one(path, now);
  now.start = WILD;
  one(path, now);
  now = lesson, now.start = WILD, now.kind = ADAM, now.hidden = LEAKY_RELU, now.output = IDENTITY;
  one(path, now);
  now = (case_t){2, {65536, 2, 3}, TANH, SIGMOID, CROSS_ENTROPY, SGD, 7, 2, PLAIN, 0.0}; /* the most pixels */
  one(path, now);
  now = (case_t){DEPTH, {4}, TANH, SIGMOID, QUADRATIC, ADAM, 3, 4, PLAIN, 0.0}; /* the most layers */
  for (int l = 1; l <= DEPTH; l++) now.widths[l] = 1 + l % 3;
  one(path, now);
  a_spread(path);
}

int main(int count, char **words) {
  if (count == 2 && strcmp(words[1], "best") == 0) return puts(PATHS[kernel_best_path()]) < 0;
  every = count > 2 ? atoi(words[2]) : 1;
  for (int path = 0; count > 1 && every > 0 && path < PATH_COUNT; path++)
    if (strcmp(words[1], PATHS[path]) == 0) {
      all_cases(path);
      return 0;
    }
  fputs("usage: kernel_program best, or kernel_program PATH [EVERY]\n", stderr);
  return 2;
}
