/* month.h: a month of publishing history, the unit of work. */
#pragma once
#include "core/base.h"

#define MONTH_YEAR_MIN 1900
#define MONTH_YEAR_MAX 2100

struct month {
    int year;  /* MONTH_YEAR_MIN .. MONTH_YEAR_MAX; 0: none */
    int month; /* 1 .. 12 */
};

struct month_text {
    char text[8]; /* "2023-11" */
};

/** Is it a month that can be worked on? */
bool month_valid(int64_t year, int64_t month) MUST_CHECK;

/** Read "YYYY-MM".
 *  out   false: it is no month that can be worked on, and ret is untouched */
bool month_parse(const char *text, struct month *ret) NONNULL_ALL MUST_CHECK;

/** The month as "2023-11". month_text(m).text lives until the end of the full expression. */
struct month_text month_text(struct month month);

/** Negative where one is before other, 0 where they are the same month, positive where it is
 *  after. */
int month_compare(struct month one, struct month other);

/** The number of months from one to other, both counted; one is not after other. */
int month_span(struct month one, struct month other);
