// The outputs of a rectified hidden layer, computed directly from its pre-activations, and the sums
// that give a rectifier's Shapley values: waves, or two halves of its players.
//
// Written in C, because Swift compiles only for baseline x86-64. These loops are also compiled for
// wider registers, and the loader chooses. All versions add in the same order and use no fused
// operations, so they give the same bits.
#ifndef LIMN_CRECTIFIER_H
#define LIMN_CRECTIFIER_H

#include <stddef.h>
#include <stdint.h>

// Rows are padded with zeros to a multiple of this length.
enum { LIMN_LANES = 8 };

// f_o(u) = bias_o + sum_j weights_oj g(u_j), where g(u) = u above 0 and slope * u below.
typedef struct {
  size_t outputs;
  // The number of units, rounded up to whole lanes: the distance between rows.
  size_t stride;
  // outputs x stride.
  const float *weights;
  const float *bias;
  float slope;
} limn_readout;

// Computes the outputs of `count` states, count x stride, into `values`, count x outputs; with
// `ends`, also those of the complements ends - u.
void limn_read(const limn_readout *readout, const float *states, size_t count, const float *ends,
               double *values, double *complements);

// Walks from `state`: at each step, adds `signs[k]` times row `steps[k]` of `contributions` and
// computes the outputs.
void limn_walk(const limn_readout *readout, float *state, const float *contributions,
               const intptr_t *steps, const float *signs, size_t count, const float *ends,
               double *values, double *complements);

// For two waves side by side and each player i, the sum over nodes q of
// weight(q) * prod_{l != i} (1 - q + q z_l).
//
// `nodes` and `weights` hold 2 * pairs numbers. `turns`, players x 4, holds the factors z: the real
// parts of both waves, then the imaginary parts; `sums` has the same layout. `scratch` must have
// room for players x 24 numbers.
void limn_leave_one_out(const double *nodes, const double *weights, size_t pairs, const double *turns,
                        size_t players, double *scratch, double *sums);

// The sums of `count` x LIMN_LANES rotating complex numbers at each of `steps` steps; `sums`
// receives a real and an imaginary part for each step. `turns` and `factors` hold, for each group
// of LIMN_LANES numbers, their real parts and then their imaginary parts. After each step, every
// number is multiplied by its factor.
void limn_sum_turns(float *turns, const float *factors, size_t count, size_t steps, float *sums);

// For `count` products p, given in `same`: exp(p - level) into `same` and exp(-p - level) into
// `opposite`, with the level `own` + `halves`, which is at least the magnitude of p.
void limn_paired_exponentials(double *same, double *opposite, double own, const double *halves,
                              size_t count);

// For `count` products p, given in `odd`: exp(p - level) - exp(-p - level) into `odd` and their sum
// into `even`, with the level `own` + `halves`, which is at least the magnitude of p.
void limn_paired_kernels(float *odd, float *even, float own, const float *halves, size_t count);

// The maximum number of players in a half, whose bits and count fit into 16 bits, and the number of
// its coalition sizes rounded up to whole registers.
enum { LIMN_HALVES_PLAYERS = 12, LIMN_HALVES_SIZES = 16 };

// The number of doubles of scratch space that limn_count_halves needs.
size_t limn_halves_room(size_t first, size_t second);

// The Shapley values of max(start + the steps of the players present, 0) for two halves of the
// players, each of at most LIMN_HALVES_PLAYERS. `values` receives one number for each step.
//
// `joined` and `left` hold weights by the size of a coalition, with one row of `width` numbers for
// each size of one half's part, indexed by the size of the other half's part: the weight with which
// the coalition's value is added for its members, and the weight with which it is subtracted from
// all. `width` is a multiple of 4 and at most LIMN_HALVES_SIZES.
void limn_count_halves(double start, const double *steps, size_t first, size_t second,
                       const double *joined, const double *left, size_t width, double *room,
                       double *values);

// The number of players whose coalitions limn_add_worths holds in registers.
enum { LIMN_LOW_PLAYERS = 5 };

// The number of doubles of scratch space that limn_add_worths needs.
size_t limn_worths_room(size_t players, size_t units);

// Adds to `worths`, 2^players for each output, the values of all coalitions: the sum over units of
// outgoing[output x stride + unit] x max(start + the steps of the players present, 0). The index of
// a coalition has one bit for each of its players; there must be at least LIMN_LOW_PLAYERS players.
// `steps` is players x stride.
void limn_add_worths(const double *starts, const double *steps, size_t players, size_t units,
                     size_t stride, const double *outgoing, size_t outputs, double *room,
                     double *worths);

#endif
