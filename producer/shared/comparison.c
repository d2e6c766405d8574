/* comparison.c: pairs the ISBNs that only one of two generations has by the books that they are of.
 * A month has some dozens of books, so each is looked for among all. */
#include "shared/comparison.h"

#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "core/mem.h"
#include "core/text_fold.h"
#include "sql.h"

void comparison_done(struct comparison *comparison)
{
    rows_free(comparison->books);
    mem_free(comparison->changes);
}

bool comparison_find(struct context *context, struct month month, struct rows **ret,
                     struct error *err)
{
    return DATABASE_RUN(context->db, &sql_show_compared, ret, err,
                        sql_int_or_null(month.year, month.year != 0),
                        sql_int_or_null(month.month, month.year != 0));
}

/* ---- pairing ---- */

static void write_key(const struct rows *books, size_t row, struct text *ret)
{
    const char *authors = row_text(books, row, SHOW_COMPARED_BOOKS_AUTHORS);
    text_clear(ret);
    text_fold(row_text(books, row, SHOW_COMPARED_BOOKS_TITLE), ret);
    text_add(ret, "|");
    if (authors)
        text_fold(authors, ret);
}

/* The change that takes this book's ISBN away and puts none in its place yet; NULL: there is
 * none. */
static struct comparison_change *find_lost(const struct comparison *comparison, const char *key,
                                           struct text *scratch)
{
    for (size_t i = 0; i < comparison->count; i++) {
        struct comparison_change *change = &comparison->changes[i];
        if (!change->before || change->after)
            continue;
        write_key(comparison->books, i, scratch); /* those that are lost come first in the rows */
        if (strcmp(text_of(scratch), key) == 0)
            return change;
    }
    return NULL;
}

static void add_gained(struct comparison *ret, size_t row, struct text *key, struct text *scratch)
{
    const char *isbn = row_text(ret->books, row, SHOW_COMPARED_BOOKS_ISBN13);
    write_key(ret->books, row, key);
    struct comparison_change *change = find_lost(ret, text_of(key), scratch);
    if (change) {
        change->after = isbn;
        ret->changed++;
        ret->lost--;
        return;
    }
    ret->changes[ret->count++] = (struct comparison_change){
        .title = row_text(ret->books, row, SHOW_COMPARED_BOOKS_TITLE),
        .authors = row_text(ret->books, row, SHOW_COMPARED_BOOKS_AUTHORS),
        .after = isbn,
    };
    ret->gained++;
}

static void pair(struct comparison *ret)
{
    CLEANUP(text_done) struct text key = {0};
    CLEANUP(text_done) struct text scratch = {0};
    const size_t count = rows_count(ret->books);
    ret->changes = mem_new(count, sizeof(*ret->changes));
    ret->same = row_int(ret->books, 0, SHOW_COMPARED_BOOKS_SAME);
    for (size_t i = 0; i < count; i++) {
        if (row_is_null(ret->books, i, SHOW_COMPARED_BOOKS_ISBN13))
            continue; /* both have the same ISBNs: the one row tells their number */
        if (row_bool(ret->books, i, SHOW_COMPARED_BOOKS_IS_NEW)) {
            add_gained(ret, i, &key, &scratch);
            continue;
        }
        ret->changes[ret->count++] = (struct comparison_change){
            .title = row_text(ret->books, i, SHOW_COMPARED_BOOKS_TITLE),
            .authors = row_text(ret->books, i, SHOW_COMPARED_BOOKS_AUTHORS),
            .before = row_text(ret->books, i, SHOW_COMPARED_BOOKS_ISBN13),
        };
        ret->lost++;
    }
}

bool comparison_read(struct context *context, const struct rows *month, size_t row,
                     struct comparison *ret, struct error *err)
{
    struct rows *books = NULL;
    ret->month = month;
    ret->row = row;
    if (!row_bool(month, row, SHOW_COMPARED_IS_COMPLETE))
        return true;
    if (!DATABASE_RUN(context->db, &sql_show_compared_books, &books, err,
                      sql_int(row_int(month, row, SHOW_COMPARED_YEAR)),
                      sql_int(row_int(month, row, SHOW_COMPARED_NUMBER)),
                      sql_int(row_int(month, row, SHOW_COMPARED_GENERATION)),
                      sql_int(row_int(month, row, SHOW_COMPARED_NEW_GENERATION))))
        return false;
    ret->books = books;
    pair(ret);
    return true;
}

/* ---- what is said ---- */

static const char *kind_of(const struct comparison_change *change)
{
    return !change->before ? "gained" : !change->after ? "lost" : "changed";
}

static const char *said(const struct comparison *comparison, int column)
{
    return output_shown(row_text(comparison->month, comparison->row, column));
}

static void print_changes(const struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->count; i++) {
        const struct comparison_change *change = &comparison->changes[i];
        (void)printf("%-7s  %-13s  %-13s  %s", kind_of(change),
                     change->before ? change->before : "", change->after ? change->after : "",
                     output_shown(change->title));
        if (change->authors)
            (void)printf(", %s", output_shown(change->authors));
        (void)printf("\n");
    }
}

void comparison_print(const struct comparison *comparison)
{
    const struct rows *month = comparison->month;
    const size_t row = comparison->row;
    const char *name = row_text(month, row, SHOW_COMPARED_MONTH);
    if (!comparison->books) {
        (void)printf("%s: generation %s is being made beside generation %s, which stands until it "
                     "is accepted (now %s).\n",
                     name, said(comparison, SHOW_COMPARED_NEW_GENERATION),
                     said(comparison, SHOW_COMPARED_GENERATION),
                     said(comparison, SHOW_COMPARED_STATUS));
        return;
    }
    (void)printf("%s: generation %s (%s, %s) stands; generation %s ", name,
                 said(comparison, SHOW_COMPARED_GENERATION),
                 said(comparison, SHOW_COMPARED_PROMPT_VARIANT),
                 output_count(row_int(month, row, SHOW_COMPARED_BOOKS_GENERATED), "book", "books"),
                 said(comparison, SHOW_COMPARED_NEW_GENERATION));
    (void)printf(
        "(%s, %s) is beside it: %s gained, %lld lost, %lld changed, %lld the same.\n",
        said(comparison, SHOW_COMPARED_NEW_PROMPT_VARIANT),
        output_count(row_int(month, row, SHOW_COMPARED_NEW_BOOKS_GENERATED), "book", "books"),
        output_count(comparison->gained, "ISBN", "ISBNs"), (long long)comparison->lost,
        (long long)comparison->changed, (long long)comparison->same);
    if (!row_is_null(month, row, SHOW_COMPARED_ERROR))
        (void)printf("The new one lacks something: %s.\n", said(comparison, SHOW_COMPARED_ERROR));
    print_changes(comparison);
    (void)printf("'schedule --accept %s' replaces it and hands over what is new; 'schedule "
                 "--reject %s' leaves all as it is.\n",
                 name, name);
}

static const struct column columns[] = {
    [SHOW_COMPARED_MONTH] = {"month", NULL, COLUMN_TEXT},
    [SHOW_COMPARED_YEAR] = {NULL, NULL, COLUMN_HIDDEN},
    [SHOW_COMPARED_NUMBER] = {NULL, NULL, COLUMN_HIDDEN},
    [SHOW_COMPARED_IS_COMPLETE] = {"is_complete", NULL, COLUMN_BOOL},
    [SHOW_COMPARED_STATUS] = {"status", NULL, COLUMN_TEXT},
    [SHOW_COMPARED_GENERATION] = {"generation", NULL, COLUMN_NUMBER},
    [SHOW_COMPARED_NEW_GENERATION] = {"new_generation", NULL, COLUMN_NUMBER},
    [SHOW_COMPARED_PROMPT_VARIANT] = {"prompt_variant", NULL, COLUMN_TEXT},
    [SHOW_COMPARED_NEW_PROMPT_VARIANT] = {"new_prompt_variant", NULL, COLUMN_TEXT},
    [SHOW_COMPARED_BOOKS_GENERATED] = {"books_generated", NULL, COLUMN_NUMBER},
    [SHOW_COMPARED_NEW_BOOKS_GENERATED] = {"new_books_generated", NULL, COLUMN_NUMBER},
    [SHOW_COMPARED_ISBNS_RESOLVED] = {"isbns_resolved", NULL, COLUMN_NUMBER},
    [SHOW_COMPARED_NEW_ISBNS_RESOLVED] = {"new_isbns_resolved", NULL, COLUMN_NUMBER},
    [SHOW_COMPARED_ERROR] = {"error", NULL, COLUMN_TEXT},
};

void comparison_write(const struct comparison *comparison, const char *key, struct text *json)
{
    json_write_open(json, key, '{');
    output_row_json(json, comparison->month, comparison->row, columns, ARRAY_LEN(columns));
    if (comparison->books) {
        json_write_int(json, "gained", comparison->gained);
        json_write_int(json, "lost", comparison->lost);
        json_write_int(json, "changed", comparison->changed);
        json_write_int(json, "same", comparison->same);
    }
    json_write_open(json, "isbns", '[');
    for (size_t i = 0; i < comparison->count; i++) {
        const struct comparison_change *change = &comparison->changes[i];
        json_write_open(json, NULL, '{');
        json_write_text(json, "change", kind_of(change));
        json_write_text(json, "title", change->title);
        json_write_text(json, "authors", change->authors);
        json_write_text(json, "before", change->before);
        json_write_text(json, "after", change->after);
        json_write_close(json, '}');
    }
    json_write_close(json, ']');
    json_write_close(json, '}');
}
