#ifndef LIMN_CCAIRO_SHIM_H
#define LIMN_CCAIRO_SHIM_H

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <cairo.h>

#endif
