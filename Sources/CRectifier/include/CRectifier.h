// The outputs of a rectified hidden layer, read straight from its pre-activations, and what a rectifier's
// Shapley values are summed from: waves, or two halves of its players.
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

// For two waves side by side and each player i, the sum over nodes q of
// weight(q) * prod_{l != i} (1 - q + q z_l).
//
// `nodes` and `weights` hold 2 * pairs numbers; `turns`, players x 4, the factors z: the real parts of
// both waves, then the imaginary parts; `sums` is filled likewise. `scratch` has room for players x 24.
void limn_leave_one_out(const double *nodes, const double *weights, size_t pairs, const double *turns,
                        size_t players, double *scratch, double *sums);

// The sums of `count` x LIMN_LANES turning numbers at each of `steps` steps: `sums` takes a real and an
// imaginary part for each step. `turns` and `factors` hold for each LIMN_LANES numbers their real parts,
// then their imaginary parts; after each step every turn is multiplied by its factor.
void limn_sum_turns(float *turns, const float *factors, size_t count, size_t steps, float *sums);

// The most players of a half, of which a bit each and their number fill 16 bits, and the sizes of its coalitions rounded up to whole registers.
enum { LIMN_HALVES_PLAYERS = 12, LIMN_HALVES_SIZES = 16 };

// The doubles that limn_count_halves needs as room.
size_t limn_halves_room(size_t first, size_t second);

// The Shapley values of max(start + the steps of those present, 0) for two halves of the players, each of
// at most LIMN_HALVES_PLAYERS: `values` is filled, one for each step.
//
// `joined` and `left` hold weights by the size of a coalition, a row of `width` for each size of the one
// half's part, by the size of the other's: what its value gives to its members, and takes from all.
// `width` is a multiple of 4, at most LIMN_HALVES_SIZES.
void limn_count_halves(double start, const double *steps, size_t first, size_t second,
                       const double *joined, const double *left, size_t width, double *room,
                       double *values);

// The players whose coalitions limn_add_worths holds in registers.
enum { LIMN_LOW_PLAYERS = 5 };

// The doubles that limn_add_worths needs as room.
size_t limn_worths_room(size_t players, size_t units);

// Adds to `worths`, 2^players for each output, what every coalition's units give: the sum over units of
// outgoing[output x stride + unit] x max(start + the steps of those present, 0). A coalition's place has
// a bit for each of its players, of which there are at least LIMN_LOW_PLAYERS; `steps` is players x stride.
void limn_add_worths(const double *starts, const double *steps, size_t players, size_t units,
                     size_t stride, const double *outgoing, size_t outputs, double *room,
                     double *worths);

#endif
