/* command_show_isbn.c: the story of one ISBN, from the generator that named its book to what was
 * made of it: who asks has a record before them that looks wrong, and wants to know whose it is. */
#include <stdio.h>
#include <string.h>

#include "commands/command_show.h"
#include "core/json_write.h"
#include "sql.h"

static const struct column message_columns[] = {
    [SHOW_ISBN_MESSAGE_ISBN13] = {"isbn13", "ISBN", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_HANDED_OVER_BY] = {"handed_over_by", "handed over by", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_GENERATION] = {"handed_over_generation", "in generation", COLUMN_NUMBER},
    [SHOW_ISBN_MESSAGE_JOB_ID] = {"job_id", "job", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_MESSAGE_ID] = {"message_id", "message", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_QUEUED_AT] = {"queued_at", "handed over", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_PUBLISHED_AT] = {"published_at", "published", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_OUTBOX_ID] = {"outbox_id", "outbox row", COLUMN_NUMBER},
    [SHOW_ISBN_MESSAGE_OUTBOX_TRIES] = {"outbox_tries", "tries to publish", COLUMN_NUMBER},
    [SHOW_ISBN_MESSAGE_OUTBOX_DUE_AT] = {"outbox_due_at", "next try", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_OUTBOX_ERROR] = {"outbox_error", "last error", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_ENRICHED_AT] = {"enriched_at", "enriched", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_ENRICHED_TITLE] = {"enriched_title", "enriched as", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_ENRICHED_SOURCE] = {"enriched_source", "enriched from", COLUMN_TEXT},
    [SHOW_ISBN_MESSAGE_CATALOG_TITLE] = {"catalog_title", "in the catalogue as", COLUMN_TEXT},
};

static const struct column book_columns[] = {
    [SHOW_ISBN_BOOKS_MONTH] = {"month", "month", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_NUMBER] = {NULL, NULL, COLUMN_HIDDEN},
    [SHOW_ISBN_BOOKS_YEAR] = {NULL, NULL, COLUMN_HIDDEN},
    [SHOW_ISBN_BOOKS_GENERATION] = {"generation", "generation", COLUMN_NUMBER},
    [SHOW_ISBN_BOOKS_STATE] = {"state", "that generation", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_POSITION] = {"position", "position", COLUMN_NUMBER},
    [SHOW_ISBN_BOOKS_TITLE] = {"title", "title", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_AUTHORS] = {"authors", "authors", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_PUBLISHER] = {"publisher", "publisher", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_PUBLICATION_YEAR] = {"publication_year", "year", COLUMN_NUMBER},
    [SHOW_ISBN_BOOKS_PROVIDER] = {"provider", NULL, COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_RESOLVER] = {"resolver", "found by", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_CONFIDENCE] = {"confidence", "confidence", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_MATCHED_TITLE] = {"matched_title", "matched title", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_EVIDENCE] = {"evidence", "evidence", COLUMN_JSON},
    [SHOW_ISBN_BOOKS_SETTLED_AT] = {"settled_at", "found", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_NAMED_BY] = {"named_by", NULL, COLUMN_JSON},
    [SHOW_ISBN_BOOKS_NAMED_BY_WORDS] = {NULL, "named by", COLUMN_TEXT},
    [SHOW_ISBN_BOOKS_ANSWER] = {"answer", "raw answer", COLUMN_TEXT},
};

/* ---- reading one ---- */

/* Dashes of any width and no-break blanks, as books and web pages print them, are left out; what
 * they would be in ASCII isbn_parse skips. */
static void add_plain(struct text *plain, const char *operand)
{
    while (*operand) {
        const bool dash = memcmp(operand, "\xe2\x80", 2) == 0 &&
                          (unsigned char)operand[2] >= 0x90 && (unsigned char)operand[2] <= 0x95;
        const bool blank = memcmp(operand, "\xc2\xa0", 2) == 0;
        if (!dash && !blank)
            text_add_bytes(plain, operand, 1);
        operand += dash ? 3 : blank ? 2 : 1;
    }
}

/* How many characters of an ISBN there are; 0: others are among them. */
static size_t isbn_characters(const char *plain)
{
    size_t count = 0;
    for (; *plain; plain++) {
        if (*plain == '-' || *plain == ' ')
            continue;
        if (!strchr("0123456789Xx", *plain))
            return 0;
        count++;
    }
    return count;
}

/* The check character that would be right; 0: none would, something else is wrong. */
static char right_check(const char *plain)
{
    CLEANUP(text_done) struct text tried = {0};
    struct isbn isbn = {0};
    text_add(&tried, plain);
    char *last = tried.bytes + strlen(plain);
    while (last > tried.bytes && (last[-1] == '-' || last[-1] == ' '))
        last--;
    for (const char *check = "0123456789X"; *check; check++) {
        last[-1] = *check;
        if (isbn_parse(tried.bytes, &isbn))
            return *check;
    }
    return '\0';
}

bool show_isbn_read(const char *operand, struct isbn *ret, struct error *err)
{
    CLEANUP(text_done) struct text plain = {0};
    add_plain(&plain, operand);
    if (isbn_parse(text_of(&plain), ret))
        return true;
    const size_t count = isbn_characters(text_of(&plain));
    if (count != 10 && count != 13)
        return error_set(
            err, ERROR_USAGE, 0,
            "'%.60s' is neither a month (YYYY-MM, 1900 to 2100) nor an ISBN of 10 or 13 digits",
            operand);
    const char check = right_check(text_of(&plain));
    if (check == '\0')
        return error_set(
            err, ERROR_USAGE, 0,
            "'%.60s' is no ISBN: one of 13 digits begins with 978 or 979, and X is only "
            "the last character of one of 10",
            operand);
    return error_set(err, ERROR_USAGE, 0,
                     "'%.60s' is no ISBN: its check digit is wrong; with the other digits as they "
                     "are it would be %c",
                     operand, check);
}

/* ---- showing it ---- */

static void print_message(const struct rows *message)
{
    output_lines(message, 0, message_columns, ARRAY_LEN(message_columns));
    if (row_is_null(message, 0, SHOW_ISBN_MESSAGE_MESSAGE_ID))
        (void)printf("It was never handed over.\n");
    else if (row_is_null(message, 0, SHOW_ISBN_MESSAGE_PUBLISHED_AT))
        (void)printf("Its message waits in the outbox.\n");
    else if (row_is_null(message, 0, SHOW_ISBN_MESSAGE_ENRICHED_AT))
        (void)printf("Its message was published; it is not enriched yet.\n");
}

static void print_book(const struct rows *books, size_t row)
{
    const char *answer = row_text(books, row, SHOW_ISBN_BOOKS_ANSWER);
    (void)printf("\n");
    output_lines(books, row, book_columns, ARRAY_LEN(book_columns));
    if (text_equal(answer, "kept"))
        (void)printf(
            "'backfill-producer answers %s --provider %s --generation %lld' prints the raw "
            "answer.\n",
            row_text(books, row, SHOW_ISBN_BOOKS_MONTH),
            output_shown(row_text(books, row, SHOW_ISBN_BOOKS_PROVIDER)),
            (long long)row_int(books, row, SHOW_ISBN_BOOKS_GENERATION));
}

bool show_isbn(struct context *context, const struct isbn *isbn, struct text *json, bool *ret_known,
               struct error *err)
{
    CLEANUP(rows_free) struct rows *message = NULL;
    CLEANUP(rows_free) struct rows *books = NULL;
    CLEANUP(edition_story_free) struct edition_story *story = NULL;
    if (!DATABASE_RUN(context->db, &sql_show_isbn_message, &message, err, sql_text(isbn->text)) ||
        !DATABASE_RUN(context->db, &sql_show_isbn_books, &books, err, sql_text(isbn->text)) ||
        !edition_story_read(context, isbn, &story, err))
        return false;
    *ret_known = rows_count(books) > 0 || edition_story_is_known(story) ||
                 !row_is_null(message, 0, SHOW_ISBN_MESSAGE_MESSAGE_ID);
    if (!*ret_known)
        return true;
    if (context->json) {
        output_row_json(json, message, 0, message_columns, ARRAY_LEN(message_columns));
        output_rows_json(json, "books", books, book_columns, ARRAY_LEN(book_columns));
        edition_story_json(story, json);
        return true;
    }
    print_message(message);
    edition_story_print(story);
    for (size_t i = 0; i < rows_count(books); i++)
        print_book(books, i);
    return true;
}
