/* edition_row.h: the row of an edition. For edition_store.c. */
#pragma once
#include "model/work_store.h"

/** What a row of enriched_editions is for a folded edition with a title: an object of JSON. */
void edition_write_row(const struct folded_edition *edition, const struct work_place *place,
                       struct text *out) NONNULL_ALL;
