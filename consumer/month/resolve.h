/* resolve.h: the ISBNs of a month's books. */
#pragma once
#include "month/attempt.h"

/** Ask the resolvers one after the other, each for the books that are still open. What a resolver
 *  has answered is committed before the next one is asked.
 *  in    books  of this month and generation, with their positions
 *  out   books  found ones have their ISBN, and all are settled when it returns true and no
 *               provider stays closed for its configuration
 *  time  as ask_all, for each resolver
 *  err   RATE_LIMITED, QUOTA a resolver could not be asked for some book: retry_after_ms says when
 *        it opens | TRANSIENT, MALFORMED a call failed to the end | as attempt_may_go_on and
 *        ask_all | CLAIM_LOST, CANCELLED, CONFIG of a statement */
bool resolve_books(struct attempt *attempt, struct books *books, struct error *err)
    NONNULL_ALL MUST_CHECK;
