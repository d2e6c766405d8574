/* request_once.h: whether a request with an Idempotency-Key was carried out before, by any worker.
 *
 * What a command does and this record are different transactions, so a worker can die in between.
 * But every change of a command is written down (operator_action) by the transaction that makes
 * it, with the number of the request. So a request without an answer that nothing is written of has
 * changed nothing, and is carried out; one that something is written of is not done again, but how
 * far it came is for people to see. What is not written down (seed, collecting letters) can be done
 * again without harm. */
#pragma once
#include "io/database/database.h"
#include "io/json/json.h"

enum once {
    ONCE_BEGIN,      /* carry it out now */
    ONCE_ANSWERED,   /* it was carried out: answer as then */
    ONCE_OTHER,      /* the key is that of another request */
    ONCE_BUSY,       /* somebody carries it out, or has died with it a moment ago */
    ONCE_UNANSWERED, /* its worker has died, and at least a part of it was done */
};

/* What is known of a request. */
struct once_request {
    enum once verdict;
    int64_t id;
    int64_t tries;   /* how often it was taken up, this time among them */
    char actor[200]; /* who does it, as operator_action is to name it */
    char begun[24];  /* "2026-01-31T08:15:00Z" */
    int64_t wait_s;  /* ONCE_BUSY: then it is over */
    int64_t actions; /* ONCE_UNANSWERED: rows of operator_action */
    /* ONCE_ANSWERED */
    int code;
    enum error_class class;
    struct text message, notes, body;
    bool kept; /* the body was small enough to be kept */
};
void once_request_done(struct once_request *request);
CLEANUP_STRUCT(struct once_request, once_request_done)

/* Who asks: "operator 192.0.2.1", and longer than anybody can be busy with a request. */
struct once_caller {
    const char *name;
    int64_t busy_ms;
};

/** Begin a request.
 *  in    key  of request_key.h
 *  err   MALFORMED the key is none | as database_run */
bool once_begin(struct database *db, const struct json *key, const struct once_caller *caller,
                struct once_request *ret, struct error *err) __attribute__((nonnull(1, 3, 4, 5)))
MUST_CHECK;

/** Keep the answer of a request that was begun.
 *  in    answer  id and tries of once_begin; code, class, message, notes and body are set
 *  err   as database_run */
bool once_end(struct database *db, const struct once_request *answer, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Say why it is not carried out: OTHER, BUSY, UNANSWERED, and ANSWERED where the answer was too
 *  large to be kept.
 *  out   the status to answer with: 422 or 409
 *  err   USAGE */
int once_refuse(const struct once_request *request, struct error *err) NONNULL_ALL;
