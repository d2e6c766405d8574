/* text_list.c: a list of owned texts. */
#include "core/text_list.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

void text_list_done(struct text_list *list)
{
    text_list_cut(list, 0);
    mem_free(list->items);
    *list = (struct text_list){0};
}

void text_list_add_bytes(struct text_list *list, const char *bytes, size_t count)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 4;
        list->items = mem_resize(list->items, list->capacity, sizeof(*list->items));
    }
    list->items[list->count++] = mem_bytes(bytes, count);
}

void text_list_add(struct text_list *list, const char *text)
{
    text_list_add_bytes(list, text, strlen(text));
}

bool text_list_has(const struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

static int compare(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

void text_list_sort(struct text_list *list)
{
    if (list->count < 2)
        return;
    qsort(list->items, list->count, sizeof(*list->items), compare);
    size_t kept = 1;
    for (size_t i = 1; i < list->count; i++) {
        if (strcmp(list->items[i], list->items[kept - 1]) == 0)
            mem_free(list->items[i]);
        else
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
}

void text_list_cut(struct text_list *list, size_t count)
{
    while (list->count > count)
        mem_free(list->items[--list->count]);
}
