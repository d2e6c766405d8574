/* catalog.c: the local catalogue as a generator: its answer has the shape an AI is asked for. */
#include "io/json.h"
#include "provider.h"

#define YEAR_MIN (-3000)
#define YEAR_MAX 2200

static char *copy_of(const struct json *item, const char *key)
{
    const char *text = NULL;
    if (json_get_string(item, key, BOOK_TEXT_MAX, &text) != JSON_FOUND || !*text)
        return NULL;
    return mem_text(text);
}

static void read_book(const struct json *item, struct books *ret)
{
    int64_t year = 0;
    char *title = copy_of(item, "title");
    if (!title)
        return;
    if (json_get_int(item, "publication_year", YEAR_MIN, YEAR_MAX, &year) != JSON_FOUND)
        year = 0;
    struct book *book = books_add(ret);
    book->title = title;
    book->authors = copy_of(item, "author");
    book->publisher = copy_of(item, "publisher");
    book->year = (int)year;
}

static bool catalog_read_books(const char *body, size_t bytes, struct books *ret, struct error *err)
{
    static const struct json_limits limits = {.bytes = 2 << 20, .depth = 8, .tokens = 100000};
    CLEANUP(json_free) struct json *root = NULL;
    if (!json_parse(body, bytes, &limits, &root, err))
        return false;
    const struct json *books = json_member(root, "books");
    if (json_type_of(books) != JSON_ARRAY)
        return error_set(err, ERROR_MALFORMED, 0, "the answer has no list of books");
    for (size_t i = 0; i < json_count(books); i++)
        read_book(json_element(books, i), ret);
    return true;
}

const struct provider_kind provider_catalog = {.name = "catalog", .read_books = catalog_read_books};
