/* give_up.h: what becomes of a claimed month that did not complete: decided once, by the class of
 * the error that ended it. */
#pragma once
#include "month/attempt.h"

/** Which action follows from an error of this class. Pure.
 *  in   class  of an error that ends a month; NONE and USAGE are none of them
 *  out  ret    how the month is given up
 *       false  CLAIM_LOST: the month has another owner, so nothing is to be done with its row */
bool give_up_action(enum error_class class, enum give_up *ret) NONNULL_ALL MUST_CHECK;

/** For how long is a month deferred by this error? What the error says, and half a minute at
 *  least. Pure. */
int64_t give_up_rest_ms(const struct error *why) NONNULL_ALL MUST_CHECK;

/** Does a month complete although an error has ended its attempt? Where it would be charged for the
 *  last time and has books, these stay open and what it has is handed over.
 *  in   why  the error, not of completing itself */
bool completes_with_open_books(const struct attempt *attempt, const struct error *why)
    NONNULL_ALL MUST_CHECK;

/** Write into the row of a claimed month what becomes of it.
 *  in   why  the error that ended the attempt
 *  err  CLAIM_LOST another owner has the month, and its row is unchanged (also when why says so)
 *       CANCELLED, CONFIG the database is away or refuses, and the process stops */
bool give_up_month(const struct attempt *attempt, const struct error *why, struct error *err)
    NONNULL_ALL MUST_CHECK;
