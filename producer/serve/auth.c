/* auth.c: from the headers of a request to its caller. */
#include "serve/auth.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/text.h"
#include "serve/guesses.h"
#include "serve/session.h"

#define BEARER "Bearer "

struct auth {
    struct tokens tokens;
    struct guesses *guesses; /* changes while the rest stays */
    char *proxies;           /* a comma list */
    int64_t session_s;
};

bool auth_open(const struct config *config, struct auth **ret, struct error *err)
{
    struct tokens tokens = {.count = 0};
    if (!tokens_read(config, &tokens, err))
        return false;
    struct auth *auth = mem_new(1, sizeof(*auth));
    *auth = (struct auth){.tokens = tokens,
                          .guesses = mem_new(1, sizeof(*auth->guesses)),
                          .proxies = mem_text(config->http_proxies),
                          .session_s = config->http_session_hours * 3600};
    explicit_bzero(&tokens, sizeof(tokens));
    *ret = auth;
    return true;
}

void auth_free(struct auth *auth)
{
    if (!auth)
        return;
    mem_free(auth->guesses);
    mem_free(auth->proxies);
    explicit_bzero(auth, sizeof(*auth));
    mem_free(auth);
}

int64_t auth_session_s(const struct auth *auth)
{
    return auth->session_s;
}

/* ---- where it comes from ---- */

static bool is_address(const char *text)
{
    struct in6_addr bytes;
    return inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1;
}

/* The last address of X-Forwarded-For is the one that the proxy saw itself; what stands before it,
 * anybody may have written. */
static void find_address(const struct auth *auth, const struct web_request *request,
                         struct caller *caller)
{
    text_copy(caller->address, sizeof(caller->address), request->peer);
    if (!text_list_has(auth->proxies, request->peer))
        return;
    const char *scheme = web_header(request, "X-Forwarded-Proto");
    const char *list = web_header(request, "X-Forwarded-For");
    const char *comma = list ? strrchr(list, ',') : NULL;
    const char *last = comma ? comma + 1 : list;
    caller->is_encrypted = scheme && strcasecmp(scheme, "https") == 0;
    if (!last)
        return;
    last += strspn(last, " ");
    if (is_address(last))
        text_copy(caller->address, sizeof(caller->address), last);
}

/* ---- what it shows ---- */

const struct token *auth_token(const struct auth *auth, struct caller *caller, const char *secret)
{
    const int64_t now_ms = clock_monotonic_ms();
    caller->wait_s = guesses_wait_s(auth->guesses, caller->address, now_ms);
    if (caller->wait_s > 0)
        return NULL;
    const struct digest hash = digest_of(secret, strlen(secret));
    const struct token *token = tokens_find(&auth->tokens, &hash);
    if (!token)
        guesses_count(auth->guesses, caller->address, &hash, now_ms);
    return token;
}

/* What stands behind "Bearer ". Other schemes are meant for a proxy. NULL: nothing. */
static const char *bearer(const struct web_request *request)
{
    const char *header = web_header(request, "Authorization");
    if (!header || strncasecmp(header, BEARER, strlen(BEARER)) != 0)
        return NULL;
    header += strlen(BEARER);
    return header + strspn(header, " ");
}

static const struct token *token_shown(const struct auth *auth, const struct web_request *request,
                                       struct caller *caller)
{
    const char *secret = bearer(request), *cron = web_header(request, "X-Cron-Secret");
    const char *cookies = web_header(request, "Cookie");
    const struct token *token = NULL;
    if (secret || cron) {
        caller->shown = true;
        token = auth_token(auth, caller, secret ? secret : cron);
        return token && !secret && !(token->rights & RIGHT_CRON) ? NULL : token;
    }
    if (cookies) {
        token = session_of_header(&auth->tokens, cookies, clock_utc_ms() / 1000, &caller->until_s);
        caller->shown = strstr(cookies, SESSION_COOKIE "=") != NULL;
        caller->by_cookie = token != NULL;
    }
    return token;
}

void auth_identify(const struct auth *auth, const struct web_request *request, struct caller *ret)
{
    struct caller caller = {.rights = 0};
    find_address(auth, request, &caller);
    const struct token *token = token_shown(auth, request, &caller);
    if (token) {
        caller.rights = token->rights;
        (void)snprintf(caller.name, sizeof(caller.name), "%s %s", tokens_role(token->rights),
                       caller.address); /* both are short */
    }
    *ret = caller;
}

/* ---- what it may ---- */

/* Where the browser does not say whose page sends a request, Origin does; its host and port must be
 * those that were asked for. */
bool auth_same_site(const struct web_request *request)
{
    const char *site = web_header(request, "Sec-Fetch-Site");
    const char *origin = web_header(request, "Origin");
    const char *host = web_header(request, "Host");
    const char *behind = origin ? strstr(origin, "://") : NULL;
    if (site)
        return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    return behind && host && strcasecmp(behind + 3, host) == 0;
}

static int check_rights(unsigned has, unsigned right, const char **ret_reason)
{
    if (has & right)
        return 0;
    if (right == RIGHT_CRON)
        *ret_reason = "This needs the secret of the cron line, in the header X-Cron-Secret.";
    else if (has & RIGHT_CRON)
        *ret_reason = "The secret of the cron line opens /api/internal only. Show an operator's or "
                      "a reader's token, as Authorization: Bearer TOKEN.";
    else
        *ret_reason = "This changes something, and a reader's token may only look. Show an "
                      "operator's token.";
    return 403;
}

int auth_check(const struct caller *caller, const struct web_request *request, unsigned right,
               bool acts, const char **ret_reason)
{
    if (caller->wait_s > 0) {
        *ret_reason = "Too many different wrong secrets came from this address. Wait as long as "
                      "Retry-After says: until then none is looked at, the right one neither.";
        return 429;
    }
    if (!caller->rights) {
        *ret_reason = caller->shown ? "The secret is not known here, or the login has ended. Show "
                                      "one that is configured, or log in again."
                                    : "Show a secret: Authorization: Bearer TOKEN, X-Cron-Secret, "
                                      "or log in on the page.";
        return 401;
    }
    const int status = check_rights(caller->rights, right, ret_reason);
    if (status != 0)
        return status;
    if (acts && caller->by_cookie && !auth_same_site(request)) {
        *ret_reason = "A page of another site sent this with your cookie, so nothing was done. Use "
                      "the page of this server, or Authorization: Bearer TOKEN.";
        return 403;
    }
    return 0;
}
