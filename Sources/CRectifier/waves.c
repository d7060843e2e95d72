#include "CRectifier.h"
#include "widths.h"

#pragma STDC FP_CONTRACT OFF

// Two nodes of the first wave, then the same two nodes of the second.
typedef double quad __attribute__((vector_size(32), aligned(8)));
typedef float lanes __attribute__((vector_size(4 * LIMN_LANES), aligned(4)));

FOR_EACH_WIDTH
void limn_leave_one_out(const double *nodes, const double *weights, size_t pairs, const double *turns,
                        size_t players, double *scratch, double *sums) {
  quad *real = (quad *)scratch, *imaginary = real + players;
  quad *before_real = imaginary + players, *before_imaginary = before_real + players;
  quad *sum_real = before_imaginary + players, *sum_imaginary = sum_real + players;
  for (size_t player = 0; player < players; player++) {
    const double *z = turns + 4 * player;
    real[player] = (quad){z[0], z[0], z[1], z[1]};
    imaginary[player] = (quad){z[2], z[2], z[3], z[3]};
    sum_real[player] = sum_imaginary[player] = (quad){0};
  }
  for (size_t pair = 0; pair < pairs; pair++) {
    const double a = nodes[2 * pair], b = nodes[2 * pair + 1];
    const double v = weights[2 * pair], w = weights[2 * pair + 1];
    const quad q = {a, b, a, b}, p = 1 - q;
    // The products over the players before each one, then those over the players after it.
    quad x = {1, 1, 1, 1}, y = {0};
    for (size_t player = 0; player < players; player++) {
      before_real[player] = x;
      before_imaginary[player] = y;
      const quad s = p + q * real[player], t = q * imaginary[player];
      const quad product = x * s - y * t;
      y = x * t + y * s;
      x = product;
    }
    x = (quad){v, w, v, w};
    y = (quad){0};
    for (size_t player = players; player-- > 0;) {
      const quad c = before_real[player], d = before_imaginary[player];
      sum_real[player] += c * x - d * y;
      sum_imaginary[player] += c * y + d * x;
      const quad s = p + q * real[player], t = q * imaginary[player];
      const quad product = x * s - y * t;
      y = x * t + y * s;
      x = product;
    }
  }
  for (size_t player = 0; player < players; player++) {
    double *sum = sums + 4 * player;
    sum[0] = sum_real[player][0] + sum_real[player][1];
    sum[1] = sum_real[player][2] + sum_real[player][3];
    sum[2] = sum_imaginary[player][0] + sum_imaginary[player][1];
    sum[3] = sum_imaginary[player][2] + sum_imaginary[player][3];
  }
}

FOR_EACH_WIDTH
void limn_sum_turns(float *turns, const float *factors, size_t count, size_t steps, float *sums) {
  for (size_t step = 0; step < steps; step++) {
    lanes real = {0}, imaginary = {0};
    for (size_t index = 0; index < count; index++) {
      lanes *turn = (lanes *)(turns + 2 * LIMN_LANES * index);
      const lanes *factor = (const lanes *)(factors + 2 * LIMN_LANES * index);
      const lanes x = turn[0], y = turn[1];
      real += x;
      imaginary += y;
      turn[0] = x * factor[0] - y * factor[1];
      turn[1] = y * factor[0] + x * factor[1];
    }
    float x = 0, y = 0;
    for (size_t lane = 0; lane < LIMN_LANES; lane++) {
      x += real[lane];
      y += imaginary[lane];
    }
    sums[2 * step] = x;
    sums[2 * step + 1] = y;
  }
}
