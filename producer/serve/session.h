/* session.h: the cookie of a login to the page. It says whose it is and until when, signed by a key
 * that is made of the secret that was shown. So nothing is stored, a restart keeps it, and a secret
 * that is taken away ends it. A logout makes the browser forget it. */
#pragma once
#include "serve/tokens.h"

#define SESSION_COOKIE "backfill_session"
#define SESSION_BYTES 160 /* more than one has */

/** Write the cookie's value.
 *  in    until_s  when it ends, seconds since 1970 */
void session_write(const struct token *token, int64_t until_s, char ret[static SESSION_BYTES])
    NONNULL_ALL;

/** Whose login a value is.
 *  out   ret_until_s  when it ends
 *        NULL: it is none, or has ended, and ret_until_s is untouched */
const struct token *session_read(const struct tokens *tokens, const char *value, int64_t now_s,
                                 int64_t *ret_until_s) NONNULL_ALL;

/** The same for a header Cookie, which may hold others. */
const struct token *session_of_header(const struct tokens *tokens, const char *header,
                                      int64_t now_s, int64_t *ret_until_s) NONNULL_ALL;
