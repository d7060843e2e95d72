// Data that lives inside the binary, so that an installed limn needs no file.
#ifndef LIMN_FIXTURES_H
#define LIMN_FIXTURES_H

#include <stddef.h>

typedef struct {
  const unsigned char *start;
  size_t count;
} limn_bytes;

// 1,797 records of 65 bytes: 64 pixels of 0 to 16, row after row from the top, then the label.
limn_bytes limn_digits(void);

// A network trained on the digits, 64-64-10, as an ONNX file.
limn_bytes limn_model(void);

#endif
