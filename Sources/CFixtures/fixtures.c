#include "CFixtures.h"

static const unsigned char digits[] = {
#embed "../../Fixtures/digits.bin"
};

limn_bytes limn_digits(void) {
  return (limn_bytes){.start = digits, .count = sizeof digits};
}
