/* written.h: JSON as models write it: with backslashes that nobody needs, and as a string within
 * JSON. */
#pragma once
#include "core/text.h"

/** Append text without the backslashes that JSON does not know ("\'", "\-", "\_"). A backslash that
 *  escapes a backslash keeps it. */
void written_drop_backslashes(const char *text, struct text *ret) NONNULL_ALL;

/** Does escaped JSON begin at this bracket: {\"title\": …? */
bool written_is_escaped(const char *at, const char *end) NONNULL_ALL MUST_CHECK;

/** Append what escaped JSON stands for, up to the quotation mark that ends it or to the end. One
 *  level of escapes is taken off.
 *  out   returns the place behind it */
const char *written_unescape(const char *at, const char *end, struct text *ret)
    NONNULL_ALL MUST_CHECK;

/** Does an item of a list begin at this place: {"title": …? Within a string of JSON it cannot,
 *  because its quotation marks would be escaped there. */
bool written_item_begins(const char *at, const char *end) NONNULL_ALL MUST_CHECK;

/** The place behind the string whose quotation mark stands here; end where it is not closed. */
const char *written_string_end(const char *at, const char *end) NONNULL_ALL MUST_CHECK;

/** The first item that begins within a string, which therefore is none; NULL: none does.
 *  in    at, behind  the string;  end  of the text */
const char *written_item_within(const char *at, const char *behind, const char *end)
    NONNULL_ALL MUST_CHECK;

/* Where a value ends. */
struct written_extent {
    const char *behind; /* NULL: it is not closed */
    const char *resume; /* where the search goes on, because a string before it is none or thoughts
                         * end there; NULL: there is no such place */
    bool in_string;     /* the text ends within a string of it */
};

/** The extent of the value whose bracket opens at this place. Whether the kinds of brackets match
 *  is seen by the parser.
 *  in    marks  thoughts may end within it */
struct written_extent written_extent_of(const char *at, const char *end, bool marks)
    NONNULL_ALL MUST_CHECK;

/** Is the last character a bracket that closes something, in a fence or not? */
bool written_is_closed(const char *text, size_t count) NONNULL_ALL MUST_CHECK;

/** Does a text without any list decline? If so, it begins with one of a few phrases. */
bool written_declines(const char *text) NONNULL_ALL MUST_CHECK;
