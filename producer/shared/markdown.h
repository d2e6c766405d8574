/* markdown.h: a table as Markdown (the tables of GitHub's dialect), which stays readable as plain
 * text. */
#pragma once
#include "core/text.h"
#include "shared/table.h"

/** Add a text from outside so that it is a text there, and nothing of it is markup. */
void markdown_add(struct text *out, const char *text) NONNULL_ALL;

/** Add a table that has headings. */
void markdown_table(struct text *out, const struct table *table) NONNULL_ALL;
