/* range.h: the months from one to another, as --from and --to name them. */
#pragma once
#include "core/month.h"

struct range {
    struct month from, to; /* year 0: open on this side */
};

/** Put a range in order, and close its open sides with the first and the last month there is. */
struct range range_closed(struct range range);

/** The number by which statements compare months: year * 12 + month. */
int64_t range_number(struct month month);
