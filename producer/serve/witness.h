/* witness.h: keeps every answer of serve in a file, for tests, which hold all of them against
 * /openapi.json. In test builds only: BACKFILL_TEST_ANSWERS=FILE gets a line of JSON for each
 * answer, and FILE.document the document itself. */
#pragma once
#include "core/base.h"

struct web_answered;

/** Keep an answer. In other builds, and without the variable: nothing. Any thread.
 *  in    context  not used */
void witness_answer(void *context, const struct web_answered *answered) __attribute__((nonnull(2)));
