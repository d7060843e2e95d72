#include "CShaping.h"

#include <cairo.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

// The part of Pango's C interface, stable since 1.44, that is used here.
typedef struct {
  int x, y, width, height;
} Rectangle;

enum { scale = 1024, weight_regular = 400, weight_bold = 700, direction_ltr = 0 };

static struct {
  void *(*new_font_map)(void);
  void *(*create_context)(void *font_map);
  void (*set_font_options)(void *context, const cairo_font_options_t *options);
  void (*set_round_positions)(void *context, int round);
  void (*set_base_direction)(void *context, int direction);
  void (*set_language)(void *context, void *language);
  void *(*language)(const char *name);
  void *(*description_new)(void);
  void (*description_family)(void *description, const char *family);
  void (*description_size)(void *description, double size);
  void (*description_weight)(void *description, int weight);
  void (*description_free)(void *description);
  void *(*layout_new)(void *context);
  void (*layout_font)(void *layout, const void *description);
  void (*layout_text)(void *layout, const char *text, int length);
  void (*layout_one_paragraph)(void *layout, int setting);
  void (*layout_auto_dir)(void *layout, int setting);
  void *(*layout_line)(void *layout, int line);
  int (*layout_unknown)(void *layout);
  void (*line_extents)(void *line, Rectangle *ink, Rectangle *logical);
  void (*show_line)(cairo_t *cairo, void *line);
  void (*trace_line)(cairo_t *cairo, void *line);
  void (*unref)(void *object);
} pango;

static const char *failure;
// One for all threads, which take turns: a thread's own would be released as the thread ends, beside
// others that use fonts.
static void *font_map;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

#ifdef __APPLE__
static const char *const libraries[] = {
  "libpangocairo-1.0.0.dylib", "/opt/homebrew/lib/libpangocairo-1.0.0.dylib",
  "/usr/local/lib/libpangocairo-1.0.0.dylib"};
#else
static const char *const libraries[] = {"libpangocairo-1.0.so.0"};
#endif

static void open_pango(void) {
  void *library = NULL;
  for (size_t i = 0; !library && i < sizeof libraries / sizeof *libraries; i++)
    library = dlopen(libraries[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *reason = dlerror();
    failure = reason ? reason : "libpangocairo cannot be opened";
    return;
  }
  const struct {
    void *slot;
    const char *name;
  } functions[] = {
    {&pango.new_font_map, "pango_cairo_font_map_new"},
    {&pango.create_context, "pango_font_map_create_context"},
    {&pango.set_font_options, "pango_cairo_context_set_font_options"},
    {&pango.set_round_positions, "pango_context_set_round_glyph_positions"},
    {&pango.set_base_direction, "pango_context_set_base_dir"},
    {&pango.set_language, "pango_context_set_language"},
    {&pango.language, "pango_language_from_string"},
    {&pango.description_new, "pango_font_description_new"},
    {&pango.description_family, "pango_font_description_set_family"},
    {&pango.description_size, "pango_font_description_set_absolute_size"},
    {&pango.description_weight, "pango_font_description_set_weight"},
    {&pango.description_free, "pango_font_description_free"},
    {&pango.layout_new, "pango_layout_new"},
    {&pango.layout_font, "pango_layout_set_font_description"},
    {&pango.layout_text, "pango_layout_set_text"},
    {&pango.layout_one_paragraph, "pango_layout_set_single_paragraph_mode"},
    {&pango.layout_auto_dir, "pango_layout_set_auto_dir"},
    {&pango.layout_line, "pango_layout_get_line_readonly"},
    {&pango.layout_unknown, "pango_layout_get_unknown_glyphs_count"},
    {&pango.line_extents, "pango_layout_line_get_extents"},
    {&pango.show_line, "pango_cairo_show_layout_line"},
    {&pango.trace_line, "pango_cairo_layout_line_path"},
    {&pango.unref, "g_object_unref"},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    void *function = dlsym(library, functions[i].name);
    if (!function) {
      failure = functions[i].name;
      return;
    }
    *(void **)functions[i].slot = function;
  }
  font_map = pango.new_font_map();
}

const char *limn_shaping_failure(void) {
  pthread_once(&opened, open_pango);
  return failure;
}

struct limn_shaped_line {
  void *context;
  void *layout;
};

limn_shaped_line *limn_shape(const char *text, const char *language, const char *family, double size,
                             bool bold) {
  if (limn_shaping_failure()) return NULL;
  limn_shaped_line *line = malloc(sizeof *line);
  if (!line) return NULL;
  line->context = pango.create_context(font_map);
  // No hinting, as in all other text, so that the width is the same at any scale and in any format.
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango.set_font_options(line->context, options);
  cairo_font_options_destroy(options);
  pango.set_round_positions(line->context, 0);
  // Pango would otherwise use the language of the locale, but the same text must give the same
  // picture.
  pango.set_language(line->context, pango.language(language));
  void *description = pango.description_new();
  pango.description_family(description, family);
  pango.description_size(description, size * scale);
  pango.description_weight(description, bold ? weight_bold : weight_regular);
  line->layout = pango.layout_new(line->context);
  pango.layout_font(line->layout, description);
  pango.description_free(description);
  pango.layout_one_paragraph(line->layout, 1);
  // Lines run from left to right like all others in a figure, regardless of their first character.
  pango.layout_auto_dir(line->layout, 0);
  pango.set_base_direction(line->context, direction_ltr);
  pango.layout_text(line->layout, text, -1);
  return line;
}

limn_shaped_metrics limn_shaped_line_metrics(const limn_shaped_line *line) {
  Rectangle ink, logical;
  pango.line_extents(pango.layout_line(line->layout, 0), &ink, &logical);
  const double unit = scale;
  return (limn_shaped_metrics){.advance = logical.width / unit,
                               .ink_x = ink.x / unit,
                               .ink_y = ink.y / unit,
                               .ink_width = ink.width / unit,
                               .ink_height = ink.height / unit};
}

int limn_shaped_line_unknown(const limn_shaped_line *line) {
  return pango.layout_unknown(line->layout);
}

void limn_shaped_line_show(const limn_shaped_line *line, cairo_t *cairo) {
  pango.show_line(cairo, pango.layout_line(line->layout, 0));
}

void limn_shaped_line_trace(const limn_shaped_line *line, cairo_t *cairo) {
  pango.trace_line(cairo, pango.layout_line(line->layout, 0));
}

void limn_shaped_line_destroy(limn_shaped_line *line) {
  if (!line) return;
  pango.unref(line->layout);
  pango.unref(line->context);
  free(line);
}
