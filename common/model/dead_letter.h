/* dead_letter.h: the collector: moves dead letters from the broker's dead-letter queues into the
 * archive, the table dead_letter, bytes unchanged.
 *
 * Looking at letters on a quorum queue and giving them back harms them, so they are moved once and
 * looked at in the archive. A letter is acknowledged after the commit that keeps it: archived twice
 * perhaps, never lost. */
#pragma once
#include "core/month.h"
#include "core/uuid.h"
#include "io/broker/broker.h"
#include "io/config/config.h"
#include "io/database/database.h"

struct dead_letters_collected {
    int64_t archived;  /* new in the archive */
    int64_t again;     /* were there already */
    int64_t announced; /* months still open whose message this was: they got another */
};

/** Move what lies on both dead-letter queues now. Months that were announced again have a row in
 * the outbox. out   ret  on failure too: what was committed by then err   OWN_SERVERS database or
 * broker away | CONFIG no rights, no such queue */
bool dead_letter_collect(const struct config *config, struct database *db,
                         struct dead_letters_collected *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* What a letter says of itself. Strings are borrowed from the message, NULL where it does not say.
 */
struct dead_letter {
    struct uuid letter_id; /* a new one where it has none */
    char reason[256];
    char too_long[96]; /* empty: the body was kept */
    const char *error_class, *error_message, *worker;
    int64_t attempts;     /* -1: does not say */
    const char *first_at; /* a time that PostgreSQL takes */
    const char *last_at;
    struct month month; /* year 0: none */
    struct uuid job_id; /* empty: none */
    bool given_up;      /* by the broker, after too many deliveries */
};

/** Read a letter: our own headers, else the broker's account; month and job from its body. What
 *  cannot be read is left out: nothing keeps a letter from being archived. */
void dead_letter_read(const struct broker_message *message, struct dead_letter *ret) NONNULL_ALL;
