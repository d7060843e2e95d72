#include "CReportPage.h"

static const unsigned char html[] = {
#embed "page/page.html"
};

static const unsigned char css[] = {
#embed "page/page.css"
};

// A function around all files keeps their names out of the global scope.
static const unsigned char js[] = {
#embed "page/open.js"
    ,
#embed "page/data.js"
    ,
#embed "page/texts.js"
    ,
#embed "page/words.js"
    ,
#embed "page/answers.js"
    ,
#embed "page/colors.js"
    ,
#embed "page/draw.js"
    ,
#embed "page/state.js"
    ,
#embed "page/overview.js"
    ,
#embed "page/trust.js"
    ,
#embed "page/batch.js"
    ,
#embed "page/list.js"
    ,
#embed "page/bars.js"
    ,
#embed "page/detail.js"
    ,
#embed "page/table.js"
    ,
#embed "page/pairs.js"
    ,
#embed "page/start.js"
};

limn_page_text limn_page_html(void) {
  return (limn_page_text){.start = html, .count = sizeof html};
}

limn_page_text limn_page_css(void) {
  return (limn_page_text){.start = css, .count = sizeof css};
}

limn_page_text limn_page_js(void) {
  return (limn_page_text){.start = js, .count = sizeof js};
}
