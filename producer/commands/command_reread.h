/* command_reread.h: what the files of 'reread' share: what is told of each month, and of all. */
#pragma once
#include "shared/reread.h"

enum { REREAD_LISTED_MAX = 1000 }; /* books and ISBNs that are named; all are counted */

/* Months, and of them books and ISBNs. */
struct reread_counts {
    int64_t months, go_on, gained, lost, reworded, kept_words, isbns, refused, handed;
    int64_t unreadable;          /* answers */
    int64_t in_flight, compared; /* months that were left out */
    int64_t changed_meanwhile;   /* months that were not stored */
    int64_t listed;              /* lines of books and ISBNs so far */
};

/** Add a month that was read to what is counted. */
void reread_count(const struct reread *reread, struct reread_counts *ret) NONNULL_ALL;

/** Add what people are told of a month; nothing where nothing is to be told. */
void reread_add_text(const struct reread *reread, struct reread_counts *counts, struct text *out)
    NONNULL_ALL;

/** Add the object of a month to an array that is open.
 *  in    stored  what it gains is stored */
void reread_add_json(const struct reread *reread, bool stored, struct reread_counts *counts,
                     struct text *out) NONNULL_ALL;
