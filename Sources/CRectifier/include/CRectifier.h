// The outputs of a rectified hidden layer, read straight from its pre-activations.
//
// C, because Swift compiles for the least x86-64 only: these loops are compiled for wider registers
// too, and the loader picks. All versions add in the same order and fuse nothing, so they give the
// same bits.
#ifndef LIMN_CRECTIFIER_H
#define LIMN_CRECTIFIER_H

#include <stddef.h>
#include <stdint.h>

// What rows are filled up to a multiple of, with zeros.
enum { LIMN_LANES = 8 };

// f_o(u) = bias_o + sum_j weights_oj g(u_j), with g(u) = u above 0 and slope * u below.
typedef struct {
  size_t outputs;
  // The units, rounded up to whole lanes: the distance between rows.
  size_t stride;
  // outputs x stride.
  const float *weights;
  const float *bias;
  float slope;
} limn_readout;

// Reads `count` states, count x stride, into `values`, count x outputs; with `ends`, the complements
// ends - u too.
void limn_read(const limn_readout *readout, const float *states, size_t count, const float *ends,
               double *values, double *complements);

// Walks from `state` on: adds `signs[k]` times the row `steps[k]` of `contributions` at each step,
// and reads what it comes to.
void limn_walk(const limn_readout *readout, float *state, const float *contributions,
               const intptr_t *steps, const float *signs, size_t count, const float *ends,
               double *values, double *complements);

#endif
