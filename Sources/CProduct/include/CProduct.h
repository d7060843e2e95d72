// A matrix product for processors with fused multiply-add in wide registers.
#ifndef LIMN_CPRODUCT_H
#define LIMN_CPRODUCT_H

#include <stddef.h>

// A matrix of floats: element (r, c) is at r * row + c * column.
typedef struct {
  const float *elements;
  size_t row;
  size_t column;
} limn_factor;

// Whether this processor has the instructions that limn_multiply_add needs.
int limn_product_is_wide(void);

// The number of floats of scratch space that limn_multiply_add needs for m rows.
size_t limn_product_room(size_t m);

// C = A B, or C + A B, for A of m x k and B of k x n; the rows of C are `row` floats apart.
//
// Each element is summed in ascending order of k, in blocks of 256 that are added to the previous
// result, regardless of m and n. A row therefore gets the same bits alone as among many.
void limn_multiply_add(size_t m, size_t n, size_t k, limn_factor a, limn_factor b, int accumulate,
                       float *c, size_t row, float *room);

#endif
