/* dump_value.h: values of the JSON of Open Library's dumps, which stand there in several shapes.
 * For dump_record.c. */
#pragma once
#include "core/isbn.h"
#include "core/texts.h"
#include "io/json/json.h"

#define DUMP_LINE_MAX (8 << 20) /* bytes */

/* "OL7353617M" of "/books/OL7353617M": editions end with M, works with W, authors with A. */
struct dump_key {
    char text[24];
};

/** Read the key at the end of a path.
 *  in    letter  with which it must end; '\0': any of the three
 *  out   false: it is none, and ret is untouched */
bool dump_key_read(const char *path, char letter, struct dump_key *ret) NONNULL_ALL MUST_CHECK;

enum { DUMP_ISBNS_MAX = 20 }; /* further ones of a record are left out */

struct dump_isbns {
    struct isbn items[DUMP_ISBNS_MAX];
    size_t count;
};

/** A text as one line, composed, without what damage has left in it, at most bytes_max long.
 *  out   the caller frees it with mem_free; NULL: nothing is left, or value is NULL */
char *dump_clean(const char *value, size_t bytes_max) MUST_CHECK;

/** The text of a member that is a text, {"value": text}, or a list whose first text counts;
 *  cleaned.
 *  out   as dump_clean */
char *dump_text(const struct json *object, const char *key, size_t bytes_max)
    NONNULL_ALL MUST_CHECK;

/** The same with its lines, as it was written. */
char *dump_long_text(const struct json *object, const char *key, size_t bytes_max)
    NONNULL_ALL MUST_CHECK;

/** Add the texts of a list, cleaned. */
void dump_texts(const struct json *object, const char *key, size_t bytes_max, size_t count_max,
                struct texts *ret) NONNULL_ALL;

/** Add the ISBNs of a member that is a text or a list: with hyphens, blanks, "(pbk.)" behind. */
void dump_isbns_read(const struct json *object, const char *key, struct dump_isbns *ret)
    NONNULL_ALL;

/** Add the keys of authors: {"key": path}, {"author": {"key": path}}, {"author": path}, path. */
void dump_author_keys(const struct json *object, struct texts *ret) NONNULL_ALL;

/** The key of the first element of a list of {"key": path}.
 *  out   "": it names none */
const char *dump_first_path(const struct json *object, const char *key) NONNULL_ALL;
