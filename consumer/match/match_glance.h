/* match_glance.h: can two titles relate at all? A glance at their pairs of letters, ten times
 * cheaper than taking them apart: a month compares hundreds of titles with each other, and most
 * have nothing in common. Titles that do not relate may pass; titles that do always pass. */
#pragma once
#include "core/base.h"

enum { GLANCE_WORDS = 4 };

struct glance {
    uint64_t head[GLANCE_WORDS],
        all[GLANCE_WORDS]; /* pairs before the first mark, and in all of it */
    bool plain;            /* ASCII without '&': other titles are always taken apart */
};

struct glance glance_at(const char *title) NONNULL_ALL;
bool glance_may_relate(const struct glance *one, const struct glance *other) NONNULL_ALL MUST_CHECK;
