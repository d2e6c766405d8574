/* descriptors.h: how many file descriptors the process may open. Each call that is under way needs
 * one; without it, the call would look like a provider that fails. */
#pragma once
#include "io/config/config.h"

/** Raise the limit that the process starts with, as far as the system lets it. */
void descriptors_raise(void);

/** Does the limit allow enough for the process itself and for some calls?
 *  err   CONFIG it does not */
bool descriptors_check(const struct config *config, struct error *err) NONNULL_ALL MUST_CHECK;

/** How many calls may be under way at once: what the limit leaves, and no more than is useful. */
size_t descriptors_for_calls(const struct config *config) NONNULL_ALL;
