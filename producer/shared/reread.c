/* reread.c: reads a month's answers and merges them with its books, as consumer/month/generate.c
 * does with those that an earlier attempt has stored. */
#include "shared/reread.h"

#include <string.h>

#include "answers/answer_reader.h"
#include "core/provider_table.h"
#include "match/merge.h"
#include "sql.h"

enum { ANSWERS_MAX = 32 }; /* as many as a book has bits for */

void reread_done(struct reread *reread)
{
    for (size_t i = 0; i < reread->answer_count; i++)
        generate_answer_done(&reread->answers[i].read);
    for (size_t i = 0; reread->books && i < reread->list.count; i++)
        mem_free(reread->books[i].matched_title);
    mem_free(reread->answers);
    mem_free(reread->books);
    books_done(&reread->list);
    rows_free(reread->answer_rows);
    rows_free(reread->book_rows);
}

const char *reread_state_name(enum reread_state state)
{
    static const char *const names[] = {
        [REREAD_NAMES_BOOKS] = "books",     [REREAD_REFUSED] = "refused",
        [REREAD_UNREADABLE] = "unreadable", [REREAD_PRUNED] = "pruned",
        [REREAD_UNKNOWN] = "unknown",
    };
    return names[state];
}

/* ---- the answers ---- */

static struct provider_settings settings_of(const struct config_provider *provider)
{
    const struct provider_defaults *row = provider_table_find(provider->name, provider->kind);
    return (struct provider_settings){
        .name = provider->name,
        .base_url = provider->base_url ? provider->base_url : row->base_url,
        .model = provider->model ? provider->model : row->model,
    };
}

/* The reader of a provider's answers; NULL: nobody knows its kind any more. */
static const struct answer_reader *reader_of(const struct config_provider *provider)
{
    return provider && provider->kind ? answer_reader_of(provider->kind) : NULL;
}

static enum reread_state read_body(const struct reread *reread, size_t row,
                                   struct reread_answer *ret)
{
    const struct config_provider *provider =
        config_provider(reread->context->config, ret->provider);
    const struct answer_reader *reader = reader_of(provider);
    size_t bytes = 0;
    if (row_bool(reread->answer_rows, row, REREAD_ANSWERS_IS_PRUNED))
        return REREAD_PRUNED;
    if (!reader)
        return REREAD_UNKNOWN;
    CLEANUP(mem_free)
    char *body = row_bytes(reread->answer_rows, row, REREAD_ANSWERS_BODY, &bytes);
    const struct provider_settings settings = settings_of(provider);
    const struct http_response response = {.status = 200, .body = body, .body_bytes = bytes};
    if (!reader->read(&settings, &response, &ret->read, &ret->why))
        return REREAD_UNREADABLE;
    return ret->read.refused ? REREAD_REFUSED : REREAD_NAMES_BOOKS;
}

static const char *outcome_of(enum reread_state state)
{
    return state == REREAD_NAMES_BOOKS ? "answered" : reread_state_name(state);
}

static void read_answer(struct reread *reread, size_t row)
{
    const struct rows *rows = reread->answer_rows;
    struct reread_answer *answer = &reread->answers[reread->answer_count++];
    answer->provider = row_text(rows, row, REREAD_ANSWERS_PROVIDER);
    answer->was = row_text(rows, row, REREAD_ANSWERS_OUTCOME);
    answer->state = read_body(reread, row, answer);
    answer->named = answer->read.books.count;
    /* What was read once, and cannot be read any more, stays as it was: that is told. */
    answer->differs = answer->state <= REREAD_REFUSED &&
                      (strcmp(answer->was, outcome_of(answer->state)) != 0 ||
                       (!row_is_null(rows, row, REREAD_ANSWERS_BOOKS_NAMED) &&
                        row_int(rows, row, REREAD_ANSWERS_BOOKS_NAMED) != (int64_t)answer->named));
}

/* ---- the books ---- */

static void read_book(struct reread *reread, size_t row)
{
    const struct rows *rows = reread->book_rows;
    struct book *book = books_add(&reread->list);
    book->position = (int)row_int(rows, row, REREAD_BOOKS_POSITION);
    book->title = mem_text(row_text(rows, row, REREAD_BOOKS_TITLE));
    book->authors = mem_text(row_text(rows, row, REREAD_BOOKS_AUTHORS));
    book->publisher = mem_text(row_text(rows, row, REREAD_BOOKS_PUBLISHER));
    book->year = (int)row_int(rows, row, REREAD_BOOKS_PUBLICATION_YEAR);
    book->significance = mem_text(row_text(rows, row, REREAD_BOOKS_SIGNIFICANCE));
}

/* The generators that named a stored book, the first of whom gave it its words. They are a JSON
 * list of names without anything that JSON escapes. */
static bool was_named_by(const struct reread *reread, size_t row, const char *provider, bool first)
{
    CLEANUP(text_done) struct text quoted = {0};
    const char *names = row_text(reread->book_rows, row, REREAD_BOOKS_NAMED_BY);
    text_add_format(&quoted, "\"%s\"", provider);
    const char *found = strstr(names, text_of(&quoted));
    return found && (!first || found == names + 1);
}

static bool same_words(const struct book *a, const struct book *b)
{
    return text_equal(a->title, b->title) && text_equal(a->authors, b->authors) &&
           text_equal(a->publisher, b->publisher) && a->year == b->year &&
           text_equal(a->significance, b->significance);
}

/* An answer names a book that is stored. */
static void meet(struct reread *reread, size_t answer, size_t at, const struct book *named)
{
    struct reread_book *book = &reread->books[at];
    const char *provider = reread->answers[answer].provider;
    if (!was_named_by(reread, at, provider, /* first= */ false))
        book->named_too |= UINT32_C(1) << answer;
    if (was_named_by(reread, at, provider, /* first= */ true) && !book->has_words) {
        book->has_words = true;
        if (!same_words(&reread->list.items[at], named))
            book->now = named;
    }
    book->is_named = true;
}

/* Find a book that an answer names among all, or add it to them. A book may be the same as several
 * that are stored, since they were told apart by other rules. */
static void place(struct reread *reread, size_t answer, struct book *named)
{
    bool found = false;
    for (size_t i = 0; i < reread->list.count; i++) {
        if (!merge_is_same(&reread->list.items[i], named))
            continue;
        if (i < reread->stored && !found)
            meet(reread, answer, i, named);
        else if (i < reread->stored)
            reread->books[i].is_named = true;
        else if (!found)
            reread->list.items[i].named_by |= UINT32_C(1) << answer;
        found = true;
    }
    if (!found)
        merge_add(named, &reread->list)->named_by = UINT32_C(1) << answer;
}

/* Is every answer here, and read, that named this book? */
static bool may_be_missed(const struct reread *reread, size_t row)
{
    const char *names = row_text(reread->book_rows, row, REREAD_BOOKS_NAMED_BY);
    size_t named_by = 1, read = 0;
    for (const char *at = names; (at = strchr(at, ',')); at++)
        named_by++;
    for (size_t i = 0; i < reread->answer_count; i++)
        read += reread->answers[i].state <= REREAD_UNREADABLE &&
                was_named_by(reread, row, reread->answers[i].provider, /* first= */ false);
    return read == named_by;
}

static size_t count_named(const struct reread *reread)
{
    size_t named = 0;
    for (size_t i = 0; i < reread->answer_count; i++)
        named += reread->answers[i].named;
    return named;
}

static void compare(struct reread *reread)
{
    reread->stored = rows_count(reread->book_rows);
    for (size_t i = 0; i < reread->stored; i++)
        read_book(reread, i);
    reread->books = mem_new(reread->stored + count_named(reread) + 1, sizeof(*reread->books));
    for (size_t i = 0; i < reread->answer_count; i++)
        for (size_t k = 0; k < reread->answers[i].read.books.count; k++)
            place(reread, i, &reread->answers[i].read.books.items[k]);
    const int last = reread->stored > 0 ? reread->list.items[reread->stored - 1].position : 0;
    for (size_t i = reread->stored; i < reread->list.count; i++)
        reread->list.items[i].position = last + (int)(i - reread->stored) + 1;
    for (size_t i = 0; i < reread->stored; i++) {
        struct reread_book *book = &reread->books[i];
        book->has_isbn = !row_is_null(reread->book_rows, i, REREAD_BOOKS_ISBN13);
        book->is_lost = !book->is_named && may_be_missed(reread, i);
        reread->lost += book->is_lost;
        reread->reworded += book->now && !book->has_isbn;
        reread->kept_words += book->now && book->has_isbn;
        reread->gains = reread->gains || book->named_too != 0;
    }
}

/* A month that has not completed goes on with its books, without a generator, where an answer names
 * some that could not be read before. Nobody is paid again: what is still missing is taken by
 * 'schedule --only partial', whose price is shown. */
static bool may_go_on(const struct reread *reread)
{
    bool mended = false;
    for (size_t i = 0; i < reread->answer_count; i++)
        mended = mended || (reread->answers[i].state == REREAD_NAMES_BOOKS &&
                            strcmp(reread->answers[i].was, "unreadable") == 0);
    return mended && strcmp(reread->status, "completed") != 0 &&
           text_equal(reread->stage, "answered") && reread->list.count > 0;
}

bool reread_month(struct reread *reread, const char *provider, struct error *err)
{
    struct database *db = reread->context->db;
    const struct month month = reread->month;
    if (!DATABASE_RUN(db, &sql_reread_answers, &reread->answer_rows, err, sql_int(month.year),
                      sql_int(month.month), sql_int(reread->generation), sql_text(provider)) ||
        !DATABASE_RUN(db, &sql_reread_books, &reread->book_rows, err, sql_int(month.year),
                      sql_int(month.month), sql_int(reread->generation)))
        return false;
    reread->answers = mem_new(ANSWERS_MAX, sizeof(*reread->answers));
    for (size_t i = 0; i < rows_count(reread->answer_rows) && i < ANSWERS_MAX; i++)
        read_answer(reread, i);
    compare(reread);
    if (!reread_isbns(reread, err))
        return false;
    reread->goes_on = may_go_on(reread);
    reread->gains = reread->gains || reread->goes_on || reread->reworded > 0 || reread->isbns > 0 ||
                    reread->list.count > reread->stored;
    for (size_t i = 0; i < reread->answer_count; i++)
        reread->gains = reread->gains || reread->answers[i].differs;
    return true;
}
