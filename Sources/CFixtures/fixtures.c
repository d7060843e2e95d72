#include "CFixtures.h"

static const unsigned char digits[] = {
#embed "../../Fixtures/digits.bin"
};

limn_bytes limn_digits(void) {
  return (limn_bytes){.start = digits, .count = sizeof digits};
}

static const unsigned char model[] = {
#embed "../../Fixtures/digits-64-64-10.onnx"
};

limn_bytes limn_model(void) {
  return (limn_bytes){.start = model, .count = sizeof model};
}
