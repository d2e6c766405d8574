/* texts.c: a list of owned texts. */
#include "core/texts.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

void texts_done(struct texts *list)
{
    texts_cut(list, 0);
    mem_free(list->items);
    *list = (struct texts){0};
}

void texts_add_bytes(struct texts *list, const char *bytes, size_t count)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 4;
        list->items = mem_resize(list->items, list->capacity, sizeof(*list->items));
    }
    list->items[list->count++] = mem_bytes(bytes, count);
}

void texts_add(struct texts *list, const char *text)
{
    texts_add_bytes(list, text, strlen(text));
}

bool texts_has(const struct texts *list, const char *text)
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

void texts_sort(struct texts *list)
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

void texts_cut(struct texts *list, size_t count)
{
    while (list->count > count)
        mem_free(list->items[--list->count]);
}
