#include "CRectifier.h"
#include "widths.h"

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

// Rows may begin at any address, so lanes are loaded unaligned.
typedef float lanes __attribute__((vector_size(4 * LIMN_LANES), aligned(4)));
typedef int32_t masks __attribute__((vector_size(4 * LIMN_LANES), aligned(4)));

// Lanes are passed by pointer, because no calling convention covers their size; everything is
// inlined.
INLINE void add_rectified(lanes *sum, const lanes *w, const lanes *u, float slope, int is_leaky) {
  const masks below = *u < 0;
  const masks above = (masks)*u & ~below;
  *sum += *w * (is_leaky ? (lanes)(above | ((masks)(slope * *u) & below)) : (lanes)above);
}

INLINE double total(float bias, const lanes *sums) {
  const float a = ((*sums)[0] + (*sums)[4]) + ((*sums)[2] + (*sums)[6]);
  const float b = ((*sums)[1] + (*sums)[5]) + ((*sums)[3] + (*sums)[7]);
  return (double)(bias + (a + b));
}

INLINE void read_one(const limn_readout *readout, const float *state, const float *ends,
                     double *value, double *complement, int is_leaky) {
  const size_t stride = readout->stride;
  const float slope = readout->slope;
  for (size_t output = 0; output < readout->outputs; output++) {
    const float *weights = readout->weights + output * stride;
    lanes sum = {0}, opposite = {0};
    for (size_t unit = 0; unit < stride; unit += LIMN_LANES) {
      const lanes u = *(const lanes *)(state + unit);
      const lanes w = *(const lanes *)(weights + unit);
      add_rectified(&sum, &w, &u, slope, is_leaky);
      if (ends) {
        const lanes rest = *(const lanes *)(ends + unit) - u;
        add_rectified(&opposite, &w, &rest, slope, is_leaky);
      }
    }
    value[output] = total(readout->bias[output], &sum);
    if (ends) complement[output] = total(readout->bias[output], &opposite);
  }
}

// An ordinary rectifier needs no multiplication by a slope.
INLINE void read_row(const limn_readout *readout, const float *state, const float *ends,
                     double *value, double *complement) {
  if (readout->slope == 0) {
    read_one(readout, state, ends, value, complement, 0);
  } else {
    read_one(readout, state, ends, value, complement, 1);
  }
}

FOR_EACH_WIDTH
void limn_read(const limn_readout *readout, const float *states, size_t count, const float *ends,
               double *values, double *complements) {
  for (size_t row = 0; row < count; row++) {
    const size_t slot = row * readout->outputs;
    read_row(readout, states + row * readout->stride, ends, values + slot,
             ends ? complements + slot : complements);
  }
}

FOR_EACH_WIDTH
void limn_walk(const limn_readout *readout, float *state, const float *contributions,
               const intptr_t *steps, const float *signs, size_t count, const float *ends,
               double *values, double *complements) {
  for (size_t step = 0; step < count; step++) {
    const float *contribution = contributions + steps[step] * readout->stride;
    for (size_t unit = 0; unit < readout->stride; unit += LIMN_LANES) {
      *(lanes *)(state + unit) += signs[step] * *(const lanes *)(contribution + unit);
    }
    const size_t slot = step * readout->outputs;
    read_row(readout, state, ends, values + slot, ends ? complements + slot : complements);
  }
}
