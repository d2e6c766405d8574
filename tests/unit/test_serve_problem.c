/* test_serve_problem.c: refusals as RFC 9457 has them, and what they tell. */
#include "serve/problem.h"

#include "io/json/json.h"
#include "io/web/webserver.h"
#include "serve/job.h"
#include "serve/login.h"
#include "serve/route.h"
#include "serve/session.h"
#include "test.h"

static struct json *document(const struct web_answer *answer)
{
    static const struct json_limits limits = {.bytes = 100000, .depth = 4, .tokens = 100};
    struct json *root = NULL;
    struct error err = {0};
    if (!json_parse(text_of(&answer->body), answer->body.count, &limits, &root, &err))
        fail_msg("%s: %s", err.message, text_of(&answer->body));
    return root;
}

static const char *member(const struct json *root, const char *key)
{
    const char *value = NULL;
    assert_int_equal(json_get_string(root, key, 2000, &value), JSON_FOUND);
    return value;
}

static const char *header(const struct web_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->extra.count; i++)
        if (strcmp(answer->extra.items[i].name, name) == 0)
            return answer->extra.items[i].value;
    return NULL;
}

static void problem_answer__says_what_and_how_to_mend_it(void **state)
{
    (void)state;
    static const int statuses[] = {400, 401, 403, 404, 405, 408, 409, 413, 414, 415,
                                   418, 421, 422, 429, 431, 500, 501, 503, 505};
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        CLEANUP(web_answer_done) struct web_answer answer = {.status = 0};
        int64_t status = 0;
        problem_answer(&answer, statuses[i], "no %s", "good");
        CLEANUP(json_free) struct json *root = document(&answer);
        assert_int_equal(answer.status, statuses[i]);
        assert_string_equal(answer.content_type, "application/problem+json");
        assert_int_equal(json_get_int(root, "status", 100, 599, &status), JSON_FOUND);
        assert_int_equal(status, statuses[i]);
        assert_string_equal(member(root, "type"), "about:blank");
        assert_string_equal(member(root, "detail"), "no good");
        assert_true(strlen(member(root, "title")) > 3);
        assert_true(strlen(member(root, "remedy")) > 10);
        assert_true((statuses[i] == 401) == (header(&answer, "WWW-Authenticate") != NULL));
        assert_true((statuses[i] == 429 || statuses[i] == 503) ==
                    (header(&answer, "Retry-After") != NULL));
    }
}

static void problem_answer__takes_any_text(void **state)
{
    (void)state;
    static const char *const details[] = {"<script>\"\\", "\x1b[31m red", "\xff\xfe",
                                          "\xe2\x80\xae"};
    for (size_t i = 0; i < ARRAY_LEN(details); i++) {
        CLEANUP(web_answer_done) struct web_answer answer = {.status = 0};
        problem_answer(&answer, 400, "%s", details[i]);
        CLEANUP(json_free) struct json *root = document(&answer);
        for (const char *at = text_of(&answer.body); *at; at++)
            assert_true(*at == '\n' || ((unsigned char)*at >= 0x20 && *at != 0x7f));
    }
    CLEANUP(web_answer_done) struct web_answer answer = {.status = 0};
    problem_answer(&answer, 400, "%02000d", 1);
    CLEANUP(json_free) struct json *root = document(&answer);
    assert_true(strlen(member(root, "detail")) < 1100);
}

static void problem_method__names_those_that_there_are(void **state)
{
    (void)state;
    CLEANUP(web_answer_done) struct web_answer answer = {.status = 0};
    problem_method(&answer, "GET, HEAD");
    assert_int_equal(answer.status, 405);
    assert_string_equal(header(&answer, "Allow"), "GET, HEAD");
}

static void problem_of_outcome__tells_nothing_of_our_inside(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct outcome outcome;
        int nothing, status;
        const char *said; /* NULL: none of the message */
    } rows[] = {
        {"usage",
         {.code = 2, .class = ERROR_USAGE},
         404,
         400,
         "batch_size: '-1' is no number - 'seed --from' helps"},
        {"nothing", {.code = 3, .class = ERROR_USAGE}, 409, 409, "batch_size: "},
        {"nothing there", {.code = 3}, 200, 404, "batch_size: "},
        {"no server", {.code = 69, .class = ERROR_OWN_SERVERS}, 404, 503, NULL},
        {"paused", {.code = 75, .class = ERROR_CANCELLED}, 404, 503, "batch_size: "},
        {"configuration", {.code = 78, .class = ERROR_CONFIG}, 404, 500, NULL},
        {"a defect", {.code = 1, .class = ERROR_REQUEST}, 404, 500, NULL},
        {"dead", {.code = 1, .lost = true}, 404, 500, NULL},
        {"too long", {.code = 75, .lost = true}, 404, 503, NULL},
        {"another request", {.code = 2, .status = 422}, 404, 422, "batch_size: "},
        {"under way", {.code = 2, .status = 409, .wait_s = 17}, 404, 409, "batch_size: "},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(web_answer_done) struct web_answer answer = {.status = 0};
        CLEANUP(outcome_done) struct outcome outcome = rows[i].outcome;
        text_add(&outcome.message, "batch_size: '-1' is no number - 'seed --from' helps");
        const struct route route = {
            .method = "GET", .path = "/api/v1/x", .nothing = rows[i].nothing};
        const struct problem_asked asked = {&route, "/api/v1/x"};
        problem_of_outcome(&answer, &outcome, &asked);
        CLEANUP(json_free) struct json *root = document(&answer);
        const char *detail = member(root, "detail"), *wait = header(&answer, "Retry-After");
        EXPECT_ROW(rows[i].name, answer.status == rows[i].status);
        EXPECT_ROW(rows[i].name,
                   rows[i].said ? strstr(detail, rows[i].said) != NULL : !strstr(detail, "batch"));
        EXPECT_ROW(rows[i].name, (answer.status == 503 || outcome.wait_s > 0) == (wait != NULL));
        EXPECT_ROW(rows[i].name, outcome.wait_s == 0 || strcmp(wait, "17") == 0);
    }
}

static const struct route *route_to(const char *method, const char *path)
{
    struct route_match match = {.count = 0};
    const struct route *route = route_find(method, path, &match);
    if (!route)
        fail_msg("%s %s: no route", method, path);
    return route;
}

static void problem_of_outcome__has_a_remedy_for_each_class(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path;
        int code;
        enum error_class class;
        const char *remedy;
    } rows[] = {
        {"POST", "/api/v1/orders", 2, ERROR_USAGE, "parameters of POST /api/v1/orders, "},
        {"POST", "/api/v1/orders/9/pause", 3, ERROR_MISSING, "GET /api/v1/orders lists"},
        {"GET", "/api/v1/orders/9", 3, ERROR_MISSING, "GET /api/v1/orders lists"},
        {"POST", "/api/v1/orders/9/pause", 3, ERROR_NOTHING, "GET /api/v1/orders/9 shows"},
        {"POST", "/api/v1/months/cancel", 3, ERROR_USAGE, "GET /api/v1/months shows"},
        {"POST", "/api/v1/letters/replay", 3, ERROR_MISSING, "GET /api/v1/letters lists"},
        {"POST", "/api/v1/works/merge", 3, ERROR_MISSING, "letter by letter"},
        {"POST", "/api/v1/schedule", 3, ERROR_NOTHING, "GET /api/v1/why shows"},
        {"POST", "/api/v1/works/rekey", 3, ERROR_NOTHING, "GET /api/v1/works?work=KEY shows"},
        {"POST", "/api/v1/editions/restore", 3, ERROR_NOTHING, "GET /api/v1/log shows"},
        {"POST", "/api/internal/schedule-backfill", 3, ERROR_NOTHING, "internal/backfill-stats"},
        {"GET", "/api/v1/why", 69, ERROR_OWN_SERVERS, "/readyz tells which"},
        {"POST", "/api/v1/schedule", 75, ERROR_NONE, "what the fleet waits for"},
        {"POST", "/api/v1/schedule", 75, ERROR_QUOTA, "/api/quota/status"},
        {"GET", "/api/v1/why", 78, ERROR_CONFIG, "GET /api/v1/doctor"},
        {"GET", "/api/v1/why", 1, ERROR_TRANSIENT, "in some minutes"},
        {"GET", "/api/v1/why", 1, ERROR_REQUEST, "a defect here"},
        {"GET", "/api/v1/why", 1, ERROR_NONE, "a defect here"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(web_answer_done) struct web_answer answer = {.status = 0};
        CLEANUP(outcome_done)
        struct outcome outcome = {.code = rows[i].code, .class = rows[i].class};
        const struct problem_asked asked = {route_to(rows[i].method, rows[i].path), rows[i].path};
        problem_of_outcome(&answer, &outcome, &asked);
        CLEANUP(json_free) struct json *root = document(&answer);
        if (!strstr(member(root, "remedy"), rows[i].remedy))
            fail_msg("%s %s: %s", rows[i].path, error_class_name(rows[i].class),
                     member(root, "remedy"));
    }
}

/* ---- login ---- */

#define READER "reader-token-0123456789"
#define CRON "cron-secret-0123456789"

static const char *find(const void *headers, const char *name)
{
    for (const char *const *at = headers; *at; at += 2)
        if (strcasecmp(*at, name) == 0)
            return at[1];
    return NULL;
}

static struct auth *open_auth(void)
{
    const struct config config = {.cron_secret = CRON,
                                  .http_read_token = READER,
                                  .http_operator_token = "",
                                  .http_session_hours = 2,
                                  .http_proxies = "127.0.0.1"};
    struct auth *auth = NULL;
    struct error err = {0};
    if (!auth_open(&config, &auth, &err))
        fail_msg("%s", err.message);
    return auth;
}

/* Ask, and expect a status. */
static void ask(const struct auth *auth, struct web_request *request, int status,
                struct web_answer *ret)
{
    struct caller caller;
    request->query = "";
    request->find_header = find;
    request->peer = request->peer ? request->peer : "192.0.2.7";
    request->body = request->body ? request->body : "";
    request->body_bytes = strlen(request->body);
    auth_identify(auth, request, &caller);
    if (!login_answer(auth, request, &caller, ret))
        fail_msg("%s is not answered", request->path);
    if (ret->status != status)
        fail_msg("%s %s: %d, not %d: %s", request->path, request->body, ret->status, status,
                 text_of(&ret->body));
}

static void login_answer__refuses(void **state)
{
    (void)state;
    CLEANUP(auth_free) struct auth *auth = open_auth();
    static const struct {
        const char *method, *type, *site, *body;
        int status;
    } rows[] = {
        {"GET", NULL, NULL, NULL, 405},
        {"POST", "text/plain", NULL, "{\"token\":\"" READER "\"}", 415},
        {"POST", "application/jsonx", NULL, "{\"token\":\"" READER "\"}", 415},
        {"POST", "application/json", NULL, "", 400},
        {"POST", "application/json", NULL, "[]", 400},
        {"POST", "application/json", NULL, "null", 400},
        {"POST", "application/json", NULL, "{\"token\":7}", 400},
        {"POST", "application/json", NULL, "{\"token\":\"" READER "\",\"x\":1}", 400},
        {"POST", "application/json", NULL, "{\"token\":\"" READER "\"} x", 400},
        {"POST", "application/json", NULL, "{\"token\":\"wrong\"}", 401},
        {"POST", "application/json", NULL, "{\"token\":\"\"}", 401},
        {"POST", "application/json", NULL, "{\"token\":\"" CRON "\"}", 403},
        {"POST", "application/json", "cross-site", "{\"token\":\"" READER "\"}", 403},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(web_answer_done) struct web_answer answer = {.status = 0};
        const char *const headers[] = {rows[i].type ? "Content-Type" : "X", rows[i].type,
                                       rows[i].site ? "Sec-Fetch-Site" : NULL, rows[i].site, NULL};
        struct web_request request = {
            .method = rows[i].method, .path = "/login", .body = rows[i].body, .headers = headers};
        ask(auth, &request, rows[i].status, &answer);
        assert_null(header(&answer, "Set-Cookie"));
    }
}

static void login_answer__gives_a_cookie_that_opens(void **state)
{
    (void)state;
    CLEANUP(auth_free) struct auth *auth = open_auth();
    static const struct {
        const char *peer, *proto;
        bool secure;
    } rows[] = {
        {"192.0.2.7", "https", false}, {"127.0.0.1", "https", true}, {"127.0.0.1", "http", false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(web_answer_done)
        struct web_answer in = {.status = 0}, me = {.status = 0}, out = {.status = 0};
        const char *const headers[] = {"Content-Type", "application/json; charset=utf-8",
                                       "X-Forwarded-Proto", rows[i].proto, NULL};
        struct web_request request = {.method = "POST",
                                      .path = "/login",
                                      .body = "{\"token\":\"" READER "\"}",
                                      .peer = rows[i].peer,
                                      .headers = headers};
        ask(auth, &request, 204, &in);
        const char *cookie = header(&in, "Set-Cookie");
        assert_non_null(cookie);
        assert_non_null(strstr(cookie, "; Path=/; HttpOnly; SameSite=Strict; Max-Age=7200"));
        assert_true((strstr(cookie, "; Secure") != NULL) == rows[i].secure);
        assert_null(strstr(cookie, READER));

        char value[SESSION_BYTES + 32];
        (void)snprintf(value, sizeof(value), "%.*s", (int)strcspn(cookie, ";"), cookie);
        const char *const with[] = {"Cookie", value, NULL};
        struct web_request question = {.method = "GET", .path = "/api/v1/me", .headers = with};
        ask(auth, &question, 200, &me);
        assert_non_null(
            strstr(text_of(&me.body), "\"rights\":[\"read\"],\"name\":\"reader 192.0.2.7\""));

        struct web_request leave = {.method = "POST", .path = "/logout", .headers = with};
        ask(auth, &leave, 204, &out);
        assert_non_null(strstr(header(&out, "Set-Cookie"), SESSION_COOKIE "=; Path=/;"));
        assert_non_null(strstr(header(&out, "Set-Cookie"), "Max-Age=0"));
    }
}

static void login_answer__tells_strangers_nothing(void **state)
{
    (void)state;
    CLEANUP(auth_free) struct auth *auth = open_auth();
    static const char *const none[] = {NULL};
    CLEANUP(web_answer_done) struct web_answer answer = {.status = 0};
    struct web_request request = {.method = "GET", .path = "/api/v1/me", .headers = none};
    ask(auth, &request, 401, &answer);
    struct caller caller = {.rights = RIGHT_READ};
    request.path = "/login/x";
    assert_false(login_answer(auth, &request, &caller, &answer));
}

TEST_MAIN(cmocka_unit_test(problem_answer__says_what_and_how_to_mend_it),
          cmocka_unit_test(problem_answer__takes_any_text),
          cmocka_unit_test(problem_method__names_those_that_there_are),
          cmocka_unit_test(problem_of_outcome__tells_nothing_of_our_inside),
          cmocka_unit_test(problem_of_outcome__has_a_remedy_for_each_class),
          cmocka_unit_test(login_answer__refuses),
          cmocka_unit_test(login_answer__gives_a_cookie_that_opens),
          cmocka_unit_test(login_answer__tells_strangers_nothing))
