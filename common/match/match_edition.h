/* match_edition.h: what decides between editions of one book: nature, form, language and date. */
#pragma once
#include "core/book.h"
#include "match/author.h"
#include "match/title.h"

/** The natures that title and authors name, as bits of enum title_nature. A publisher of study
 *  guides ("SparkNotes") may stand as an author. */
unsigned edition_nature(const struct title *title, const struct authors *authors) NONNULL_ALL;

/** What binding and publisher say that the title hides ("Audio CD", "Thorndike Large Print",
 *  "Calendar", "SparkNotes"), as bits: TITLE_AUDIO, TITLE_LARGE_PRINT and TITLE_ABOUT only.
 *  in    scratch  memory in which they are folded; what it holds is lost */
unsigned edition_form(const struct edition *edition, struct text *scratch) NONNULL_ALL MUST_CHECK;

enum edition_language { LANGUAGE_WANTED, LANGUAGE_UNKNOWN, LANGUAGE_OTHER };

/** Is the language of an edition the one that is looked for? A title in Latin letters is looked for
 *  in English first; an edition in another language with the same title is the original, or a
 *  translation that kept it.
 *  in    language  ISO 639 code or English name, as given; NULL or "": unknown
 *        latin     the title asked for is in Latin letters; otherwise every language is wanted */
enum edition_language edition_language(const char *language, bool latin) MUST_CHECK;

/** Is every letter of a title, folded, a Latin one? */
bool edition_title_is_latin(const struct title *title) NONNULL_ALL MUST_CHECK;

enum { YEARS_UNKNOWN = 500 };

/** How many years behind the first publication an edition was published, negative where before it;
 *  YEARS_UNKNOWN where one of the two is unknown. Parameters as edition_years. */
int edition_years_after(int first_published, const char *published) MUST_CHECK;

/** Rank an edition by its distance in years from the first publication. Reprints follow the first
 *  edition. An edition that is more than a year older has a wrong date, or the year that was asked
 *  for is wrong; it ranks behind twenty years of reprints.
 *  in    first_published  0: unknown
 *        published        begins with four digits of a year; anything else, or NULL: unknown
 *  out   the rank, of which a lower one is better; YEARS_UNKNOWN where one of the two is unknown */
int edition_years(int first_published, const char *published) MUST_CHECK;
