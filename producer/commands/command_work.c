/* command_work.c: a work with its editions; and what a person decides of two of them: they are the
 * same work, or they are not. No rule overrides it, and '--undo' takes it back.
 *
 * What would change is found by doing it and rolling it back, so that it is exactly what would be
 * done. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "model/edition_store.h"
#include "model/work_key.h"
#include "shared/output.h"
#include "sql.h"

static struct {
    const char *why;
    bool undo, yes;
} request;

/* ---- what a person names ---- */

/* An edition, of the work that was named. */
struct named {
    struct isbn isbn;
    bool by_isbn; /* the operand is an ISBN */
    struct rows *rows;
};

static void named_done(struct named *named)
{
    rows_free(named->rows);
}
CLEANUP_STRUCT(struct named, named_done)

static const char *part_of(const struct named *named, int column)
{
    return row_text(named->rows, 0, column);
}

static bool find_named(struct context *context, const char *operand, struct named *ret,
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
    return isbn_parse(part_of(ret, SHOW_WORK_NAMED_ISBN), &ret->isbn) ||
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

static void print_work(const struct context *context, const struct rows *work,
                       const struct rows *editions, const struct rows *decisions)
{
    if (!context->json) {
        output_lines(work, 0, work_columns, ARRAY_LEN(work_columns));
        (void)printf("\n");
        output_table(editions, edition_columns, ARRAY_LEN(edition_columns));
        if (rows_count(decisions) > 0)
            (void)printf("\n");
        output_table(decisions, decision_columns, ARRAY_LEN(decision_columns));
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_row_json(&out, work, 0, work_columns, ARRAY_LEN(work_columns));
    output_rows_json(&out, "editions", editions, edition_columns, ARRAY_LEN(edition_columns));
    output_rows_json(&out, "decisions", decisions, decision_columns, ARRAY_LEN(decision_columns));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int perform_show(struct context *context, const struct operands *operands, struct error *err)
{
    CLEANUP(named_done) struct named named = {0};
    CLEANUP(rows_free) struct rows *work = NULL;
    CLEANUP(rows_free) struct rows *editions = NULL;
    CLEANUP(rows_free) struct rows *decisions = NULL;
    if (!context_database(context, err) || !database_begin_snapshot(context->db, err) ||
        !find_named(context, operands->items[0], &named, err))
        return EXIT_BY_ERROR;
    const char *key = part_of(&named, SHOW_WORK_NAMED_WORK_KEY);
    if (!DATABASE_RUN(context->db, &sql_show_work, &work, err, sql_text(key)) ||
        !DATABASE_RUN(context->db, &sql_show_work_editions, &editions, err, sql_text("{}"),
                      sql_text(key)) ||
        !DATABASE_RUN(context->db, &sql_show_work_decisions, &decisions, err, sql_text(key)))
        return EXIT_BY_ERROR;
    print_work(context, work, editions, decisions);
    return EXIT_DONE;
}

/* ---- merge, split ---- */

struct decision {
    bool same;
    struct named one, other;
    struct text keys[2];
    struct rows *before, *after; /* editions of both blocks */
};

static void decision_done(struct decision *decision)
{
    named_done(&decision->one);
    named_done(&decision->other);
    text_done(&decision->keys[0]);
    text_done(&decision->keys[1]);
    rows_free(decision->before);
    rows_free(decision->after);
}
CLEANUP_STRUCT(struct decision, decision_done)

/* The keys that are decided about. Editions with one key are told apart by their ISBNs. */
static bool choose_keys(struct decision *decision, struct error *err)
{
    const struct named *const named[] = {&decision->one, &decision->other};
    const char *one = part_of(named[0], SHOW_WORK_NAMED_FINE_KEY);
    const char *other = part_of(named[1], SHOW_WORK_NAMED_FINE_KEY);
    const bool one_key = strcmp(one, other) == 0;
    if (one_key && decision->same && !request.undo)
        return error_set(err, ERROR_NOTHING, 0, "both have the key %s: they are one work already",
                         one);
    if (one_key && !(named[0]->by_isbn && named[1]->by_isbn))
        return error_set(err, ERROR_USAGE, 0,
                         "both have the key %s: name the two editions by their ISBNs", one);
    if (one_key && strcmp(named[0]->isbn.text, named[1]->isbn.text) == 0)
        return error_set(err, ERROR_USAGE, 0, "both are %s: name two", named[0]->isbn.text);
    for (int i = 0; i < 2; i++) {
        if (one_key)
            work_key_of_isbn(named[i]->isbn.text, &decision->keys[i]);
        else
            text_add(&decision->keys[i], i == 0 ? one : other);
    }
    return true;
}

static bool read_editions(struct context *context, const struct decision *decision,
                          struct rows **ret, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array blocks = {0};
    sql_array_add(&blocks, part_of(&decision->one, SHOW_WORK_NAMED_BLOCK_KEY));
    sql_array_add(&blocks, part_of(&decision->other, SHOW_WORK_NAMED_BLOCK_KEY));
    return DATABASE_RUN(context->db, &sql_show_work_editions, ret, err,
                        sql_text(sql_array_text(&blocks)), sql_null());
}

static bool write_down(struct context *context, const struct decision *decision, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(context->db, &sql_work_decide, &rows, err,
                      sql_text(text_of(&decision->keys[0])), sql_text(text_of(&decision->keys[1])),
                      sql_text(part_of(&decision->one, SHOW_WORK_NAMED_BLOCK_KEY)),
                      sql_text(part_of(&decision->other, SHOW_WORK_NAMED_BLOCK_KEY)),
                      sql_bool(decision->same), sql_bool(request.undo), sql_text(context_actor()),
                      sql_text(request.why)))
        return false;
    const char *outcome = row_text(rows, 0, WORK_DECIDE_OUTCOME);
    if (text_equal(outcome, "done"))
        return true;
    return error_set(err, ERROR_NOTHING, 0,
                     text_equal(outcome, "none") ? "nobody has decided so of these two"
                                                 : "it is decided so already");
}

static bool join_again(struct context *context, const struct decision *decision, struct error *err)
{
    CLEANUP(edition_settled_done) struct edition_settled settled = {0};
    const struct isbn isbns[] = {decision->one.isbn, decision->other.isbn};
    const struct edition_settling settling = {
        .source = "fold", .isbns = isbns, .isbn_count = 2, .operation = "work"};
    return edition_store(context->db, &settling, context->config, &settled, err);
}

static bool decide(struct context *context, struct decision *decision,
                   const struct operands *operands, struct error *err)
{
    return context_database(context, err) && database_begin(context->db, err) &&
           DATABASE_RUN0(context->db, &sql_work_decide_alone, NULL, err) &&
           find_named(context, operands->items[0], &decision->one, err) &&
           find_named(context, operands->items[1], &decision->other, err) &&
           choose_keys(decision, err) && read_editions(context, decision, &decision->before, err) &&
           write_down(context, decision, err) && join_again(context, decision, err) &&
           read_editions(context, decision, &decision->after, err) &&
           (!request.yes || database_commit(context->db, err));
}

/* ---- what is said ---- */

static bool has_moved(const struct decision *decision, size_t row)
{
    return !text_equal(row_text(decision->before, row, SHOW_WORK_EDITIONS_WORK_KEY),
                       row_text(decision->after, row, SHOW_WORK_EDITIONS_WORK_KEY));
}

static void print_json(const struct decision *decision, size_t rows)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "done", request.yes);
    json_write_bool(&out, "same", decision->same);
    json_write_bool(&out, "undone", request.undo);
    json_write_text(&out, "key_a", text_of(&decision->keys[0]));
    json_write_text(&out, "key_b", text_of(&decision->keys[1]));
    json_write_open(&out, "moved", '[');
    for (size_t i = 0; i < rows; i++) {
        if (!has_moved(decision, i))
            continue;
        json_write_open(&out, NULL, '{');
        json_write_text(&out, "isbn13", row_text(decision->after, i, SHOW_WORK_EDITIONS_ISBN13));
        json_write_text(&out, "title", row_text(decision->after, i, SHOW_WORK_EDITIONS_TITLE));
        json_write_text(&out, "from", row_text(decision->before, i, SHOW_WORK_EDITIONS_WORK_KEY));
        json_write_text(&out, "to", row_text(decision->after, i, SHOW_WORK_EDITIONS_WORK_KEY));
        json_write_close(&out, '}');
    }
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_text(const struct decision *decision, size_t rows)
{
    int64_t moved = 0;
    for (size_t i = 0; i < rows; i++) {
        if (!has_moved(decision, i))
            continue;
        moved++;
        (void)printf("%s  %s\n    to %s\n", row_text(decision->after, i, SHOW_WORK_EDITIONS_ISBN13),
                     output_shown(row_text(decision->after, i, SHOW_WORK_EDITIONS_TITLE)),
                     output_shown(row_text(decision->after, i, SHOW_WORK_EDITIONS_WORK_KEY)));
    }
    (void)printf("%s %s another work%s\n", output_count(moved, "edition", "editions"),
                 request.yes ? "now of" : "would be of",
                 request.yes ? "." : "; with --yes it is done.");
}

static int perform(struct context *context, const struct operands *operands, bool same,
                   struct error *err)
{
    CLEANUP(decision_done) struct decision decision = {.same = same};
    if (!request.why || *request.why == '\0') {
        (void)error_set(err, ERROR_USAGE, 0,
                        "--why is missing: say it, for those who read it later");
        return EXIT_USAGE;
    }
    const bool done = decide(context, &decision, operands, err);
    if (context->db)
        database_rollback(context->db);
    if (!done)
        return EXIT_BY_ERROR;
    size_t rows = rows_count(decision.before);
    if (rows > rows_count(decision.after))
        rows = rows_count(decision.after);
    if (context->json)
        print_json(&decision, rows);
    else
        print_text(&decision, rows);
    return EXIT_DONE;
}

static int perform_merge(struct context *context, const struct operands *operands,
                         struct error *err)
{
    return perform(context, operands, /* same= */ true, err);
}

static int perform_split(struct context *context, const struct operands *operands,
                         struct error *err)
{
    return perform(context, operands, /* same= */ false, err);
}

/* ---- the commands ---- */

static const struct cli_option decide_options[] = {
    OPTION_WHY_NEEDED(&request.why),
    {.name = "undo",
     .kind = CLI_FLAG,
     .value = &request.undo,
     .help = "take back what was decided of the two"},
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "do it"},
    OPTION_END,
};

static const struct cli_option show_options[] = {OPTION_END};

static const struct command command_work_show = {
    .name = "work show",
    .summary = "Show a work and its editions.",
    .arguments = "KEY|ISBN",
    .purpose = "Show a work: what its editions have in common, by what each is joined to the "
               "others, and what people have decided.",
    .details = "A key that the work has had, or that one of its editions has, finds it, too.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = show_options,
    .prints_json = true,
    .perform = perform_show,
};

static const struct command command_work_merge = {
    .name = "work merge",
    .summary = "Say that two editions are the same work.",
    .arguments = "A B",
    .purpose = "Say that two editions, or works, are the same work; without --yes, say which "
               "editions would be of another work.",
    .details = "A and B are ISBNs or keys. It is kept in the log of operators, no rule overrides "
               "it, and --undo takes it back.",
    .arguments_min = 2,
    .arguments_max = 2,
    .options = decide_options,
    .prints_json = true,
    .perform = perform_merge,
};

static const struct command command_work_split = {
    .name = "work split",
    .summary = "Say that two editions are not the same work.",
    .arguments = "A B",
    .purpose = "Say that two editions are not the same work; without --yes, say which editions "
               "would be of another work.",
    .details = "A and B are ISBNs or keys. All editions with the key of A go with A; editions "
               "with one key are told apart by their ISBNs. It is kept in the log of operators, no "
               "rule overrides it, and --undo takes it back.",
    .arguments_min = 2,
    .arguments_max = 2,
    .options = decide_options,
    .prints_json = true,
    .perform = perform_split,
};

static const struct command *const group[] = {&command_work_show, &command_work_merge,
                                              &command_work_split, NULL};

const struct command command_work = {
    .name = "work",
    .summary = "Works, to which editions belong: show, merge, split.",
    .commands = group,
};
