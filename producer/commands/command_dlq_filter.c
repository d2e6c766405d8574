/* command_dlq_filter.c: makes the filters that a person has typed parameters of a statement. What
 * they mean is decided in SQL, by dead_letter_matches. */
#include "commands/command_dlq_filter.h"

#include <string.h>

struct letter_filter letter_filter;

const char *letter_filter_state_name(const struct letter_filter *filter)
{
    if (strcmp(filter->state, "all") == 0)
        return NULL;
    return strcmp(filter->state, "open") == 0 ? "archived" : filter->state; /* in the table */
}

struct sql_param letter_filter_state(const struct letter_filter *filter)
{
    return sql_text(letter_filter_state_name(filter));
}

static bool has_months(const struct letter_filter *filter)
{
    return filter->months.from.year || filter->months.to.year;
}

struct sql_param letter_filter_from(const struct letter_filter *filter)
{
    return sql_int_or_null(range_number(range_closed(filter->months).from), has_months(filter));
}

struct sql_param letter_filter_to(const struct letter_filter *filter)
{
    return sql_int_or_null(range_number(range_closed(filter->months).to), has_months(filter));
}
