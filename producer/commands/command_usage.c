/* command_usage.c: every call that was ever made, added up in one of several ways. The numbers come
 * from common/sql/usage.sql; whatever the way, the total is the same. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/days.h"
#include "shared/output.h"
#include "sql.h"

static const struct column columns[] = {
    [USAGE_KIND] = {"kind", NULL, COLUMN_TEXT},
    [USAGE_NAME] = {"name", NULL, COLUMN_TEXT},
    [USAGE_SHOWN] = {NULL, "of", COLUMN_TEXT},
    [USAGE_CALLS] = {"calls", "calls", COLUMN_NUMBER},
    [USAGE_UNITS] = {"units", "units", COLUMN_NUMBER},
    [USAGE_TOKENS_IN] = {"tokens_in", "tokens in", COLUMN_NUMBER},
    [USAGE_TOKENS_OUT] = {"tokens_out", "out", COLUMN_NUMBER},
    [USAGE_COST] = {"cost", "cost", COLUMN_NUMBER},
    [USAGE_UNPRICED] = {"unpriced", "no price", COLUMN_NUMBER},
    [USAGE_OUTCOMES] = {"outcomes", "outcomes", COLUMN_CALLS},
};

static struct {
    const char *by, *from, *to, *after;
    int64_t limit; /* 0: all */
} request;

static bool read_usage(struct context *context, const struct days *days, struct rows **ret,
                       struct error *err)
{
    return DATABASE_RUN(context->db, &sql_usage, ret, err, sql_text(request.by),
                        sql_text(*days->from ? days->from : NULL),
                        sql_text(*days->to ? days->to : NULL), sql_text(request.after),
                        sql_int_or_null(request.limit, request.limit > 0));
}

/* The name behind which the next page begins. NULL: there is none. */
static const char *next_of(const struct rows *rows)
{
    int64_t parts = 0;
    while (parts < (int64_t)rows_count(rows) &&
           text_equal(row_text(rows, (size_t)parts, USAGE_KIND), "part"))
        parts++;
    return request.limit > 0 && parts == request.limit
               ? row_text(rows, (size_t)parts - 1, USAGE_NAME)
               : NULL;
}

/* Orders are numbers: another name would be none of theirs. */
static bool check_after(struct error *err)
{
    int64_t number = 0;
    return !request.after || strcmp(request.by, "order") != 0 ||
           text_to_int(request.after, 0, INT64_MAX, &number) ||
           error_set(err, ERROR_USAGE, 0, "--after: '%.40s' is not the number of an order",
                     request.after);
}

static void print_json(const struct rows *rows, const struct days *days)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "by", request.by);
    json_write_text(&out, "from", *days->from ? days->from : NULL);
    json_write_text(&out, "to", *days->to ? days->to : NULL);
    output_rows_json(&out, "usage", rows, columns, ARRAY_LEN(columns));
    json_write_text(&out, "next", next_of(rows));
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* How many calls of a line are not in its cost stands beside it where there are such. */
static void print_table(const struct rows *rows)
{
    struct column shown[ARRAY_LEN(columns)];
    for (size_t i = 0; i < ARRAY_LEN(shown); i++)
        shown[i] = columns[i];
    output_hide_zeroes(&shown[USAGE_UNPRICED], rows, USAGE_UNPRICED);
    output_table(rows, shown, ARRAY_LEN(shown));
}

/* What the table cannot say in its columns. */
static void print_notes(const struct rows *rows)
{
    const size_t total = rows_count(rows) - 1;
    const int64_t unpriced = row_int(rows, total, USAGE_UNPRICED);
    (void)printf("\n");
    if (unpriced > 0)
        (void)printf("%s no price: what %s cost is not known, and in no sum.\n",
                     output_count(unpriced, "call has", "calls have"),
                     unpriced == 1 ? "it" : "they");
    for (size_t row = 0; row < total; row++)
        if (text_equal(row_text(rows, row, USAGE_KIND), "not_known"))
            (void)printf("not known: reserved calls are under way, or were of a process that died "
                         "before\nit recorded them; earlier ones were made when calls were not "
                         "recorded by month,\nor for attempts that are deleted.\n");
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct days days = {.from = ""};
    if (!days_read(request.from, request.to, &days, err) || !check_after(err))
        return EXIT_USAGE;
    if (!context_database(context, err) || !read_usage(context, &days, &rows, err))
        return EXIT_BY_ERROR;
    if (context->json) {
        print_json(rows, &days);
    } else if (rows_count(rows) == 0) {
        (void)printf("No call was made%s.\n", *days.from || *days.to ? " on these days" : " yet");
    } else {
        print_table(rows);
        if (next_of(rows))
            (void)printf("\nMore: --after %s\n", output_shown(next_of(rows)));
        print_notes(rows);
    }
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "by",
     .kind = CLI_CHOICE,
     .value = &request.by,
     .metavar = "WHAT",
     .choices = "provider|day|month|order|prompt",
     .help = "what to add up by: provider, day, month, order (standing orders) or prompt",
     .preset = "provider"},
    {.name = "from",
     .kind = CLI_STRING,
     .value = &request.from,
     .metavar = "DAY",
     .help = "calls of this day and later: YYYY-MM-DD, or YYYY-MM for its first day"},
    {.name = "to",
     .kind = CLI_STRING,
     .value = &request.to,
     .metavar = "DAY",
     .help = "calls until this day: YYYY-MM-DD, or YYYY-MM for its last day"},
    {.name = "after",
     .kind = CLI_STRING,
     .value = &request.after,
     .metavar = "NAME",
     .help = "only what follows this name: the next page"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &request.limit,
     .metavar = "N",
     .min = 1,
     .max = 1000,
     .help = "so many of them; sums stand below all the same (default: all)"},
    OPTION_END,
};

const struct command command_usage = {
    .name = "usage",
    .summary = "Show every call that was made, and what it cost.",
    .purpose = "Show every call that was ever made: by outcome, with its units, tokens and cost; "
               "those of earlier jobs, of attempts that died and of 'try', too.",
    .details =
        "Days are those on which calls were made, each provider's own, also where the calls are "
        "added up by month, order or prompt. Every way has the same total.\n"
        "by hand: months that no standing order scheduled\n"
        "no month: calls of 'backfill-consumer try', and those that ask for a provider's own "
        "count\n"
        "not known: calls that were not recorded (reserved), or not by month (earlier)\n"
        "cost: of the calls that have a price, '-' where none has\n"
        "no price: so many calls of the line have none, and are not in its cost",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
