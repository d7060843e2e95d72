// PNG in memory, through libpng. libpng reports errors by longjmp; here they end as a status and a
// message, so that no jump ever crosses a Swift frame.
#ifndef LIMN_CPNG_H
#define LIMN_CPNG_H

#include <stddef.h>
#include <stdint.h>

// The largest image that is decoded, against files that claim more than they hold.
#define LIMN_PNG_MAX_SIDE 16384
#define LIMN_PNG_MAX_PIXELS (1 << 24)

enum { LIMN_PNG_MESSAGE_SIZE = 160 };

typedef enum {
  LIMN_PNG_OK,
  LIMN_PNG_NOT_A_PNG,
  LIMN_PNG_OUT_OF_MEMORY,
  LIMN_PNG_FAILED,
} limn_png_status;

// One text chunk to write. Both strings end in a NUL; `text` is UTF-8 if `is_utf8`, else Latin-1.
typedef struct {
  char *keyword;
  char *text;
  int is_utf8;
} limn_png_text;

// An image to be decoded into memory of the caller's.
typedef struct {
  // Set by the caller, as the file's header says.
  uint32_t width;
  uint32_t height;
  // The caller's: four 16-bit samples for each pixel, red, green, blue, alpha, in native byte order.
  // Samples of fewer bits are scaled to the full range exactly.
  uint16_t *samples;
  // As the file has them: bits of a sample, and libpng's PNG_COLOR_TYPE_….
  int bit_depth;
  int color_type;
} limn_png_image;

typedef enum {
  LIMN_PNG_GREY,
  LIMN_PNG_RGB,
  LIMN_PNG_RGBA,
  // Places in a palette, one byte each.
  LIMN_PNG_INDEXED,
  // Words 0x??RRGGBB in native byte order, as drawing surfaces have them; written as RGB.
  LIMN_PNG_RGB_WORDS,
} limn_png_layout;

// 8-bit pixels, row after row from the top.
typedef struct {
  const uint8_t *start;
  // Bytes from one row to the next.
  size_t stride;
  uint32_t width;
  uint32_t height;
  limn_png_layout layout;
  // Each pixel becomes a block of so many pixels in both directions; 1 for words.
  uint32_t block;
  // Of indexed pixels: red, green and blue of each of 1 to 256 colours.
  const uint8_t *palette;
  int palette_count;
} limn_png_pixels;

// Encodes pixels with fixed settings, so that the same pixels give the same bytes. On success
// `*bytes` is the caller's to `free`.
limn_png_status limn_png_encode(const limn_png_pixels *pixels, const limn_png_text *texts,
                                size_t text_count, uint8_t **bytes, size_t *size, char *message);

// Decodes the pixels of any PNG of the size that `image` has, and no more of it: chunks that make no
// pixels are passed over. Takes memory for a few rows. `message` holds LIMN_PNG_MESSAGE_SIZE bytes.
limn_png_status limn_png_decode(const uint8_t *bytes, size_t size, limn_png_image *image,
                                char *message);

#endif
