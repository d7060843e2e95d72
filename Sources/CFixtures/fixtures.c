#include "CFixtures.h"

const unsigned char limn_digits[] = {
#embed "../../Fixtures/digits.bin"
};
const size_t limn_digits_size = sizeof limn_digits;
