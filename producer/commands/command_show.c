/* command_show.c: everything that the database knows of months and of ISBNs, and how a generation
 * compares that 'schedule --compare' has made. That is shown here because it is for reading:
 * whoever may read may look, and schedule only decides. All that is shown is of one moment. */
#include <limits.h>
#include <stdio.h>

#include "commands/command_show.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "core/mem.h"
#include "shared/comparison.h"
#include "sql.h"

/* What an operand names. */
struct subject {
    struct month month; /* year 0: it is an ISBN */
    struct isbn isbn;
};
struct subjects {
    struct subject *items;
    size_t count;
    size_t shown;        /* of them, so far */
    struct text unknown; /* months and ISBNs that are not known here, each as a clause */
};
static void subjects_done(struct subjects *subjects)
{
    mem_free(subjects->items);
    text_done(&subjects->unknown);
}
CLEANUP_STRUCT(struct subjects, subjects_done)

static bool read_subjects(const struct operands *operands, struct subjects *ret, struct error *err)
{
    ret->items = mem_new((size_t)operands->count, sizeof(*ret->items));
    for (int i = 0; i < operands->count; i++) {
        struct subject *subject = &ret->items[ret->count++];
        if (!month_parse(operands->items[i], &subject->month) &&
            !show_isbn_read(operands->items[i], &subject->isbn, err))
            return false;
    }
    return true;
}

static void add_unknown(struct subjects *subjects, const struct subject *subject)
{
    const bool is_month = subject->month.year != 0;
    if (subjects->unknown.count > 0)
        text_add(&subjects->unknown, "; ");
    if (is_month)
        text_add_format(&subjects->unknown,
                        "%s is not in the table: enter it with 'backfill-producer seed'",
                        month_text(subject->month).text);
    else
        text_add_format(&subjects->unknown,
                        "%s is not known here: no book of any month has it, and it was never "
                        "handed over",
                        subject->isbn.text);
}

static bool show_subject(struct context *context, const struct subject *subject, struct text *json,
                         bool *ret_known, struct error *err)
{
    if (subject->month.year)
        return show_month(context, subject->month, json, ret_known, err);
    return show_isbn(context, &subject->isbn, json, ret_known, err);
}

/* Show the months or the ISBNs among the subjects; each is added to json as an object. */
static bool show_kind(struct context *context, struct subjects *subjects, bool months,
                      struct text *json, struct error *err)
{
    for (size_t i = 0; i < subjects->count; i++) {
        CLEANUP(text_done) struct text one = {0};
        const struct subject *subject = &subjects->items[i];
        bool known = false;
        if ((subject->month.year != 0) != months)
            continue;
        if (!context->json && subjects->shown > 0)
            (void)printf("\n");
        json_write_open(&one, NULL, '{');
        if (!show_subject(context, subject, &one, &known, err))
            return false;
        json_write_close(&one, '}');
        if (known)
            json_write_raw(json, NULL, text_of(&one));
        else
            add_unknown(subjects, subject);
        subjects->shown += known;
    }
    return true;
}

/* One subject is the whole document; of several each stands in the array of its kind. */
static bool show_all(struct context *context, struct subjects *subjects, struct error *err)
{
    CLEANUP(text_done) struct text json = {0};
    const bool alone = subjects->count == 1;
    if (!alone) {
        json_write_open(&json, NULL, '{');
        json_write_open(&json, "months", '[');
    }
    if (!show_kind(context, subjects, /* months= */ true, &json, err))
        return false;
    if (!alone) {
        json_write_close(&json, ']');
        json_write_open(&json, "isbns", '[');
    }
    if (!show_kind(context, subjects, /* months= */ false, &json, err))
        return false;
    if (!alone) {
        json_write_close(&json, ']');
        json_write_close(&json, '}');
    }
    if (context->json && subjects->shown > 0)
        output_print_json(&json);
    return true;
}

static int show(struct context *context, const struct operands *operands, struct error *err)
{
    CLEANUP(subjects_done) struct subjects subjects = {.count = 0};
    if (!read_subjects(operands, &subjects, err))
        return EXIT_USAGE;
    if (!context_database(context, err) || !database_begin_snapshot(context->db, err) ||
        !show_all(context, &subjects, err))
        return EXIT_BY_ERROR;
    if (subjects.unknown.count == 0)
        return EXIT_DONE;
    (void)error_set(err, ERROR_MISSING, 0, "%s", text_of(&subjects.unknown));
    return subjects.shown > 0 ? EXIT_PARTLY : EXIT_NOTHING;
}

/* ---- --compared ---- */

static bool show_each(struct context *context, const struct rows *found, struct text *json,
                      struct error *err)
{
    for (size_t i = 0; i < rows_count(found); i++) {
        CLEANUP(comparison_done) struct comparison comparison = {.count = 0};
        if (!comparison_read(context, found, i, &comparison, err))
            return false;
        if (context->json)
            comparison_write(&comparison, NULL, json);
        else
            comparison_print(&comparison);
    }
    return true;
}

static int show_compared(struct context *context, struct error *err)
{
    CLEANUP(rows_free) struct rows *found = NULL;
    CLEANUP(text_done) struct text json = {0};
    json_write_open(&json, NULL, '{');
    json_write_open(&json, "comparisons", '[');
    if (!comparison_find(context, (struct month){0}, &found, err) ||
        !show_each(context, found, &json, err))
        return EXIT_BY_ERROR;
    json_write_close(&json, ']');
    json_write_close(&json, '}');
    if (context->json)
        output_print_json(&json);
    else if (rows_count(found) == 0)
        (void)printf("No month is compared: 'schedule --compare' makes another generation.\n");
    return EXIT_DONE;
}

static bool compared;

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    if (compared == (operands->count > 0)) {
        (void)error_set(err, ERROR_USAGE, 0,
                        compared ? "--compared shows every month that is compared: name none"
                                 : "which month or ISBN? Name a MONTH or an ISBN, or give "
                                   "--compared");
        return EXIT_USAGE;
    }
    if (!compared)
        return show(context, operands, err);
    return context_database(context, err) && database_begin_snapshot(context->db, err)
               ? show_compared(context, err)
               : EXIT_BY_ERROR;
}

static const struct cli_option options[] = {
    {.name = "compared",
     .kind = CLI_FLAG,
     .value = &compared,
     .help = "show only how new generations compare, of every month that has one"},
    OPTION_END,
};

const struct command command_show = {
    .name = "show",
    .summary = "Show all that is known of months, or of an ISBN.",
    .arguments = "[MONTH|ISBN]…",
    .purpose = "Show all that is known of months: state, attempts, books, dead letters, and what "
               "happened when; or of an ISBN: which months have it, who named it, what it was "
               "found by, and what became of it.",
    .details = "An ISBN has ten or thirteen characters, with or without hyphens. All that is shown "
               "is of one moment. With --json one month or ISBN is one object; several are the "
               "arrays 'months' and 'isbns' of one.\n"
               "A month that 'schedule --compare' has given a new generation shows the ISBNs that "
               "would be gained and lost, and those that are changed: of the same book, by its "
               "folded title and authors, another ISBN.",
    .arguments_max = INT_MAX,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
