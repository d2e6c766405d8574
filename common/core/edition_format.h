/* edition_format.h: the closed set of formats, read from what sources write as a binding. */
#pragma once
#include "core/base.h"

enum edition_format {
    FORMAT_NONE, /* not known */
    FORMAT_HARDCOVER,
    FORMAT_PAPERBACK,
    FORMAT_MASS_MARKET,
    FORMAT_EBOOK,
    FORMAT_AUDIOBOOK,
    FORMAT_LIBRARY_BINDING,
    FORMAT_BOARD_BOOK,
    FORMAT_SPIRAL,
    FORMAT_OTHER, /* known, and none of these: a calendar, a DVD, sheet music */
    FORMAT_COUNT_
};

/** The name in enriched_editions.format; NULL for FORMAT_NONE. */
const char *edition_format_name(enum edition_format format);

/** Read the words of a binding. Whole words count only, so that "string" holds no ring.
 *  in    binding  valid UTF-8
 *  out   FORMAT_NONE: no word is known, as in "Unknown Binding"
 *        ret_non_book  set where it is no book: a DVD, a calendar;  NULL: nobody wants to know */
enum edition_format edition_format_of(const char *binding, bool *ret_non_book)
    __attribute__((nonnull(1)));
