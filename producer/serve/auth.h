/* auth.h: who calls serve, and whether they may do what they ask for.
 *
 * A caller shows a secret (Authorization: Bearer, or X-Cron-Secret), or the cookie of a login to
 * the page. What a browser sends by itself, the cookie, changes something only where the request
 * comes from the page itself. Used on the thread of the web server. */
#pragma once
#include "io/web/webserver.h"
#include "serve/tokens.h"

struct auth;

/* Who calls. */
struct caller {
    unsigned rights; /* 0: a stranger */
    bool by_cookie;
    bool shown;        /* it showed something that is no good, or no longer */
    int64_t until_s;   /* by_cookie: when the login ends, seconds since 1970 */
    int64_t wait_s;    /* it tried too many secrets, and has to wait so long; 0: it has not */
    char name[64];     /* "operator 192.0.2.1", for the record of what was done */
    char address[48];  /* where it comes from: behind a proxy of ours, what that says */
    bool is_encrypted; /* the way to the proxy of ours that it came by */
};

/** Take the secrets and the proxies of a configuration.
 *  out   ret  the caller frees it with auth_free
 *  err   CONFIG as tokens_read */
bool auth_open(const struct config *config, struct auth **ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
void auth_free(struct auth *auth);
CLEANUP_FUNCTION(struct auth, auth_free)

/** Find out who calls. */
void auth_identify(const struct auth *auth, const struct web_request *request, struct caller *ret)
    NONNULL_ALL;

/** May this caller do that? Asked before anything is looked up for the request, so that strangers
 *  learn nothing of what there is: for a path that does not exist, with RIGHT_ANY.
 *  in    right  one of these is needed
 *        acts   it changes something
 *  out   0, or the status to refuse with: 401, 403 or 429 (caller->wait_s is its Retry-After)
 *        ret_reason  a literal: why, and how to mend it; untouched where it may */
int auth_check(const struct caller *caller, const struct web_request *request, unsigned right,
               bool acts, const char **ret_reason) NONNULL_ALL MUST_CHECK;

/** Does a request come from a page of ours, or from no page at all? Else another site makes the
 *  browser send it. */
bool auth_same_site(const struct web_request *request) NONNULL_ALL MUST_CHECK;

/** Look for a secret that a caller shows, and count it where it is wrong.
 *  in    caller  its address is known; wait_s is set
 *  out   NULL: it is none of ours, or the caller has to wait */
const struct token *auth_token(const struct auth *auth, struct caller *caller, const char *secret)
    NONNULL_ALL;

/** How long a login lasts, in seconds. */
int64_t auth_session_s(const struct auth *auth) NONNULL_ALL;
