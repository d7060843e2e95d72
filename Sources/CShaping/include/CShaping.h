#ifndef LIMN_CSHAPING_H
#define LIMN_CSHAPING_H

#include <cairo.h>
#include <stdbool.h>

// One line of text in any script: a font for each of its scripts, letters joined and marks placed as
// the script wants it, right to left where it runs so. Pango does the work. It is opened when the first
// such text comes: with the libraries it stands on it would add two milliseconds to the start of a
// program that mostly writes Latin, which Cairo alone sets as well.

typedef struct limn_shaped_line limn_shaped_line;

// The measures of a line, in the unit of its size; y grows downwards from the baseline.
typedef struct {
  double advance;
  double ink_x, ink_y, ink_width, ink_height;
} limn_shaped_metrics;

// Why no text can be shaped: what the system says of a Pango that is not there. NULL where it is.
const char *limn_shaping_failure(void);

// A line of `text` (UTF-8, without line ends) in the family, or in other installed fonts for what the
// family lacks. NULL where Pango is not there. The caller destroys it, on the thread that made it.
limn_shaped_line *limn_shape(const char *text, const char *language, const char *family, double size,
                             bool bold);

limn_shaped_metrics limn_shaped_line_metrics(const limn_shaped_line *line);

// The number of characters that no installed font has; they are drawn as boxes with their numbers.
int limn_shaped_line_unknown(const limn_shaped_line *line);

// Draws the line into a context, its baseline from the current point: as glyphs, or as outlines that
// are added to the path.
void limn_shaped_line_show(const limn_shaped_line *line, cairo_t *cairo);
void limn_shaped_line_trace(const limn_shaped_line *line, cairo_t *cairo);

void limn_shaped_line_destroy(limn_shaped_line *line);

#endif
