#include <png.h>
#include <string.h>

#include "CPNG.h"
#include "errors.h"

enum { SIGNATURE_SIZE = 8 };

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
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t row = 0; row < image->height; row++) {
      png_read_row(png, (png_bytep)image->samples + row * row_size, NULL);
    }
  }
}

// Everything that may jump; variables that must survive a jump are accessed through `image`.
static limn_png_status read_image(png_structp png, png_infop info, limn_png_image *image) {
  if (setjmp(png_jmpbuf(png))) return LIMN_PNG_FAILED;
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  // libpng would allocate what a chunk claims to hold, or inflate it. Only the chunks needed for
  // the pixels are read: IHDR, PLTE, tRNS, IDAT, IEND; of others only the checksum is verified.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_user_limits(png, LIMN_PNG_MAX_SIDE, LIMN_PNG_MAX_SIDE);
  png_read_info(png, info);
  if (png_get_image_width(png, info) != image->width ||
      png_get_image_height(png, info) != image->height) {
    png_error(png, "another size than its header says");
  }
  image->bit_depth = png_get_bit_depth(png, info);
  image->color_type = png_get_color_type(png, info);
  read_samples(png, info, image);
  png_read_end(png, info);
  return LIMN_PNG_OK;
}

limn_png_status limn_png_decode(const uint8_t *bytes, size_t size, limn_png_image *image,
                                char *message) {
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
  return status;
}
