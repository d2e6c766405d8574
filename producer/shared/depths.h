/* depths.h: how many messages lie ready on each queue. */
#pragma once
#include "core/text.h"
#include "io/config/config.h"

struct depth {
    const char *queue; /* borrowed from the configuration */
    bool exists;
    int64_t ready, consumers;
};

enum { DEPTHS_QUEUES = 4 };
struct depths {
    bool known;                     /* the broker has answered */
    char version[32];               /* of it; "": not known */
    struct error why;               /* why it has not */
    struct depth of[DEPTHS_QUEUES]; /* backfill, enrichment, then their dead-letter queues */
};

/** Ask the broker once. Messages stay where they are. A process that serves (context_serve) keeps
 *  the answer for two seconds, and asks on one connection. */
void depths_read(const struct config *config, struct depths *ret) NONNULL_ALL;

/** How many messages wait in the two dead-letter queues.
 *  out   -1: it is not known */
int64_t depths_letters(const struct depths *depths) NONNULL_ALL;

/** Add them to a JSON document as an object: a member for each queue, or the error. */
void depths_json(struct text *out, const char *key, const struct depths *depths) NONNULL_ALL;

/** Add them for people: "BACKFILL_QUEUE 3, …", or why they are not known. */
void depths_text(struct text *out, const struct depths *depths) NONNULL_ALL;
