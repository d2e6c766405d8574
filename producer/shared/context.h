/* context.h: what a command works with: its configuration, the database, and who runs it. */
#pragma once
#include "core/backoff.h"
#include "core/trace.h"
#include "io/config/config.h"
#include "io/database/database.h"

#define PROGRAM "backfill-producer"

struct context {
    const char *config_file; /* --config, of every command */
    bool json;               /* --json, of commands that print data */
    struct config *config;   /* set by context_configure */
    struct database *db;     /* set by context_database */
    struct trace trace;      /* that the caller carries; none: each transaction begins its own */
    int64_t checked_ms;      /* when the schema was last found right; 0: not yet. Of a server */
};

/** Close and free what the context has opened. */
void context_done(struct context *context) NONNULL_ALL;

/** From now on this process carries out commands for callers that wait, one after the other: it
 *  keeps the configuration and the database of a context between them, gives up on a server that
 *  is not there within a second or two, and limits how long a statement and the broker may take.
 *  Before any context is configured. */
void context_serve(void);

/** How long a command may collect dead letters (dead_letter_collect): of a request a quarter of its
 *  time, so that there is time for what it wants of them. 0: as long as it takes. */
int64_t context_collect_ms(const struct context *context) NONNULL_ALL;

/** Is this process one that context_serve has made? */
bool context_is_served(void) MUST_CHECK;

/** Close its connection to the database, if it has one. */
void context_disconnect(struct context *context) NONNULL_ALL;

/** Make a context ready for the next command: what the last one left open is rolled back, and a
 *  connection that is lost is closed, so that another one is opened.
 *  in    actor  who asks, for context_actor */
void context_next(struct context *context, const char *actor) NONNULL_ALL;

/** Read the configuration where that was not done yet, and check that it names the servers.
 *  in    needs_database, needs_broker  the servers that the command talks to
 *  err   CONFIG a file, a key or a prompt is wrong, or a server is not named */
bool context_configure(struct context *context, bool needs_database, bool needs_broker,
                       struct error *err) NONNULL_ALL MUST_CHECK;

/** Configure, connect to the database, and check its schema.
 *  time  10 s at most while the server is not there; 1 s in a process that serves
 *  err   OWN_SERVERS database away | CONFIG refused, or another schema than this program needs */
bool context_database(struct context *context, struct error *err) NONNULL_ALL MUST_CHECK;

/** The caller carries this trace, or none.
 *  in    traceparent  NULL, or something that is none: none */
void context_trace(struct context *context, const char *traceparent) __attribute__((nonnull(1)));

/** Carry the trace of the caller into the transaction that is open, for the months that it
 *  schedules.
 *  err   as database_run */
bool context_carry_trace(struct context *context, struct error *err) NONNULL_ALL MUST_CHECK;

/** Configure, and connect without a check of the schema, without a limit on the time of a
 *  statement, and past a pooler where database.direct_url is set.
 *  time  10 s at most while the server is not there
 *  err   OWN_SERVERS database away | CONFIG refused */
bool context_database_unchecked(struct context *context, struct error *err) NONNULL_ALL MUST_CHECK;

/* How long a server that is not there is tried again: 10 s, or 1 s where a caller waits. Zeroed
 * memory is a new one. */
struct patience {
    int64_t until_ms;
    struct backoff backoff;
};

/** May this step be tried again? If so, this waits a little before.
 *  in    err  its failure */
bool patience_again(struct patience *patience, const struct error *err) NONNULL_ALL;

/** Who runs this program, as "user@host", for the table operator_action; or for whom a process that
 *  serves does it. It lives until the next command. */
const char *context_actor(void);
