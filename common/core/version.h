/* version.h: which program this is. */
#pragma once
#include "core/text.h"

/** "0.1.0" */
const char *version_number(void);

/** "Backfill/0.1.0", as the programs call themselves to services. */
const char *version_agent(void);

/** Add "backfill-consumer 0.1.0 (commit)" and the end of the line. */
void version_write(const char *program, struct text *ret) NONNULL_ALL;
