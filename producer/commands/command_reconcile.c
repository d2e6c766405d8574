/* command_reconcile.c: compares what the database waits for with what lies on the queues, and
 * announces again what has lost its message. Consumers do that by themselves while their queue is
 * empty; this is for a queue that is not, and for a fleet that does not run. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "model/month_log.h"
#include "shared/depths.h"
#include "shared/output.h"
#include "sql.h"

enum {
    SLACK_MS = 1000,
    ISBNS_A_MESSAGE = 100,
    ANNOUNCED_AT_ONCE = 5000,
    DEPTH_BACKFILL = 0,
    DEPTH_ENRICHMENT = 1
};

static struct {
    bool repair, yes;
    int64_t older_ms, limit;
} request = {.older_ms = 60000};

struct reconciling {
    struct context *context;
    struct depths depths;
    struct rows *rows;
    int64_t months, isbns; /* that have lost their message, as far as the queue is too short */
    int64_t unowned;
    int64_t announced_months, announced_isbns;
};

static void reconciling_done(struct reconciling *work)
{
    rows_free(work->rows);
}
CLEANUP_STRUCT(struct reconciling, reconciling_done)

static bool row_is(const struct rows *rows, size_t row, const char *kind, const char *place)
{
    return strcmp(row_text(rows, row, RECONCILE_STUCK_KIND), kind) == 0 &&
           strcmp(row_text(rows, row, RECONCILE_STUCK_PLACE), place) == 0;
}

/* All of a kind and place, of which the rows may be the first only. */
static int64_t total_of(const struct rows *rows, const char *kind, const char *place)
{
    for (size_t i = 0; i < rows_count(rows); i++)
        if (row_is(rows, i, kind, place))
            return row_int(rows, i, RECONCILE_STUCK_TOTAL);
    return 0;
}

/* Where as many messages lie on the queue as are needed, nothing is lost. */
static int64_t lost(int64_t waiting, int64_t each, const struct depth *depth)
{
    const int64_t needed = (waiting + each - 1) / each;
    return depth->exists && depth->ready >= needed ? 0 : waiting;
}

static bool look(struct reconciling *work, struct error *err)
{
    depths_read(work->context->config, &work->depths);
    if (!work->depths.known) {
        *err = work->depths.why;
        return error_wrap(err, "queues");
    }
    if (!DATABASE_RUN(work->context->db, &sql_reconcile_stuck, &work->rows, err,
                      sql_int(request.older_ms), sql_int(request.limit)))
        return false;
    work->months = lost(total_of(work->rows, "month", "no_message"), /* each= */ 1,
                        &work->depths.of[DEPTH_BACKFILL]);
    work->isbns = lost(total_of(work->rows, "isbn", "no_message"), ISBNS_A_MESSAGE,
                       &work->depths.of[DEPTH_ENRICHMENT]);
    work->unowned =
        total_of(work->rows, "month", "no_owner") + total_of(work->rows, "isbn", "no_owner");
    return true;
}

/* ---- repair: the statements by which consumers announce, too ---- */

static bool announce_months(struct reconciling *work, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (work->months == 0)
        return true;
    if (!DATABASE_RUN(work->context->db, &sql_janitor_announce, &rows, err,
                      sql_int(request.older_ms)))
        return false;
    work->announced_months = (int64_t)rows_affected(rows);
    return true;
}

/* What is announced now is younger than the beginning, so that a later round leaves it out. It is a
 * second more than has passed, because the server looks at its clock a little later. */
static bool announce_isbns(struct reconciling *work, struct error *err)
{
    const int64_t start_ms = clock_monotonic_ms();
    int64_t announced = work->isbns > 0 ? ANNOUNCED_AT_ONCE : 0, passed_ms = 0;
    while (announced >= ANNOUNCED_AT_ONCE) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!DATABASE_RUN(work->context->db, &sql_enrich_announce, &rows, err,
                          sql_int(request.older_ms + passed_ms), sql_int(CRASHES_OF_A_SUSPECT),
                          sql_int(ANNOUNCED_AT_ONCE)))
            return false;
        announced = row_int(rows, 0, ENRICH_ANNOUNCE_ANNOUNCED);
        work->announced_isbns += announced;
        passed_ms = clock_monotonic_ms() - start_ms + SLACK_MS;
    }
    return true;
}

/* ---- what is said ---- */

static const struct column columns[] = {
    {"kind", "kind", COLUMN_TEXT},
    {"name", "which", COLUMN_TEXT},
    {"place", "what it lacks", COLUMN_TEXT},
    {"since", "since", COLUMN_TIME},
    {NULL, NULL, COLUMN_HIDDEN},
};

static void print_json(const struct reconciling *work)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "done", request.repair && request.yes);
    json_write_int(&out, "months_without_message", work->months);
    json_write_int(&out, "isbns_without_message", work->isbns);
    json_write_int(&out, "without_owner", work->unowned);
    json_write_int(&out, "months_announced", work->announced_months);
    json_write_int(&out, "isbns_announced", work->announced_isbns);
    depths_json(&out, "queues", &work->depths);
    output_rows_json(&out, "waiting", work->rows, columns, ARRAY_LEN(columns));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_text(const struct reconciling *work)
{
    CLEANUP(text_done) struct text depths = {0};
    output_table(work->rows, columns, ARRAY_LEN(columns));
    depths_text(&depths, &work->depths);
    (void)printf("Queues: %s\n", text_of(&depths));
    (void)printf("%s and %s have lost their messages; %lld have no living owner: a running "
                 "consumer takes these over.\n",
                 output_count(work->months, "month", "months"),
                 output_count(work->isbns, "ISBN", "ISBNs"), (long long)work->unowned);
    if (request.repair && request.yes)
        (void)printf("Announced again: %lld months, %lld ISBNs.\n",
                     (long long)work->announced_months, (long long)work->announced_isbns);
    else if (work->months + work->isbns > 0)
        (void)printf("'reconcile --repair --yes' announces them again.\n");
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(reconciling_done) struct reconciling work = {.context = context};
    if (request.yes && !request.repair) {
        (void)error_set(err, ERROR_USAGE, 0, "--yes goes with --repair");
        return EXIT_USAGE;
    }
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ true, err) ||
        !context_database(context, err) || !look(&work, err))
        return EXIT_BY_ERROR;
    if (request.repair && request.yes &&
        (!announce_months(&work, err) || !announce_isbns(&work, err)))
        return EXIT_BY_ERROR;
    (context->json ? print_json : print_text)(&work);
    return work.months + work.isbns + work.unowned > 0 ? EXIT_DONE : EXIT_NOTHING;
}

static const struct cli_option options[] = {
    {.name = "repair",
     .kind = CLI_FLAG,
     .value = &request.repair,
     .help = "announce again what has lost its message; only shown without --yes"},
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "do it"},
    {.name = "older-than",
     .kind = CLI_DURATION,
     .value = &request.older_ms,
     .metavar = "TIME",
     .preset = "1m",
     .max = INT64_C(365) * 86400000,
     .help = "only what has waited for longer"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &request.limit,
     .metavar = "N",
     .min = 1,
     .max = 100000,
     .preset = "100",
     .help = "name at most so many of each sort; all are counted"},
    OPTION_END,
};

const struct command command_reconcile = {
    .name = "reconcile",
    .summary = "Compare the database with the queues, and repair.",
    .purpose = "Name months and ISBNs whose message is lost or whose owner is gone, and announce "
               "again those without a message.",
    .details =
        "After a restored dump of the database, a wiped broker, or a queue that was purged. "
        "Where as many messages lie on a queue as the database waits for, none counts as lost. A "
        "message that is announced although the old one is still there is dropped by whoever "
        "receives it second. Exit code 3: nothing is stuck.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
