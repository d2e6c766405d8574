/* work_authors.h: the authors of a work of Open Library. */
#pragma once
#include "io/json/json.h"

/** Is every letter a Latin one? Vietnamese ones are taken for others, which costs nothing. */
bool work_text_is_latin(const char *text) NONNULL_ALL MUST_CHECK;

/** The names of a work's authors. Where one is in another script, the match is told the other names
 *  that the service has, behind the first author: it does not say whose they are.
 *  out  the caller frees it; NULL: there are none */
char *work_authors(const struct json *work) MUST_CHECK;
