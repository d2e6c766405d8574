/* texts.h: a list of texts that it owns. Zeroed memory is an empty one. */
#pragma once
#include "core/base.h"

struct texts {
    char **items;
    size_t count, capacity;
};
void texts_done(struct texts *list);
CLEANUP_STRUCT(struct texts, texts_done)

/** Append a copy. */
void texts_add(struct texts *list, const char *text) NONNULL_ALL;
void texts_add_bytes(struct texts *list, const char *bytes, size_t count) NONNULL_ALL;

bool texts_has(const struct texts *list, const char *text) NONNULL_ALL MUST_CHECK;

/** Put the texts in the order of their bytes, each once. */
void texts_sort(struct texts *list) NONNULL_ALL;

/** Keep the first so many. */
void texts_cut(struct texts *list, size_t count) NONNULL_ALL;
