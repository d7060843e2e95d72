// The live page without its data, which lives inside the binary.
#ifndef LIMN_LIVE_PAGE_H
#define LIMN_LIVE_PAGE_H

#include <stddef.h>

typedef struct {
  const unsigned char *start;
  size_t count;
} limn_live_text;

// The document, with {{name}} where style, script and data go.
limn_live_text limn_live_html(void);
limn_live_text limn_live_css(void);
// All scripts, in the order they run.
limn_live_text limn_live_js(void);

#endif
