#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

enum { MAX_SCANS = 64 };

typedef struct {
  struct jpeg_error_mgr manager;
  struct jpeg_progress_mgr progress;
  jmp_buf place;
  char *message;
  int is_out_of_memory;
} errors;

_Noreturn static void fail(j_common_ptr info) {
  errors *handler = (errors *)info->err;
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  snprintf(handler->message, LIMN_JPEG_MESSAGE_SIZE, "%s", text);
  handler->is_out_of_memory = info->err->msg_code == JERR_OUT_OF_MEMORY;
  longjmp(handler->place, 1);
}

// libjpeg continues after damage and fills in the remaining pixels, but explanations of invented
// pixels would be meaningless, so warnings are errors. Extra bytes between two markers are not
// damage.
static void warn(j_common_ptr info, int level) {
  if (level < 0 && info->err->msg_code != JWRN_EXTRANEOUS_DATA) fail(info);
}

static void be_silent(j_common_ptr info) { (void)info; }

static void count_scans(j_common_ptr info) {
  j_decompress_ptr jpeg = (j_decompress_ptr)info;
  if (info->is_decompressor && jpeg->input_scan_number > MAX_SCANS) {
    errors *handler = (errors *)info->err;
    snprintf(handler->message, LIMN_JPEG_MESSAGE_SIZE, "more than %d scans", MAX_SCANS);
    longjmp(handler->place, 1);
  }
}

// Everything that may jump; variables that must survive a jump are accessed through `jpeg` and
// `image`.
static limn_jpeg_status read_image(struct jpeg_decompress_struct *jpeg, errors *handler,
                                   const uint8_t *bytes, size_t size, limn_jpeg_image *image,
                                   int decodes) {
  if (setjmp(handler->place)) {
    return handler->is_out_of_memory ? LIMN_JPEG_OUT_OF_MEMORY : LIMN_JPEG_FAILED;
  }
  jpeg_create_decompress(jpeg);
  handler->progress.progress_monitor = count_scans;
  jpeg->progress = &handler->progress;
  jpeg_mem_src(jpeg, bytes, size);
  jpeg_read_header(jpeg, TRUE);
  if (jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK) {
    return LIMN_JPEG_FOUR_INKS;
  }
  if (!decodes) {
    image->width = jpeg->image_width;
    image->height = jpeg->image_height;
    image->is_grey = jpeg->num_components == 1;
    return LIMN_JPEG_OK;
  }
  if (jpeg->image_width != image->width || jpeg->image_height != image->height) {
    snprintf(handler->message, LIMN_JPEG_MESSAGE_SIZE, "another size than its header says");
    return LIMN_JPEG_FAILED;
  }
  jpeg->out_color_space = JCS_RGB;
  jpeg->dct_method = JDCT_ISLOW;
  jpeg_start_decompress(jpeg);
  if (jpeg->output_width != image->width || jpeg->output_height != image->height ||
      jpeg->output_components != 3) {
    snprintf(handler->message, LIMN_JPEG_MESSAGE_SIZE, "rows of an unexpected size");
    return LIMN_JPEG_FAILED;
  }
  while (jpeg->output_scanline < jpeg->output_height) {
    JSAMPROW row = image->samples + (size_t)3 * jpeg->output_scanline * image->width;
    jpeg_read_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_decompress(jpeg);
  return LIMN_JPEG_OK;
}

static limn_jpeg_status read(const uint8_t *bytes, size_t size, limn_jpeg_image *image,
                             char *message, int decodes) {
  if (size < 3 || bytes[0] != 0xFF || bytes[1] != 0xD8 || bytes[2] != 0xFF) {
    return LIMN_JPEG_NOT_A_JPEG;
  }
  errors handler = {.message = message};
  struct jpeg_decompress_struct jpeg;
  memset(&jpeg, 0, sizeof jpeg);
  jpeg.err = jpeg_std_error(&handler.manager);
  handler.manager.error_exit = fail;
  handler.manager.emit_message = warn;
  handler.manager.output_message = be_silent;
  limn_jpeg_status status = read_image(&jpeg, &handler, bytes, size, image, decodes);
  jpeg_destroy_decompress(&jpeg);
  return status;
}

limn_jpeg_status limn_jpeg_header(const uint8_t *bytes, size_t size, limn_jpeg_image *image,
                                  char *message) {
  return read(bytes, size, image, message, 0);
}

limn_jpeg_status limn_jpeg_decode(const uint8_t *bytes, size_t size, limn_jpeg_image *image,
                                  char *message) {
  return read(bytes, size, image, message, 1);
}
