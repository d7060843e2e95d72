#ifndef LIMN_CSHAPING_H
#define LIMN_CSHAPING_H

#include <cairo.h>
#include <stdbool.h>

// One line of text in any script, set by Pango with a font for each script, joined letters,
// positioned marks, and right-to-left order where needed. Pango is loaded when the first such text
// occurs: with its dependencies it would add two milliseconds to the start of a program that mostly
// writes Latin text, which Cairo alone sets equally well.

typedef struct limn_shaped_line limn_shaped_line;

// The measurements of a line, in the unit of its size; y grows downwards from the baseline.
typedef struct {
  double advance;
  double ink_x, ink_y, ink_width, ink_height;
} limn_shaped_metrics;

// The reason why text cannot be shaped, as the system's message about loading Pango; NULL if it can
// be.
const char *limn_shaping_failure(void);

// A line of `text` (UTF-8, without line ends) in the given family, or in other installed fonts for
// characters that the family lacks. NULL if Pango is not available. The caller must destroy it, and
// let only one thread at a time call this and the functions below.
limn_shaped_line *limn_shape(const char *text, const char *language, const char *family, double size,
                             bool bold);

limn_shaped_metrics limn_shaped_line_metrics(const limn_shaped_line *line);

// The number of characters that no installed font has; they are drawn as boxes with their numbers.
int limn_shaped_line_unknown(const limn_shaped_line *line);

// Draws the line into a context, with its baseline starting at the current point, either as glyphs
// or as outlines that are added to the path.
void limn_shaped_line_show(const limn_shaped_line *line, cairo_t *cairo);
void limn_shaped_line_trace(const limn_shaped_line *line, cairo_t *cairo);

void limn_shaped_line_destroy(limn_shaped_line *line);

#endif
