/* settle.h: what follows from an error of a month, decided once. */
#pragma once
#include "month/month.h"

/** Settle a claimed month that did not complete.
 *  in   why  what ended it; CLAIM_LOST changes nothing and is given back as the error
 *  err  CLAIM_LOST | CANCELLED the database is away and the process stops */
bool settle_month(const struct month_run *run, const struct error *why, struct error *err)
    NONNULL_ALL MUST_CHECK;
