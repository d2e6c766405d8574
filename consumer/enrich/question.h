/* question.h: a question to a source over HTTP: the ISBNs that one request asks for, and what came
 * of it. */
#pragma once
#include "enrich/batch.h"
#include "gate/asking.h"

struct question {
    struct isbn *isbns; /* owned */
    size_t count;       /* of those asked for; behind them stands the witness */
    char next[64];      /* as in edition_question */

    /* One ISBN that the source is known to have is asked for with them: an answer that lacks it,
     * too, says nothing of the others. */
    bool has_witness;

    /* What came of it: */
    bool too_long; /* the source does not take so many, or answers too much: one half is less */
    bool answered; /* the fields below say what, and it is not stored yet */
    struct edition_answer answer;
};

struct questions {
    struct question **items; /* owned: calls under way point to them */
    size_t count, capacity;
};
void questions_done(struct questions *questions);
CLEANUP_STRUCT(struct questions, questions_done)

/** Add a question about these ISBNs.
 *  in   isbns  copied;  next  "": the first one about them
 *  out  lives as long as the list; NULL: there are no ISBNs */
struct question *questions_add(struct questions *questions, const struct isbn *isbns, size_t count,
                               const char *next) NONNULL_ALL;

/** The questions of a batch to a source: about each ISBN whose edition lacks a field that it can
 *  give, and that it may be asked for. The first are those about which it may add most.
 *  in  most  ISBNs in one question */
void questions_plan(struct batch *batch, const struct service *service, size_t most,
                    struct questions *ret) NONNULL_ALL;

/** Write the request.
 *  err  as build_editions of the service's kind */
bool question_build(const struct question *question, const struct batch *batch,
                    const struct service *service, struct ask *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Read the response of a call, whatever its status.
 *  out  question  answered and answer, or too_long
 *  err  as read_editions of the service's kind */
bool question_read(struct question *question, const struct ask *ask, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Add what follows from an answer that says that there is more to say. */
void question_follow(const struct question *question, struct questions *next) NONNULL_ALL;

/** Add the halves of a question that was too long. */
void question_halve(const struct question *question, struct questions *next) NONNULL_ALL;
