/* dump_names.c: one statement answers for the works of a chunk, another for the authors of the
 * editions that this leaves without a name. Answers stand in the order of the keys, so that each is
 * found by halving. */
#include "model/dump_names.h"

#include "core/book.h"
#include "sql.h"

#include <string.h>

/* Both statements answer with the key first. */
_Static_assert((int)DUMP_NAMES_OF_WORKS_ASKED == (int)DUMP_NAMES_OF_AUTHORS_ASKED,
               "row_of() reads both");

void dump_names_done(struct dump_names *names)
{
    rows_free(names->works);
    rows_free(names->authors);
}

/* The row of a key; rows_count(): there is none. */
static size_t row_of(const struct rows *rows, const char *key)
{
    size_t from = 0, to = rows_count(rows);
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int order = strcmp(row_text(rows, middle, DUMP_NAMES_OF_WORKS_ASKED), key);
        if (order == 0)
            return middle;
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return rows_count(rows);
}

/* The names of its work; NULL: none is known. */
static const char *names_of_work(const struct rows *works, const struct dump_edition *edition)
{
    const size_t row = row_of(works, edition->work.text);
    return row < rows_count(works) ? row_text(works, row, DUMP_NAMES_OF_WORKS_NAMES) : NULL;
}

static bool find_works(struct database *db, const struct dump_chunk *chunk, struct rows **ret,
                       struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array keys = {0};
    for (size_t i = 0; i < chunk->edition_count; i++)
        if (chunk->editions[i].work.text[0] != '\0')
            sql_array_add(&keys, chunk->editions[i].work.text);
    return DATABASE_RUN(db, &sql_dump_names_of_works, ret, err, sql_text(sql_array_text(&keys)));
}

static bool find_authors(struct database *db, const struct dump_chunk *chunk,
                         struct dump_names *names, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array keys = {0};
    for (size_t i = 0; i < chunk->edition_count; i++) {
        const struct texts *authors = &chunk->editions[i].authors;
        if (authors->count == 0 || names_of_work(names->works, &chunk->editions[i]))
            continue;
        for (size_t k = 0; k < authors->count; k++)
            sql_array_add(&keys, authors->items[k]);
    }
    return DATABASE_RUN(db, &sql_dump_names_of_authors, &names->authors, err,
                        sql_text(sql_array_text(&keys)));
}

bool dump_names_find(struct database *db, const struct dump_chunk *chunk, struct dump_names *ret,
                     struct error *err)
{
    return find_works(db, chunk, &ret->works, err) && find_authors(db, chunk, ret, err);
}

/* Add a name, where it fits. */
static void add_name(const char *name, size_t count, struct text *ret)
{
    if (ret->count + count + 1 > BOOK_TEXT_MAX)
        return;
    if (ret->count > 0)
        text_add(ret, ";");
    text_add_bytes(ret, name, count);
}

static void add_names(const char *names, struct text *ret)
{
    while (*names) {
        const size_t count = strcspn(names, ";");
        add_name(names, count, ret);
        names += count + (names[count] != '\0');
    }
}

/* The names that the edition itself gives. */
static void add_own_names(const struct rows *authors, const struct dump_edition *edition,
                          struct text *ret)
{
    for (size_t i = 0; i < edition->authors.count; i++) {
        const size_t row = row_of(authors, edition->authors.items[i]);
        const char *name =
            row < rows_count(authors) ? row_text(authors, row, DUMP_NAMES_OF_AUTHORS_NAMES) : "";
        if (*name)
            add_name(name, strlen(name), ret);
    }
}

const char *dump_names_of(const struct dump_names *names, const struct dump_edition *edition,
                          struct text *ret)
{
    const size_t row = row_of(names->works, edition->work.text);
    const char *of_work = names_of_work(names->works, edition);
    if (of_work)
        add_names(of_work, ret);
    else
        add_own_names(names->authors, edition, ret);
    return row < rows_count(names->works) ? row_text(names->works, row, DUMP_NAMES_OF_WORKS_FOUND)
                                          : edition->work.text;
}
