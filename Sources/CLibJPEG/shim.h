// jpeglib.h must be preceded by these two headers.
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>
