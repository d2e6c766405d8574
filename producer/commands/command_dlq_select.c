/* command_dlq_select.c: reads which letters a command means. Letters and filters exclude each
 * other, and a command without either means nothing, so that no letter is changed that nobody
 * named. */
#include "commands/command_dlq_select.h"

#include "core/json_write.h"
#include "sql.h"

bool letter_all, letter_yes;

void letter_selection_done(struct letter_selection *selection)
{
    sql_array_done(&selection->ids);
}

static bool any_filter(const struct letter_filter *filter)
{
    return filter->queue || filter->class || filter->text || filter->group ||
           filter->months.from.year || filter->months.to.year || filter->since_ms ||
           filter->until_ms;
}

bool letter_selection_read(const struct operands *operands, const char *state,
                           struct letter_selection *ret, struct error *err)
{
    const bool filtered = any_filter(&letter_filter);
    int64_t id = 0;
    if (operands->count > 0 && (filtered || letter_all))
        return error_set(err, ERROR_USAGE, 0,
                         "letters are named, and filters are given: use one or the other");
    if (filtered && letter_all)
        return error_set(err, ERROR_USAGE, 0, "--all does not go with filters");
    if (operands->count == 0 && !filtered && !letter_all)
        return error_set(err, ERROR_USAGE, 0,
                         "name letters (see 'dlq list'), give filters, or --all");
    for (int i = 0; i < operands->count; i++) {
        if (!text_to_int(operands->items[i], 1, INT64_MAX, &id))
            return error_set(err, ERROR_USAGE, 0,
                             "'%s' is not the number of a letter (see 'dlq list')",
                             operands->items[i]);
        sql_array_add_int(&ret->ids, id);
        ret->first = i == 0 ? id : ret->first;
    }
    ret->named = operands->count;
    ret->state = state;
    return true;
}

struct sql_param letter_selection_ids(struct letter_selection *selection)
{
    return sql_text(selection->named > 0 ? sql_array_text(&selection->ids) : NULL);
}

int letter_selection_check(struct database *db, struct letter_selection *selection,
                           struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_dead_letter_missing, &rows, err, letter_selection_ids(selection)))
        return EXIT_BY_ERROR;
    const char *missing = row_text(rows, 0, DEAD_LETTER_MISSING_LETTERS);
    if (!missing)
        return EXIT_DONE;
    (void)error_set(err, ERROR_MISSING, 0, "there is no letter %s in the archive: see 'dlq list'",
                    missing);
    return EXIT_NOTHING;
}

/* A group of which there is no letter at all is not known; one whose letters do not fit is. */
static bool is_unknown_group(struct database *db, bool *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const struct letter_filter only = {.group = letter_filter.group};
    *ret = false;
    if (!letter_filter.group)
        return true;
    if (!DATABASE_RUN(db, &sql_dead_letter_found, &rows, err, sql_null(),
                      LETTER_FILTER_PARAMS(&only)))
        return false;
    *ret = row_int(rows, 0, DEAD_LETTER_FOUND_LETTERS) == 0;
    return true;
}

int letter_selection_nothing(struct database *db, struct error *err)
{
    bool unknown = false;
    if (!is_unknown_group(db, &unknown, err))
        return EXIT_BY_ERROR;
    if (unknown)
        (void)error_set(err, ERROR_MISSING, 0,
                        "no letter is of the group '%.60s': see 'dlq groups'", letter_filter.group);
    else
        (void)error_set(err, ERROR_USAGE, 0,
                        "no letter fits: see 'dlq list' with the same filters");
    return EXIT_NOTHING;
}

static void add_filter(struct text *out, const char *name, const char *value)
{
    if (value)
        json_write_text(out, name, value);
}

static void add_month(struct text *out, const char *name, struct month month)
{
    if (month.year)
        json_write_text(out, name, month_text(month).text);
}

void letter_selection_json(struct text *out, struct letter_selection *selection)
{
    const struct letter_filter *filter = &letter_filter;
    if (selection->named > 0) {
        CLEANUP(text_done) struct text letters = {0};
        text_add(&letters, sql_array_text(&selection->ids));
        letters.bytes[0] = '['; /* an array of numbers in either notation */
        letters.bytes[letters.count - 1] = ']';
        json_write_raw(out, "letters", text_of(&letters));
        return;
    }
    add_filter(out, "state", text_equal(selection->state, "archived") ? "open" : selection->state);
    add_filter(out, "queue", filter->queue);
    add_filter(out, "class", filter->class);
    add_month(out, "from", filter->months.from);
    add_month(out, "to", filter->months.to);
    if (filter->since_ms)
        json_write_int(out, "since_ms", filter->since_ms);
    if (filter->until_ms)
        json_write_int(out, "until_ms", filter->until_ms);
    add_filter(out, "text", filter->text);
    add_filter(out, "group", filter->group);
}
