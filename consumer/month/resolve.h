/* resolve.h: the ISBNs of a month's books: a cascade of resolvers, one judgement. */
#pragma once
#include "month/month.h"

/** Ask the resolvers in their order; a book leaves the cascade as soon as it is settled. What a
 *  resolver settled is committed before the next is asked. */
bool resolve_books(struct month_run *run, struct books *books, struct error *err)
    NONNULL_ALL MUST_CHECK;
