/* etag.h: whether an answer is the one that a client has already. */
#pragma once
#include "core/text.h"

#define ETAG_BYTES 40

/** The ETag of a body, with its quotes. The moment with which a document begins ({"at":"…",) is no
 *  part of it: what differs in nothing else is the same. */
void etag_of(const char *body, size_t count, char ret[static ETAG_BYTES]);

/** Does the header If-None-Match name it? NULL: there is no such header. */
bool etag_matches(const char *header, const char *etag) __attribute__((nonnull(2))) MUST_CHECK;
