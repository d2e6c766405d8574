/* request.h: a request that is a command of the terminal: from its path to its answer. */
#pragma once
#include "serve/auth.h"
#include "serve/pool.h"

/** Answer a request by the table of routes, now or when its command is done.
 *  in    caller  who asks */
void request_perform(struct pool *pool, struct web_exchange *exchange,
                     const struct web_request *request, const struct caller *caller) NONNULL_ALL;
