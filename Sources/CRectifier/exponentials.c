#include "CRectifier.h"
#include "widths.h"

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

enum { LANES = 4 };
typedef double lanes __attribute__((vector_size(8 * LANES), aligned(8)));
typedef int64_t integers __attribute__((vector_size(8 * LANES), aligned(8)));

// exp(x) for x <= 0, with a relative error below 1e-12: 2^k times a Taylor polynomial of the rest,
// which is at most half of log 2. Results below 1e-300 are not needed and become 1e-300.
INLINE void exponential(lanes *value) {
  const lanes least = (lanes){0} - 690;
  const integers isSmall = *value < least;
  const lanes x = (lanes)((isSmall & (integers)least) | (~isSmall & (integers)*value));
  // Adding 1.5 * 2^52 rounds to an integer, which then lies in the lowest bits.
  const double shift = 6755399441055744.0;
  const lanes shifted = x * 1.4426950408889634 + shift;
  const lanes whole = shifted - shift;
  const lanes rest = (x - whole * 0.693147180369123816490) - whole * 1.90821492927058770002e-10;
  static const double inverses[] = {1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720,
                                    1.0 / 120,     1.0 / 24,     1.0 / 6,     1.0 / 2,    1, 1};
  lanes sum = (lanes){0} + 1.0 / 39916800;
  for (size_t power = 0; power < sizeof inverses / sizeof *inverses; power++) {
    sum = sum * rest + inverses[power];
  }
  const integers exponent = (integers)shifted << 52;
  *value = (lanes)((integers)sum + exponent);
}

FOR_EACH_WIDTH
void limn_paired_exponentials(double *same, double *opposite, double own, const double *halves,
                              size_t count) {
  const size_t whole = count - count % LANES;
  for (size_t start = 0; start < whole; start += LANES) {
    const lanes product = *(const lanes *)(same + start);
    const lanes level = *(const lanes *)(halves + start) + own;
    lanes first = product - level, second = -product - level;
    exponential(&first);
    exponential(&second);
    *(lanes *)(same + start) = first;
    *(lanes *)(opposite + start) = second;
  }
  for (size_t index = whole; index < count; index++) {
    const double level = halves[index] + own;
    lanes both = {same[index] - level, -same[index] - level};
    exponential(&both);
    same[index] = both[0];
    opposite[index] = both[1];
  }
}

enum { FLOATS = 8 };
typedef float floats __attribute__((vector_size(4 * FLOATS), aligned(4)));
typedef int32_t words __attribute__((vector_size(4 * FLOATS), aligned(4)));

// exp(x) for x <= 0 with a relative error below 1e-6. Results below 1e-37 become 1e-37.
INLINE void shortExponential(floats *value) {
  const floats least = (floats){0} - 85;
  const words isSmall = *value < least;
  const floats x = (floats)((isSmall & (words)least) | (~isSmall & (words)*value));
  // Adding 1.5 * 2^23 rounds to an integer, which then lies in the lowest bits.
  const float shift = 12582912.0f;
  const floats shifted = x * 1.44269504f + shift;
  const floats whole = shifted - shift;
  const floats rest = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
  static const float inverses[] = {1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 1.0f / 2, 1, 1};
  floats sum = (floats){0} + 1.0f / 5040;
  for (size_t power = 0; power < sizeof inverses / sizeof *inverses; power++) {
    sum = sum * rest + inverses[power];
  }
  *value = (floats)((words)sum + ((words)shifted << 23));
}

FOR_EACH_WIDTH
void limn_paired_kernels(float *odd, float *even, float own, const float *halves, size_t count) {
  const size_t whole = count - count % FLOATS;
  for (size_t start = 0; start < whole; start += FLOATS) {
    const floats product = *(const floats *)(odd + start);
    const floats level = *(const floats *)(halves + start) + own;
    floats first = product - level, second = -product - level;
    shortExponential(&first);
    shortExponential(&second);
    *(floats *)(odd + start) = first - second;
    *(floats *)(even + start) = first + second;
  }
  for (size_t index = whole; index < count; index++) {
    const float level = halves[index] + own;
    floats both = {odd[index] - level, -odd[index] - level};
    shortExponential(&both);
    odd[index] = both[0] - both[1];
    even[index] = both[0] + both[1];
  }
}
