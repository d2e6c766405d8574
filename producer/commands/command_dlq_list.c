/* command_dlq_list.c: dead letters one by one, and by what they died of. It reads the archive, and
 * never the messages on a dead-letter queue, where reading counts as a delivery. */
#include <stdio.h>

#include "commands/command_dlq_filter.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/depths.h"
#include "shared/output.h"
#include "sql.h"

/* ---- list ---- */

static const struct column list_columns[] = {
    [DEAD_LETTER_LIST_ID] = {"id", "letter", COLUMN_NUMBER},
    [DEAD_LETTER_LIST_ARCHIVED_AT] = {"archived_at", "archived", COLUMN_TEXT},
    [DEAD_LETTER_LIST_QUEUE] = {"queue", "queue", COLUMN_TEXT},
    [DEAD_LETTER_LIST_STATE] = {"state", "state", COLUMN_TEXT},
    [DEAD_LETTER_LIST_REASON] = {"reason", "reason", COLUMN_TEXT},
    [DEAD_LETTER_LIST_MONTH] = {"month", "month", COLUMN_TEXT},
    [DEAD_LETTER_LIST_ERROR_CLASS] = {"error_class", "class", COLUMN_TEXT},
    [DEAD_LETTER_LIST_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
    [DEAD_LETTER_LIST_ATTEMPTS] = {"attempts", NULL, COLUMN_NUMBER},
    [DEAD_LETTER_LIST_BODY_BYTES] = {"body_bytes", NULL, COLUMN_NUMBER},
    [DEAD_LETTER_LIST_JOB_ID] = {"job_id", NULL, COLUMN_TEXT},
    [DEAD_LETTER_LIST_MESSAGE_ID] = {"message_id", NULL, COLUMN_TEXT},
    [DEAD_LETTER_LIST_TYPE] = {"type", NULL, COLUMN_TEXT},
    [DEAD_LETTER_LIST_FINGERPRINT] = {"group", "group", COLUMN_TEXT},
};

static const char *const state_names[] = {
    [DEAD_LETTER_COUNTS_ARCHIVED] = "open",
    [DEAD_LETTER_COUNTS_REPLAYED] = "replayed",
    [DEAD_LETTER_COUNTS_DISCARDED] = "discarded",
    [DEAD_LETTER_COUNTS_CLOSED] = "closed",
};

static int64_t limit, after;

static void print_list_json(const struct rows *rows, const struct rows *counts, int64_t found,
                            const struct depths *depths)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_rows_json(&out, "letters", rows, list_columns, ARRAY_LEN(list_columns));
    output_next(&out, rows, (struct page){DEAD_LETTER_LIST_ID, limit});
    json_write_int(&out, "found", found);
    json_write_open(&out, "counts", '{');
    for (int i = 0; i < (int)ARRAY_LEN(state_names); i++)
        json_write_int(&out, state_names[i], row_int(counts, 0, i));
    json_write_close(&out, '}');
    depths_json(&out, "queues", depths);
    json_write_close(&out, '}');
    output_print_json(&out);
}

/* How many letters are not in the archive yet. */
static void print_waiting(const struct depths *depths)
{
    if (!depths->known) {
        (void)printf("How many wait on the broker is not known: %s\n", depths->why.message);
        return;
    }
    for (size_t i = 2; i < DEPTHS_QUEUES; i++)
        if (depths->of[i].ready > 0)
            (void)printf(
                "%s in %s: 'backfill-producer dlq collect' moves them here.\n",
                output_count(depths->of[i].ready, "letter still waits", "letters still wait"),
                depths->of[i].queue);
}

static void print_list(const struct rows *rows, const struct rows *counts, int64_t found,
                       const struct depths *depths)
{
    output_table(rows, list_columns, ARRAY_LEN(list_columns));
    const size_t shown = rows_count(rows);
    if (found > (int64_t)shown && (int64_t)shown == limit) /* otherwise this is the last page */
        (void)printf("\n%zu of %lld letters are shown; older ones: --after %lld\n", shown,
                     (long long)found, (long long)row_int(rows, shown - 1, DEAD_LETTER_LIST_ID));
    (void)printf("%sIn the archive: ", rows_count(rows) > 0 ? "\n" : "");
    for (int i = 0; i < (int)ARRAY_LEN(state_names); i++)
        (void)printf("%s%lld %s", i > 0 ? ", " : "", (long long)row_int(counts, 0, i),
                     state_names[i]);
    (void)printf(".\n");
    print_waiting(depths);
}

static int perform_dlq_list(struct context *context, const struct operands *operands,
                            struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *counts = NULL;
    CLEANUP(rows_free) struct rows *found = NULL;
    struct depths depths = {.known = false};
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_dead_letter_found, &found, err,
                      letter_filter_state(&letter_filter), LETTER_FILTER_PARAMS(&letter_filter)) ||
        !DATABASE_RUN(context->db, &sql_dead_letter_list, &rows, err,
                      letter_filter_state(&letter_filter), sql_int(limit),
                      sql_int_or_null(after, after > 0), LETTER_FILTER_PARAMS(&letter_filter)) ||
        !DATABASE_RUN0(context->db, &sql_dead_letter_counts, &counts, err))
        return EXIT_BY_ERROR;
    depths_read(context->config, &depths);
    if (context->json)
        print_list_json(rows, counts, row_int(found, 0, DEAD_LETTER_FOUND_LETTERS), &depths);
    else
        print_list(rows, counts, row_int(found, 0, DEAD_LETTER_FOUND_LETTERS), &depths);
    return EXIT_DONE;
}

static const struct cli_option dlq_list_options[] = {
    OPTION_LETTER_STATE,
    OPTIONS_LETTER_FILTER,
    {.name = "after",
     .kind = CLI_INT,
     .value = &after,
     .metavar = "LETTER",
     .min = 1,
     .max = INT64_MAX,
     .help = "only letters behind this one, with a lower number: the next page"},
    {.name = "before",
     .kind = CLI_INT,
     .value = &after,
     .metavar = "LETTER",
     .min = 1,
     .max = INT64_MAX,
     .help = "an older name of --after"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &limit,
     .metavar = "N",
     .min = 1,
     .max = 100000,
     .help = "the newest so many of them",
     .preset = "100"},
    OPTION_END,
};

const struct command command_dlq_list = {
    .name = "dlq list",
    .summary = "List the archive, and say how many still wait on the broker.",
    .purpose = "List the archive of dead letters, and say how many still wait on the broker. "
               "Moves nothing.",
    .options = dlq_list_options,
    .prints_json = true,
    .perform = perform_dlq_list,
};

/* ---- groups ---- */

static const struct column group_columns[] = {
    [DEAD_LETTER_GROUPS_FINGERPRINT] = {"group", "group", COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_LETTERS] = {"letters", "letters", COLUMN_NUMBER},
    [DEAD_LETTER_GROUPS_MONTHS] = {"months", "months", COLUMN_NUMBER},
    [DEAD_LETTER_GROUPS_FIRST_MONTH] = {"first_month", "first", COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_LAST_MONTH] = {"last_month", "last", COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_FIRST_AT] = {"first_at", NULL, COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_LAST_AT] = {"last_at", "last archived", COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_REASON] = {"reason", "reason", COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_ERROR_CLASS] = {"error_class", "class", COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_EXAMPLE] = {"example", "error of the newest", COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_EXAMPLE_ID] = {"example_id", "newest", COLUMN_NUMBER},
    [DEAD_LETTER_GROUPS_NOTE] = {"note", NULL, COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_FIX] = {"fix", NULL, COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_FIXED_AT] = {"fixed_at", NULL, COLUMN_TEXT},
    [DEAD_LETTER_GROUPS_CAME_BACK] = {"came_back", NULL, COLUMN_BOOL},
    [DEAD_LETTER_GROUPS_GROUPS] = {"groups", NULL, COLUMN_HIDDEN},
};

static void print_known(const struct rows *rows, size_t row)
{
    const char *group = row_text(rows, row, DEAD_LETTER_GROUPS_FINGERPRINT);
    if (!row_is_null(rows, row, DEAD_LETTER_GROUPS_NOTE))
        (void)printf("%s: %s\n", group, output_shown(row_text(rows, row, DEAD_LETTER_GROUPS_NOTE)));
    if (row_is_null(rows, row, DEAD_LETTER_GROUPS_FIX))
        return;
    (void)printf("%s: %s on %s: %s\n", group,
                 row_bool(rows, row, DEAD_LETTER_GROUPS_CAME_BACK) ? "CAME BACK since it was fixed"
                                                                   : "fixed",
                 row_text(rows, row, DEAD_LETTER_GROUPS_FIXED_AT),
                 output_shown(row_text(rows, row, DEAD_LETTER_GROUPS_FIX)));
}

static void print_groups(const struct rows *rows)
{
    const size_t count = rows_count(rows);
    output_table(rows, group_columns, ARRAY_LEN(group_columns));
    (void)printf("%s", count > 0 ? "\n" : "There are no such letters.\n");
    for (size_t i = 0; i < count; i++)
        print_known(rows, i);
    if (count > 0 && row_int(rows, 0, DEAD_LETTER_GROUPS_GROUPS) > (int64_t)count)
        (void)printf("%zu of %lld groups are shown: see --limit\n", count,
                     (long long)row_int(rows, 0, DEAD_LETTER_GROUPS_GROUPS));
}

static void print_groups_json(const struct rows *rows)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_rows_json(&out, "groups", rows, group_columns, ARRAY_LEN(group_columns));
    json_write_int(&out, "found",
                   rows_count(rows) > 0 ? row_int(rows, 0, DEAD_LETTER_GROUPS_GROUPS) : 0);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int perform_dlq_groups(struct context *context, const struct operands *operands,
                              struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_dead_letter_groups, &rows, err,
                      letter_filter_state(&letter_filter), sql_int(limit),
                      LETTER_FILTER_PARAMS(&letter_filter)))
        return EXIT_BY_ERROR;
    if (context->json)
        print_groups_json(rows);
    else
        print_groups(rows);
    return EXIT_DONE;
}

static const struct cli_option dlq_groups_options[] = {
    OPTION_LETTER_STATE,
    OPTIONS_LETTER_FILTER,
    {.name = "limit",
     .kind = CLI_INT,
     .value = &limit,
     .metavar = "N",
     .min = 1,
     .max = 100000,
     .help = "the largest so many",
     .preset = "50"},
    OPTION_END,
};

const struct command command_dlq_groups = {
    .name = "dlq groups",
    .summary = "Group the archive by what letters died of.",
    .purpose = "Group the archive by what letters died of: reason, class and error, without "
               "numbers, ids, quoted texts and hosts. The largest group is the first.",
    .details = "'dlq list --group GROUP' lists one. 'dlq note' and 'dlq fix' keep what you know "
               "of a group; a group with letters that died after its fix says so.",
    .options = dlq_groups_options,
    .prints_json = true,
    .perform = perform_dlq_groups,
};
