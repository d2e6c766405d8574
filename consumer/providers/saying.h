/* saying.h: the words of a service as people may see them: in errors, refusals, the log. */
#pragma once
#include "provider.h"

/** Write words cleaned, with whatever repeats the key of these settings replaced by "[key]", cut to
 *  fit; empty for NULL. */
void saying_copy(const struct provider_settings *settings, const char *words, char *to,
                 size_t capacity) __attribute__((nonnull(1, 3)));

/** Mark an answer as refused, with reason and message of the service (either may be empty). Returns
 *  true: a refusal is an answer. */
bool saying_refuse(const struct provider_settings *settings, const char *reason,
                   const char *message, struct generate_answer *ret) NONNULL_ALL;
