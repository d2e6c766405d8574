/* trial_show.h: the lines that tell the result of a trial. */
#pragma once
#include "try/trial.h"

/** Print outcome, times and costs, and the books or editions of the answer, on stdout. Outside text
 *  is made printable. */
void trial_show(const struct trial *t) NONNULL_ALL;
