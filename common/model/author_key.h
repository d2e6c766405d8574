/* author_key.h: who an author is. An identifier tells it, where a source gives one; else the name
 * does, folded, with all given names and the suffix, without blanks, so that "J. R. R. Tolkien" and
 * "J.R.R. Tolkien" are one, and Andre Dubus and Andre Dubus III are two. Names that are only alike
 * never make one author: pseudonyms and transliterations are links (author_link). */
#pragma once
#include "core/text.h"

/** The key of an author, "ol|OL31353A" or "name|ursulakleguin".
 *  in    name        one name. With exactly one comma, and behind it no suffix, it is turned round
 *        identifier  of Open Library; NULL: none is known
 *  out   false: the name has no letter and there is no identifier; ret is empty */
bool author_key(const char *name, const char *identifier, struct text *ret)
    __attribute__((nonnull(1, 3))) MUST_CHECK;

/** The name in the order in which it is spoken, folded: normalized_name. */
void author_fold(const char *name, struct text *ret) NONNULL_ALL;
