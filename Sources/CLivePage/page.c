#include "CLivePage.h"

// Styles and drawing code are shared with the report's page, whose files are included too.

static const unsigned char html[] = {
#embed "page/page.html"
};

static const unsigned char css[] = {
#embed "../CReportPage/page/page.css"
    ,
#embed "page/live.css"
};

// A function around all files keeps their names out of the global scope.
static const unsigned char js[] = {
#embed "../CReportPage/page/open.js"
    ,
#embed "../CReportPage/page/texts.js"
    ,
#embed "../CReportPage/page/colors.js"
    ,
#embed "page/setup.js"
    ,
#embed "page/drawing.js"
    ,
#embed "page/state.js"
    ,
#embed "page/board.js"
    ,
#embed "page/asking.js"
    ,
#embed "page/why.js"
    ,
#embed "page/compare.js"
    ,
#embed "page/beside.js"
    ,
#embed "page/picture.js"
    ,
#embed "page/table.js"
    ,
#embed "page/inside.js"
    ,
#embed "page/maps.js"
    ,
#embed "page/data.js"
    ,
#embed "page/train.js"
    ,
#embed "page/curves.js"
    ,
#embed "page/keep.js"
    ,
#embed "page/start.js"
};

limn_live_text limn_live_html(void) {
  return (limn_live_text){.start = html, .count = sizeof html};
}

limn_live_text limn_live_css(void) {
  return (limn_live_text){.start = css, .count = sizeof css};
}

limn_live_text limn_live_js(void) {
  return (limn_live_text){.start = js, .count = sizeof js};
}
