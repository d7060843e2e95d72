// A product of matrices for processors with fused multiply-add in wide registers.
#ifndef LIMN_CPRODUCT_H
#define LIMN_CPRODUCT_H

#include <stddef.h>

// A matrix of floats: element (r, c) stands at r * row + c * column.
typedef struct {
  const float *elements;
  size_t row;
  size_t column;
} limn_factor;

// Whether this processor has what limn_multiply_add is written for.
int limn_product_is_wide(void);

// The floats that limn_multiply_add needs as room for m rows.
size_t limn_product_room(size_t m);

// C = A B, or C + A B, for A of m x k and B of k x n; C's rows stand `row` floats apart.
//
// An element is summed in ascending order of k, in stretches of 256 that are each added to what was there,
// whatever m and n are: the same bits for a row alone as for many.
void limn_multiply_add(size_t m, size_t n, size_t k, limn_factor a, limn_factor b, int accumulate,
                       float *c, size_t row, float *room);

#endif
