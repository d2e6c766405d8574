/* token_limit.h: what a server says about our limit of an answer's tokens. */
#pragma once
#include "provider.h"

/* No month's books fit an answer that may have fewer. */
enum { TOKEN_LIMIT_MIN = 256 };

/** How many tokens may an answer have at this server, which has refused a request? It names the
 *  number that its model takes, or that of its context, of which the question takes a part. Where
 *  it names none, half of what was asked for is worth a try; a server that does not know our name
 *  for the limit is asked without one.
 *  in    asked  in the request, 1 ..
 *  out   less than asked; 0: send no limit; -1: the response is not about that, or no month's books
 *        fit what is left */
int provider_token_limit(const struct http_response *response, int asked) NONNULL_ALL MUST_CHECK;
