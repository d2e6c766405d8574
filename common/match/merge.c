/* merge.c: whether two generators mean the same book is decided by common/match, from title and
 * authors; the lists are short, so that each book is compared with all. */
#include "merge.h"

#include "core/text.h"
#include "match.h"

struct book *merge_add(struct book *from, struct books *to)
{
    struct book *book = books_add(to);
    *book = *from;
    book->position = (int)to->count;
    *from = (struct book){0};
    return book;
}

bool merge_is_same(const struct book *a, const struct book *b)
{
    return match_same_book(a, b) ||
           (text_equal(a->title, b->title) && text_equal(a->authors, b->authors));
}

static struct book *find(struct books *list, const struct book *book)
{
    for (size_t i = 0; i < list->count; i++)
        if (merge_is_same(&list->items[i], book))
            return &list->items[i];
    return NULL;
}

void merge_books(struct books *named, size_t generator, struct books *list)
{
    for (size_t i = 0; i < named->count; i++) {
        struct book *book = find(list, &named->items[i]);
        if (!book)
            book = merge_add(&named->items[i], list);
        book->named_by |= UINT32_C(1) << generator;
    }
}
