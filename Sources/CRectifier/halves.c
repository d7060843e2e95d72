#include "CRectifier.h"
#include "widths.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

enum { LANES = 4 };
typedef double lanes __attribute__((vector_size(8 * LANES), aligned(8)));

// The sums of all subsets of some steps in ascending order, preceded by −∞ as a sentinel.
typedef struct {
  double *sums;
  // The steps of each subset, one bit for each, and above these bits their number.
  uint16_t *subsets;
  size_t count;
  size_t players;
} subset_sums;

enum { SIZE = LIMN_HALVES_PLAYERS };

// Adds one more step: merges the sums with it and without it in place, from the largest down;
// writing never overtakes reading.
INLINE void add_step(subset_sums *all, double step, uint16_t bit) {
  ptrdiff_t without = (ptrdiff_t)all->count - 1, with = without;
  const uint16_t joining = (uint16_t)(1 << SIZE) + bit;
  all->count *= 2;
  for (ptrdiff_t slot = (ptrdiff_t)all->count - 1; slot >= 0; slot--) {
    const double lower = all->sums[without], upper = all->sums[with] + step;
    const int takes = upper >= lower;
    const uint16_t subset = takes ? all->subsets[with] + joining : all->subsets[without];
    all->sums[slot] = takes ? upper : lower;
    all->subsets[slot] = subset;
    with -= takes;
    without -= !takes;
  }
}

INLINE subset_sums sums_of(const double *steps, size_t players, double *room) {
  const size_t most = ((size_t)1 << players) + 1;
  subset_sums all = {room + 1, (uint16_t *)(room + most) + 1, 1, players};
  all.sums[-1] = -INFINITY;
  all.subsets[-1] = all.subsets[0] = 0;
  all.sums[0] = 0;
  for (size_t player = 0; player < players; player++) {
    add_step(&all, steps[player], (uint16_t)(1 << player));
  }
  return all;
}

INLINE double total(const lanes *sums) {
  return ((*sums)[0] + (*sums)[2]) + ((*sums)[1] + (*sums)[3]);
}

// For each subset of `outer`, computes the sum of joined values and distributes it to the values of
// its players; returns the total to subtract from all players. Lanes are added last.
INLINE double sweep(const subset_sums *outer, const subset_sums *inner, double start,
                    const double *joined, const double *left, size_t width, lanes *by_subset,
                    double *values) {
  double counts[LIMN_HALVES_SIZES] = {0}, sums[LIMN_HALVES_SIZES] = {0};
  lanes taken = {0};
  ptrdiff_t next = (ptrdiff_t)inner->count - 1;
  for (size_t index = 0; index < outer->count; index++) {
    const double base = start + outer->sums[index];
    while (next >= 0 && inner->sums[next] + base > 0) {
      const size_t size = inner->subsets[next] >> SIZE;
      counts[size] += 1;
      sums[size] += inner->sums[next];
      next--;
    }
    const uint16_t subset = outer->subsets[index];
    const size_t row = (subset >> SIZE) * width;
    lanes with = {0};
    for (size_t size = 0; size < width; size += LANES) {
      const lanes on = base * *(const lanes *)(counts + size) + *(const lanes *)(sums + size);
      with += *(const lanes *)(joined + row + size) * on;
      taken += *(const lanes *)(left + row + size) * on;
    }
    by_subset[subset & ((1 << SIZE) - 1)] = with;
  }
  // Splits the subsets by whether they contain the last player: those that do sum to its value, and
  // added to those that do not, they give the subsets of the remaining players.
  size_t player = outer->players;
  for (size_t half = outer->count / 2; half > 0; half /= 2) {
    lanes value = {0};
    player--;
    for (size_t subset = 0; subset < half; subset++) {
      value += by_subset[half + subset];
      by_subset[subset] += by_subset[half + subset];
    }
    values[player] = total(&value);
  }
  return total(&taken);
}

static size_t room_for(size_t players) {
  const size_t most = ((size_t)1 << players) + 1;
  return most + (2 * most + 7) / 8;
}

size_t limn_halves_room(size_t first, size_t second) {
  return room_for(first) + room_for(second) +
         ((size_t)LANES << (first > second ? first : second));
}

FOR_EACH_WIDTH
void limn_count_halves(double start, const double *steps, size_t first, size_t second,
                       const double *joined, const double *left, size_t width, double *room,
                       double *values) {
  const subset_sums a = sums_of(steps, first, room);
  const subset_sums b = sums_of(steps + first, second, room + room_for(first));
  lanes *by_subset = (lanes *)(room + room_for(first) + room_for(second));
  const double taken = sweep(&a, &b, start, joined, left, width, by_subset, values);
  sweep(&b, &a, start, joined, left, width, by_subset, values + first);
  for (size_t player = 0; player < first + second; player++) values[player] -= taken;
}
