/* sources.h: the sources of editions that the configuration names (enrichers), one after the
 * other. */
#pragma once
#include "enrich/batch.h"

/** Ask each source for the ISBNs of a batch. What it answers is kept at once.
 *  out  batch  fields
 *  err  any of the database */
bool sources_ask(struct batch *batch, struct error *err) NONNULL_ALL MUST_CHECK;
