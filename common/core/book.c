/* book.c: lists of books and of editions. A list owns the texts of its items; it grows and is freed
 * as a whole, and single items are never taken out. */
#include "core/book.h"

struct book *books_add(struct books *books)
{
    if (books->count == books->capacity) {
        books->capacity = books->capacity ? books->capacity * 2 : 32;
        books->items = mem_resize(books->items, books->capacity, sizeof(*books->items));
    }
    struct book *book = &books->items[books->count++];
    *book = (struct book){0};
    return book;
}

struct edition *editions_add(struct editions *editions)
{
    if (editions->count == editions->capacity) {
        editions->capacity = editions->capacity ? editions->capacity * 2 : 32;
        editions->items = mem_resize(editions->items, editions->capacity, sizeof(*editions->items));
    }
    struct edition *edition = &editions->items[editions->count++];
    *edition = (struct edition){0};
    return edition;
}

void books_done(struct books *books)
{
    for (size_t i = 0; i < books->count; i++) {
        struct book *book = &books->items[i];
        mem_free(book->title);
        mem_free(book->authors);
        mem_free(book->publisher);
        mem_free(book->significance);
    }
    mem_free(books->items);
    *books = (struct books){0};
}

void editions_done(struct editions *editions)
{
    for (size_t i = 0; i < editions->count; i++) {
        struct edition *edition = &editions->items[i];
        mem_free(edition->title);
        mem_free(edition->authors);
        mem_free(edition->publisher);
        mem_free(edition->published);
        mem_free(edition->language);
        mem_free(edition->binding);
    }
    mem_free(editions->items);
    *editions = (struct editions){0};
}
