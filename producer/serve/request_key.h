/* request_key.h: the Idempotency-Key of a request that changes something: with the same one, the
 * same request is done once, and gets the same answer again. */
#pragma once
#include "serve/auth.h"

#define REQUEST_KEY_BYTES 192

/** Write {"key": …, "request": …} for the worker, both as hashes: whose key it is and the key, and
 *  what is asked for.
 *  out   ret  "": the request has no Idempotency-Key
 *  err   USAGE it is empty, too long, or not of printable ASCII */
bool request_key_write(const struct web_request *request, const struct caller *caller,
                       char ret[static REQUEST_KEY_BYTES], struct error *err)
    NONNULL_ALL MUST_CHECK;
