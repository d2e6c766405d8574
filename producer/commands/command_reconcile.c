/* command_reconcile.c: compares what the database waits for with what lies on the queues, and puts
 * back what is stuck. Consumers announce by themselves while their queue is empty; this is for a
 * queue that is not, and for a fleet that does not run.
 *
 * The broker tells how many messages lie on a queue, not which. So a message counts as lost where
 * the queue holds fewer than are waited for, or where one that was published later was received
 * long ago. What may still lie on the queue is announced with --all: a message that comes twice
 * finds nothing to do. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "model/month_log.h"
#include "shared/depths.h"
#include "shared/output.h"
#include "shared/relay_drain.h"
#include "sql.h"

#define OLDER_MS 60000 /* as the preset of --older-than says */

static struct {
    bool repair, all, yes;
    int64_t older_ms, limit;
    const char *why;
} request = {.older_ms = OLDER_MS, .limit = 100};

enum place {
    NO_OWNER,
    OUTBOX,
    NO_MESSAGE,
    OVERTAKEN,
    NOT_ANNOUNCED,
    NOT_MARKED,
    ON_QUEUE, /* not stuck, as far as the broker knows */
    PLACES
};
static const char *const places[PLACES] = {[NO_OWNER] = "no_owner",
                                           [OUTBOX] = "outbox",
                                           [NO_MESSAGE] = "no_message",
                                           [OVERTAKEN] = "overtaken",
                                           [NOT_ANNOUNCED] = "not_announced",
                                           [NOT_MARKED] = "not_marked",
                                           [ON_QUEUE] = "on_queue"};

/* The queues' places in struct depths. */
enum kind { MONTH, ISBN, KINDS };
static const char *const kinds[KINDS] = {[MONTH] = "month", [ISBN] = "isbn"};

struct reconciling {
    struct context *context;
    struct depths depths;
    struct rows *rows;
    int64_t found[KINDS][PLACES];
    int64_t announced[KINDS];
    int64_t taken_over, marked;
};

static void reconciling_done(struct reconciling *work)
{
    rows_free(work->rows);
}
CLEANUP_STRUCT(struct reconciling, reconciling_done)

/* ---- looking ---- */

static size_t place_in(const char *const *names, size_t count, const char *name)
{
    size_t i = 0;
    while (i + 1 < count && strcmp(names[i], name) != 0)
        i++;
    return i;
}

/* The rows may be the first only; each tells how many there are. */
static void count(struct reconciling *work)
{
    for (size_t i = 0; i < rows_count(work->rows); i++) {
        const size_t kind = place_in(kinds, KINDS, row_text(work->rows, i, RECONCILE_STUCK_KIND));
        const size_t at = place_in(places, PLACES, row_text(work->rows, i, RECONCILE_STUCK_PLACE));
        work->found[kind][at] = row_int(work->rows, i, RECONCILE_STUCK_TOTAL);
    }
}

static bool look(struct reconciling *work, struct error *err)
{
    depths_read(work->context->config, &work->depths);
    if (!work->depths.known) {
        *err = work->depths.why;
        return error_wrap(err, "queues");
    }
    if (!DATABASE_RUN(work->context->db, &sql_reconcile_stuck, &work->rows, err,
                      sql_int(request.older_ms), sql_int(request.limit),
                      sql_int(work->depths.of[MONTH].ready), sql_int(work->depths.of[ISBN].ready)))
        return false;
    count(work);
    return true;
}

/* Months or ISBNs that have no message any more. */
static int64_t without_message(const struct reconciling *work, enum kind kind)
{
    return work->found[kind][NO_MESSAGE] + work->found[kind][OVERTAKEN] +
           work->found[kind][NOT_ANNOUNCED];
}

static int64_t of_both(const struct reconciling *work, enum place place)
{
    return work->found[MONTH][place] + work->found[ISBN][place];
}

static bool is_stuck(const struct reconciling *work)
{
    int64_t sum = 0;
    for (int place = 0; place < ON_QUEUE; place++)
        sum += of_both(work, (enum place)place);
    return sum > 0;
}

/* ---- repair ---- */

static bool queues_exist(const struct reconciling *work, struct error *err)
{
    for (int kind = 0; kind < KINDS; kind++)
        if (!work->depths.of[kind].exists)
            return error_set(err, ERROR_CONFIG, 0,
                             "the queue %s does not exist: 'backfill-producer topology' declares "
                             "it; then repair",
                             work->depths.of[kind].queue);
    return true;
}

#define OWN_ID 0 /* of a process that owns nothing */

/* By the statements of the janitors, which look whether an owner still holds its lock. */
static bool take_over(struct reconciling *work, struct error *err)
{
    CLEANUP(rows_free) struct rows *owners = NULL;
    CLEANUP(rows_free) struct rows *months = NULL;
    CLEANUP(rows_free) struct rows *isbns = NULL;
    struct database *db = work->context->db;
    const int64_t crash_max = work->context->config->crash_max;
    if (!DATABASE_RUN0(db, &sql_reconcile_owners, &owners, err))
        return false;
    const struct sql_param gone = sql_text(row_text(owners, 0, RECONCILE_OWNERS_OWNERS));
    const struct sql_param beats = sql_text(row_text(owners, 0, RECONCILE_OWNERS_HEARTBEATS));
    const struct sql_param frozen = sql_text(row_text(owners, 0, RECONCILE_OWNERS_FROZEN));
    if (!DATABASE_RUN(db, &sql_janitor_take_over, &months, err, sql_int(OWN_ID), sql_int(crash_max),
                      gone, beats, frozen) ||
        !DATABASE_RUN(db, &sql_enrich_take_over, &isbns, err, sql_int(OWN_ID), sql_int(crash_max),
                      gone, beats, frozen))
        return false;
    work->taken_over = (int64_t)rows_count(months) + row_int(isbns, 0, ENRICH_TAKE_OVER_TAKEN);
    return true;
}

/* What waits for a message is announced where one is missing, or with --all. */
static bool announce(struct reconciling *work, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const bool months = request.all || work->found[MONTH][NO_MESSAGE] > 0;
    const bool isbns = request.all || work->found[ISBN][NO_MESSAGE] > 0;
    if (!DATABASE_RUN(work->context->db, &sql_reconcile_repair, &rows, err,
                      sql_int(request.older_ms),
                      sql_text(months ? "{overtaken,no_message}" : "{overtaken}"),
                      sql_text(isbns ? "{overtaken,not_announced,not_marked,no_message}"
                                     : "{overtaken,not_announced,not_marked}"),
                      sql_int(CRASHES_OF_A_SUSPECT), sql_int(work->taken_over),
                      sql_text(context_actor()), sql_text(request.why)))
        return false;
    work->announced[MONTH] = row_int(rows, 0, RECONCILE_REPAIR_MONTHS);
    work->announced[ISBN] = row_int(rows, 0, RECONCILE_REPAIR_ISBNS);
    work->marked = row_int(rows, 0, RECONCILE_REPAIR_MARKED);
    return true;
}

static bool repair(struct reconciling *work, struct error *err)
{
    struct database *db = work->context->db;
    if (!queues_exist(work, err))
        return false;
    if (database_begin(db, err) && take_over(work, err) && announce(work, err) &&
        database_commit(db, err))
        return true;
    database_rollback(db);
    return false;
}

/* ---- what is said ---- */

static const struct column columns[] = {
    [RECONCILE_STUCK_KIND] = {"kind", "kind", COLUMN_TEXT},
    [RECONCILE_STUCK_NAME] = {"name", "which", COLUMN_TEXT},
    [RECONCILE_STUCK_PLACE] = {"place", "where", COLUMN_TEXT},
    [RECONCILE_STUCK_SINCE] = {"since", "since", COLUMN_TIME},
    [RECONCILE_STUCK_TOTAL] = {NULL, NULL, COLUMN_HIDDEN},
};

static void print_json(const struct reconciling *work)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "done", request.yes);
    json_write_int(&out, "months_without_message", without_message(work, MONTH));
    json_write_int(&out, "isbns_without_message", without_message(work, ISBN));
    json_write_int(&out, "without_owner", of_both(work, NO_OWNER));
    json_write_int(&out, "in_outbox", of_both(work, OUTBOX));
    json_write_int(&out, "isbns_not_marked", work->found[ISBN][NOT_MARKED]);
    json_write_int(&out, "months_on_queue", work->found[MONTH][ON_QUEUE]);
    json_write_int(&out, "isbns_on_queue", work->found[ISBN][ON_QUEUE]);
    json_write_int(&out, "taken_over", work->taken_over);
    json_write_int(&out, "months_announced", work->announced[MONTH]);
    json_write_int(&out, "isbns_announced", work->announced[ISBN]);
    json_write_int(&out, "isbns_marked", work->marked);
    depths_json(&out, "queues", &work->depths);
    output_rows_json(&out, "waiting", work->rows, columns, ARRAY_LEN(columns));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_passed_over(void)
{
    CLEANUP(text_done) struct text older = {0};
    cli_add_duration(&older, request.older_ms);
    (void)printf(
        "What has been stuck for less than %s is passed over: '--older-than 0s' counts it, "
        "too.\n",
        text_of(&older));
}

static void print_found(const struct reconciling *work)
{
    (void)printf("%s and %s have lost their messages, %lld have no living owner, %lld wait in the "
                 "outbox, %s not marked as enriched.\n",
                 output_count(without_message(work, MONTH), "month", "months"),
                 output_count(without_message(work, ISBN), "ISBN", "ISBNs"),
                 (long long)of_both(work, NO_OWNER), (long long)of_both(work, OUTBOX),
                 output_count(work->found[ISBN][NOT_MARKED], "ISBN is", "ISBNs are"));
    if (request.older_ms > 0)
        print_passed_over();
    if (of_both(work, ON_QUEUE) > 0)
        (void)printf("%s and %s wait for messages of which as many lie on their queue.\n",
                     output_count(work->found[MONTH][ON_QUEUE], "month", "months"),
                     output_count(work->found[ISBN][ON_QUEUE], "ISBN", "ISBNs"));
}

/* With the options that have chosen them: without these it would put back others, or none. */
static void print_remedy(void)
{
    CLEANUP(text_done) struct text older = {0};
    if (request.older_ms != OLDER_MS) {
        text_add(&older, " --older-than ");
        cli_add_duration(&older, request.older_ms);
    }
    (void)printf("'reconcile --repair%s%s --yes' puts them back.\n", request.all ? " --all" : "",
                 older.count > 0 ? text_of(&older) : "");
}

static void print_text(const struct reconciling *work)
{
    CLEANUP(text_done) struct text depths = {0};
    output_table(work->rows, columns, ARRAY_LEN(columns));
    depths_text(&depths, &work->depths);
    (void)printf("Queues: %s\n", text_of(&depths));
    print_found(work);
    if (request.yes)
        (void)printf("Taken over: %lld. Announced again: %s, %s. Marked: %s.\n",
                     (long long)work->taken_over,
                     output_count(work->announced[MONTH], "month", "months"),
                     output_count(work->announced[ISBN], "ISBN", "ISBNs"),
                     output_count(work->marked, "ISBN", "ISBNs"));
    else if (is_stuck(work))
        print_remedy();
}

static bool check_request(struct error *err)
{
    if (request.repair || (!request.yes && !request.all && !request.why))
        return true;
    return error_set(err, ERROR_USAGE, 0, "--all, --yes and --why go with --repair");
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(reconciling_done) struct reconciling work = {.context = context};
    struct relayed relayed = {0};
    if (!check_request(err))
        return EXIT_USAGE;
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ true, err) ||
        !context_database(context, err) || !look(&work, err) ||
        (request.yes && !repair(&work, err)))
        return EXIT_BY_ERROR;
    (context->json ? print_json : print_text)(&work);
    const bool any = is_stuck(&work) || work.announced[MONTH] + work.announced[ISBN] > 0;
    if (request.yes && any) {
        const int sent =
            relay_drain(context, PROGRAM " reconcile", "all of it is announced", &relayed, err);
        return sent;
    }
    return any ? EXIT_DONE : EXIT_NOTHING;
}

static const struct cli_option options[] = {
    {.name = "repair",
     .kind = CLI_FLAG,
     .value = &request.repair,
     .help = "put back what is stuck; only shown without --yes"},
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "do it"},
    {.name = "all",
     .kind = CLI_FLAG,
     .value = &request.all,
     .help = "announce also those whose message may still lie on a queue"},
    {.name = "older-than",
     .kind = CLI_DURATION,
     .value = &request.older_ms,
     .metavar = "TIME",
     .preset = "1m",
     .max = INT64_C(365) * 86400000,
     .help = "only what has been stuck for longer"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &request.limit,
     .metavar = "N",
     .min = 1,
     .max = 100000,
     .preset = "100",
     .help = "name at most so many of each sort; all are counted"},
    OPTION_WHY(&request.why),
    OPTION_END,
};

const struct command command_reconcile = {
    .name = "reconcile",
    .summary = "Compare the database with the queues, and repair.",
    .purpose = "Name each month and ISBN that is stuck, and where: its message is lost or not "
               "published, or its owner is gone. Put them back.",
    .details =
        "After a restored dump of the database, a wiped broker, or a queue that was purged, with "
        "consumers running or not. Where:\n"
        "no_message: fewer messages lie on the queue than are waited for\n"
        "overtaken: messages that were published later have been received\n"
        "not_announced: an ISBN is due, and no consumer has written its message\n"
        "no_owner: its process was not heard of for a minute\n"
        "outbox: its message is due, and nobody publishes it\n"
        "not_marked: an ISBN was enriched before its month handed it over\n"
        "on_queue: no fewer lie there: not stuck, as far as the broker knows\n"
        "Messages on a queue may be those of another database, as after a restored dump: --all "
        "announces these months and ISBNs, too. "
        "A message that comes twice finds nothing to do. What is done is kept in the 'log'. Exit "
        "code 3: nothing is stuck.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
