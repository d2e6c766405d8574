/* match_title_private.h: comparing the lists of words of two titles. For match_title.c and
 * match_rest.c. */
#pragma once
#include "match/match_title.h"

/** Have two lists the same letters, where blanks do not count? */
bool word_lists_same(const struct word_list *one, const struct word_list *other)
    NONNULL_ALL MUST_CHECK;

/** How many letters the words of a list have. */
size_t word_list_letters(const struct word_list *list) NONNULL_ALL MUST_CHECK;

/** Is the word one that says little: "the", "of", "and"? */
bool word_is_small(struct word word) MUST_CHECK;

/** Does the word say a number ("13", "iv", "third")? */
bool word_is_numeral(struct word word) MUST_CHECK;

/** Is the word in the list? In a long word one letter may be wrong. */
bool word_list_has(const struct word_list *list, struct word word) NONNULL_ALL MUST_CHECK;

/** Is every word of a list that is not small in another list? True of an empty list. */
bool word_list_within(const struct word_list *list, const struct word_list *other)
    NONNULL_ALL MUST_CHECK;

/** Are all letters Latin, Greek, Cyrillic or Armenian, where a wrong letter may be a typing
 *  error? */
bool word_list_is_alphabetic(const struct word_list *list) NONNULL_ALL MUST_CHECK;

/** How near are the lists, where typing errors may be in words? WORD_FAR: they differ in more. */
enum word_nearness word_lists_slip(const struct word_list *one, const struct word_list *other)
    NONNULL_ALL MUST_CHECK;

/** Do both lists say the same things in other words: without small words, or in another order? */
bool word_lists_reworded(const struct word_list *one, const struct word_list *other)
    NONNULL_ALL MUST_CHECK;
