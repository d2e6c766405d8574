/* tokens.h: the secrets of those who may call serve, as hashes. What was configured is not kept. */
#pragma once
#include "io/config/config.h"
#include "io/digest.h"

/* What a caller may do: a set. Who may operate may read. */
enum {
    RIGHT_CRON = 1,
    RIGHT_READ = 2,
    RIGHT_OPERATE = 4,
    RIGHT_ANY = 7, /* of what every caller with a secret may do */
};

#define TOKENS_EACH 2 /* the old one and the new one, while they change */

struct token {
    unsigned rights;
    struct digest hash;
    struct digest session_key; /* signs the cookies of logins with it */
};

struct tokens {
    struct token items[3 * TOKENS_EACH];
    size_t count;
};

/** Read the secrets of a configuration: BACKFILL_CRON_SECRET, BACKFILL_HTTP_READ_TOKEN,
 *  BACKFILL_HTTP_OPERATOR_TOKEN, each one or two.
 *  err   CONFIG none is set; one is short; there are more than two; two rights have the same. It
 *        names the variable, and no secret */
bool tokens_read(const struct config *config, struct tokens *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The secret that a caller shows. The time does not tell how near it was.
 *  in    hash  of what was shown
 *  out   NULL: it is none of them */
const struct token *tokens_find(const struct tokens *tokens, const struct digest *hash) NONNULL_ALL;

/** What people call the rights: "operator", "reader", "cron". */
const char *tokens_role(unsigned rights);
