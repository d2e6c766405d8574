/* field.h: members of a service's JSON as the texts, names, years and ISBNs that we keep. Nothing
 * here fails: what cannot be used is not there. */
#pragma once
#include "core/book.h"
#include "core/isbn.h"
#include "io/json/json.h"

/** Append text cleaned: control characters and line ends become blanks, what turns the direction of
 *  writing is left out, blanks are single, none at the ends. */
void field_clean(const char *utf8, struct text *ret) NONNULL_ALL;

/** A member that is a string of a few words at most, borrowed as it is; "" where it is not. */
const char *field_string(const struct json *object, const char *key) MUST_CHECK;

/** A member that counts something; 0 where absent, negative or absurd. */
int64_t field_count(const struct json *object, const char *key) MUST_CHECK;

/** A member that is a string, or a list of which the first is one, cleaned; caller frees. NULL
 *  where absent, of another type, empty, or longer than BOOK_TEXT_MAX. */
char *field_text(const struct json *object, const char *key) MUST_CHECK;

/** The members title and subtitle as "title: subtitle"; caller frees. NULL: no title. */
char *field_title(const struct json *object) MUST_CHECK;

/** Names, ';' between them: a string, {"name": string}, or a list of these; caller frees. Of a long
 *  list as many as fit BOOK_TEXT_MAX. */
char *field_names(const struct json *object, const char *key) MUST_CHECK;

/** A year of publication: 2023, 2023.0, "2023", "c. 1999", "1999-04-01". 0 where there is none, or
 *  none that a book can have. */
int field_year(const struct json *object, const char *key) MUST_CHECK;

/** A date as YYYY, YYYY-MM or YYYY-MM-DD, as exact as given; of other forms ("February 6, 2024")
 *  the year. A number, a string, or a list of which the first counts; caller frees. NULL: none. */
char *field_date(const struct json *object, const char *key) MUST_CHECK;

/* Whether a member is an ISBN. */
enum field_isbn { FIELD_ISBN_NONE, FIELD_ISBN_BAD, FIELD_ISBN_GOOD };

/** A member that is a string with a verified ISBN.
 *  out  ret  only where GOOD. NONE: absent or empty */
enum field_isbn field_isbn(const struct json *object, const char *key, struct isbn *ret) MUST_CHECK;
