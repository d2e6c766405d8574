/* body.h: the body of an answer as JSON, or as the page of HTML that a proxy sent instead. */
#pragma once
#include "core/error.h"
#include "core/http_message.h"
#include "io/json/json.h"

/** Is the body a page of HTML? Its first character and its declared type decide; JSON that is
 *  declared as HTML is JSON. */
bool body_is_html(const struct http_response *response) NONNULL_ALL MUST_CHECK;

/** Parse the body, within limits that no real answer reaches. A byte order mark is skipped, and so
 *  are the comments and names of fields of a stream of events. A stream of several documents is an
 *  array of them.
 *  out   ret  the caller frees it with json_free
 *  err   MALFORMED it is HTML, or no JSON that json_parse accepts */
bool body_parse(const struct http_response *response, struct json **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The same for an answer of many records, of up to 8 MiB: bytes that are no UTF-8, escaped U+0000
 *  and halves of surrogate pairs become U+FFFD, so that one damaged text costs no other record. */
bool body_parse_records(const struct http_response *response, struct json **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
