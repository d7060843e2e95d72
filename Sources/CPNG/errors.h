#ifndef LIMN_CPNG_ERRORS_H
#define LIMN_CPNG_ERRORS_H

#include <png.h>

// Copies the message to the `char[LIMN_PNG_MESSAGE_SIZE]` that the error pointer refers to, and
// jumps.
_Noreturn void limn_png_fail(png_structp png, png_const_charp message);

// Ignores warnings, which concern metadata that is not used here.
void limn_png_ignore(png_structp png, png_const_charp message);

#endif
