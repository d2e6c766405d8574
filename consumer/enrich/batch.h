/* batch.h: the ISBNs that one worker has taken together, and what becomes of each. */
#pragma once
#include "core/edition_claim.h"
#include "model/isbn_message.h"
#include "shared/consumer.h"

struct batch_isbn {
    struct isbn isbn;
    unsigned fields;      /* that some source has said, a bit for each enum edition_field */
    bool is_edition;      /* what was said makes an edition */
    struct text answered; /* sources that are not to be asked, a comma list */
    struct text more; /* "open_library data,…": that have more to say, and to which question */
    char *title;      /* that some source has said; NULL: none has */
    struct text
        waits_for; /* providers that could not be asked, or budgets that are spent; the same */
    struct error failure; /* why not, of the one worth another try the soonest; class NONE: none */
    int64_t failure_ms;   /* after how long it is worth another try; 0: it grows with the tries */
};

struct batch {
    struct consumer *consumer;
    struct uuid token;     /* of the claim */
    int64_t claim_seen_ms; /* by clock_boot_ms, just before it was claimed */
    bool alone;            /* a suspect is taken, too: nothing else is in flight */
    int64_t deadline_ms;   /* monotonic */
    struct batch_isbn *items;
    size_t count;
    char (*suspects)[sizeof(struct isbn)]; /* that were not taken: each has to run alone */
    size_t suspect_count;
};
void batch_done(struct batch *batch);
CLEANUP_STRUCT(struct batch, batch_done)

/** The ISBN of the batch; NULL: it is none of it. */
struct batch_isbn *batch_find(const struct batch *batch, const char *isbn13) NONNULL_ALL;

/** Is this one of the suspects that were not taken? */
bool batch_has_suspect(const struct batch *batch, const char *isbn13) NONNULL_ALL;

/** Is there time for the next step?
 *  err  CANCELLED the process releases its ISBNs | RATE_LIMITED the deadline is over */
bool batch_may_go_on(const struct batch *batch, struct error *err) NONNULL_ALL MUST_CHECK;

/** A source could not be asked for an ISBN: it waits, unless another one is worth a try sooner.
 *  in   name  of the provider, or of the budget that is spent
 *       why   retry_after_ms says when it opens; 0: after a pause that grows with each try */
void batch_note_failure(struct batch_isbn *isbn, const char *name, const struct error *why)
    NONNULL_ALL;

/* ---- the statements ---- */

/** What a message of the batch named. */
struct batch_message {
    const struct isbn_message *isbns;
    const char *id; /* message_id */
};

/** Write down what the messages name, and take the ISBNs that are due.
 *  out   batch     items and suspects
 *        ret_paused  the fleet is paused, and nothing was done
 *  err   as database_pool_run_within */
bool batch_take(struct batch *batch, const struct batch_message *messages, size_t count,
                bool *ret_paused, struct error *err) NONNULL_ALL MUST_CHECK;

/** Read what is known of the ISBNs that were taken: fields, answered, more and title.
 *  err  as database_pool_run */
bool batch_read_known(struct batch *batch, struct error *err) NONNULL_ALL MUST_CHECK;

/* What a source answered for ISBNs that it was asked for. */
struct batch_answer {
    const char *source;
    const struct isbn *asked;
    size_t asked_count;
    const struct edition_records *records; /* of asked ISBNs and of others */
    bool known;       /* it has had a record of each before: this is more of it */
    const char *next; /* NULL, or what else it may be asked of those that have a record, or of the
                       * one that was asked for */
    const char *refused; /* NULL; or why the source does not take the ISBN, which was asked alone */
};

/** Keep an answer, whoever has the ISBNs by now, and note in the batch what it says.
 *  err  as database_pool_run */
bool batch_store_answer(struct batch *batch, const struct batch_answer *answer, struct error *err)
    NONNULL_ALL MUST_CHECK;

struct batch_outcome {
    int64_t settled, enriched, not_found, waiting;
};

/** Make editions of what was said, and say what becomes of each ISBN, where it is still the
 *  batch's: in one transaction.
 *  err  as database_pool_work */
bool batch_settle(struct batch *batch, struct batch_outcome *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Give the ISBNs back, whose messages go back to the queue.
 *  err  as database_pool_run_within */
bool batch_release(const struct batch *batch, struct error *err) NONNULL_ALL MUST_CHECK;

/** Suspects are announced again after a while.
 *  err  as database_pool_run_within */
bool batch_rest(struct database_pool *pool, const struct isbn_message *isbns, int64_t rest_ms,
                struct error *err) NONNULL_ALL MUST_CHECK;
