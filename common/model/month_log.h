/* month_log.h: the steps of a claimed month in the database: one statement, one transaction, one
 * round trip each, fenced by the claim's token. Every one may be repeated when its answer was lost.
 *
 * All fail with CLAIM_LOST when the month has another owner by now, and with CANCELLED when the
 * process stops while the database is away. */
#pragma once
#include "core/book.h"
#include "core/month.h"
#include "core/uuid.h"
#include "io/database/database_pool.h"
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
    enum month_stage stage; /* the last checkpoint that an earlier attempt left */
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

/* Why there is no claim. */
enum claim_result {
    CLAIM_TAKEN,
    CLAIM_STALE,   /* another job by now, or this one is settled */
    CLAIM_EARLY,   /* its retry is not due; its outbox row waits */
    CLAIM_OWNED,   /* another claim holds it; the janitor sees to it */
    CLAIM_SUSPECT, /* to be taken alone */
    CLAIM_MISSING, /* no such month: poison */
};

/** Take the month of a job.
 *  out   ret     filled when CLAIM_TAKEN */
bool month_log_claim(struct database_pool *pool, const struct job *job,
                     const struct claimant *claimant, struct claim *ret,
                     enum claim_result *ret_result, struct error *err) NONNULL_ALL MUST_CHECK;

/** A suspect that cannot run here now: announce it again in rest_ms. Its delivery is settled. */
bool month_log_put_back(struct database_pool *pool, const struct job *job, int64_t rest_ms,
                        struct error *err) NONNULL_ALL MUST_CHECK;

/** After CLAIM_LOST: this delivery is about to be acknowledged, so if the month waits for a
 *  message of its job (it was taken back to the queue meanwhile), announce it. */
bool month_log_lost(struct database_pool *pool, const struct job *job, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* A generator's raw answer. */
struct raw_answer {
    const char *provider;
    bool refused;
    const char *model, *prompt_name, *prompt_hash; /* NULL where none */
    const char *body;
    size_t body_bytes;
};
bool month_log_store_answer(struct database_pool *pool, const struct claim *claim,
                            const struct raw_answer *answer, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The raw answers of this generation: provider, outcome, body (columns 0, 1, 2). */
bool month_log_answers(struct database_pool *pool, const struct claim *claim, struct rows **ret,
                       struct error *err) NONNULL_ALL MUST_CHECK;

/* What generators named, and what local ones (which cost nothing) answered in so many words. */
struct generated {
    const struct books *books;
    struct sql_array *providers, *answers; /* of local generators, in the same order */
    const char *prompt_hash;               /* NULL where none */
};
bool month_log_store_books(struct database_pool *pool, const struct claim *claim,
                           const struct generated *generated, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The stored books of this generation, settled ones with their status. */
bool month_log_books(struct database_pool *pool, const struct claim *claim, struct books *ret,
                     struct error *err) NONNULL_ALL MUST_CHECK;

/* What a resolver settled of one book. */
struct resolution {
    int position;
    const char *isbn13; /* NULL: not found */
    const char *confidence, *evidence, *matched_title;
};
/** in  last  every resolver has answered: the stage becomes "resolved" */
bool month_log_store_resolutions(struct database_pool *pool, const struct claim *claim,
                                 const char *resolver, const struct resolution *resolutions,
                                 size_t count, bool last, struct error *err) NONNULL_ALL MUST_CHECK;

struct completion {
    int64_t generated, resolved, queued, duration_ms;
};
/** in  calls  JSON object of calls by provider
 *      partial  of a generator that failed meanwhile; class NONE: none did */
bool month_log_complete(struct database_pool *pool, const struct claim *claim, const char *calls,
                        const struct error *partial, struct completion *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* What becomes of a month that is not completed. consumer/month/settle.c chooses. */
enum give_up { GIVE_UP_RELEASE, GIVE_UP_DEFER, GIVE_UP_RETRY, GIVE_UP_FAIL };
struct given_up {
    char status[16]; /* queued, retry, failed */
    int retry_count;
    int64_t retry_in_ms;
};
/** in  retry_max, delays_ms[0..delay_count)  of the configuration
 *      why  goes into the row; its retry_after_ms is the delay of GIVE_UP_DEFER */
struct retry_plan {
    int64_t retry_max;
    int64_t delays_ms[16];
    size_t delay_count;
};
bool month_log_give_up(struct database_pool *pool, const struct claim *claim, enum give_up action,
                       const struct error *why, const char *calls, const struct retry_plan *plan,
                       struct given_up *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** What the reading of a stored answer showed: the model that wrote it, and whether it declines. */
bool month_log_answer_read(struct database_pool *pool, const struct claim *claim,
                           const char *provider, bool refused, const char *model, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* What a resolver over HTTP answered about some books: remembered for a while under their keys. */
struct lookup_answers {
    const char *resolver;
    const struct resolution *items;
    struct sql_array *book_keys; /* in the same order */
    size_t count;
    int64_t remember_ms;
};
bool month_log_store_lookups(struct database_pool *pool, const struct claim *claim,
                             const struct lookup_answers *answers, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Which of these book keys the resolver is known not to have: column 0 counts them from 1. */
bool month_log_remembered(struct database_pool *pool, const char *resolver, struct sql_array *keys,
                          struct rows **ret, struct error *err) NONNULL_ALL MUST_CHECK;
