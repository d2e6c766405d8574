/* version.h: which program this is. */
#pragma once
#include "core/text.h"

/** "0.1.0" */
const char *version_number(void);

/** Write "backfill-consumer 0.1.0 (commit)" and the libraries in use, a line each. */
void version_write(const char *program, struct text *ret) NONNULL_ALL;
