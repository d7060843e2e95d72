#include "errors.h"

#include <stdio.h>

#include "CPNG.h"

_Noreturn void limn_png_fail(png_structp png, png_const_charp message) {
  snprintf(png_get_error_ptr(png), LIMN_PNG_MESSAGE_SIZE, "%s", message);
  png_longjmp(png, 1);
}

void limn_png_ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}
