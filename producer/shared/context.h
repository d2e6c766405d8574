/* context.h: what a command works with: its configuration, the database, and who runs it. */
#pragma once
#include "core/backoff.h"
#include "io/config/config.h"
#include "io/database/database.h"

#define PROGRAM "backfill-producer"

struct context {
    const char *config_file; /* --config, of every command */
    bool json;               /* --json, of commands that print data */
    struct config *config;   /* set by context_configure */
    struct database *db;     /* set by context_database */
};

/** Close and free what the context has opened. */
void context_done(struct context *context) NONNULL_ALL;

/** Read the configuration where that was not done yet, and check that it names the servers.
 *  in    needs_database, needs_broker  the servers that the command talks to
 *  err   CONFIG a file, a key or a prompt is wrong, or a server is not named */
bool context_configure(struct context *context, bool needs_database, bool needs_broker,
                       struct error *err) NONNULL_ALL MUST_CHECK;

/** Configure, connect to the database, and check its schema.
 *  time  10 s at most while the server is not there
 *  err   OWN_SERVERS database away | CONFIG refused, or another schema than this program needs */
bool context_database(struct context *context, struct error *err) NONNULL_ALL MUST_CHECK;

/** Configure, and connect without a check of the schema, without a limit on the time of a
 *  statement, and past a pooler where database.direct_url is set.
 *  time  10 s at most while the server is not there
 *  err   OWN_SERVERS database away | CONFIG refused */
bool context_database_unchecked(struct context *context, struct error *err) NONNULL_ALL MUST_CHECK;

/* How long a server that is not there is tried again: 10 s. Zeroed memory is a new one. */
struct patience {
    int64_t until_ms;
    struct backoff backoff;
};

/** May this step be tried again? If so, this waits a little before.
 *  in    err  its failure */
bool patience_again(struct patience *patience, const struct error *err) NONNULL_ALL;

/** Who runs this program, as "user@host", for the table operator_action. Lives as long as the
 *  program. */
const char *context_actor(void);
