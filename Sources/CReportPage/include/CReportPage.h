// The report's page without its data, embedded in the binary.
#ifndef LIMN_REPORT_PAGE_H
#define LIMN_REPORT_PAGE_H

#include <stddef.h>

typedef struct {
  const unsigned char *start;
  size_t count;
} limn_page_text;

// The document, with {{name}} in place of style, script and data.
limn_page_text limn_page_html(void);
limn_page_text limn_page_css(void);
// All scripts, in the order in which they run.
limn_page_text limn_page_js(void);

#endif
