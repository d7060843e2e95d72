#ifndef LIMN_CPNG_H
#define LIMN_CPNG_H
#endif
