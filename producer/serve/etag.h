/* etag.h: whether an answer is the one that a client has already. */
#pragma once
#include "core/text.h"

struct web_answer;

#define ETAG_BYTES 40

/** The ETag of a body, with its quotes. The moment with which a document begins ({"at":"…" or
 *  {"made_at":"…") is no part of it: what differs in nothing else is the same. */
void etag_of(const char *body, size_t count, char ret[static ETAG_BYTES]);

/** Make an answer that has a body 200 or, where the client has this document already, 304 without
 *  one, with its ETag.
 *  in    known  the header If-None-Match; NULL: absent */
void etag_answer(const char *known, struct web_answer *answer) __attribute__((nonnull(2)));

/** Does the header If-None-Match name it? NULL: there is no such header. */
bool etag_matches(const char *header, const char *etag) __attribute__((nonnull(2))) MUST_CHECK;
