/* match_edition.h: what decides between two editions of one book: its kind, language and date. */
#pragma once
#include "core/book.h"
#include "model/author.h"
#include "model/title.h"

/** The natures that title and authors name ("SparkNotes" is an author), as bits. */
unsigned edition_nature(const struct title *title, const struct authors *authors) NONNULL_ALL;

/** The form that binding and publisher name, as bits: "Audio CD", "Thorndike Large Print".
 *  in  scratch  memory to fold them in */
unsigned edition_form(const struct edition *edition, struct text *scratch) NONNULL_ALL;

enum edition_language { LANGUAGE_WANTED, LANGUAGE_UNKNOWN, LANGUAGE_OTHER };

/** A title in Latin letters is looked for in English first; an edition in another language with the
 *  same title is the original, or a translation that kept it.
 *  in  latin  the title asked for is in Latin letters; otherwise every language is wanted */
enum edition_language edition_language(const char *language, bool latin);
bool edition_title_is_latin(const struct title *title) NONNULL_ALL;

/** How far an edition lies from the first publication, as a rank: reprints follow it; an edition
 * well before it is misdated, or the year asked for is, so those after it come first. */
enum { YEARS_UNKNOWN = 500 };
int edition_years(int first_published, const char *published);
