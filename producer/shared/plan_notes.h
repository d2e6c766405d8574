/* plan_notes.h: what a plan assumes, and what would move its end, in sentences. */
#pragma once
#include "core/text.h"
#include "shared/plan.h"

/* Members of a JSON array that the caller has opened, or lines behind dashes. */
struct plan_notes {
    bool as_json;
    struct text out; /* the caller frees it */
};

/** Add what a plan assumes. */
void plan_assumes(struct plan_notes *list, const struct plan *plan) NONNULL_ALL;

/** Add what would move its end. */
void plan_moved_by(struct plan_notes *list, const struct plan *plan) NONNULL_ALL;
