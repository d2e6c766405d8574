/* generate.h: the books of a month: every configured generator is asked, each answer is stored
 * as it came, and the books are merged and stored. */
#pragma once
#include "month/attempt.h"

/** Generate the books of the claimed month, or read them where an earlier attempt stored them.
 *  Where books are stored and a generator has not answered, its books follow them.
 *  out   ret  in their order; empty when every generator had none or refused. Also when it fails,
 *             the books that were stored before
 *        attempt->has_books  some are stored
 *  time  as ask_all
 *  err   of the generator that failed, when none named a book | as attempt_may_go_on and ask_all |
 *        CLAIM_LOST, CANCELLED, CONFIG of a statement */
bool generate_books(struct attempt *attempt, struct books *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
