/* command_dlq_operate.c: begins an operation on dead letters, carries it on, and prints what has
 * become of it: of few letters each one, of many their number. */
#include <stdio.h>
#include <string.h>

#include "commands/command_dlq.h"
#include "core/json_write.h"
#include "shared/operation.h"
#include "sql.h"

#define ITEMS_SHOWN 20     /* letters that are named one by one */
#define ITEMS_JSON 1000000 /* more have no place in one answer */

/* What is said of an item by its result; %s is its month. */
static const struct {
    const char *result, *text;
} results[] = {
    {"scheduled", "%s is scheduled again"},
    {"together", "%s is scheduled again, for another letter of it"},
    {"bytes", "it is on its way to its queue again, bytes unchanged"},
    {"edited", "it is on its way to its queue with its new body"},
    {"open", "%s is being worked on since: --force takes it from there"},
    {"completed", "%s completed since: --force does it again"},
    {"held", "%s is held by an operator: 'unhold' it, or --force"},
    {"replayed", "it was replayed already: --force replays it again"},
    {"discarded", "it is discarded"},
    {"restored", "it is open again"},
    {"archived", "it is open: only what was discarded is restored"},
    {"closed", "its month completed since, so that it is closed"},
    {"no_body", "its body was too long to be kept: it cannot be sent again"},
    {"gone", "it is not in the archive any more"},
};

/* What is added to it when it is known how that has ended. */
static const struct {
    const char *outcome, *text;
} outcomes[] = {
    {"completed", ", and has completed"},
    {"died_same", ", and HAS DIED of the same again"},
    {"died_otherwise", ", and HAS DIED of something else"},
    {"replaced", "; another job has replaced it since"},
    {"unknown", ", and has not come back"},
};

static void say_item(const struct rows *items, size_t row, struct text *ret)
{
    const char *result = row_text(items, row, OPERATION_ITEMS_RESULT);
    const char *text = result ? result : "it waits for its turn";
    for (size_t i = 0; result && i < ARRAY_LEN(results); i++)
        if (strcmp(results[i].result, result) == 0)
            text = results[i].text;
    const bool month = strncmp(text, "%s", 2) == 0;
    if (month)
        text_add(ret, row_text(items, row, OPERATION_ITEMS_MONTH));
    text_add(ret, month ? text + 2 : text);
    if (!row_is_null(items, row, OPERATION_ITEMS_MEANWHILE))
        text_add_format(ret, " (%s)",
                        output_shown(row_text(items, row, OPERATION_ITEMS_MEANWHILE)));
    const char *outcome = row_text(items, row, OPERATION_ITEMS_OUTCOME);
    for (size_t i = 0; outcome && i < ARRAY_LEN(outcomes); i++)
        if (strcmp(outcomes[i].outcome, outcome) == 0)
            text_add(ret, outcomes[i].text);
}

static bool is_done(const struct rows *items, size_t row)
{
    return strcmp(row_text(items, row, OPERATION_ITEMS_STATE), "done") == 0;
}

/* ---- printing ---- */

static void print_items(const struct rows *items, bool done)
{
    for (size_t i = 0; i < rows_count(items); i++) {
        CLEANUP(text_done) struct text said = {0};
        if (is_done(items, i) != done)
            continue;
        say_item(items, i, &said);
        (void)fprintf(done ? stdout : stderr, "%sletter %s: %s\n", done ? "" : PROGRAM ": ",
                      row_text(items, i, OPERATION_ITEMS_LETTER_ID), text_of(&said));
    }
}

static void print_operation(const struct rows *operation)
{
    CLEANUP(text_done) struct text said = {0};
    operation_say(operation, 0, &said);
    (void)printf("operation %s is %s: %s", row_text(operation, 0, OPERATION_SHOW_ID),
                 row_text(operation, 0, OPERATION_SHOW_STATE), text_of(&said));
    if (!row_is_null(operation, 0, OPERATION_SHOW_BECAUSE))
        (void)printf(", because %s", output_shown(row_text(operation, 0, OPERATION_SHOW_BECAUSE)));
    (void)printf("\n");
}

static void print_json(const struct rows *operation, const struct rows *items)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_open(&out, "operation", '{');
    output_row_json(&out, operation, 0, operation_columns, OPERATION_COLUMNS);
    json_write_close(&out, '}');
    json_write_open(&out, "letters", '[');
    for (size_t i = 0; i < rows_count(items); i++) {
        CLEANUP(text_done) struct text said = {0};
        say_item(items, i, &said);
        json_write_open(&out, NULL, '{');
        json_write_int(&out, "id", row_int(items, i, OPERATION_ITEMS_LETTER_ID));
        json_write_bool(&out, "done", is_done(items, i));
        json_write_text(&out, "result", row_text(items, i, OPERATION_ITEMS_RESULT));
        json_write_text(&out, "month", row_text(items, i, OPERATION_ITEMS_MONTH));
        json_write_text(&out, "job_id", row_text(items, i, OPERATION_ITEMS_JOB_ID));
        json_write_text(&out, "outcome", row_text(items, i, OPERATION_ITEMS_OUTCOME));
        json_write_text(&out, "meanwhile", row_text(items, i, OPERATION_ITEMS_MEANWHILE));
        json_write_text(&out, "message", text_of(&said));
        json_write_close(&out, '}');
    }
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* ---- the exit code ---- */

static int nothing_done(const struct rows *items, struct error *err)
{
    CLEANUP(text_done) struct text said = {0};
    if (rows_count(items) == 1) {
        say_item(items, 0, &said);
        (void)error_set(err, ERROR_USAGE, 0, "letter %s: %s",
                        row_text(items, 0, OPERATION_ITEMS_LETTER_ID), text_of(&said));
    } else {
        (void)error_set(err, ERROR_USAGE, 0, "every letter was left alone");
    }
    return EXIT_NOTHING;
}

static int code_of(const struct rows *operation, const struct rows *items, struct error *err)
{
    const int64_t left = row_int(operation, 0, OPERATION_SHOW_SKIPPED);
    if (row_int(operation, 0, OPERATION_SHOW_DONE) == 0 && left > 0)
        return nothing_done(items, err);
    const bool goes_on = strcmp(row_text(operation, 0, OPERATION_SHOW_STATE), "running") == 0;
    const bool went_well = left == 0 &&
                           (goes_on || row_int(operation, 0, OPERATION_SHOW_WAITING) == 0) &&
                           row_int(operation, 0, OPERATION_SHOW_CANCELLED) == 0 &&
                           row_int(operation, 0, OPERATION_SHOW_DIED_SAME) == 0 &&
                           row_int(operation, 0, OPERATION_SHOW_DIED_OTHERWISE) == 0;
    return went_well ? EXIT_DONE : EXIT_PARTLY;
}

static int finish(struct context *context, const struct rows *operation, struct error *err)
{
    const bool few = row_int(operation, 0, OPERATION_SHOW_ITEMS) <= ITEMS_SHOWN;
    CLEANUP(rows_free) struct rows *items = NULL;
    if ((few || context->json) && !DATABASE_RUN(context->db, &sql_operation_items, &items, err,
                                                sql_int(row_int(operation, 0, OPERATION_SHOW_ID)),
                                                sql_int(0), sql_int(ITEMS_JSON)))
        return EXIT_BY_ERROR;
    const int code = code_of(operation, items, err);
    if (context->json) {
        print_json(operation, items);
        return code;
    }
    print_items(items, /* done= */ true);
    if (code != EXIT_NOTHING)
        print_items(items, /* done= */ false);
    if (row_int(operation, 0, OPERATION_SHOW_ITEMS) > 1)
        print_operation(operation);
    return code;
}

/* ---- */

static bool begin(struct context *context, struct letter_selection *selection,
                  const struct letter_operation *wanted, int64_t *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(text_done) struct text request = {0};
    json_write_open(&request, NULL, '{');
    letter_selection_json(&request, selection);
    json_write_close(&request, '}');
    if (!DATABASE_RUN(context->db, &sql_operation_begin_letters, &rows, err, sql_text(wanted->kind),
                      sql_text(context_actor()), sql_text(wanted->why), sql_text(text_of(&request)),
                      sql_bool(wanted->force), sql_bool(wanted->keep_going), sql_text(wanted->ramp),
                      sql_int(wanted->wait_ms), sql_int_or_null(wanted->rate, wanted->rate > 0),
                      letter_selection_ids(selection), wanted->body, sql_text(selection->state),
                      LETTER_FILTER_PARAMS(&letter_filter),
                      sql_int_or_null(wanted->body_month.year, wanted->body_month.year != 0),
                      sql_int_or_null(wanted->body_month.month, wanted->body_month.year != 0)))
        return false;
    *ret = rows_count(rows) > 0 ? row_int(rows, 0, OPERATION_BEGIN_LETTERS_ID) : 0;
    if (*ret > 0 && row_int(rows, 0, OPERATION_BEGIN_LETTERS_ITEMS) > 1)
        (void)fprintf(
            stderr,
            PROGRAM ": operation %lld of %s has begun; it goes on by itself when this "
                    "command ends ('operation pause %lld' stops it)\n",
            (long long)*ret,
            output_count(row_int(rows, 0, OPERATION_BEGIN_LETTERS_ITEMS), "letter", "letters"),
            (long long)*ret);
    return true;
}

int command_dlq_operate(struct context *context, struct letter_selection *selection,
                        const struct letter_operation *wanted, struct error *err)
{
    CLEANUP(rows_free) struct rows *operation = NULL;
    int64_t id = 0;
    if (!begin(context, selection, wanted, &id, err))
        return EXIT_BY_ERROR;
    if (id == 0)
        return letter_selection_nothing(context->db, err);
    const bool good =
        wanted->is_left
            ? operation_step(context, id, &operation, err)
            : operation_follow(context, id, wanted->waits ? wanted->wait_ms : 0, &operation, err);
    if (!good)
        return EXIT_BY_ERROR;
    const int published = command_dlq_publish(context, err);
    if (published != EXIT_DONE)
        return published;
    return finish(context, operation, err);
}
