#ifndef DROVER_PLATFORM_INTERNAL_H
#define DROVER_PLATFORM_INTERNAL_H
#include <errno.h>

/// The kernel's -1 as a negative errno.
static inline int drover_result(int value) { return value < 0 ? -errno : value; }

#endif
