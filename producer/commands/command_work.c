/* command_work.c: a work with its editions and with the books of months that have its key. */
#include <stdio.h>
#include <string.h>

#include "commands/command_work.h"
#include "core/json_write.h"
#include "model/work_key.h"
#include "shared/output.h"
#include "sql.h"

/* ---- what a person names ---- */

void work_named_done(struct work_named *named)
{
    rows_free(named->rows);
}

const char *work_named_part(const struct work_named *named, int column)
{
    return row_text(named->rows, 0, column);
}

bool work_find(struct context *context, const char *operand, struct work_named *ret,
               struct error *err)
{
    CLEANUP(text_done) struct text block = {0};
    struct isbn isbn;
    ret->by_isbn = isbn_parse(operand, &isbn);
    work_key_block(operand, &block);
    if (!DATABASE_RUN(context->db, &sql_show_work_named, &ret->rows, err,
                      sql_text(ret->by_isbn ? isbn.text : NULL), sql_text(operand),
                      sql_text(text_of(&block))))
        return false;
    if (rows_count(ret->rows) == 0)
        return error_set(err, ERROR_MISSING, 0,
                         "no work has an edition or a key '%.200s': give an ISBN-13, or a key as "
                         "'work show ISBN' prints it",
                         operand);
    const char *found = work_named_part(ret, SHOW_WORK_NAMED_ISBN);
    return !found || isbn_parse(found, &ret->isbn) ||
           error_set(err, ERROR_REQUEST, 0, "an edition has no ISBN");
}

/* ---- show ---- */

static const struct column work_columns[] = {
    [SHOW_WORK_WORK_KEY] = {"work_key", "work", COLUMN_TEXT},
    [SHOW_WORK_TITLE] = {"title", "title", COLUMN_TEXT},
    [SHOW_WORK_SUBTITLE] = {"subtitle", "subtitle", COLUMN_TEXT},
    [SHOW_WORK_AUTHORS] = {"authors", "authors", COLUMN_TEXT},
    [SHOW_WORK_FIRST_PUBLICATION_YEAR] = {"first_publication_year", "first published",
                                          COLUMN_NUMBER},
    [SHOW_WORK_ORIGINAL_LANGUAGE] = {"original_language", "language", COLUMN_TEXT},
    [SHOW_WORK_VOLUME] = {"volume", "volume", COLUMN_NUMBER},
    [SHOW_WORK_NATURE] = {"nature", "nature", COLUMN_TEXT},
    [SHOW_WORK_OPENLIBRARY_WORK_ID] = {"openlibrary_work_id", "Open Library", COLUMN_TEXT},
    [SHOW_WORK_SYNTHETIC] = {"synthetic", "synthetic", COLUMN_BOOL},
    [SHOW_WORK_COMPLETENESS_SCORE] = {"completeness_score", "complete", COLUMN_NUMBER},
    [SHOW_WORK_EDITIONS] = {"edition_count", "editions", COLUMN_NUMBER},
    [SHOW_WORK_ALIASES] = {"aliases", "also", COLUMN_TEXT},
    [SHOW_WORK_PRIMARY_PROVIDER] = {"primary_provider", "from", COLUMN_TEXT},
    [SHOW_WORK_UPDATED_AT] = {"updated_at", "written", COLUMN_TEXT},
};

static const struct column edition_columns[] = {
    [SHOW_WORK_EDITIONS_ISBN13] = {"isbn13", "ISBN", COLUMN_TEXT},
    [SHOW_WORK_EDITIONS_TITLE] = {"title", "title", COLUMN_TEXT},
    [SHOW_WORK_EDITIONS_AUTHORS] = {"authors", "authors", COLUMN_TEXT},
    [SHOW_WORK_EDITIONS_LANGUAGE] = {"language", "language", COLUMN_TEXT},
    [SHOW_WORK_EDITIONS_WORK_KEY] = {NULL, NULL, COLUMN_HIDDEN},
    [SHOW_WORK_EDITIONS_BY] = {"joined_by", "joined by", COLUMN_TEXT},
    [SHOW_WORK_EDITIONS_CONFIDENCE] = {"confidence", "sure", COLUMN_NUMBER},
};

static const struct column decision_columns[] = {
    [SHOW_WORK_DECISIONS_KEY_A] = {"key_a", "key", COLUMN_TEXT},
    [SHOW_WORK_DECISIONS_KEY_B] = {"key_b", "and key", COLUMN_TEXT},
    [SHOW_WORK_DECISIONS_DECISION] = {"decision", "are", COLUMN_TEXT},
    [SHOW_WORK_DECISIONS_ACTOR] = {"actor", "says", COLUMN_TEXT},
    [SHOW_WORK_DECISIONS_WHY] = {"why", "because", COLUMN_TEXT},
    [SHOW_WORK_DECISIONS_AT] = {"at", "at", COLUMN_TEXT},
    [SHOW_WORK_DECISIONS_TAKEN_BACK_AT] = {"taken_back_at", "taken back", COLUMN_TEXT},
    [SHOW_WORK_DECISIONS_TAKEN_BACK_BY] = {"taken_back_by", NULL, COLUMN_TEXT},
};

static const struct column book_columns[] = {
    [SHOW_WORK_BOOKS_MONTH] = {"month", "month", COLUMN_TEXT},
    [SHOW_WORK_BOOKS_POSITION] = {"position", "#", COLUMN_NUMBER},
    [SHOW_WORK_BOOKS_TITLE] = {"title", "book", COLUMN_TEXT},
    [SHOW_WORK_BOOKS_AUTHORS] = {"authors", "authors", COLUMN_TEXT},
    [SHOW_WORK_BOOKS_ISBN13] = {"isbn13", "ISBN", COLUMN_TEXT},
};

/* The lists of a work, in the order in which they are read and shown. */
static const struct list {
    const char *name;
    const struct column *columns;
    size_t count;
} lists[] = {
    {"editions", edition_columns, ARRAY_LEN(edition_columns)},
    {"books", book_columns, ARRAY_LEN(book_columns)},
    {"decisions", decision_columns, ARRAY_LEN(decision_columns)},
};

enum { LISTS = ARRAY_LEN(lists) };

static void print_work(const struct context *context, const struct rows *work,
                       struct rows *const rows[static LISTS])
{
    CLEANUP(text_done) struct text out = {0};
    if (!context->json) {
        output_lines(work, 0, work_columns, ARRAY_LEN(work_columns));
        for (size_t i = 0; i < LISTS; i++) {
            if (rows_count(rows[i]) > 0)
                (void)printf("\n");
            output_table(rows[i], lists[i].columns, lists[i].count);
        }
        return;
    }
    json_write_open(&out, NULL, '{');
    output_row_json(&out, work, 0, work_columns, ARRAY_LEN(work_columns));
    for (size_t i = 0; i < LISTS; i++)
        output_rows_json(&out, lists[i].name, rows[i], lists[i].columns, lists[i].count);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static bool read_lists(struct context *context, const char *key, struct rows **ret,
                       struct error *err)
{
    return DATABASE_RUN(context->db, &sql_show_work_editions, &ret[0], err, sql_text("{}"),
                        sql_text(key)) &&
           DATABASE_RUN(context->db, &sql_show_work_books, &ret[1], err, sql_text(key)) &&
           DATABASE_RUN(context->db, &sql_show_work_decisions, &ret[2], err, sql_text(key));
}

static int perform_show(struct context *context, const struct operands *operands, struct error *err)
{
    CLEANUP(work_named_done) struct work_named named = {0};
    CLEANUP(rows_free) struct rows *work = NULL;
    struct rows *rows[LISTS] = {NULL};
    if (!context_database(context, err) || !database_begin_snapshot(context->db, err) ||
        !work_find(context, operands->items[0], &named, err))
        return EXIT_BY_ERROR;
    const char *key = work_named_part(&named, SHOW_WORK_NAMED_WORK_KEY);
    const bool ok = DATABASE_RUN(context->db, &sql_show_work, &work, err, sql_text(key)) &&
                    read_lists(context, key, rows, err);
    if (ok)
        print_work(context, work, rows);
    for (size_t i = 0; i < LISTS; i++)
        rows_free(rows[i]);
    return ok ? EXIT_DONE : EXIT_BY_ERROR;
}

/* ---- the commands ---- */

static const struct cli_option show_options[] = {OPTION_END};

static const struct command command_work_show = {
    .name = "work show",
    .summary = "Show a work and its editions.",
    .arguments = "KEY|ISBN",
    .purpose = "Show a work: what its editions have in common, by what each is joined to the "
               "others, and what people have decided.",
    .details = "A key that the work has had, or that one of its editions or books has, finds it, "
               "too. A synthetic work has books of months only: no edition of it is known yet.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = show_options,
    .prints_json = true,
    .perform = perform_show,
};

static const struct command *const group[] = {&command_work_show, &command_work_merge,
                                              &command_work_split, &command_work_rekey, NULL};

const struct command command_work = {
    .name = "work",
    .summary = "Works, to which editions belong: show, merge, split, rekey.",
    .commands = group,
};
