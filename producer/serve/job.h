/* job.h: a command that a request wants, and what became of it. */
#pragma once
#include "core/error.h"
#include "core/text.h"
#include "io/web/webserver.h"

/* How what a command prints is taken while it is printed. Both are called on the pool's thread, and
 * must not block. */
struct job_pieces {
    enum web_room (*room)(void *context); /* WEB_LEFT: nobody wants it, and the command is ended */
    void (*take)(void *context, const char *bytes, size_t count); /* only while there is room */
};

/* One command. All is copied. */
struct job {
    char *const *words; /* behind the program's name: "dlq", "list", "--json" */
    size_t word_count;
    const char *actor;       /* for whom: "operator 127.0.0.1" */
    const char *traceparent; /* of the request; NULL: none */
    const char *idempotency; /* an object of JSON, handed to the worker as it is; NULL: none */
    bool looks; /* it changes nothing: where the same words wait already, one answer is for both */
    const struct job_pieces *pieces; /* borrowed; then the outcome has the rest. NULL: it has all */
};

/* What became of it. */
struct outcome {
    int code;               /* the exit code of the command */
    enum error_class class; /* of its error; NONE: it had none */
    struct text message;    /* of its error */
    struct text notes;      /* what it said on stderr */
    struct text body;       /* what it printed */
    int status;             /* to refuse with, whatever the code; 0: the code decides */
    int64_t wait_s;         /* of such a refusal: then to be asked again; 0: not known */
    bool repeated;          /* it was done before, with this Idempotency-Key */
    /* No answer: code is TRY_AGAIN where time was up or the pool stops, FAILED where the worker has
     * died. The command may have been carried out all the same. */
    bool lost;
};
void outcome_done(struct outcome *outcome);
CLEANUP_STRUCT(struct outcome, outcome_done)

/** Told of the outcome, on the pool's thread, once for each job; must not block. It may take the
 *  texts; the pool ends the rest. */
typedef void pool_done(void *context, struct outcome *outcome);
