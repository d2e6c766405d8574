/* field.h: members of a service's JSON as the texts, names, years and ISBNs that we keep. Nothing
 * here fails: a member that cannot be used counts as absent. */
#pragma once
#include "core/book.h"
#include "core/isbn.h"
#include "io/json/json.h"

/** Append text cleaned. Control characters and line ends become blanks, characters that turn the
 *  direction of writing are left out, blanks are single, and none stand at the ends. */
void field_clean(const char *utf8, struct text *ret) NONNULL_ALL;

/** A member that is a string of at most 4 KiB, borrowed as it is. "": it is not. */
const char *field_string(const struct json *object, const char *key) MUST_CHECK;

/** A member that counts something, INT32_MAX at most. 0: it is absent or negative. */
int64_t field_count(const struct json *object, const char *key) MUST_CHECK;

/** A member that is a string, or a list whose first element is one, its entities of HTML decoded,
 *  and cleaned.
 *  out   the caller frees it; NULL: absent, of another type, empty, or longer than BOOK_TEXT_MAX */
char *field_text(const struct json *object, const char *key) MUST_CHECK;

/** The members title and subtitle as "title: subtitle".
 *  out   the caller frees it; NULL: there is no title */
char *field_title(const struct json *object) MUST_CHECK;

/** The names in a member that is a string, {"name": string}, or a list of these.
 *  out   the names with ';' between them, as many as fit BOOK_TEXT_MAX; the caller frees it; NULL:
 *        there are none */
char *field_names(const struct json *object, const char *key) MUST_CHECK;

/** A year of publication: 2023, 2023.0, "2023", "c. 1999", "1999-04-01". 0: there is none that a
 *  book can have. */
int field_year(const struct json *object, const char *key) MUST_CHECK;

/** A date of a member that is a number, a string, or a list whose first element counts.
 *  out   YYYY, YYYY-MM or YYYY-MM-DD, as exact as given; of other forms ("February 6, 2024") the
 *        year. The caller frees it; NULL: there is none */
char *field_date(const struct json *object, const char *key) MUST_CHECK;

/* Whether a member is an ISBN. */
enum field_isbn { FIELD_ISBN_NONE, FIELD_ISBN_BAD, FIELD_ISBN_GOOD };

/** A member that is a string with a verified ISBN.
 *  out   NONE it is absent or empty | BAD it is no ISBN | GOOD
 *        ret  set only with GOOD */
enum field_isbn field_isbn(const struct json *object, const char *key, struct isbn *ret) MUST_CHECK;
