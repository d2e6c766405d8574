/* range.c: makes a range of months that a person has typed one that a statement can take. Which
 * months are chosen is decided in SQL. */
#include "shared/range.h"

struct range range_closed(struct range range)
{
    struct range closed = {
        .from = range.from.year ? range.from : (struct month){MONTH_YEAR_MIN, 1},
        .to = range.to.year ? range.to : (struct month){MONTH_YEAR_MAX, 12},
    };
    if (month_compare(closed.from, closed.to) > 0)
        return (struct range){.from = closed.to, .to = closed.from};
    return closed;
}

int64_t range_number(struct month month)
{
    return (int64_t)month.year * 12 + month.month;
}
