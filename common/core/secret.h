/* secret.h: stars in place of secrets, in bytes that come from outside. Services repeat what they
 * were sent, in whole or in part, and as they like to write it; what they say is kept and shown. So
 * it is masked once, where it comes in, before anything is read, cut or stored. */
#pragma once
#include "core/base.h"

/** So many bytes of a secret tell something of it. A shorter one is no secret: its letters may
 *  stand in any text. */
#define SECRET_RUN_BYTES 8

/* The secrets that are looked for. Zeroed memory holds none. */
struct secrets {
    uint64_t *runs; /* all runs of SECRET_RUN_BYTES, sorted */
    size_t count;
    uint64_t hashes[64]; /* a bit for the hash of each run: most text is no secret at first sight */
};
void secrets_done(struct secrets *secrets);
CLEANUP_STRUCT(struct secrets, secrets_done)

/** Look for this secret, too, and for what base64 makes of it.
 *  in    secret  NULL: there is none */
void secrets_add(struct secrets *secrets, const char *secret) __attribute__((nonnull(1)));

/** Look for the password of a URL, too, alone and behind its user; the user alone is no secret, but
 *  in http without a password.
 *  in    url  NULL, or one without them: there are none */
void secrets_add_login(struct secrets *secrets, const char *url) __attribute__((nonnull(1)));

/** Put a star in the place of each byte of what repeats SECRET_RUN_BYTES of a secret or more in one
 *  piece: as it is, percent-encoded, or escaped as in JSON, any number of times. The count stays,
 *  and JSON and UTF-8 stay what they were. */
void secrets_mask(const struct secrets *secrets, char *bytes, size_t count)
    __attribute__((nonnull(1)));
