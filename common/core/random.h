/* random.h: the system's random numbers, good enough for tokens that nobody may guess. */
#pragma once
#include "core/base.h"

/** Fill with random bytes; ends the process where the system has none. */
void random_bytes(void *ret, size_t count) NONNULL_ALL;
