// The live page without its data, embedded in the binary.
#ifndef LIMN_LIVE_PAGE_H
#define LIMN_LIVE_PAGE_H

#include <stddef.h>

typedef struct {
  const unsigned char *start;
  size_t count;
} limn_live_text;

// The document, with {{name}} in place of style, script and data.
limn_live_text limn_live_html(void);
limn_live_text limn_live_css(void);
// All scripts, in the order in which they run.
limn_live_text limn_live_js(void);

#endif
