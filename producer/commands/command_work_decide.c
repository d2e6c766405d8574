/* command_work_decide.c: what a person decides of two works: they are the same one, or they are
 * not. No rule overrides it, and '--undo' takes it back.
 *
 * What would change is found by doing it and rolling it back, so that it is exactly what would be
 * done. */
#include <stdio.h>
#include <string.h>

#include "commands/command_work.h"
#include "core/json_write.h"
#include "model/edition_store.h"
#include "model/work_key.h"
#include "shared/output.h"
#include "sql.h"

static struct {
    const char *why;
    bool undo, yes;
} request;

/* What is decided is decided of editions. */
static bool find_edition(struct context *context, const char *operand, struct work_named *ret,
                         struct error *err)
{
    if (!work_find(context, operand, ret, err))
        return false;
    return work_named_part(ret, SHOW_WORK_NAMED_ISBN) ||
           error_set(err, ERROR_NOTHING, 0,
                     "no edition of '%.200s' is known yet: it is made of books of months, and is "
                     "joined by its key when one is found",
                     operand);
}

struct decision {
    bool same;
    struct work_named one, other;
    struct text keys[2];
    struct rows *before, *after; /* editions of both blocks */
};

static void decision_done(struct decision *decision)
{
    work_named_done(&decision->one);
    work_named_done(&decision->other);
    text_done(&decision->keys[0]);
    text_done(&decision->keys[1]);
    rows_free(decision->before);
    rows_free(decision->after);
}
CLEANUP_STRUCT(struct decision, decision_done)

/* The keys that are decided about. Editions with one key are told apart by their ISBNs. */
static bool choose_keys(struct decision *decision, struct error *err)
{
    const struct work_named *const named[] = {&decision->one, &decision->other};
    const char *one = work_named_part(named[0], SHOW_WORK_NAMED_FINE_KEY);
    const char *other = work_named_part(named[1], SHOW_WORK_NAMED_FINE_KEY);
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
    sql_array_add(&blocks, work_named_part(&decision->one, SHOW_WORK_NAMED_BLOCK_KEY));
    sql_array_add(&blocks, work_named_part(&decision->other, SHOW_WORK_NAMED_BLOCK_KEY));
    return DATABASE_RUN(context->db, &sql_show_work_editions, ret, err,
                        sql_text(sql_array_text(&blocks)), sql_null());
}

static bool write_down(struct context *context, const struct decision *decision, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(context->db, &sql_work_decide, &rows, err,
                      sql_text(text_of(&decision->keys[0])), sql_text(text_of(&decision->keys[1])),
                      sql_text(work_named_part(&decision->one, SHOW_WORK_NAMED_BLOCK_KEY)),
                      sql_text(work_named_part(&decision->other, SHOW_WORK_NAMED_BLOCK_KEY)),
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
           find_edition(context, operands->items[0], &decision->one, err) &&
           find_edition(context, operands->items[1], &decision->other, err) &&
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

const struct command command_work_merge = {
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

const struct command command_work_split = {
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
