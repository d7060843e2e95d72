// A loop compiled for several register widths.
#ifndef LIMN_WIDTHS_H
#define LIMN_WIDTHS_H

#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_WIDTH __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EACH_WIDTH
#endif

#endif
