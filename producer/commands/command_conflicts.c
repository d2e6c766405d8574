/* command_conflicts.c: the contradictions of sources, the most harmful first: a person looks, mends
 * the data or lets both values stand, and says why. What is decided can be opened again. */
#include <limits.h>
#include <stdio.h>

#include "commands/command_show.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "sql.h"

static const struct column columns[] = {
    [CONFLICT_LIST_ID] = {"id", "id", COLUMN_NUMBER},
    [CONFLICT_LIST_PLACE] = {"place", NULL, COLUMN_TEXT},
    [CONFLICT_LIST_HARM] = {"harm", "harm", COLUMN_NUMBER},
    [CONFLICT_LIST_KIND] = {"kind", "kind", COLUMN_TEXT},
    [CONFLICT_LIST_ENTITY_TYPE] = {"entity_type", NULL, COLUMN_TEXT},
    [CONFLICT_LIST_ENTITY_KEY] = {"entity_key", "of", COLUMN_TEXT},
    [CONFLICT_LIST_TITLE] = {"title", "title", COLUMN_TEXT},
    [CONFLICT_LIST_FIELD_NAME] = {"field_name", NULL, COLUMN_TEXT},
    [CONFLICT_LIST_PROVIDER_A] = {"provider_a", "won", COLUMN_TEXT},
    [CONFLICT_LIST_VALUE_A] = {"value_a", "says", COLUMN_TEXT},
    [CONFLICT_LIST_PROVIDER_B] = {"provider_b", "lost", COLUMN_TEXT},
    [CONFLICT_LIST_VALUE_B] = {"value_b", "says", COLUMN_TEXT},
    [CONFLICT_LIST_STATUS] = {"status", "state", COLUMN_TEXT},
    [CONFLICT_LIST_RESOLUTION] = {"resolution", NULL, COLUMN_TEXT},
    [CONFLICT_LIST_RESOLVED_BY] = {"resolved_by", NULL, COLUMN_TEXT},
    [CONFLICT_LIST_RESOLVED_AT] = {"resolved_at", NULL, COLUMN_TEXT},
    [CONFLICT_LIST_CREATED_AT] = {"created_at", NULL, COLUMN_TEXT},
};

static struct {
    const char *status, *kind, *isbn, *work, *source, *after;
    int64_t harm, limit;
} request;

/* Where a page ended: "7-1234". */
struct place {
    int64_t harm, id;
};

/* ---- list ---- */

static bool read_place(const char *given, struct place *ret, struct error *err)
{
    char harm[2] = "";
    if (!given)
        return true;
    text_copy(harm, sizeof(harm), given);
    return (given[0] != '\0' && given[1] == '-' && text_to_int(harm, 1, 9, &ret->harm) &&
            text_to_int(given + 2, 1, INT64_MAX, &ret->id)) ||
           error_set(err, ERROR_USAGE, 0,
                     "--after: '%.40s' is no place of a list: give the 'next' of its last page, "
                     "such as 7-1234",
                     given);
}

/* The key of what the list is about; NULL: of all. */
static bool read_key(struct isbn *isbn, const char **ret, struct error *err)
{
    if (request.isbn && request.work)
        return error_set(err, ERROR_USAGE, 0, "--isbn and --work: give one of them");
    *ret = request.work;
    if (!request.isbn)
        return true;
    if (!isbn_parse(request.isbn, isbn))
        return error_set(err, ERROR_USAGE, 0, "--isbn: '%.60s' is no ISBN", request.isbn);
    *ret = isbn->text;
    return true;
}

static bool say_nothing(struct context *context, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN0(context->db, &sql_conflict_counts, &rows, err))
        return false;
    return error_set(err, ERROR_NOTHING, 0,
                     "no conflict fits (%lld open, %lld resolved, %lld dismissed)",
                     (long long)row_int(rows, 0, CONFLICT_COUNTS_OPEN),
                     (long long)row_int(rows, 0, CONFLICT_COUNTS_RESOLVED),
                     (long long)row_int(rows, 0, CONFLICT_COUNTS_DISMISSED));
}

/* The place of the last row of a page that is full; NULL: nothing follows. */
static const char *next_of(const struct rows *rows)
{
    const size_t count = rows_count(rows);
    return (int64_t)count == request.limit ? row_text(rows, count - 1, CONFLICT_LIST_PLACE) : NULL;
}

static void print_json(const struct rows *rows)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_rows_json(&out, "conflicts", rows, columns, ARRAY_LEN(columns));
    json_write_text(&out, "next", next_of(rows));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int print(struct context *context, const struct rows *rows, struct error *err)
{
    if (context->json)
        print_json(rows);
    if (rows_count(rows) == 0) {
        (void)say_nothing(context, err);
        return EXIT_BY_ERROR;
    }
    if (context->json)
        return EXIT_DONE;
    output_table(rows, columns, ARRAY_LEN(columns));
    if (next_of(rows))
        (void)printf("\nMore of them: --after %s\n", next_of(rows));
    return EXIT_DONE;
}

static int perform_list(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    struct place after = {0};
    struct isbn isbn = {0};
    const char *key = NULL;
    const bool any = text_equal(request.status, "all");
    if (!read_place(request.after, &after, err) || !read_key(&isbn, &key, err))
        return EXIT_USAGE;
    if (!context_database(context, err) || !database_begin_snapshot(context->db, err) ||
        !DATABASE_RUN(
            context->db, &sql_conflict_list, &rows, err, sql_text(any ? NULL : request.status),
            sql_text(request.kind), sql_text(key), sql_text(request.source), sql_int(request.harm),
            sql_int_or_null(after.harm, after.harm > 0), sql_int(after.id), sql_int(request.limit)))
        return EXIT_BY_ERROR;
    return print(context, rows, err);
}

/* ---- resolve, dismiss, reopen ---- */

static const char *why;

static const struct column decided_columns[] = {
    [CONFLICT_DECIDE_ID] = {"id", "id", COLUMN_NUMBER},
    [CONFLICT_DECIDE_PREVIOUS_STATUS] = {"previous_status", "was", COLUMN_TEXT},
    [CONFLICT_DECIDE_CHANGED] = {"changed", "changed", COLUMN_BOOL},
};

static bool read_ids(const struct operands *operands, struct sql_array *ids, struct error *err)
{
    for (int i = 0; i < operands->count; i++) {
        int64_t id = 0;
        if (!text_to_int(operands->items[i], 1, INT64_MAX, &id))
            return error_set(err, ERROR_USAGE, 0,
                             "'%.40s' is no number of a conflict: see 'conflicts list'",
                             operands->items[i]);
        sql_array_add_int(ids, id);
    }
    return true;
}

static int64_t count_changed(const struct rows *rows)
{
    int64_t count = 0;
    for (size_t i = 0; i < rows_count(rows); i++)
        count += row_bool(rows, i, CONFLICT_DECIDE_CHANGED);
    return count;
}

static int say_decided(struct context *context, const struct operands *operands, const char *status,
                       const struct rows *rows, struct error *err)
{
    const int64_t changed = count_changed(rows),
                  missing = operands->count - (int64_t)rows_count(rows);
    if (context->json && rows_count(rows) > 0) /* else what is said of the error is all */
        output_rows(/* as_json= */ true, "conflicts", rows, decided_columns,
                    ARRAY_LEN(decided_columns));
    else if (changed > 0)
        (void)printf("%s %s now.\n", output_count(changed, "conflict is", "conflicts are"), status);
    if (missing <= 0 && changed > 0)
        return EXIT_DONE;
    if (missing > 0)
        (void)error_set(err, ERROR_MISSING, 0, "%s not there: see 'conflicts list --status all'",
                        output_count(missing, "number is", "numbers are"));
    else
        (void)error_set(err, ERROR_NOTHING, 0, "%s already",
                        rows_count(rows) == 1 ? status : "all of them are so");
    return changed > 0 ? EXIT_PARTLY : EXIT_NOTHING;
}

static int decide(struct context *context, const struct operands *operands, const char *status,
                  struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array ids = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!read_ids(operands, &ids, err))
        return EXIT_USAGE;
    if (!why || *why == '\0') {
        (void)error_set(err, ERROR_USAGE, 0,
                        "--why is missing: say it, for those who read it later");
        return EXIT_USAGE;
    }
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_conflict_decide, &rows, err, sql_text(sql_array_text(&ids)),
                      sql_text(status), sql_text(context_actor()), sql_text(why)))
        return EXIT_BY_ERROR;
    return say_decided(context, operands, status, rows, err);
}

static int perform_resolve(struct context *context, const struct operands *operands,
                           struct error *err)
{
    return decide(context, operands, "resolved", err);
}

static int perform_dismiss(struct context *context, const struct operands *operands,
                           struct error *err)
{
    return decide(context, operands, "dismissed", err);
}

static int perform_reopen(struct context *context, const struct operands *operands,
                          struct error *err)
{
    return decide(context, operands, "open", err);
}

/* ---- the commands ---- */

static const struct cli_option list_options[] = {
    {.name = "status",
     .kind = CLI_CHOICE,
     .value = &request.status,
     .choices = "open|resolved|dismissed|all",
     .help = "in this state",
     .preset = "open"},
    {.name = "kind",
     .kind = CLI_CHOICE,
     .value = &request.kind,
     .metavar = "KIND",
     .choices = "reused_isbn|two_works|two_isbns|authors|year|pages",
     .help = "of this kind",
     .fallback = "any"},
    {.name = "isbn",
     .kind = CLI_STRING,
     .value = &request.isbn,
     .metavar = "ISBN",
     .max = 60,
     .help = "of the edition with this ISBN"},
    {.name = "work",
     .kind = CLI_STRING,
     .value = &request.work,
     .metavar = "KEY",
     .max = 900,
     .help = "of the work with this key"},
    {.name = "source",
     .kind = CLI_STRING,
     .value = &request.source,
     .metavar = "SOURCE",
     .max = 64,
     .help = "in which this source has won or lost"},
    {.name = "harm",
     .kind = CLI_INT,
     .value = &request.harm,
     .metavar = "N",
     .min = 1,
     .max = 9,
     .help = "at least so harmful: 9 is the worst",
     .preset = "1"},
    {.name = "after",
     .kind = CLI_STRING,
     .value = &request.after,
     .metavar = "PLACE",
     .max = 40,
     .help = "only those behind this place, which ended the last page"},
    {.name = "limit",
     .kind = CLI_INT,
     .value = &request.limit,
     .metavar = "N",
     .min = 1,
     .max = 10000,
     .help = "how many, the most harmful first",
     .preset = "50"},
    OPTION_END,
};

static const struct cli_option decide_options[] = {
    OPTION_WHY_NEEDED(&why),
    OPTION_END,
};

static const struct command command_conflicts_list = {
    .name = "conflicts list",
    .summary = "List them, the most harmful first.",
    .purpose = "List where sources contradict each other about an edition or a work, the most "
               "harmful first.",
    .details =
        "reused_isbn: one ISBN on two books; two_works: two works of Open Library; "
        "two_isbns: two ISBN-13 on one edition; authors: none in common; year, pages: far "
        "apart. 'show ISBN' tells what each source says. The exit code is 3 where none fits.",
    .options = list_options,
    .prints_json = true,
    .perform = perform_list,
};

#define DECISION(variable, word, short_text, long_text, function)                                  \
    static const struct command variable = {                                                       \
        .name = "conflicts " word,                                                                 \
        .summary = (short_text),                                                                   \
        .arguments = "ID…",                                                                        \
        .purpose = (long_text),                                                                    \
        .details = "It is kept in the log of operators, and 'conflicts reopen' undoes it. When "   \
                   "one of the two values changes, the conflict is open again by itself.",         \
        .arguments_min = 1,                                                                        \
        .arguments_max = INT_MAX,                                                                  \
        .options = decide_options,                                                                 \
        .prints_json = true,                                                                       \
        .perform = (function),                                                                     \
    }

DECISION(command_conflicts_resolve, "resolve", "Say that the data were mended.",
         "Close conflicts whose data were mended, or whose winner is right.", perform_resolve);
DECISION(command_conflicts_dismiss, "dismiss", "Say that both values may stand.",
         "Close conflicts that are none: both values may stand.", perform_dismiss);
DECISION(command_conflicts_reopen, "reopen", "Put them back into the list.",
         "Open conflicts again that were resolved or dismissed.", perform_reopen);

static const struct command *const group[] = {&command_conflicts_list, &command_conflicts_resolve,
                                              &command_conflicts_dismiss, &command_conflicts_reopen,
                                              NULL};

const struct command command_conflicts = {
    .name = "conflicts",
    .summary = "Contradictions of sources: list, resolve, dismiss, reopen.",
    .commands = group,
};
