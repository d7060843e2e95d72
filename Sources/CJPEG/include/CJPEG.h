// JPEG in memory, using libjpeg-turbo. libjpeg reports errors through a call that must not return;
// here errors become a status and a message, so that no jump ever crosses a Swift frame.
#ifndef LIMN_CJPEG_H
#define LIMN_CJPEG_H

#include <stddef.h>
#include <stdint.h>

enum { LIMN_JPEG_MESSAGE_SIZE = 200 };

typedef enum {
  LIMN_JPEG_OK,
  // Bytes that do not begin with the JPEG signature.
  LIMN_JPEG_NOT_A_JPEG,
  LIMN_JPEG_OUT_OF_MEMORY,
  LIMN_JPEG_FAILED,
  // CMYK inks, which have no unique conversion to red, green and blue.
  LIMN_JPEG_FOUR_INKS,
} limn_jpeg_status;

typedef struct {
  uint32_t width;
  uint32_t height;
  // Whether the file has a single grey component.
  int is_grey;
  // The caller's buffer for limn_jpeg_decode: width × height pixels of red, green and blue, 8 bits
  // each.
  uint8_t *samples;
} limn_jpeg_image;

// Reads width, height and kind from the file's headers; no pixel is decoded.
limn_jpeg_status limn_jpeg_header(const uint8_t *bytes, size_t size, limn_jpeg_image *image,
                                  char *message);

// Decodes into `samples`; the file must have the width and height given in `image`. Fails for a
// file that is truncated or damaged, and for one with more than 64 scans, because each costs a pass
// over all pixels. `message` must hold LIMN_JPEG_MESSAGE_SIZE bytes.
limn_jpeg_status limn_jpeg_decode(const uint8_t *bytes, size_t size, limn_jpeg_image *image,
                                  char *message);

#endif
