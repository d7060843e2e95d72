// PNG in memory, using libpng. libpng reports errors by longjmp; here errors become a status and a
// message, so that no jump ever crosses a Swift frame.
#ifndef LIMN_CPNG_H
#define LIMN_CPNG_H

#include <stddef.h>
#include <stdint.h>

// The largest image that is decoded, as a protection against files that claim more than they hold.
#define LIMN_PNG_MAX_SIDE 16384
#define LIMN_PNG_MAX_PIXELS (1 << 24)

enum { LIMN_PNG_MESSAGE_SIZE = 160 };

typedef enum {
  LIMN_PNG_OK,
  LIMN_PNG_NOT_A_PNG,
  LIMN_PNG_OUT_OF_MEMORY,
  LIMN_PNG_FAILED,
} limn_png_status;

// A text chunk to write. Both strings are NUL-terminated; `text` is UTF-8 if `is_utf8`, otherwise
// Latin-1.
typedef struct {
  char *keyword;
  char *text;
  int is_utf8;
} limn_png_text;

// An image to decode into the caller's memory.
typedef struct {
  // Set by the caller to the values in the file's header.
  uint32_t width;
  uint32_t height;
  // The caller's buffer: four 16-bit samples for each pixel, red, green, blue, alpha, in native
  // byte order. Samples with fewer bits are scaled exactly to the full range.
  uint16_t *samples;
  // As stored in the file: bits per sample, and libpng's PNG_COLOR_TYPE_….
  int bit_depth;
  int color_type;
} limn_png_image;

typedef enum {
  LIMN_PNG_GREY,
  LIMN_PNG_RGB,
  LIMN_PNG_RGBA,
  // Palette indices, one byte each.
  LIMN_PNG_INDEXED,
  // Words 0x??RRGGBB in native byte order, as in drawing surfaces; written as RGB.
  LIMN_PNG_RGB_WORDS,
} limn_png_layout;

// 8-bit pixels in row-major order from the top.
typedef struct {
  const uint8_t *start;
  // The number of bytes between rows.
  size_t stride;
  uint32_t width;
  uint32_t height;
  limn_png_layout layout;
  // Each pixel becomes a block of `block × block` pixels; must be 1 for words.
  uint32_t block;
  // For indexed pixels: red, green and blue of each of 1 to 256 colours.
  const uint8_t *palette;
  int palette_count;
} limn_png_pixels;

// Encodes pixels with fixed settings, so that the same pixels always give the same bytes. On
// success, the caller must `free` `*bytes`.
limn_png_status limn_png_encode(const limn_png_pixels *pixels, const limn_png_text *texts,
                                size_t text_count, uint8_t **bytes, size_t *size, char *message);

// Decodes the pixels of a PNG with the size given in `image`; chunks not needed for the pixels are
// skipped. Needs memory for a few rows. `message` must hold LIMN_PNG_MESSAGE_SIZE bytes.
limn_png_status limn_png_decode(const uint8_t *bytes, size_t size, limn_png_image *image,
                                char *message);

#endif
