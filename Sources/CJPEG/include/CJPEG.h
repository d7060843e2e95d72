// JPEG in memory, through libjpeg-turbo. libjpeg reports errors by a call that may not return; here
// they end as a status and a message, so that no jump ever crosses a Swift frame.
#ifndef LIMN_CJPEG_H
#define LIMN_CJPEG_H

#include <stddef.h>
#include <stdint.h>

enum { LIMN_JPEG_MESSAGE_SIZE = 200 };

typedef enum {
  LIMN_JPEG_OK,
  // Bytes that do not begin as a JPEG file does.
  LIMN_JPEG_NOT_A_JPEG,
  LIMN_JPEG_OUT_OF_MEMORY,
  LIMN_JPEG_FAILED,
  // Four inks, which have no one translation into red, green and blue.
  LIMN_JPEG_FOUR_INKS,
} limn_jpeg_status;

typedef struct {
  uint32_t width;
  uint32_t height;
  // Whether the file holds one grey component.
  int is_grey;
  // The caller's, for limn_jpeg_decode: red, green and blue, 8 bits each, width × height of them.
  uint8_t *samples;
} limn_jpeg_image;

// Reads width, height and kind from the file's headers; no pixel is decoded.
limn_jpeg_status limn_jpeg_header(const uint8_t *bytes, size_t size, limn_jpeg_image *image,
                                  char *message);

// Decodes into `samples`; the file must have the width and height that `image` has. A file that is
// cut short or damaged fails; one of more than 64 scans does, too, since each costs a pass over all
// pixels. `message` holds LIMN_JPEG_MESSAGE_SIZE bytes.
limn_jpeg_status limn_jpeg_decode(const uint8_t *bytes, size_t size, limn_jpeg_image *image,
                                  char *message);

#endif
