/* ask_source.h: a source over HTTP is asked for the ISBNs of a batch. */
#pragma once
#include "enrich/batch.h"

/** Ask a source for each ISBN whose edition lacks a field that it can give, and that it may be
 *  asked for. What it answers is kept at once. An ISBN that it could not be asked for has a failure
 *  noted.
 *  time  until the batch's deadline, and until the calls under way then have ended
 *  err   CLAIM_LOST | CANCELLED the process releases its ISBNs | any of the database */
bool ask_source(struct batch *batch, const struct service *service, struct error *err)
    NONNULL_ALL MUST_CHECK;
