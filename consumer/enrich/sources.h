/* sources.h: the sources of editions that the configuration names (enrichers), one after the
 * other. */
#pragma once
#include "enrich/batch.h"

/** Ask each source for those ISBNs of a batch whose editions lack a field that it can give, and
 *  that it has not answered for. What it answers is kept at once.
 *  out  batch  fields; failure and waits_for where a source could not be asked
 *  err  CANCELLED the process releases its ISBNs | as batch_store_answer */
bool sources_ask(struct batch *batch, struct error *err) NONNULL_ALL MUST_CHECK;
