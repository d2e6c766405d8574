/* edition_date.h: dates of publication, as precise as a source knows them. */
#pragma once
#include "core/base.h"

enum date_precision { DATE_NONE, DATE_YEAR, DATE_MONTH, DATE_DAY };

struct edition_date {
    int year, month, day; /* 0 where precision does not reach so far */
    enum date_precision precision;
};

/** Read a date out of free text: "2003", "2003-09", "2003-09-16t00:00:00z", "September 16, 2003",
 *  "16 Sep 2003", "9/16/2003" (month first; "16/9/2003" too, where only that can be meant),
 *  "c2003", "[2003?]". The first of January is the year alone, because catalogues write it for a
 *  date of which they know no more.
 *  in    today  "2026-11-30"
 *  out   DATE_NONE: there is none, or it is before 1450 or more than two years after today, or the
 *        text names several years */
struct edition_date edition_date_read(const char *text, const char *today) NONNULL_ALL;

/** Write it as "2003", "2003-09" or "2003-09-16"; "" for DATE_NONE. */
void edition_date_text(struct edition_date date, char ret[static 11]) NONNULL_ALL;

/** "year", "month", "day"; NULL for DATE_NONE. */
const char *edition_date_precision_name(enum date_precision precision);
