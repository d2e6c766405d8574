/* trial_show.h: the result of a trial, for people and for programs. */
#pragma once
#include "try/trial.h"

/** Print outcome, times and costs, and the books or editions of the answer, on stdout. Outside text
 *  is made printable. */
void trial_show(const struct trial *t) NONNULL_ALL;

/** Add the same as one JSON document (trial_json.c). */
void trial_json(const struct trial *t, struct text *ret) NONNULL_ALL;
