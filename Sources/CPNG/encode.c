#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "CPNG.h"
#include "errors.h"

typedef struct {
  uint8_t *bytes;
  size_t size;
  size_t capacity;
} sink;

static void append(png_structp png, png_bytep data, size_t count) {
  sink *out = png_get_io_ptr(png);
  if (out->capacity - out->size < count) {
    size_t capacity = 2 * out->capacity + count + 4096;
    uint8_t *grown = realloc(out->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    out->bytes = grown;
    out->capacity = capacity;
  }
  memcpy(out->bytes + out->size, data, count);
  out->size += count;
}

static void flush(png_structp png) { (void)png; }

static void set_texts(png_structp png, png_infop info, const limn_png_text *texts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    png_text text = {
        .compression = texts[i].is_utf8 ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE,
        .key = texts[i].keyword,
        .text = texts[i].text,
    };
    png_set_text(png, info, &text, 1);
  }
}

// Everything that may jump; what must survive a jump lies behind `out`.
static int write_image(png_structp png, png_infop info, const uint8_t *pixels, uint32_t width,
                       uint32_t height, int channels, const limn_png_text *texts,
                       size_t text_count) {
  if (setjmp(png_jmpbuf(png))) return 0;
  int color_type = channels == 1   ? PNG_COLOR_TYPE_GRAY
                   : channels == 3 ? PNG_COLOR_TYPE_RGB
                                   : PNG_COLOR_TYPE_RGB_ALPHA;
  png_set_IHDR(png, info, width, height, 8, color_type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  // Flat colours and small print pack better unfiltered; beyond level 3 the time doubles for a
  // file a few per cent smaller.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_compression_level(png, 3);
  set_texts(png, info, texts, text_count);
  png_write_info(png, info);
  for (uint32_t row = 0; row < height; row++) {
    png_write_row(png, pixels + (size_t)row * width * channels);
  }
  png_write_end(png, info);
  return 1;
}

limn_png_status limn_png_encode(const uint8_t *pixels, uint32_t width, uint32_t height,
                                int channels, const limn_png_text *texts, size_t text_count,
                                uint8_t **bytes, size_t *size, char *message) {
  sink out = {0};
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, message, limn_png_fail, limn_png_ignore);
  if (!png) return LIMN_PNG_OUT_OF_MEMORY;
  png_infop info = png_create_info_struct(png);
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    return LIMN_PNG_OUT_OF_MEMORY;
  }
  png_set_write_fn(png, &out, append, flush);
  int written = write_image(png, info, pixels, width, height, channels, texts, text_count);
  png_destroy_write_struct(&png, &info);
  if (!written) {
    free(out.bytes);
    return LIMN_PNG_FAILED;
  }
  *bytes = out.bytes;
  *size = out.size;
  return LIMN_PNG_OK;
}
