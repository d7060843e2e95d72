#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "CPNG.h"
#include "errors.h"

enum { SIGNATURE_SIZE = 8, MAX_CHUNK_BYTES = 1 << 22, MAX_CHUNKS = 256 };

typedef struct {
  const uint8_t *bytes;
  size_t remaining;
} source;

static void take(png_structp png, png_bytep target, size_t count) {
  source *in = png_get_io_ptr(png);
  if (in->remaining < count) png_error(png, "the data ends early");
  memcpy(target, in->bytes, count);
  in->bytes += count;
  in->remaining -= count;
}

static char *copy_string(png_structp png, const char *string) {
  char *copy = strdup(string ? string : "");
  if (!copy) png_error(png, "out of memory");
  return copy;
}

static void read_texts(png_structp png, png_infop info, limn_png_image *image) {
  png_textp texts = NULL;
  int count = 0;
  png_get_text(png, info, &texts, &count);
  if (count <= 0) return;
  image->texts = calloc((size_t)count, sizeof *image->texts);
  if (!image->texts) png_error(png, "out of memory");
  image->text_count = (size_t)count;
  for (int i = 0; i < count; i++) {
    image->texts[i].keyword = copy_string(png, texts[i].key);
    image->texts[i].text = copy_string(png, texts[i].text);
    image->texts[i].is_utf8 = texts[i].compression >= PNG_ITXT_COMPRESSION_NONE;
  }
}

static void read_samples(png_structp png, png_infop info, limn_png_image *image) {
  png_set_expand(png);
  png_set_expand_16(png);
  if (!(image->color_type & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xFFFF, PNG_FILLER_AFTER);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  png_set_swap(png);
#endif
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t row_size = 4 * sizeof(uint16_t) * image->width;
  if (png_get_rowbytes(png, info) != row_size) png_error(png, "rows of an unexpected size");
  image->samples = calloc(image->height, row_size);
  if (!image->samples) png_error(png, "out of memory");
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t row = 0; row < image->height; row++) {
      png_read_row(png, (png_bytep)image->samples + row * row_size, NULL);
    }
  }
}

// Everything that may jump; what must survive a jump lies behind `image`.
static limn_png_status read_image(png_structp png, png_infop info, limn_png_image *image) {
  if (setjmp(png_jmpbuf(png))) return LIMN_PNG_FAILED;
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_chunk_malloc_max(png, MAX_CHUNK_BYTES);
  png_set_chunk_cache_max(png, MAX_CHUNKS);
  // libpng's own limit would come as a message; ours is a status with the sizes.
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_read_info(png, info);
  image->width = png_get_image_width(png, info);
  image->height = png_get_image_height(png, info);
  image->bit_depth = png_get_bit_depth(png, info);
  image->color_type = png_get_color_type(png, info);
  if (image->width > LIMN_PNG_MAX_SIDE || image->height > LIMN_PNG_MAX_SIDE ||
      (uint64_t)image->width * image->height > LIMN_PNG_MAX_PIXELS) {
    return LIMN_PNG_TOO_LARGE;
  }
  read_samples(png, info, image);
  png_read_end(png, info);
  read_texts(png, info, image);
  return LIMN_PNG_OK;
}

limn_png_status limn_png_decode(const uint8_t *bytes, size_t size, limn_png_image *image,
                                char *message) {
  *image = (limn_png_image){0};
  if (size < SIGNATURE_SIZE || png_sig_cmp(bytes, 0, SIGNATURE_SIZE)) return LIMN_PNG_NOT_A_PNG;
  source in = {bytes, size};
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, message, limn_png_fail, limn_png_ignore);
  if (!png) return LIMN_PNG_OUT_OF_MEMORY;
  png_infop info = png_create_info_struct(png);
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    return LIMN_PNG_OUT_OF_MEMORY;
  }
  png_set_read_fn(png, &in, take);
  limn_png_status status = read_image(png, info, image);
  png_destroy_read_struct(&png, &info, NULL);
  if (status == LIMN_PNG_FAILED) limn_png_release(image);
  return status;
}

void limn_png_release(limn_png_image *image) {
  free(image->samples);
  for (size_t i = 0; i < image->text_count; i++) {
    free(image->texts[i].keyword);
    free(image->texts[i].text);
  }
  free(image->texts);
  *image = (limn_png_image){0};
}
