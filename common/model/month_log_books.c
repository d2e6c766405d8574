/* month_log_books.c: the books of a claimed month, as its statement stores them and as a later
 * attempt reads them again. */
#include "model/month_log.h"

#include <string.h>

#include "model/book_key.h"
#include "model/work_key.h"
#include "sql.h"

/* ---- storing ---- */

/* The new books, one array a column. */
struct book_arrays {
    struct sql_array named_by, title, authors, publisher, year, significance, fine_key;
};

static void book_arrays_done(struct book_arrays *arrays)
{
    sql_array_done(&arrays->named_by);
    sql_array_done(&arrays->title);
    sql_array_done(&arrays->authors);
    sql_array_done(&arrays->publisher);
    sql_array_done(&arrays->year);
    sql_array_done(&arrays->significance);
    sql_array_done(&arrays->fine_key);
}
CLEANUP_STRUCT(struct book_arrays, book_arrays_done)

static bool names(const struct generated *generated, size_t generator, const struct book *book)
{
    return generator < generated->generator_count && (book->named_by >> generator & 1) != 0;
}

static void add_new(const struct generated *generated, const struct book *book,
                    struct book_arrays *ret)
{
    CLEANUP(sql_array_done) struct sql_array named_by = {0};
    CLEANUP(text_done) struct text key = {0};
    for (size_t i = 0; i < generated->generator_count; i++)
        if (names(generated, i, book))
            sql_array_add(&named_by, generated->generators[i]);
    sql_array_add(&ret->named_by, sql_array_text(&named_by));
    sql_array_add(&ret->title, book->title);
    sql_array_add(&ret->authors, book->authors);
    sql_array_add(&ret->publisher, book->publisher);
    if (book->year)
        sql_array_add_int(&ret->year, book->year);
    else
        sql_array_add(&ret->year, NULL);
    sql_array_add(&ret->significance, book->significance);
    book_key(book, &key);
    sql_array_add(&ret->fine_key, key.count > 0 ? text_of(&key) : NULL);
}

/* Who names books that are stored already. */
struct naming_arrays {
    struct sql_array position, generator;
};

static void naming_arrays_done(struct naming_arrays *arrays)
{
    sql_array_done(&arrays->position);
    sql_array_done(&arrays->generator);
}
CLEANUP_STRUCT(struct naming_arrays, naming_arrays_done)

static void add_naming(const struct generated *generated, const struct book *book,
                       struct naming_arrays *ret)
{
    for (size_t i = 0; i < generated->generator_count; i++)
        if (names(generated, i, book)) {
            sql_array_add_int(&ret->position, book->position);
            sql_array_add(&ret->generator, generated->generators[i]);
        }
}

/* Answers that were read, one array a column. */
struct read_arrays {
    struct sql_array provider, model, refusal, tokens_in, tokens_out, books;
};

static void read_arrays_done(struct read_arrays *arrays)
{
    sql_array_done(&arrays->provider);
    sql_array_done(&arrays->model);
    sql_array_done(&arrays->refusal);
    sql_array_done(&arrays->tokens_in);
    sql_array_done(&arrays->tokens_out);
    sql_array_done(&arrays->books);
}
CLEANUP_STRUCT(struct read_arrays, read_arrays_done)

static void add_tokens(struct sql_array *array, int64_t tokens)
{
    if (tokens > 0)
        sql_array_add_int(array, tokens);
    else
        sql_array_add(array, NULL);
}

static void add_read(const struct read_answer *answer, struct read_arrays *ret)
{
    sql_array_add(&ret->provider, answer->provider);
    sql_array_add(&ret->model, *answer->model ? answer->model : NULL);
    sql_array_add(&ret->refusal, answer->refusal);
    add_tokens(&ret->tokens_in, answer->tokens_in);
    add_tokens(&ret->tokens_out, answer->tokens_out);
    sql_array_add_int(&ret->books, (int64_t)answer->books);
}

bool month_log_store_books(struct database_pool *pool, const struct claim *claim,
                           const struct generated *generated, struct error *err)
{
    const struct books *books = generated->books;
    CLEANUP(book_arrays_done) struct book_arrays b = {0};
    CLEANUP(naming_arrays_done) struct naming_arrays n = {0};
    CLEANUP(read_arrays_done) struct read_arrays r = {0};
    for (size_t i = 0; i < generated->stored; i++)
        add_naming(generated, &books->items[i], &n);
    for (size_t i = generated->stored; i < books->count; i++)
        add_new(generated, &books->items[i], &b);
    for (size_t i = 0; i < generated->read_count; i++)
        add_read(&generated->read[i], &r);
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(pool, &sql_month_store_books, &rows, err, sql_int(claim->month.year),
                  sql_int(claim->month.month), sql_text(claim->token.text),
                  sql_text(sql_array_text(&b.named_by)), sql_text(sql_array_text(&b.title)),
                  sql_text(sql_array_text(&b.authors)), sql_text(sql_array_text(&b.publisher)),
                  sql_text(sql_array_text(&b.year)), sql_text(sql_array_text(&b.significance)),
                  sql_text(sql_array_text(generated->providers)),
                  sql_text(sql_array_text(generated->answers)), sql_text(generated->prompt_hash),
                  sql_int((int64_t)generated->stored), sql_text(generated->failures),
                  sql_text(sql_array_text(&n.position)), sql_text(sql_array_text(&n.generator)),
                  sql_text(sql_array_text(&r.provider)), sql_text(sql_array_text(&r.model)),
                  sql_text(sql_array_text(&r.refusal)), sql_text(sql_array_text(&r.tokens_in)),
                  sql_text(sql_array_text(&r.tokens_out)), sql_text(sql_array_text(&r.books)),
                  sql_text(sql_array_text(&b.fine_key)), sql_int(WORK_KEY_VERSION)))
        return false;
    return rows_count(rows) == 1 ||
           error_set(err, ERROR_CLAIM_LOST, 0, "%s has another owner by now",
                     month_text(claim->month).text);
}

/* ---- reading ---- */

bool month_log_books(struct database_pool *pool, const struct claim *claim, struct books *ret,
                     struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(pool, &sql_month_books, &rows, err, sql_int(claim->month.year),
                  sql_int(claim->month.month), sql_int(claim->generation)))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct book *book = books_add(ret);
        book->position = (int)row_int(rows, i, MONTH_BOOKS_POSITION);
        book->title = mem_text(row_text(rows, i, MONTH_BOOKS_TITLE));
        book->authors = mem_text(row_text(rows, i, MONTH_BOOKS_AUTHORS));
        book->publisher = mem_text(row_text(rows, i, MONTH_BOOKS_PUBLISHER));
        book->year = (int)row_int(rows, i, MONTH_BOOKS_PUBLICATION_YEAR);
        book->significance = mem_text(row_text(rows, i, MONTH_BOOKS_SIGNIFICANCE));
        book->decided = strcmp(row_text(rows, i, MONTH_BOOKS_STATUS), "open") != 0;
        const char *isbn = row_text(rows, i, MONTH_BOOKS_ISBN13);
        if (isbn && !isbn_parse(isbn, &book->isbn))
            return error_set(err, ERROR_REQUEST, 0, "stored ISBN '%.20s' is none", isbn);
    }
    return true;
}
