// Data that lives inside the binary, so that an installed limn needs no file.
#ifndef LIMN_FIXTURES_H
#define LIMN_FIXTURES_H

#include <stddef.h>

// 1,797 records of 65 bytes: 64 pixels of 0 to 16, row after row from the top, then the label.
extern const unsigned char limn_digits[];
extern const size_t limn_digits_size;

#endif
