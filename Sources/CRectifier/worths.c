#include "CRectifier.h"
#include "widths.h"

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

enum { LANES = 4, LOW = 1 << LIMN_LOW_PLAYERS, VECTORS = LOW / LANES };
typedef double lanes __attribute__((vector_size(8 * LANES), aligned(8)));
typedef int64_t masks __attribute__((vector_size(8 * LANES), aligned(8)));

// Adds the values of `parts` vectors of coalitions that contain the same later players; they stay
// in registers until all units have been added. `low` holds the contributions of the first players,
// LOW values for each unit.
INLINE void add_units(const double *bases, const double *low, size_t units, const double *outgoing,
                      size_t stride, int outputs, int parts, double *worths, size_t apart) {
  const lanes zero = {0};
  lanes sums[2][VECTORS] = {{{0}}};
  for (size_t unit = 0; unit < units; unit++) {
    const double base = bases[unit];
    const lanes *own = (const lanes *)(low + unit * LOW);
    for (int part = 0; part < parts; part++) {
      const lanes sum = base + own[part];
      const lanes on = (lanes)((masks)sum & (masks)(sum > zero));
      for (int output = 0; output < outputs; output++) {
        sums[output][part] += outgoing[output * stride + unit] * on;
      }
    }
  }
  for (int output = 0; output < outputs; output++) {
    lanes *own = (lanes *)(worths + output * apart);
    for (int part = 0; part < parts; part++) own[part] += sums[output][part];
  }
}

size_t limn_worths_room(size_t players, size_t units) {
  return units * (LOW + ((size_t)1 << (players - LIMN_LOW_PLAYERS)));
}

FOR_EACH_WIDTH
void limn_add_worths(const double *starts, const double *steps, size_t players, size_t units,
                     size_t stride, const double *outgoing, size_t outputs, double *room,
                     double *worths) {
  double *low = room, *bases = room + units * LOW;
  for (size_t unit = 0; unit < units; unit++) {
    double *own = low + unit * LOW;
    own[0] = 0;
    for (size_t player = 0; player < LIMN_LOW_PLAYERS; player++) {
      const size_t half = (size_t)1 << player;
      const double step = steps[player * stride + unit];
      for (size_t subset = 0; subset < half; subset++) own[half + subset] = own[subset] + step;
    }
    bases[unit] = starts[unit];
  }
  const size_t count = (size_t)1 << (players - LIMN_LOW_PLAYERS);
  for (size_t half = 1, player = LIMN_LOW_PLAYERS; half < count; half *= 2, player++) {
    const double *step = steps + player * stride;
    for (size_t subset = 0; subset < half; subset++) {
      const double *without = bases + subset * units;
      double *with = bases + (half + subset) * units;
      for (size_t unit = 0; unit < units; unit++) with[unit] = without[unit] + step[unit];
    }
  }
  const size_t apart = (size_t)1 << players;
  for (size_t subset = 0; subset < count; subset++) {
    const double *own = bases + subset * units;
    size_t output = 0;
    for (; output + 2 <= outputs; output += 2) {
      // The sums of two outputs for all coalitions of the first players would not fit into the
      // registers.
      const double *weights = outgoing + output * stride;
      double *row = worths + output * apart + subset * LOW;
      add_units(own, low, units, weights, stride, 2, VECTORS / 2, row, apart);
      add_units(own, low + LOW / 2, units, weights, stride, 2, VECTORS / 2, row + LOW / 2, apart);
    }
    if (output < outputs) {
      add_units(own, low, units, outgoing + output * stride, stride, 1, VECTORS,
                worths + output * apart + subset * LOW, apart);
    }
  }
}
