/* error.h: what went wrong, and what the caller is to do about it.
 *
 * The class decides: consumer/month/give_up.c acts on it for a month, error_exit_code() for a
 * command. A message grows outward, one clause a layer ("claim 2023-11: connection to the database
 * lost"), and is logged once, at the top. */
#pragma once
#include "core/base.h"

enum error_class {
    ERROR_NONE,         /* no error: what a zeroed struct says */
    ERROR_OWN_SERVERS,  /* database or broker away: repeat in place, never charge the month */
    ERROR_TRANSIENT,    /* provider timed out or failed: retry later, charged */
    ERROR_RATE_LIMITED, /* wait retry_after_ms, go on with others */
    ERROR_QUOTA,        /* the provider is closed until its reset */
    ERROR_CONFIG,       /* configuration: the provider is closed, or the program cannot start */
    ERROR_REQUEST,      /* our own request was refused: a defect of ours */
    ERROR_MALFORMED,    /* an answer that cannot be read, or was cut off */
    ERROR_POISON,       /* a message that can never be processed */
    ERROR_CLAIM_LOST,   /* the month has another owner by now: change nothing */
    ERROR_CANCELLED,    /* an operator or a drain asked us to stop */
    ERROR_USAGE,        /* what a person typed cannot be done */
    ERROR_NOTHING,      /* what a person typed is right, and selects nothing */
    ERROR_MISSING,      /* what a person named is not there */
    ERROR_CLASS_COUNT_
};

/* The names of those that months and letters can have, as choices of a command line. */
#define ERROR_CLASSES                                                                              \
    "own_servers|transient|rate_limited|quota|config|request|malformed|poison|claim_lost|"         \
    "cancelled|usage"

struct error {
    enum error_class class;
    int code;               /* of the foreign domain: HTTP status, library code; 0 if none */
    char sqlstate[6];       /* of PostgreSQL; empty if none */
    int64_t retry_after_ms; /* 0 if the other side named no time */
    char message[512];      /* for people and backfill_log.error_message; no secrets, valid UTF-8 */
};

/** Fill err and return false, so that a failing step is one line. The message is made valid UTF-8
 *  without control characters, and is cut between two characters where it is too long. */
bool error_set(struct error *err, enum error_class class, int code, const char *fmt, ...)
    NONNULL_ALL PRINTF_LIKE(4, 5);

/** Put a clause before the message ("clause: message") and return false. The class stays. */
bool error_wrap(struct error *err, const char *fmt, ...) NONNULL_ALL PRINTF_LIKE(2, 3);

/** The name of a class as logs and the database have it: "own_servers", "transient" and so on. */
const char *error_class_name(enum error_class class);

/** The exit code of a command that ends with this error.
 *  out   69 OWN_SERVERS | 78 CONFIG | 2 USAGE | 3 NOTHING, MISSING |
 *        75 CANCELLED, RATE_LIMITED, QUOTA | 1 any other */
int error_exit_code(const struct error *err) NONNULL_ALL;
