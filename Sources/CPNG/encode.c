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

static int color_type(limn_png_layout layout) {
  switch (layout) {
    case LIMN_PNG_GREY: return PNG_COLOR_TYPE_GRAY;
    case LIMN_PNG_RGBA: return PNG_COLOR_TYPE_RGB_ALPHA;
    case LIMN_PNG_INDEXED: return PNG_COLOR_TYPE_PALETTE;
    case LIMN_PNG_RGB:
    case LIMN_PNG_RGB_WORDS: break;
  }
  return PNG_COLOR_TYPE_RGB;
}

// The number of samples per pixel in the file.
static size_t channels(limn_png_layout layout) {
  switch (layout) {
    case LIMN_PNG_GREY:
    case LIMN_PNG_INDEXED: return 1;
    case LIMN_PNG_RGBA: return 4;
    case LIMN_PNG_RGB:
    case LIMN_PNG_RGB_WORDS: break;
  }
  return 3;
}

// Red, green, blue and a zero byte that the next pixel overwrites: one store for each pixel, with a
// spare byte at the end of the row.
static void unpack_words(const uint8_t *source, uint32_t width, uint8_t *row) {
  for (uint32_t column = 0; column < width; column++) {
    uint32_t word;
    memcpy(&word, source + sizeof word * column, sizeof word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap32(word) >> 8;
#else
    word <<= 8;
#endif
    memcpy(row + (size_t)3 * column, &word, sizeof word);
  }
}

static void repeat_pixels(const uint8_t *source, const limn_png_pixels *pixels, uint8_t *row) {
  size_t count = channels(pixels->layout);
  for (uint32_t column = 0; column < pixels->width; column++) {
    for (uint32_t copy = 0; copy < pixels->block; copy++) {
      memcpy(row, source + column * count, count);
      row += count;
    }
  }
}

// A row as the file stores it: either in place, or converted in `row`.
static const uint8_t *file_row(const limn_png_pixels *pixels, uint32_t index, uint8_t *row) {
  const uint8_t *source = pixels->start + index * pixels->stride;
  if (pixels->layout == LIMN_PNG_RGB_WORDS) {
    unpack_words(source, pixels->width, row);
  } else if (pixels->block > 1) {
    repeat_pixels(source, pixels, row);
  } else {
    return source;
  }
  return row;
}

static void set_palette(png_structp png, png_infop info, const limn_png_pixels *pixels) {
  png_color colors[PNG_MAX_PALETTE_LENGTH];
  for (int i = 0; i < pixels->palette_count; i++) {
    const uint8_t *color = pixels->palette + 3 * i;
    colors[i] = (png_color){.red = color[0], .green = color[1], .blue = color[2]};
  }
  png_set_PLTE(png, info, colors, pixels->palette_count);
}

// Everything that may jump; variables that must survive a jump are accessed through `out` and
// `row`.
static int write_image(png_structp png, png_infop info, const limn_png_pixels *pixels,
                       const limn_png_text *texts, size_t text_count, uint8_t *row) {
  if (setjmp(png_jmpbuf(png))) return 0;
  png_set_IHDR(png, info, pixels->width * pixels->block, pixels->height * pixels->block, 8,
               color_type(pixels->layout), PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  if (pixels->layout == LIMN_PNG_INDEXED) set_palette(png, info, pixels);
  // Flat colours and small print compress better unfiltered; above level 3 the time doubles for a
  // file that is a few per cent smaller.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_compression_level(png, 3);
  set_texts(png, info, texts, text_count);
  png_write_info(png, info);
  for (uint32_t index = 0; index < pixels->height; index++) {
    const uint8_t *samples = file_row(pixels, index, row);
    for (uint32_t copy = 0; copy < pixels->block; copy++) png_write_row(png, samples);
  }
  png_write_end(png, info);
  return 1;
}

limn_png_status limn_png_encode(const limn_png_pixels *pixels, const limn_png_text *texts,
                                size_t text_count, uint8_t **bytes, size_t *size, char *message) {
  sink out = {0};
  uint8_t *row = malloc(channels(pixels->layout) * pixels->width * pixels->block + 1);
  if (!row) return LIMN_PNG_OUT_OF_MEMORY;
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, message, limn_png_fail, limn_png_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    free(row);
    return LIMN_PNG_OUT_OF_MEMORY;
  }
  png_set_write_fn(png, &out, append, flush);
  int written = write_image(png, info, pixels, texts, text_count, row);
  png_destroy_write_struct(&png, &info);
  free(row);
  if (!written) {
    free(out.bytes);
    return LIMN_PNG_FAILED;
  }
  *bytes = out.bytes;
  *size = out.size;
  return LIMN_PNG_OK;
}
