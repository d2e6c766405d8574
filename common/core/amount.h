/* amount.h: amounts of money as whole millionths, because a sum of binary fractions drifts. The
 * currency is that of the configured prices; nothing here knows which. */
#pragma once
#include <stdint.h>

#include "core/base.h"

#define AMOUNT_ONE 1000000 /* millionths */
#define AMOUNT_LARGEST                                                                             \
    (1000000 * (int64_t)AMOUNT_ONE) /* a price or a budget is no more than that */
#define AMOUNT_BYTES 24

/** Read an amount such as 0.30 or 15, without a sign, an exponent and leading zeros.
 *  out   false: it is none from 0 to AMOUNT_LARGEST with at most 6 decimals; ret is untouched */
bool amount_parse(const char *text, int64_t *ret) NONNULL_ALL MUST_CHECK;

/** Write an amount as PostgreSQL reads a numeric, with all 6 decimals.
 *  in    amount  0 or more */
void amount_text(int64_t amount, char ret[static AMOUNT_BYTES]);
