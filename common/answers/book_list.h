/* book_list.h: the books in what a model wrote. It was asked for JSON of one form and answers with
 * JSON of some form: fenced, with words around it, cut off, broken in one place, or none at all. */
#pragma once
#include "answer.h"

/* More than any question asks for. */
#define BOOK_LIST_MAX 100

/** Read the books of a text: [...], {"books": [...]}, a list under any other name, objects one
 *  after another, in fences or between words. Where the whole cannot be parsed, complete items are
 *  kept. A list that is empty and says why, an object with nothing but an error, and words that
 *  decline are refusals.
 *  in    cut_off  the service says that it stopped before the end
 *  out   ret      books, bad_items, refused, refusal, truncated; untouched on failure
 *  err   MALFORMED no list of books, none of its items is a book, or cut off before the first */
bool book_list_read(const struct provider_settings *settings, const char *text, bool cut_off,
                    struct generate_answer *ret, struct error *err) NONNULL_ALL MUST_CHECK;
