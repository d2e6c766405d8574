/* dead_letter.h: the collector moves dead letters from the broker's dead-letter queues into the
 * archive, which is the table dead_letter. Their bytes are not changed.
 *
 * A letter that is read on a quorum queue and given back counts one more delivery. So letters are
 * moved once, and people look at them in the archive. A letter is acknowledged after the commit
 * that keeps it, so it is never lost; one that comes again is known by its id. */
#pragma once
#include "core/month.h"
#include "core/uuid.h"
#include "io/broker/broker.h"
#include "io/config/config.h"
#include "io/database/database.h"

/* The header of a letter whose body was too long to be kept: how many bytes it had. */
#define DEAD_LETTER_BODY_BYTES "backfill-body-bytes"

struct dead_letters_collected {
    int64_t archived;  /* letters that are new in the archive */
    int64_t again;     /* letters that were there already */
    int64_t announced; /* open months whose message this was, and which were announced again */
    bool more;         /* the time was over before all were taken */
};

/** Move the letters that lie now on either dead-letter queue into the archive. A month that is
 *  announced again has a row in the outbox, which the caller or a consumer publishes.
 *  in    limit_ms  begin no further batch after so long; 0: take all that lie there
 *  out   ret  counts what was committed, also on failure
 *  err   OWN_SERVERS database or broker away | CONFIG no rights, no such queue | as database_run
 *        and broker_next */
bool dead_letter_collect(const struct config *config, struct database *db, int64_t limit_ms,
                         struct dead_letters_collected *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* What a letter tells. Strings are borrowed from the message, or from this struct; NULL: it does
 * not tell. */
struct dead_letter {
    struct uuid letter_id; /* a new one where it has none */
    char reason[256];
    char too_long[96]; /* error_message of a letter whose body was not kept; otherwise empty */
    const char *error_class, *error_message, *worker;
    int64_t attempts;     /* -1: it does not tell */
    const char *first_at; /* "2023-11-30T08:15:00Z" */
    const char *last_at;
    struct month month;     /* year 0: none */
    struct uuid job_id;     /* empty: none */
    int64_t body_bytes;     /* as they were sent, also where they were not kept */
    bool dropped_by_broker; /* the broker dead-lettered it, after too many deliveries */
};

/** Read a letter. Its headers are ours, or else those of the broker; month and job stand in its
 *  body. What cannot be read is left out, because every letter must be archived. */
void dead_letter_read(const struct broker_message *message, struct dead_letter *ret) NONNULL_ALL;
