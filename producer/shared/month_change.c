/* month_change.c: months are locked and changed in one transaction. What is only to be said is the
 * same, rolled back, so that it is exactly what would be done. */
#include "shared/month_change.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "shared/relay_drain.h"
#include "sql.h"

/* The columns that every answer begins with, as month_cancel.sql has them. */
enum {
    RESULT = MONTH_CANCEL_RESULT,
    CHANGED = MONTH_CANCEL_CHANGED,
    OPERATION = MONTH_CANCEL_OPERATION
};
#define COLUMNS_MAX 16
_Static_assert((int)MONTH_UNHOLD_RESULT == (int)RESULT && (int)RESET_FAILED_RESULT == (int)RESULT &&
                   (int)RESET_STUCK_RESULT == (int)RESULT &&
                   (int)MONTH_UNHOLD_CHANGED == (int)CHANGED &&
                   (int)MONTH_UNHOLD_OPERATION == (int)OPERATION &&
                   (int)RESET_FAILED_CHANGED == (int)CHANGED &&
                   (int)RESET_FAILED_OPERATION == (int)OPERATION &&
                   (int)RESET_STUCK_CHANGED == (int)CHANGED &&
                   (int)RESET_STUCK_OPERATION == (int)OPERATION,
               "one file shows all of them");

struct month_filter month_filter;

/* What the command line asks for. */
struct request {
    const struct month_change *change;
    bool typed;    /* months are named */
    bool in_range; /* a range was given */
    bool done;     /* it is done, not only said */
    struct sql_array typed_months, locked;
    struct text json; /* of the operation */
};
static void request_done(struct request *request)
{
    sql_array_done(&request->typed_months);
    sql_array_done(&request->locked);
    text_done(&request->json);
}
CLEANUP_STRUCT(struct request, request_done)

static bool is_filtered(const struct month_filter *filter)
{
    return filter->range.from.year || filter->range.to.year || filter->status || filter->class ||
           filter->stage;
}

static bool check_filter(const struct operands *operands, const struct month_change *change,
                         const struct month_filter *filter, struct error *err)
{
    if (operands->count > 0 && is_filtered(filter))
        return error_set(err, ERROR_USAGE, 0,
                         "name months, or choose them by a range and filters: not both");
    if (operands->count == 0 && !is_filtered(filter) && !change->all)
        return error_set(err, ERROR_USAGE, 0,
                         "which months? Name each MONTH, or give --from and --to or a filter");
    return true;
}

static bool read_typed(const struct operands *operands, struct request *ret, struct error *err)
{
    json_write_open(&ret->json, "months", '[');
    for (int i = 0; i < operands->count; i++) {
        struct month month = {0};
        if (!command_month(operands->items[i], &month, err))
            return false;
        sql_array_add_int(&ret->typed_months, range_number(month));
        json_write_text(&ret->json, NULL, month_text(month).text);
    }
    json_write_close(&ret->json, ']');
    return true;
}

static void add_filter(const struct month_change *change, const struct month_filter *filter,
                       struct text *json)
{
    const struct range range = range_closed(filter->range);
    json_write_text(json, "what", change->what);
    if (filter->range.from.year || filter->range.to.year) {
        json_write_text(json, "from", month_text(range.from).text);
        json_write_text(json, "to", month_text(range.to).text);
    }
    if (filter->status)
        json_write_text(json, "status", filter->status);
    if (filter->class)
        json_write_text(json, "class", filter->class);
    if (filter->stage)
        json_write_text(json, "stage", filter->stage);
    if (change->older_ms >= 0)
        json_write_int(json, "older_than_ms", change->older_ms);
}

static bool read_request(const struct operands *operands, const struct month_change *change,
                         const struct month_filter *filter, struct request *ret, struct error *err)
{
    if (!check_filter(operands, change, filter, err))
        return false;
    ret->typed = operands->count > 0;
    ret->in_range = filter->range.from.year || filter->range.to.year;
    ret->done = ret->typed || filter->yes;
    json_write_open(&ret->json, NULL, '{');
    add_filter(change, filter, &ret->json);
    if (ret->typed && !read_typed(operands, ret, err))
        return false;
    json_write_close(&ret->json, '}');
    return true;
}

/* ---- the transaction ---- */

/* Lock the months, and keep which they are. */
static bool lock(struct database *db, struct request *request, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const struct month_filter *filter = &month_filter;
    const struct range range = range_closed(filter->range);
    const char *typed = request->typed ? sql_array_text(&request->typed_months) : NULL;
    if (!DATABASE_RUN(db, &sql_month_lock, &rows, err, sql_text(typed),
                      sql_int(range_number(range.from)), sql_int(range_number(range.to)),
                      sql_text(request->change->what), sql_text(filter->status),
                      sql_text(filter->class), sql_text(filter->stage),
                      sql_int(request->change->older_ms)))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        sql_array_add_int(&request->locked, row_int(rows, i, MONTH_LOCK_NUMBER));
    return true;
}

/* Months that were named are told of, also where they are not in the table. */
static bool change_locked(struct database *db, struct request *request, struct rows **ret,
                          struct error *err)
{
    const struct month_change *change = request->change;
    const char *months = sql_array_text(request->typed ? &request->typed_months : &request->locked);
    const struct sql_param who = sql_text(context_actor()), why = sql_text(month_filter.why);
    const struct sql_param json = sql_text(text_of(&request->json));
    if (change->older_ms < 0)
        return DATABASE_RUN(db, change->statement, ret, err, sql_text(months), who, why, json);
    return DATABASE_RUN(db, change->statement, ret, err, sql_text(months), who, why, json,
                        sql_int(change->older_ms));
}

static bool lock_and_change(struct database *db, struct request *request, struct rows **ret,
                            struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const bool good = database_begin(db, err) && lock(db, request, err) &&
                      change_locked(db, request, &rows, err) &&
                      (!request->done || database_commit(db, err));
    database_rollback(db); /* undoes a preview or a failure; after a commit it does nothing */
    if (good)
        *ret = TAKE_PTR(rows);
    return good;
}

/* ---- what is said ---- */

static size_t count_changed(const struct rows *rows)
{
    size_t changed = 0;
    for (size_t i = 0; i < rows_count(rows); i++)
        changed += row_bool(rows, i, CHANGED);
    return changed;
}

/* The operation of a preview was rolled back with the rest. */
static const char *operation_of(const struct request *request, const struct rows *rows)
{
    return request->done && rows_count(rows) > 0 ? row_text(rows, 0, OPERATION) : NULL;
}

/* What a preview would change is not changed: a row says so in other words. */
static void write_preview(const struct month_change *change, const struct rows *rows, size_t row,
                          struct text *out)
{
    CLEANUP(text_done) struct text result = {0};
    struct column columns[COLUMNS_MAX];
    const bool would = row_bool(rows, row, CHANGED);
    memcpy(columns, change->columns, change->column_count * sizeof(columns[0]));
    columns[RESULT] = columns[CHANGED] = (struct column){.kind = COLUMN_HIDDEN};
    text_add_format(&result, "%s%s", would ? "would be " : "", row_text(rows, row, RESULT));
    json_write_open(out, NULL, '{');
    output_row_json(out, rows, row, columns, change->column_count);
    json_write_text(out, "result", text_of(&result));
    json_write_bool(out, "changed", false);
    json_write_bool(out, "would_change", would);
    json_write_close(out, '}');
}

static void write_months(const struct month_change *change, bool done, const struct rows *rows,
                         struct text *out)
{
    if (done) {
        output_rows_json(out, "months", rows, change->columns, change->column_count);
        return;
    }
    json_write_open(out, "months", '[');
    for (size_t i = 0; i < rows_count(rows); i++)
        write_preview(change, rows, i, out);
    json_write_close(out, ']');
}

static void print_json(const struct month_change *change, const struct request *request,
                       const struct rows *rows)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "done", request->done);
    json_write_raw(&out, "operation", operation_of(request, rows));
    json_write_int(&out, "months_changed", request->done ? (int64_t)count_changed(rows) : 0);
    write_months(change, request->done, rows, &out);
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* What is only said is not so now. */
static void print_table(const struct month_change *change, bool done, const struct rows *rows)
{
    struct column columns[COLUMNS_MAX];
    assert(change->column_count <= COLUMNS_MAX);
    memcpy(columns, change->columns, change->column_count * sizeof(columns[0]));
    if (!done)
        columns[RESULT].heading = "would be";
    output_table(rows, columns, change->column_count);
}

static const char *what_is_done(const struct month_change *change, const struct rows *rows)
{
    for (size_t i = 0; change->done_otherwise && i < rows_count(rows); i++)
        if (row_bool(rows, i, CHANGED) && !text_equal(row_text(rows, i, RESULT), change->done))
            return change->done_otherwise;
    return change->done;
}

static void print_text(const struct month_change *change, const struct request *request,
                       const struct rows *rows)
{
    const int64_t changed = (int64_t)count_changed(rows);
    const char *operation = operation_of(request, rows);
    print_table(change, request->done, rows);
    if (!request->done)
        (void)printf("Would %s %s; with --yes it is done.\n", change->verb,
                     output_count(changed, "month", "months"));
    else if (operation)
        (void)printf("%s %s: operation %s.\n", output_count(changed, "month is", "months are"),
                     what_is_done(change, rows), operation);
}

bool month_counts_add(struct context *context, struct range range, struct text *ret,
                      struct error *err)
{
    static const char *const names[] = {
        [MONTH_STATUSES_PENDING] = "pending",
        [MONTH_STATUSES_QUEUED] = "queued",
        [MONTH_STATUSES_PROCESSING] = "processing",
        [MONTH_STATUSES_RETRY] = "retry",
        [MONTH_STATUSES_COMPLETED] = "completed",
        [MONTH_STATUSES_FAILED] = "failed",
        [MONTH_STATUSES_HELD] = "held",
    };
    CLEANUP(rows_free) struct rows *rows = NULL;
    range = range_closed(range);
    if (!DATABASE_RUN(context->db, &sql_month_statuses, &rows, err,
                      sql_int(range_number(range.from)), sql_int(range_number(range.to))))
        return false;
    for (int i = MONTH_STATUSES_PENDING; i <= MONTH_STATUSES_HELD; i++)
        if (row_int(rows, 0, i) > 0)
            text_add_format(ret, "%s%lld %s", ret->count ? ", " : "",
                            (long long)row_int(rows, 0, i), names[i]);
    if (ret->count == 0)
        text_add(ret, "it holds no month");
    return true;
}

/* Say how many months are in which state, because none of them fits. */
static bool say_nothing(struct context *context, const struct month_change *change,
                        const struct request *request, struct error *err)
{
    CLEANUP(text_done) struct text counts = {0};
    if (!month_counts_add(context, month_filter.range, &counts, err))
        return false;
    if (context->json)
        print_json(change, request, NULL);
    return error_set(err, ERROR_USAGE, 0, "nothing selected: no month%s %s (%s)",
                     request->in_range ? " of the range" : "", change->lacking, text_of(&counts));
}

/* ---- the whole ---- */

/* The exit code of months that were named tells whether all of them changed. The table says why. */
static int code_of(const struct rows *rows)
{
    const size_t changed = count_changed(rows);
    if (changed == rows_count(rows))
        return EXIT_DONE;
    return changed > 0 ? EXIT_PARTLY : EXIT_NOTHING;
}

static int finish(struct context *context, const struct month_change *change,
                  const struct request *request, const struct rows *rows, struct error *err)
{
    if (rows_count(rows) == 0) {
        (void)say_nothing(context, change, request, err);
        return err->class == ERROR_USAGE ? EXIT_NOTHING : EXIT_BY_ERROR;
    }
    if (context->json)
        print_json(change, request, rows);
    else
        print_text(change, request, rows);
    int code = code_of(rows);
    if (change->sends && request->done && count_changed(rows) > 0) {
        struct relayed relayed = {0};
        char name[64];
        (void)snprintf(name, sizeof(name), PROGRAM " %s", change->verb);
        const int sent = relay_drain(context, name, "the months are changed", &relayed, err);
        code = sent == EXIT_DONE ? code : sent;
    }
    return code;
}

int month_change_perform(struct context *context, const struct operands *operands,
                         const struct month_change *change, struct error *err)
{
    CLEANUP(request_done) struct request request = {.change = change};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!read_request(operands, change, &month_filter, &request, err))
        return EXIT_USAGE;
    if (!context_configure(context, /* needs_database= */ true,
                           /* needs_broker= */ change->sends && request.done, err) ||
        !context_database(context, err) || !lock_and_change(context->db, &request, &rows, err))
        return EXIT_BY_ERROR;
    return finish(context, change, &request, rows, err);
}
