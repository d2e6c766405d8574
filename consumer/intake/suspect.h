/* suspect.h: the month in flight here that brought down its owners before, and so runs alone: the
 * intake's own. While there is one nothing new is taken; once nothing else is in flight it begins.
 * One at a time: another is put back for a while, to come again here or elsewhere. */
#pragma once
#include "intake/delivery.h"
#include "shared/consumer.h"

struct suspect {
    struct delivery *delivery; /* NULL: none */
    bool begun;                /* a worker has it */
};

/** A worker found out that a delivery is a suspect's: it waits, or is put back by a worker. */
void suspect_found(struct suspect *suspect, struct delivery *delivery, struct workers *workers)
    NONNULL_ALL;

/** Nothing else is in flight: let the waiting one, if there is one, begin. */
void suspect_begin(struct suspect *suspect, struct workers *workers) NONNULL_ALL;

/** Give the waiting one up: NULL when there is none, or it has begun. */
struct delivery *suspect_take_back(struct suspect *suspect) NONNULL_ALL;

/** A delivery is settled: if it was the suspect, there is none any more. */
void suspect_settled(struct suspect *suspect, const struct delivery *delivery) NONNULL_ALL;
