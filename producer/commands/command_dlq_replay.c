/* command_dlq_replay.c: sends dead letters to work again, some or many, and first says what that
 * would do and cost. */
#include <stdio.h>
#include <string.h>

#include "commands/command_dlq.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/money.h"
#include "shared/operation.h"
#include "shared/pace.h"
#include "shared/quota.h"
#include "sql.h"

#define BOOKS 20 /* that each generator is asked for where a month begins anew */
#define WAIT_MAX_MS (7 * 86400000LL)
#define WAIT_MS 900000

static bool force, dry_run, canary, keep_going, no_wait;
static const char *ramp, *rate, *why, *edit, *body;
static int64_t wait_ms;

/* ---- the options ---- */

static bool read_options(struct letter_operation *ret, struct text *steps, struct error *err)
{
    if (canary && ramp)
        return error_set(err, ERROR_USAGE, 0, "--canary is --ramp 1,all: give one of them");
    if ((canary || ramp) && !pace_read_ramp(canary ? "1,all" : ramp, steps, err))
        return error_wrap(err, "--ramp");
    if (rate && !pace_read_rate(rate, &ret->rate, err))
        return error_wrap(err, "--rate");
    if (edit && body)
        return error_set(err, ERROR_USAGE, 0, "--edit and --body: give one of them");
    if (no_wait && wait_ms > 0)
        return error_set(err, ERROR_USAGE, 0, "--no-wait and --wait: give one of them");
    ret->kind = "replay";
    ret->is_left = no_wait;
    ret->why = why;
    ret->force = force;
    ret->keep_going = keep_going;
    ret->ramp = steps->count > 0 ? text_of(steps) : NULL;
    ret->waits = wait_ms > 0 || canary || ramp;
    ret->wait_ms = wait_ms > 0 ? wait_ms : WAIT_MS;
    return true;
}

/* ---- what it would do ---- */

static const struct {
    const char *verdict, *one, *many;
} verdicts[] = {
    {"scheduled", "month is scheduled again", "months are scheduled again"},
    {"together", "letter of such a month is served by the same job",
     "letters of such months are served by the same jobs"},
    {"bytes", "letter is sent again as it was", "letters are sent again as they were"},
    {"hopeless", "letter dies again: it names no month of the table",
     "letters die again: they name no month of the table"},
    {"open", "is left alone: its month is being worked on",
     "are left alone: their months are being worked on"},
    {"completed", "is left alone: its month is completed",
     "are left alone: their months are completed"},
    {"held", "is left alone: its month is held", "are left alone: their months are held"},
    {"replayed", "is left alone: it was replayed already",
     "are left alone: they were replayed already"},
    {"discarded", "is left alone: it is discarded", "are left alone: they are discarded"},
    {"no_body", "is left alone: its body was too long to be kept",
     "are left alone: their bodies were too long to be kept"},
};

static int64_t sum_of(const struct rows *rows, int column)
{
    int64_t sum = 0;
    for (size_t i = 0; i < rows_count(rows); i++)
        sum += row_int(rows, i, column);
    return sum;
}

/* The row of the letters that no consumer can take as they are; -1: there are none. */
static int hopeless_row(const struct rows *rows)
{
    for (size_t i = 0; i < rows_count(rows); i++)
        if (text_equal(row_text(rows, i, DEAD_LETTER_PREVIEW_VERDICT), "hopeless"))
            return (int)i;
    return -1;
}

static void say_hopeless(FILE *file, const struct rows *rows, int row)
{
    (void)fprintf(file,
                  "letter %s dies of the same again: %s\n--edit gives a letter another body; "
                  "'dlq discard' takes it off the open ones\n",
                  row_text(rows, (size_t)row, DEAD_LETTER_PREVIEW_LETTER),
                  output_shown(row_text(rows, (size_t)row, DEAD_LETTER_PREVIEW_BECAUSE)));
}

/* The first replay in which some of them wait already; NULL: none does. */
static const char *other_replay(const struct rows *rows)
{
    for (size_t i = 0; i < rows_count(rows); i++)
        if (!row_is_null(rows, i, DEAD_LETTER_PREVIEW_REPLAY))
            return row_text(rows, i, DEAD_LETTER_PREVIEW_REPLAY);
    return NULL;
}

static void print_verdicts(const struct rows *rows)
{
    const int hopeless = hopeless_row(rows);
    for (size_t i = 0; i < rows_count(rows); i++)
        for (size_t k = 0; k < ARRAY_LEN(verdicts); k++)
            if (strcmp(row_text(rows, i, DEAD_LETTER_PREVIEW_VERDICT), verdicts[k].verdict) == 0)
                (void)printf("%s\n", output_count(row_int(rows, i, DEAD_LETTER_PREVIEW_LETTERS),
                                                  verdicts[k].one, verdicts[k].many));
    if (other_replay(rows))
        (void)printf("%s already in a replay that is not over: see 'operation show %s'\n",
                     output_count(sum_of(rows, DEAD_LETTER_PREVIEW_IN_REPLAY), "letter waits",
                                  "letters wait"),
                     other_replay(rows));
    if (hopeless >= 0)
        say_hopeless(stdout, rows, hopeless);
}

/* What becomes of the month that a new body names, as dead_letter_verdict says it. */
static const char *edited_verdict(const struct rows *month)
{
    const char *status = rows_count(month) > 0 ? row_text(month, 0, SHOW_MONTH_STATUS) : NULL;
    if (!status)
        return "hopeless";
    if (force)
        return "scheduled";
    if (row_bool(month, 0, SHOW_MONTH_HELD))
        return "held";
    if (text_equal(status, "completed"))
        return "completed";
    return text_equal(status, "pending") || text_equal(status, "failed") ? "scheduled" : "open";
}

static void print_edited(const struct letter_operation *wanted, const struct rows *month)
{
    static const struct {
        const char *verdict, *words;
    } fates[] = {
        {"hopeless", "which is not in the table: it dies again, unless 'seed' enters the month"},
        {"scheduled", "which is scheduled"},
        {"held", "which is held: the letter is left alone ('unhold' lets the month go on)"},
        {"open", "which is being worked on: the letter is left alone"},
        {"completed",
         "which is completed: the letter is left alone (--force takes the month again)"},
    };
    const char *verdict = edited_verdict(month);
    for (size_t i = 0; i < ARRAY_LEN(fates); i++)
        if (text_equal(fates[i].verdict, verdict))
            (void)printf("the new body names %s, %s\n", month_text(wanted->body_month).text,
                         fates[i].words);
}

static void print_preview(const struct rows *rows, const struct rows *costs,
                          const struct letter_operation *wanted, const struct rows *month,
                          bool named)
{
    const int64_t anew = sum_of(rows, DEAD_LETTER_PREVIEW_TO_ASK);
    const int64_t books = sum_of(rows, DEAD_LETTER_PREVIEW_OPEN_BOOKS);
    if (!edit && !body)
        print_verdicts(rows);
    else if (wanted->body_month.year)
        print_edited(wanted, month);
    else
        (void)printf("1 letter is sent with its new body\n");
    if (edit || body)
        (void)printf("the new body has %s\n",
                     output_count((int64_t)wanted->edited->count, "byte", "bytes"));
    if (books > 0)
        (void)printf("%s whose answers are paid for %s looked up\n",
                     output_count(books, "book", "books"), books == 1 ? "is" : "are");
    if (anew > 0 && rows_count(costs) > 0) {
        (void)printf("\nWhat asking anew for %s takes, as a forecast\n",
                     output_count(anew, "month", "months"));
        quota_forecast_print(costs);
    }
    (void)printf("\nNothing was changed: %s.\n",
                 named ? "without --dry-run it is done" : "--yes does it");
}

/* The new body as it would be sent, and what becomes of the month that it names. */
static void write_edited(struct text *out, const struct letter_operation *wanted,
                         const struct rows *month)
{
    const struct text *bytes = wanted->edited;
    CLEANUP(text_done) struct text shown = {0};
    if (text_is_utf8(bytes->bytes, bytes->count))
        text_add_bytes(&shown, bytes->bytes, bytes->count);
    else
        text_add_printable(&shown, bytes->bytes, bytes->count, SIZE_MAX);
    json_write_text(out, "edited_body", text_of(&shown));
    json_write_int(out, "edited_bytes", (int64_t)bytes->count);
    if (!wanted->body_month.year)
        return;
    json_write_text(out, "edited_month", month_text(wanted->body_month).text);
    json_write_text(out, "edited_would", edited_verdict(month));
}

static void print_preview_json(const struct rows *rows, const struct rows *costs,
                               const struct letter_operation *wanted, const struct rows *month)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "dry_run", true);
    json_write_int(&out, "letters", sum_of(rows, DEAD_LETTER_PREVIEW_LETTERS));
    json_write_open(&out, "would", '{');
    for (size_t i = 0; i < rows_count(rows); i++)
        json_write_int(&out, row_text(rows, i, DEAD_LETTER_PREVIEW_VERDICT),
                       row_int(rows, i, DEAD_LETTER_PREVIEW_LETTERS));
    json_write_close(&out, '}');
    if (edit || body)
        write_edited(&out, wanted, month);
    const int hopeless = edit || body ? -1 : hopeless_row(rows);
    if (hopeless >= 0) {
        json_write_int(&out, "hopeless_letter",
                       row_int(rows, (size_t)hopeless, DEAD_LETTER_PREVIEW_LETTER));
        json_write_text(&out, "hopeless_because",
                        row_text(rows, (size_t)hopeless, DEAD_LETTER_PREVIEW_BECAUSE));
    }
    json_write_int(&out, "letters_in_other_replays", sum_of(rows, DEAD_LETTER_PREVIEW_IN_REPLAY));
    json_write_raw(&out, "other_replay", other_replay(rows));
    json_write_int(&out, "months_asked_anew", sum_of(rows, DEAD_LETTER_PREVIEW_TO_ASK));
    json_write_int(&out, "books_looked_up", sum_of(rows, DEAD_LETTER_PREVIEW_OPEN_BOOKS));
    quota_forecast_json(&out, costs);
    money_total_json(&out, costs);
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* A generator whose answer a month has already is not asked again for it. */
static bool read_costs(struct context *context, const struct rows *rows, struct rows **ret,
                       struct error *err)
{
    struct quota_need need = {.months = sum_of(rows, DEAD_LETTER_PREVIEW_TO_ASK), .books = BOOKS};
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (row_is_null(rows, i, DEAD_LETTER_PREVIEW_ASKING))
            continue; /* only what is scheduled has some */
        need.asking = row_text(rows, i, DEAD_LETTER_PREVIEW_ASKING);
        need.generations = row_text(rows, i, DEAD_LETTER_PREVIEW_GENERATIONS);
    }
    return quota_read(context, &need, ret, err);
}

static int preview(struct context *context, struct letter_selection *selection,
                   const struct letter_operation *wanted, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *costs = NULL;
    CLEANUP(rows_free) struct rows *month = NULL; /* that the new body names */
    if (!DATABASE_RUN(context->db, &sql_dead_letter_preview, &rows, err,
                      LETTER_SELECTION_PARAMS(selection), sql_bool(force),
                      sql_text(context->config->broker_enrichment_dlq)) ||
        !read_costs(context, rows, &costs, err) ||
        (wanted->body_month.year &&
         !DATABASE_RUN(context->db, &sql_show_month, &month, err, sql_int(wanted->body_month.year),
                       sql_int(wanted->body_month.month))))
        return EXIT_BY_ERROR;
    if (rows_count(rows) == 0)
        return letter_selection_nothing(context->db, err);
    if (context->json)
        print_preview_json(rows, costs, wanted, month);
    else
        print_preview(rows, costs, wanted, month, selection->named > 0);
    return EXIT_DONE;
}

/* ---- */

/* Whoever names letters is not shown first what becomes of them; but what is in vain is said. */
static bool warn(struct context *context, struct letter_selection *selection, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (selection->named == 0 || edit || body)
        return true;
    if (!DATABASE_RUN(context->db, &sql_dead_letter_preview, &rows, err,
                      LETTER_SELECTION_PARAMS(selection), sql_bool(force),
                      sql_text(context->config->broker_enrichment_dlq)))
        return false;
    const int row = hopeless_row(rows);
    if (row >= 0)
        say_hopeless(stderr, rows, row);
    return true;
}

static int replay(struct context *context, struct letter_selection *selection,
                  struct letter_operation *wanted, struct error *err)
{
    struct dead_letters_collected collected = {0};
    if (!command_dlq_collect_first(context, &collected, err))
        return EXIT_BY_ERROR;
    const int there = letter_selection_check(context->db, selection, err);
    if (there != EXIT_DONE)
        return there;
    if (body)
        text_add(wanted->edited, body);
    if ((edit || body) && !command_dlq_edit(context, selection, edit, wanted, err))
        return EXIT_BY_ERROR;
    if (dry_run || (selection->named == 0 && !letter_yes)) {
        const int code = preview(context, selection, wanted, err);
        if (collected.announced == 0 || code == EXIT_BY_ERROR)
            return code;
        const int published = command_dlq_publish(context, err);
        return published == EXIT_DONE ? code : published;
    }
    if (!warn(context, selection, err))
        return EXIT_BY_ERROR;
    return command_dlq_operate(context, selection, wanted, err);
}

static int perform_dlq_replay(struct context *context, const struct operands *operands,
                              struct error *err)
{
    CLEANUP(letter_selection_done) struct letter_selection selection = {.named = 0};
    CLEANUP(text_done) struct text steps = {0};
    CLEANUP(text_done) struct text edited = {0};
    struct letter_operation wanted = {.edited = &edited};
    if (!letter_selection_read(operands, letter_filter_state_name(&letter_filter), &selection,
                               err) ||
        !read_options(&wanted, &steps, err))
        return EXIT_USAGE;
    return replay(context, &selection, &wanted, err);
}

static const struct cli_option dlq_replay_options[] = {
    OPTION_LETTER_STATE,
    OPTIONS_LETTER_SELECTION,
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &dry_run,
     .help = "only show what would be done, and what it would cost"},
    {.name = "force",
     .kind = CLI_FLAG,
     .value = &force,
     .help = "even where a month is open, or completed since"},
    {.name = "canary",
     .kind = CLI_FLAG,
     .value = &canary,
     .help = "send one, and the others when its month has completed"},
    {.name = "ramp",
     .kind = CLI_STRING,
     .value = &ramp,
     .metavar = "LIST",
     .help = "letters of each step, such as 1,5,25,all"},
    {.name = "rate",
     .kind = CLI_STRING,
     .value = &rate,
     .metavar = "N/m",
     .help = "at most so many a minute, or a second (N/s)"},
    {.name = "wait",
     .kind = CLI_DURATION,
     .value = &wait_ms,
     .metavar = "TIME",
     .min = 1000,
     .max = WAIT_MAX_MS,
     .help = "wait so long for what was sent",
     .fallback = "not at all; of a step 15m"},
    {.name = "keep-going",
     .kind = CLI_FLAG,
     .value = &keep_going,
     .help = "do not stop when one dies of the same again"},
    {.name = "edit",
     .kind = CLI_STRING,
     .value = &edit,
     .metavar = "FILE",
     .min = 1,
     .help = "with this body, of one letter without a month"},
    {.name = "body",
     .kind = CLI_STRING,
     .value = &body,
     .metavar = "TEXT",
     .help = "the same, with the body itself"},
    OPTION_NO_WAIT(&no_wait),
    OPTION_WHY(&why),
    OPTION_END,
};

const struct command command_dlq_replay = {
    .name = "dlq replay",
    .summary = "Send letters to work again: some, a group, or many.",
    .arguments = "[LETTER…]",
    .purpose = "Replay dead letters: their months are scheduled again; a letter without one is "
               "sent again as it was.",
    .details =
        "Dead letters are collected from the broker first. A month that is being worked on, or "
        "that completed since, is left alone unless --force is given; the exit code is 3 when "
        "every letter was left alone, 4 when some were, or when some died again.\n"
        "Many letters are one operation, which goes on when this command ends: see 'operation'. "
        "It stops when a letter dies of the same again, with --canary and --ramp when one dies "
        "of anything. A letter without a month has ended when it did not come back in the time "
        "to wait.\n"
        "--edit: a body that names a month of the table schedules that month; any other is sent "
        "under an id of its own. 'dlq show' keeps both bodies.",
    .arguments_max = 10000,
    .options = dlq_replay_options,
    .prints_json = true,
    .perform = perform_dlq_replay,
};
