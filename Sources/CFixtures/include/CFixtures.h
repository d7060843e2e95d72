// Data embedded in the binary, so that an installed limn needs no files.
#ifndef LIMN_FIXTURES_H
#define LIMN_FIXTURES_H

#include <stddef.h>

typedef struct {
  const unsigned char *start;
  size_t count;
} limn_bytes;

// 1,797 records of 65 bytes: 64 pixels in 0 to 16, in row-major order from the top, then the label.
limn_bytes limn_digits(void);

// An ONNX file with a network trained on the digits, 64-64-10.
limn_bytes limn_model(void);

#endif
