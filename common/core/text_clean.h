/* text_clean.h: text of other systems made fit to be shown: entities of HTML decoded, marks of HTML
 * taken out, characters composed, blanks single. */
#pragma once
#include "core/text.h"

/** Append text as one line, composed (NFC). Control characters and those that nobody sees are
 *  dropped, whatever is a blank becomes one ' ', and none stand at the ends.
 *  in    utf8  valid UTF-8 */
void text_clean_line(const char *utf8, struct text *ret) NONNULL_ALL;

/** The same, with line ends: a run of blanks that has one becomes one '\n'. */
void text_clean_lines(const char *utf8, struct text *ret) NONNULL_ALL;

/** Append text with its HTML entities decoded, twice where it was escaped twice. What is no entity
 *  stays as it is. */
void text_decode_entities(const char *utf8, struct text *ret) NONNULL_ALL;

/** Append text without HTML: entities decoded, tags taken out, a line for each paragraph, and clean
 *  as by text_clean_lines. */
void text_clean_markup(const char *utf8, struct text *ret) NONNULL_ALL;
