/* command_reread.c: stored answers read again, month by month, after a reader was mended. Each
 * month is a transaction, and a second run gains nothing, so that it can be broken off at any
 * time. */
#include <stdio.h>

#include "commands/command_reread.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "core/provider_table.h"
#include "shared/month_change.h"
#include "shared/output.h"
#include "shared/progress.h"
#include "shared/relay_drain.h"
#include "sql.h"

static struct {
    struct range range;
    const char *provider, *why;
    bool dry_run, yes;
} request;

struct rereading {
    struct context *context;
    struct rows *months;
    struct reread_counts counts;
    struct text months_said; /* text, or the members of the JSON array */
};

static void rereading_done(struct rereading *work)
{
    rows_free(work->months);
    text_done(&work->months_said);
}
CLEANUP_STRUCT(struct rereading, rereading_done)

/* ---- one month ---- */

/* Is the month still what it was when it was chosen? Then it is locked. */
static bool lock(const struct reread *reread, bool *ret_is_locked, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(reread->context->db, &sql_reread_lock, &rows, err,
                      sql_int(reread->month.year), sql_int(reread->month.month),
                      sql_int(reread->generation), sql_text(reread->status)))
        return false;
    *ret_is_locked = rows_count(rows) == 1;
    return true;
}

/* It is read within the transaction that stores what it gains: nobody changes it meanwhile. */
static bool read_and_store(struct reread *reread, bool *ret_is_locked, struct error *err)
{
    struct database *db = reread->context->db;
    if (!database_begin(db, err) || !lock(reread, ret_is_locked, err))
        return false;
    return !*ret_is_locked ||
           (reread_month(reread, request.provider, err) &&
            (!reread->gains || reread_store(reread, request.why, err)) && database_commit(db, err));
}

static void say(struct rereading *work, const struct reread *reread)
{
    reread_count(reread, &work->counts);
    if (work->context->json)
        reread_add_json(reread, request.yes && reread->gains, &work->counts, &work->months_said);
    else
        reread_add_text(reread, &work->counts, &work->months_said);
}

static bool take_month(struct rereading *work, size_t row, struct error *err)
{
    bool is_locked = true;
    CLEANUP(reread_done)
    struct reread reread = {
        .context = work->context,
        .month = {.year = (int)row_int(work->months, row, REREAD_MONTHS_YEAR),
                  .month = (int)row_int(work->months, row, REREAD_MONTHS_MONTH)},
        .status = row_text(work->months, row, REREAD_MONTHS_STATUS),
        .stage = row_text(work->months, row, REREAD_MONTHS_STAGE),
        .generation = row_int(work->months, row, REREAD_MONTHS_GENERATION),
    };
    const bool ok = request.yes ? read_and_store(&reread, &is_locked, err)
                                : reread_month(&reread, request.provider, err);
    database_rollback(work->context->db);
    if (!ok)
        return error_wrap(err, "%s", month_text(reread.month).text);
    if (is_locked)
        say(work, &reread);
    else
        work->counts.changed_meanwhile++;
    return true;
}

static bool take_months(struct rereading *work, struct error *err)
{
    struct progress progress = {.bytes = false};
    const size_t count = rows_count(work->months);
    bool ok = true;
    progress_start(&progress, "months", /* done= */ 0);
    for (size_t i = 0; i < count && ok; i++) {
        const char *left_out = row_text(work->months, i, REREAD_MONTHS_LEFT_OUT);
        work->counts.in_flight += text_equal(left_out, "in_flight");
        work->counts.compared += text_equal(left_out, "compared");
        ok = left_out || take_month(work, i, err);
        progress_show(&progress, (int64_t)i + 1, (int64_t)count, "");
    }
    progress_end(&progress, /* keep= */ false);
    return ok;
}

/* ---- what is said ---- */

static void print_json(const struct rereading *work)
{
    const struct reread_counts *counts = &work->counts;
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "done", request.yes);
    json_write_int(&out, "months_read", counts->months);
    json_write_int(&out, "months_in_flight", counts->in_flight);
    json_write_int(&out, "months_compared", counts->compared);
    json_write_int(&out, "months_changed_meanwhile", counts->changed_meanwhile);
    json_write_int(&out, "months_without_generator", counts->go_on);
    json_write_int(&out, "answers_unreadable", counts->unreadable);
    json_write_int(&out, "books_gained", counts->gained);
    json_write_int(&out, "books_lost", counts->lost);
    json_write_int(&out, "books_reworded", counts->reworded);
    json_write_int(&out, "books_kept", counts->kept_words);
    json_write_int(&out, "isbns_gained", counts->isbns);
    json_write_int(&out, "isbns_refused", counts->refused);
    json_write_int(&out, "isbns_handed_over", counts->handed);
    json_write_open(&out, "months", '[');
    json_write_raw(&out, NULL, work->months_said.count ? text_of(&work->months_said) : "");
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_left_out(const struct reread_counts *counts)
{
    if (counts->in_flight > 0)
        (void)printf("Left out: %s in flight, which read their answers by themselves.\n",
                     output_count(counts->in_flight, "month", "months"));
    if (counts->compared > 0)
        (void)printf("Left out: %s beside which a new generation stands: accept or reject it.\n",
                     output_count(counts->compared, "month", "months"));
    if (counts->changed_meanwhile > 0)
        (void)printf("Not done: %s changed meanwhile; do it again.\n",
                     output_count(counts->changed_meanwhile, "month has", "months have"));
}

/* What an operator does next, where something is to be done. */
static void print_next(const struct reread_counts *counts)
{
    if (!request.yes && counts->go_on + counts->gained + counts->reworded + counts->isbns > 0)
        (void)printf("With --yes it is done. No call is made, and no month is scheduled.\n");
    if (request.yes && counts->go_on > 0)
        (void)printf("'schedule --only failed' completes %s without asking a generator.\n",
                     output_count(counts->go_on, "month", "months"));
    if (request.yes && counts->gained + counts->reworded > counts->isbns)
        (void)printf("'schedule --only unresolved' looks up the books that have no ISBN yet.\n");
}

static void print_text(const struct rereading *work)
{
    const struct reread_counts *counts = &work->counts;
    (void)fputs(work->months_said.count ? text_of(&work->months_said) : "", stdout);
    if (counts->listed > REREAD_LISTED_MAX)
        (void)printf("… and %lld more\n", (long long)counts->listed - REREAD_LISTED_MAX);
    (void)printf("%s%s read: %lld %s without a generator, %s gained, %lld lost, %lld reworded, "
                 "%lld kept as they are; %s gained, %lld that would be refused\n",
                 request.yes ? "written: " : "would write: ",
                 output_count(counts->months, "month", "months"), (long long)counts->go_on,
                 counts->go_on == 1 ? "goes on" : "go on",
                 output_count(counts->gained, "book", "books"), (long long)counts->lost,
                 (long long)counts->reworded, (long long)counts->kept_words,
                 output_count(counts->isbns, "ISBN", "ISBNs"), (long long)counts->refused);
    print_left_out(counts);
    print_next(counts);
}

/* ---- the whole ---- */

static int say_nothing(struct context *context, struct error *err)
{
    CLEANUP(text_done) struct text counts = {0};
    if (!month_counts_add(context, request.range, &counts, err))
        return EXIT_BY_ERROR;
    (void)error_set(err, ERROR_NOTHING, 0,
                    "nothing selected: no month of the range has a stored answer%s%s (%s)",
                    request.provider ? " of " : "", request.provider ? request.provider : "",
                    text_of(&counts));
    return EXIT_NOTHING;
}

static bool check(struct error *err)
{
    if (request.dry_run && request.yes)
        return error_set(err, ERROR_USAGE, 0, "--dry-run and --yes: give one of them");
    if (request.range.from.year == 0 || request.range.to.year == 0)
        return error_set(err, ERROR_USAGE, 0,
                         "--from and --to are missing: name the months whose answers are read");
    return true;
}

/* What is handed over is published, also where not all was read: else it waits for a consumer. */
static int finish(struct rereading *work, bool ok, struct error *err)
{
    struct relayed relayed = {0};
    struct error unsent = {0};
    int sent = EXIT_DONE;
    (work->context->json ? print_json : print_text)(work);
    if (work->counts.handed > 0)
        sent = relay_drain(work->context, PROGRAM " reread", "the gains are stored", &relayed,
                           ok ? err : &unsent);
    if (!ok) {
        (void)error_wrap(err, "not all months are read; again, it goes on");
        return EXIT_PARTLY;
    }
    return sent != EXIT_DONE ? sent : work->counts.changed_meanwhile > 0 ? EXIT_PARTLY : EXIT_DONE;
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(rereading_done) struct rereading work = {.context = context};
    if (!check(err))
        return EXIT_USAGE;
    const struct range range = range_closed(request.range);
    if (!context_configure(context, /* needs_database= */ true, /* needs_broker= */ request.yes,
                           err) ||
        !context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_reread_months, &work.months, err,
                      sql_int(range_number(range.from)), sql_int(range_number(range.to)),
                      sql_text(request.provider)))
        return EXIT_BY_ERROR;
    if (rows_count(work.months) == 0)
        return say_nothing(context, err);
    const bool ok = take_months(&work, err);
    if (!ok && (work.counts.months == 0 || !request.yes))
        return EXIT_BY_ERROR;
    return finish(&work, ok, err);
}

static const struct cli_option options[] = {
    OPTION_FROM(&request.range.from),
    OPTION_TO(&request.range.to),
    {.name = "provider",
     .kind = CLI_STRING,
     .value = &request.provider,
     .metavar = "NAME",
     .choices = PROVIDER_GENERATORS,
     .help = "only what this generator answered (default: all)"},
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &request.dry_run,
     .help = "only say what would be gained, as without --yes"},
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "store what is gained"},
    OPTION_WHY(&request.why),
    OPTION_END,
};

const struct command command_reread = {
    .name = "reread",
    .summary = "Read stored answers again, after a reader was mended.",
    .purpose = "Read the stored answers of months again by the readers of this program, and say "
               "which books and ISBNs that gains. No call is made, and no month is scheduled.",
    .details =
        "Both --from and --to are needed. With --yes new books are added to their month, books "
        "without an ISBN take their new words, and ISBNs that the local catalogue has (where it is "
        "a resolver) are handed over once. A month that failed because its answer could not be "
        "read keeps its books: 'schedule --only failed' completes it, and asks no generator.\n"
        "Nothing is taken away: books that no answer names any more, and ISBNs that would be "
        "refused now, are told and stay, because they may be handed over already. Months in "
        "flight are left out. A second run gains nothing. The first 1000 books are named, all are "
        "counted.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
