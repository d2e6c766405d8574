/* login.c: a token becomes a cookie that scripts cannot read and other sites cannot use. */
#include "serve/login.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/clock.h"
#include "core/json_write.h"
#include "core/text.h"
#include "io/json/json.h"
#include "serve/etag.h"
#include "serve/problem.h"
#include "serve/session.h"

#define TOKEN_BYTES_MAX 1024

static void set_cookie(struct web_answer *answer, const struct caller *caller, const char *value,
                       int64_t seconds)
{
    CLEANUP(text_done) struct text cookie = {0};
    text_add_format(&cookie,
                    SESSION_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%lld%s", value,
                    (long long)seconds, caller->is_encrypted ? "; Secure" : "");
    web_answer_header(answer, "Set-Cookie", text_of(&cookie));
}

/* Read {"token": "…"}, and nothing else.
 * out  ret_root  owned by the caller, also where there is no token
 *      NULL: it is something else */
static const char *read_token(const struct web_request *request, struct json **ret_root)
{
    static const struct json_limits limits = {.bytes = 8192, .depth = 2, .tokens = 8};
    struct error unread = {0};
    const char *token = NULL;
    if (!json_parse(request->body, request->body_bytes, &limits, ret_root, &unread) ||
        json_member_count(*ret_root) != 1 ||
        json_get_string(*ret_root, "token", TOKEN_BYTES_MAX, &token) != JSON_FOUND)
        return NULL;
    return token;
}

static bool is_json(const struct web_request *request)
{
    static const char json[] = "application/json";
    const char *type = web_header(request, "Content-Type");
    return type && strncasecmp(type, json, strlen(json)) == 0 &&
           (type[strlen(json)] == '\0' || strchr("; ", type[strlen(json)]));
}

static void log_in(const struct auth *auth, const struct web_request *request,
                   struct caller *caller, struct web_answer *ret)
{
    CLEANUP(json_free) struct json *root = NULL;
    char value[SESSION_BYTES];
    if (!is_json(request)) {
        problem_answer(ret, 415, NULL);
        return;
    }
    const char *secret = read_token(request, &root);
    if (!secret) {
        problem_answer(ret, 400, "The body is not {\"token\": \"…\"} and nothing else.");
        return;
    }
    const struct token *token = auth_token(auth, caller, secret);
    if (caller->wait_s > 0) {
        problem_wait(ret, 429, caller->wait_s,
                     "Too many different wrong tokens came from this address.");
    } else if (!token) {
        problem_answer(ret, 401, "This token is not known here.");
    } else if (!(token->rights & RIGHT_READ)) {
        problem_answer(ret, 403,
                       "This is the secret of the cron line. The page needs an operator's or a "
                       "reader's token.");
    } else {
        session_write(token, clock_utc_ms() / 1000 + auth_session_s(auth), value);
        set_cookie(ret, caller, value, auth_session_s(auth));
        ret->status = 204;
    }
}

static void show_caller(const struct web_request *request, const struct caller *caller,
                        struct web_answer *ret)
{
    static const struct {
        unsigned right;
        const char *name;
    } rights[] = {{RIGHT_READ, "read"}, {RIGHT_OPERATE, "operate"}, {RIGHT_CRON, "cron"}};
    char until[21];
    clock_utc_text(caller->until_s * 1000, until);
    json_write_open(&ret->body, NULL, '{');
    json_write_open(&ret->body, "rights", '[');
    for (size_t i = 0; i < ARRAY_LEN(rights); i++)
        if (caller->rights & rights[i].right)
            json_write_text(&ret->body, NULL, rights[i].name);
    json_write_close(&ret->body, ']');
    json_write_text(&ret->body, "name", caller->name);
    json_write_text(&ret->body, "until", caller->by_cookie ? until : NULL);
    json_write_close(&ret->body, '}');
    text_add(&ret->body, "\n");
    ret->content_type = "application/json";
    etag_answer(web_header(request, "If-None-Match"), ret);
}

static void me(const struct web_request *request, const struct caller *caller,
               struct web_answer *ret)
{
    const char *reason = NULL;
    const int status = auth_check(caller, request, RIGHT_ANY, /* acts= */ false, &reason);
    if (status == 429)
        problem_wait(ret, status, caller->wait_s, reason);
    else if (status != 0)
        problem_answer(ret, status, "%s", reason);
    else if (!problem_of_query(ret, request->query))
        show_caller(request, caller, ret);
}

/* Is the method that one? Else the answer says so. */
static bool is_method(const struct web_request *request, const char *method, struct web_answer *ret)
{
    if (strcmp(request->method, method) == 0 ||
        (strcmp(method, "GET") == 0 && strcmp(request->method, "HEAD") == 0))
        return true;
    problem_method(ret, strcmp(method, "GET") == 0 ? "GET, HEAD" : method);
    return false;
}

/* A browser that another site makes log in, or log out, is refused. Programs send neither
 * header. */
static bool is_own(const struct web_request *request, struct web_answer *ret)
{
    const bool says = web_header(request, "Sec-Fetch-Site") || web_header(request, "Origin");
    if (!says || auth_same_site(request))
        return true;
    problem_answer(ret, 403, "A page of another site sent this, so nothing was done.");
    return false;
}

bool login_answer(const struct auth *auth, const struct web_request *request,
                  const struct caller *caller, struct web_answer *ret)
{
    struct caller now = *caller;
    if (strcmp(request->path, "/api/v1/me") == 0) {
        if (is_method(request, "GET", ret))
            me(request, caller, ret);
    } else if (strcmp(request->path, "/login") == 0) {
        if (is_method(request, "POST", ret) && is_own(request, ret) &&
            !problem_of_query(ret, request->query))
            log_in(auth, request, &now, ret);
    } else if (strcmp(request->path, "/logout") == 0) {
        if (is_method(request, "POST", ret) && is_own(request, ret) &&
            !problem_of_query(ret, request->query)) {
            set_cookie(ret, caller, "", 0);
            ret->status = 204;
        }
    } else {
        return false;
    }
    return true;
}
