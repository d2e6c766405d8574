/* month_log.h: the steps of a claimed month in the database: one statement, one transaction, one
 * round trip each, fenced by the claim's token. Every one may be repeated when its answer was lost.
 *
 * All fail with CLAIM_LOST when the month has another owner by now, and with CANCELLED or CONFIG
 * when the process stops while the database is away or refuses. */
#pragma once
#include "core/book.h"
#include "core/month.h"
#include "core/uuid.h"
#include "io/database/database_pool.h"
#include "model/edition_claims.h"
#include "model/message.h"

enum month_stage { STAGE_NONE, STAGE_ANSWERED, STAGE_GENERATED, STAGE_RESOLVED };

struct claim {
    struct month month;
    struct uuid job_id;
    struct uuid token;
    int generation;
    char prompt_variant[64];
    int batch_size; /* books asked of each generator */
    int crash_count;
    int retry_count;        /* charged failures of this job */
    enum month_stage stage; /* the last checkpoint that an earlier attempt left */
    int64_t order_id;       /* the standing order whose budget pays for it; 0: none does */
    char order_name[28];    /* "order 3" */
};

/* A month that brought down so many owners in a row is a suspect: it runs alone in its process. */
#define CRASHES_OF_A_SUSPECT 2

/* Who takes a month. */
struct claimant {
    struct uuid token; /* made before: a claim whose answer was lost is asked for again */
    int process_id;
    const char *worker; /* for people: "host:pid/3" */
    bool alone;         /* nothing else is in flight in this process: suspects may be taken */
};

/* Whether a month could be taken, and if not, why. */
enum claim_result {
    CLAIM_TAKEN,
    CLAIM_STALE,   /* the month has another job by now, or this job has ended */
    CLAIM_EARLY,   /* its retry is not due; a row of the outbox waits for that time */
    CLAIM_OWNED,   /* another claim holds it; the janitor looks after that one */
    CLAIM_READY,   /* it could be taken now: the fleet was paused, or it was just released */
    CLAIM_SUSPECT, /* it may only be taken by a claimant that is alone */
    CLAIM_MISSING, /* the table has no such month: the message is poison */
};
struct claimed {
    enum claim_result result;
    bool paused;        /* the fleet is: nothing is taken. Where it was not taken */
    struct claim claim; /* filled when CLAIM_TAKEN */
};

/** Take the month of a job. When it cannot be taken although it waits for a message of this job,
 *  it is announced again, unless it is a suspect.
 *  time  one round trip; two when the month is not taken; DATABASE_POOL_PATIENCE_MS while the
 *        database fails
 *  err   also OWN_SERVERS, CONFIG: the database fails, and the month is not begun */
bool month_log_claim(struct database_pool *pool, const struct job *job,
                     const struct claimant *claimant, struct claimed *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** A suspect cannot run here now: announce it again after rest_ms, unless a row of the outbox waits
 *  for a later time already. The caller then acknowledges its delivery. */
bool month_log_announce_later(struct database_pool *pool, const struct job *job, int64_t rest_ms,
                              struct error *err) NONNULL_ALL MUST_CHECK;

/** Wait until the database does what a claim needs: a month that does not exist is claimed. */
bool month_log_probe(struct database_pool *pool, struct error *err) NONNULL_ALL MUST_CHECK;

/** After CLAIM_LOST the delivery is about to be acknowledged. When the month waits for a message of
 *  its job, because it was released or taken over meanwhile, announce it. */
bool month_log_lost(struct database_pool *pool, const struct job *job, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* What came of an answer, as provider_response.outcome has it. */
enum answer_outcome {
    ANSWER_ANSWERED,   /* it names books, or none; also one that nobody has read yet */
    ANSWER_REFUSED,    /* the model declined */
    ANSWER_UNREADABLE, /* it was paid for, and holds no list of books */
};

/* A generator's raw answer. */
struct raw_answer {
    const char *provider;
    enum answer_outcome outcome;
    const char *refusal;                           /* its words; NULL where it did not */
    const char *model, *prompt_name, *prompt_hash; /* NULL where none */
    const char *body;
    size_t body_bytes;
};

/** Store a generator's raw answer before anything else is tried with it. An answer of the same
 *  provider and generation is replaced. */
bool month_log_store_answer(struct database_pool *pool, const struct claim *claim,
                            const struct raw_answer *answer, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Store what the reading of a stored answer showed: which model wrote it, and whether it declined
 *  or cannot be read.
 *  in    answer  its provider, outcome, refusal and model; the rest is not looked at */
bool month_log_answer_read(struct database_pool *pool, const struct claim *claim,
                           const struct raw_answer *answer, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The raw answers that this generation has stored. Those that were pruned are empty.
 *  out   ret  the columns MONTH_ANSWERS_... of sql.h; the caller frees it */
bool month_log_answers(struct database_pool *pool, const struct claim *claim, struct rows **ret,
                       struct error *err) NONNULL_ALL MUST_CHECK;

/* What the reading of a generator's answer showed. */
struct read_answer {
    const char *provider;
    const char *model;             /* "": not known */
    const char *refusal;           /* NULL: it is none */
    int64_t tokens_in, tokens_out; /* 0: not known */
    size_t books;                  /* that it names */
};

/* What generators named, and the answers of local ones, which cost nothing and are not stored by
 * themselves. */
struct generated {
    const struct books *books;
    size_t stored;                 /* so many of them, the first, are stored already */
    const char *const *generators; /* by their bits in named_by of the books */
    size_t generator_count;
    const struct read_answer *read;
    size_t read_count;
    struct sql_array *providers, *answers; /* of local generators, in the same order */
    const char *prompt_hash;               /* NULL where none */
    const char *failures; /* of generators, a JSON object: {"name":{"class":…,"message":…},…} */
};

/** Store the merged books of a generation, before the first lookup, with all generators that named
 *  each, what their answers showed, and which generators failed. Again it changes nothing. */
bool month_log_store_books(struct database_pool *pool, const struct claim *claim,
                           const struct generated *generated, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The stored books of this generation in their order.
 *  out   ret  they are added to it; those whose lookup has ended are settled
 *  err   REQUEST a stored ISBN is none */
bool month_log_books(struct database_pool *pool, const struct claim *claim, struct books *ret,
                     struct error *err) NONNULL_ALL MUST_CHECK;

/* What a resolver said of one book. */
struct resolution {
    int position;
    const char *isbn13; /* NULL: not found */
    const char *confidence, *evidence, *matched_title;
};

/* What a resolver has settled. */
struct resolutions {
    const char *resolver;
    const struct resolution *items;
    size_t count;
    bool last; /* every resolver has answered: the stage becomes "resolved" */
};

/** Store what a resolver has settled. Books that were settled before are left as they are. */
bool month_log_store_resolutions(struct database_pool *pool, const struct claim *claim,
                                 const struct resolutions *resolutions, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* What a resolver over HTTP answered about some books: remembered for a while under their keys. */
struct lookup_answers {
    const char *resolver;
    const struct resolution *items;
    struct sql_array *book_keys; /* in the same order */
    size_t count;
    int64_t remember_ms, remember_found_ms; /* a miss; what was found */
    struct edition_claims *claims;          /* that the accepted editions make */
};

/** Store what a resolver over HTTP answered: books that were found are settled; all answers are
 *  remembered, and what the accepted editions say is kept, so that no call is needed for it when
 *  they are enriched. */
bool month_log_store_lookups(struct database_pool *pool, const struct claim *claim,
                             const struct lookup_answers *answers, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* How a month's calls ended at some providers, by provider: how it failed; NULL: it answered. */
struct alike_arrays {
    struct sql_array *providers, *failures;
};

/** Note this, and ask how many months in a row have failed in the same way.
 *  out   ret  the columns PROVIDER_ALIKE_… of sql.h; the caller frees it */
bool month_log_alike(struct database_pool *pool, const struct claim *claim,
                     const struct alike_arrays *ended, struct rows **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** What the resolver is known to answer about these book keys.
 *  out   ret  the columns LOOKUPS_REMEMBERED_… of sql.h: the number counts the keys from 1, the
 *             ISBN is NULL where it does not have the book; the caller frees it */
bool month_log_remembered(struct database_pool *pool, const char *resolver, struct sql_array *keys,
                          struct rows **ret, struct error *err) NONNULL_ALL MUST_CHECK;

/* What this attempt brings to the completion of its month. */
struct month_outcome {
    const char *calls;           /* a JSON object: calls by provider */
    const struct error *trouble; /* that left books open; class NONE: none */
};
/* What the database counted. */
struct completion {
    int64_t generated, resolved, queued, duration_ms;
};

/** Complete a month: its counts, its enrichment rows, their messages and its state. Without trouble
 *  its row says which generators failed. */
bool month_log_complete(struct database_pool *pool, const struct claim *claim,
                        const struct month_outcome *outcome, struct completion *ret,
                        struct error *err) NONNULL_ALL MUST_CHECK;

/* How a month is given up that is not completed. consumer/month/give_up.c chooses. */
enum give_up { GIVE_UP_RELEASE, GIVE_UP_DEFER, GIVE_UP_RETRY, GIVE_UP_FAIL };

/* When failures are tried again, from the configuration. */
struct retry_plan {
    int64_t retry_max; /* so many charged failures make a dead letter */
    int64_t delays_ms[16];
    size_t delay_count;
};
/* A provider that could not be asked, or a budget that is spent ("order 3", "budget.total"), and
 * when it opens, by the monotonic clock. */
struct wall {
    const char *provider;
    int64_t opens_at_ms;
};
struct ended_attempt {
    enum give_up action;
    const struct error *why;  /* its retry_after_ms is the delay of GIVE_UP_DEFER without walls */
    const struct wall *walls; /* that the month waits for: the first to open makes it due */
    size_t wall_count;
    const char *calls; /* a JSON object: calls by provider */
    const struct retry_plan *plan;
};
struct given_up {
    char status[16]; /* queued, retry, failed */
    int retry_count;
    int64_t retry_in_ms;
};

/** Give a claimed month up: it is released, deferred, retried, or fails and leaves a dead
 *  letter. */
bool month_log_give_up(struct database_pool *pool, const struct claim *claim,
                       const struct ended_attempt *attempt, struct given_up *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
