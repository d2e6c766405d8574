/* json_scan.h: is this a JSON document that we accept? Nothing is built, so that hostile bytes cost
 * no more memory than a few words for each level and each key. */
#pragma once
#include "core/error.h"

struct json_limits {
    size_t bytes;  /* of the whole document */
    size_t depth;  /* at most 32 */
    size_t tokens; /* values and keys */

    /* An escaped U+0000 and an escaped half of a surrogate pair become U+FFFD. A list of records is
     * read so, where one damaged text must not cost the other records. */
    bool damage_allowed;
};

/* The one value of a document, without the blanks around it. */
struct json_span {
    size_t begin, end;
};

/** Check a document as json_parse describes it.
 *  in    limits  their depth is at most 32
 *  err   MALFORMED says what is wrong, and at which byte */
bool json_scan(const void *bytes, size_t count, const struct json_limits *limits,
               struct json_span *ret, struct error *err) MUST_CHECK;
