/* text_list.h: a list of texts that it owns. Zeroed memory is an empty one. */
#pragma once
#include "core/base.h"

struct text_list {
    char **items;
    size_t count, capacity;
};
void text_list_done(struct text_list *list);
CLEANUP_STRUCT(struct text_list, text_list_done)

/** Append a copy. */
void text_list_add(struct text_list *list, const char *text) NONNULL_ALL;
void text_list_add_bytes(struct text_list *list, const char *bytes, size_t count) NONNULL_ALL;

bool text_list_has(const struct text_list *list, const char *text) NONNULL_ALL MUST_CHECK;

/** Put the texts in the order of their bytes, each once. */
void text_list_sort(struct text_list *list) NONNULL_ALL;

/** Keep the first so many. */
void text_list_cut(struct text_list *list, size_t count) NONNULL_ALL;
