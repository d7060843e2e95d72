#include "CProduct.h"

#include <string.h>

// A tile of C is held in registers: TALL rows, and two registers wide. The corresponding parts of A
// and B are packed first, so that both are read sequentially, and padded with zeros at the edges
// (Goto and van de Geijn 2008).
enum { TALL = 6, DEEP = 256, BROAD = 512, WIDEST = 32 };

#define LESSER(x, y) ((x) < (y) ? (x) : (y))
#define PANELS(count, size) (((count) + (size)-1) / (size))

size_t limn_product_room(size_t m) {
  return DEEP * (PANELS(m, TALL) * TALL + BROAD) + TALL * WIDEST;
}

// Packs rows of A in groups of TALL, each column by column.
static void pack_a(size_t m, size_t k, limn_factor a, float *target) {
  for (size_t top = 0; top < m; top += TALL) {
    const size_t rows = LESSER(TALL, m - top);
    for (size_t p = 0; p < k; p++) {
      const float *source = a.elements + top * a.row + p * a.column;
      for (size_t i = 0; i < rows; i++) target[i] = source[i * a.row];
      for (size_t i = rows; i < TALL; i++) target[i] = 0;
      target += TALL;
    }
  }
}

// Packs columns of B in groups of `width`, each row by row.
static void pack_b(size_t k, size_t n, limn_factor b, size_t width, float *target) {
  for (size_t left = 0; left < n; left += width) {
    const size_t columns = LESSER(width, n - left);
    const float *source = b.elements + left * b.column;
    if (b.column == 1) {
      for (size_t p = 0; p < k; p++) {
        memcpy(target + p * width, source + p * b.row, columns * sizeof(float));
        for (size_t j = columns; j < width; j++) target[p * width + j] = 0;
      }
    } else {
      for (size_t j = 0; j < columns; j++) {
        for (size_t p = 0; p < k; p++) target[p * width + j] = source[p * b.row + j * b.column];
      }
      for (size_t j = columns; j < width; j++) {
        for (size_t p = 0; p < k; p++) target[p * width + j] = 0;
      }
    }
    target += k * width;
  }
}

// The product of packed A and B for one tile, and the loops over tiles, for registers of LANES
// floats.
#define DEFINE_PRODUCT(NAME, TARGET, LANES)                                                        \
  typedef float NAME##_lanes __attribute__((vector_size(4 * LANES), aligned(4)));                  \
                                                                                                   \
  TARGET static void NAME##_tile(size_t k, const float *a, const float *b, int accumulate,         \
                                 float *c, size_t row) {                                           \
    NAME##_lanes sums[TALL][2] = {{{0}}};                                                          \
    for (size_t p = 0; p < k; p++) {                                                               \
      const NAME##_lanes left = *(const NAME##_lanes *)b;                                          \
      const NAME##_lanes right = *(const NAME##_lanes *)(b + LANES);                               \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < TALL; i++) {                          \
        sums[i][0] += a[i] * left;                                                                 \
        sums[i][1] += a[i] * right;                                                                \
      }                                                                                            \
      a += TALL;                                                                                   \
      b += 2 * LANES;                                                                              \
    }                                                                                              \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < TALL; i++) {                            \
      NAME##_lanes *target = (NAME##_lanes *)(c + i * row);                                        \
      NAME##_lanes *next = (NAME##_lanes *)(c + i * row + LANES);                                  \
      *target = accumulate ? *target + sums[i][0] : sums[i][0];                                    \
      *next = accumulate ? *next + sums[i][1] : sums[i][1];                                        \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  static void NAME(size_t m, size_t n, size_t k, limn_factor a, limn_factor b, int accumulate,     \
                   float *c, size_t row, float *room) {                                            \
    const size_t width = 2 * LANES;                                                                \
    float *edge = room, *packed_b = edge + TALL * WIDEST, *packed_a = packed_b + DEEP * BROAD;     \
    for (size_t start = 0; start < k; start += DEEP) {                                             \
      const size_t depth = LESSER(DEEP, k - start);                                                \
      const int adds = accumulate || start > 0;                                                    \
      limn_factor part_a = a, part_b = b;                                                          \
      part_a.elements += start * a.column;                                                         \
      pack_a(m, depth, part_a, packed_a);                                                          \
      for (size_t first = 0; first < n; first += BROAD) {                                          \
        const size_t columns = LESSER(BROAD, n - first);                                           \
        part_b.elements = b.elements + start * b.row + first * b.column;                           \
        pack_b(depth, columns, part_b, width, packed_b);                                           \
        for (size_t left = 0; left < columns; left += width) {                                     \
          const size_t across = LESSER(width, columns - left);                                     \
          const float *panel = packed_b + left * depth;                                            \
          for (size_t top = 0; top < m; top += TALL) {                                             \
            const size_t down = LESSER(TALL, m - top);                                             \
            float *target = c + top * row + first + left;                                          \
            if (across == width && down == TALL) {                                                 \
              NAME##_tile(depth, packed_a + top * depth, panel, adds, target, row);                \
              continue;                                                                            \
            }                                                                                      \
            NAME##_tile(depth, packed_a + top * depth, panel, 0, edge, width);                     \
            for (size_t i = 0; i < down; i++) {                                                    \
              for (size_t j = 0; j < across; j++) {                                                \
                const float value = edge[i * width + j];                                           \
                target[i * row + j] = adds ? target[i * row + j] + value : value;                  \
              }                                                                                    \
            }                                                                                      \
          }                                                                                        \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }

#if defined(__x86_64__)
#pragma STDC FP_CONTRACT ON
DEFINE_PRODUCT(product_16, __attribute__((target("avx512f,avx512vl,fma"))), 16)
DEFINE_PRODUCT(product_8, __attribute__((target("avx2,fma"))), 8)

static int lanes(void) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return 16;
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 8 : 0;
}
#else
#pragma STDC FP_CONTRACT ON
DEFINE_PRODUCT(product_8, , 8)
#define product_16 product_8

static int lanes(void) { return 8; }
#endif

int limn_product_is_wide(void) { return lanes() > 0; }

void limn_multiply_add(size_t m, size_t n, size_t k, limn_factor a, limn_factor b, int accumulate,
                       float *c, size_t row, float *room) {
  if (k == 0 && !accumulate) {
    for (size_t i = 0; i < m; i++) memset(c + i * row, 0, n * sizeof(float));
  }
  (lanes() == 16 ? product_16 : product_8)(m, n, k, a, b, accumulate, c, row, room);
}
