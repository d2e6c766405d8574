/* copy_binary.h: rows in the binary format of COPY, in which no byte of a text has a meaning. A row
 * is begun, then its values are added in the order of the columns. */
#pragma once
#include "core/text.h"
#include "core/texts.h"

/* from PostgreSQL's manual, COPY, "Binary Format" */
void copy_binary_begin(struct text *copy) NONNULL_ALL; /* once, before the first row */
void copy_binary_end(struct text *copy) NONNULL_ALL;   /* once, behind the last row */

void copy_binary_row(struct text *copy, int16_t columns) NONNULL_ALL;

/** Add a value of type text. NULL and "" are NULL. */
void copy_binary_text(struct text *copy, const char *value) __attribute__((nonnull(1)));
/** Add a value of type text[]. */
void copy_binary_texts(struct text *copy, const struct texts *values) NONNULL_ALL;
/** Add a value of type integer or bigint.
 *  in    present  false: NULL */
void copy_binary_int(struct text *copy, int32_t value, bool present) NONNULL_ALL;
void copy_binary_bigint(struct text *copy, int64_t value, bool present) NONNULL_ALL;
