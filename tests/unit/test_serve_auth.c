/* test_serve_auth.c: who calls serve, by what its request shows, and what it may do. */
#include "serve/auth.h"

#include <time.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/text.h"
#include "serve/guesses.h"
#include "serve/session.h"
#include "test.h"

#define OPERATOR "operator-token-0123456789"
#define OPERATOR_NEW "operator-token-new-456789"
#define READER "reader-token-0123456789"
#define CRON "cron-secret-0123456789"

/* A request with headers: names and values in turn, NULL behind the last. */
static const char *find(const void *headers, const char *name)
{
    for (const char *const *at = headers; *at; at += 2)
        if (strcasecmp(*at, name) == 0)
            return at[1];
    return NULL;
}

static struct web_request request_of(const char *const *headers)
{
    return (struct web_request){.method = "GET",
                                .path = "/api/v1/status",
                                .query = "",
                                .body = "",
                                .peer = "192.0.2.7",
                                .find_header = find,
                                .headers = headers};
}

static struct config config_of(const char *cron, const char *reader, const char *operator_)
{
    return (struct config){.cron_secret = cron,
                           .http_read_token = reader,
                           .http_operator_token = operator_,
                           .http_session_hours = 12,
                           .http_proxies = "127.0.0.1,::1"};
}

static struct auth *open_auth(void)
{
    const struct config config = config_of(CRON, READER, OPERATOR "," OPERATOR_NEW);
    struct auth *auth = NULL;
    struct error err = {0};
    if (!auth_open(&config, &auth, &err))
        fail_msg("%s", err.message);
    return auth;
}

/* ---- secrets ---- */

static void tokens_read__refuses(void **state)
{
    (void)state;
    static const struct {
        const char *name, *cron, *reader, *operator_, *said;
    } rows[] = {
        {"none", "", "", "", "nobody could call serve"},
        {"blanks are none", " , \n", "", "", "nobody could call serve"},
        {"15 bytes", "123456789012345", "", "", "cron_secret: a secret of 15 bytes"},
        {"blanks around do not count", "", "  123456789012345  ", "", "http.read_token: a secret"},
        {"the second one short", CRON ",short", "", "", "cron_secret: a secret of 5 bytes"},
        {"three", "", "", OPERATOR "," OPERATOR_NEW "," READER, "http.operator_token: has more"},
        {"one for two rights", "", READER, READER, "http.operator_token: holds a secret that"},
        {"the second for two rights", CRON, READER "\n" CRON, "", "http.read_token: holds a"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct config config = config_of(rows[i].cron, rows[i].reader, rows[i].operator_);
        struct tokens tokens = {.count = 0};
        struct error err = {0};
        EXPECT_ROW(rows[i].name, !tokens_read(&config, &tokens, &err));
        EXPECT_ROW(rows[i].name, err.class == ERROR_CONFIG);
        EXPECT_ROW(rows[i].name, strstr(err.message, rows[i].said));
        EXPECT_ROW(rows[i].name, !strstr(err.message, "0123456789"));
    }
}

static void tokens_read__takes_one_or_two(void **state)
{
    (void)state;
    static const struct {
        const char *name, *operator_;
        size_t count;
    } rows[] = {
        {"one", OPERATOR, 1},
        {"16 bytes", "1234567890123456", 1},
        {"a comma", OPERATOR "," OPERATOR_NEW, 2},
        {"a line each", OPERATOR "\r\n" OPERATOR_NEW "\n", 2},
        {"blanks", " " OPERATOR " , " OPERATOR_NEW " ,", 2},
        {"the same twice", OPERATOR "," OPERATOR, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct config config = config_of("", "", rows[i].operator_);
        struct tokens tokens = {.count = 0};
        struct error err = {0};
        EXPECT_ROW(rows[i].name, tokens_read(&config, &tokens, &err));
        EXPECT_ROW(rows[i].name, tokens.count == rows[i].count);
    }
}

/* ---- callers ---- */

static void auth_identify__knows_callers_by_what_they_show(void **state)
{
    (void)state;
    CLEANUP(auth_free) struct auth *auth = open_auth();
    static const struct {
        const char *name;
        const char *headers[5];
        unsigned rights;
        bool shown;
    } rows[] = {
        {"nothing", {NULL}, 0, false},
        {"operator", {"Authorization", "Bearer " OPERATOR}, RIGHT_READ | RIGHT_OPERATE, true},
        {"its new one",
         {"Authorization", "Bearer " OPERATOR_NEW},
         RIGHT_READ | RIGHT_OPERATE,
         true},
        {"both", {"Authorization", "Bearer " OPERATOR "," OPERATOR_NEW}, 0, true},
        {"small letters", {"authorization", "bearer  " READER}, RIGHT_READ, true},
        {"reader", {"Authorization", "Bearer " READER}, RIGHT_READ, true},
        {"cron", {"X-Cron-Secret", CRON}, RIGHT_CRON, true},
        {"cron as a bearer", {"Authorization", "Bearer " CRON}, RIGHT_CRON, true},
        {"operator for cron", {"X-Cron-Secret", OPERATOR}, 0, true},
        {"a beginning", {"X-Cron-Secret", "cron-secret-012345678"}, 0, true},
        {"more", {"X-Cron-Secret", CRON "0"}, 0, true},
        {"empty", {"Authorization", "Bearer "}, 0, true},
        {"of a proxy", {"Authorization", "Basic b3BlcmF0b3I6eA=="}, 0, false},
        {"another cookie", {"Cookie", "theme=dark"}, 0, false},
        {"no cookie of ours", {"Cookie", SESSION_COOKIE "=1.99999999999.00.00"}, 0, true},
        {"a wrong one beside a good one",
         {"Authorization", "Bearer x", "X-Cron-Secret", CRON},
         0,
         true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct web_request request = request_of(rows[i].headers);
        struct caller caller;
        auth_identify(auth, &request, &caller);
        EXPECT_ROW(rows[i].name, caller.rights == rows[i].rights);
        EXPECT_ROW(rows[i].name, caller.shown == rows[i].shown);
        EXPECT_ROW(rows[i].name, !caller.by_cookie);
    }
}

static void auth_identify__believes_its_proxies_alone(void **state)
{
    (void)state;
    CLEANUP(auth_free) struct auth *auth = open_auth();
    static const struct {
        const char *name, *peer, *forwarded, *proto, *caller;
        bool encrypted;
    } rows[] = {
        {"no proxy", "192.0.2.7", "198.51.100.1", "https", "operator 192.0.2.7", false},
        {"a proxy", "127.0.0.1", "198.51.100.1", "https", "operator 198.51.100.1", true},
        {"what it saw itself", "::1", "10.0.0.1, 2001:db8::5", "http", "operator 2001:db8::5",
         false},
        {"no address", "127.0.0.1", "x\" OR 1", "HTTPS", "operator 127.0.0.1", true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *const headers[] = {"Authorization",
                                       "Bearer " OPERATOR,
                                       "X-Forwarded-For",
                                       rows[i].forwarded,
                                       "X-Forwarded-Proto",
                                       rows[i].proto,
                                       NULL};
        struct web_request request = request_of(headers);
        struct caller caller;
        request.peer = rows[i].peer;
        auth_identify(auth, &request, &caller);
        EXPECT_ROW(rows[i].name, strcmp(caller.name, rows[i].caller) == 0);
        EXPECT_ROW(rows[i].name, caller.is_encrypted == rows[i].encrypted);
    }
}

static void auth_check__holds_rights(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned rights, right;
        int status;
    } rows[] = {
        {"a stranger", 0, RIGHT_READ, 401},
        {"a stranger at no path", 0, RIGHT_ANY, 401},
        {"a reader reads", RIGHT_READ, RIGHT_READ, 0},
        {"a reader at no path", RIGHT_READ, RIGHT_ANY, 0},
        {"a reader acts", RIGHT_READ, RIGHT_OPERATE, 403},
        {"a reader at cron's", RIGHT_READ, RIGHT_CRON, 403},
        {"an operator reads", RIGHT_READ | RIGHT_OPERATE, RIGHT_READ, 0},
        {"an operator acts", RIGHT_READ | RIGHT_OPERATE, RIGHT_OPERATE, 0},
        {"cron reads", RIGHT_CRON, RIGHT_READ, 403},
        {"cron acts", RIGHT_CRON, RIGHT_OPERATE, 403},
        {"cron at its own", RIGHT_CRON, RIGHT_CRON, 0},
        {"one of two", RIGHT_CRON, RIGHT_CRON | RIGHT_OPERATE, 0},
    };
    static const char *const none[] = {NULL};
    const struct web_request request = request_of(none);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct caller caller = {.rights = rows[i].rights};
        const char *reason = NULL;
        const int status = auth_check(&caller, &request, rows[i].right, /* acts= */ true, &reason);
        EXPECT_ROW(rows[i].name, status == rows[i].status);
        EXPECT_ROW(rows[i].name, (status != 0) == (reason != NULL));
    }
}

static void auth_check__refuses_other_sites(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *headers[7];
        int status;
    } rows[] = {
        {"neither header", {"Host", "backfill:8080"}, 403},
        {"the page", {"Sec-Fetch-Site", "same-origin"}, 0},
        {"typed", {"Sec-Fetch-Site", "none"}, 0},
        {"another port", {"Sec-Fetch-Site", "same-site"}, 403},
        {"another site", {"Sec-Fetch-Site", "cross-site"}, 403},
        {"another site, with a fitting origin",
         {"Sec-Fetch-Site", "cross-site", "Origin", "http://h", "Host", "h"},
         403},
        {"its origin", {"Origin", "https://Backfill:8080", "Host", "backfill:8080"}, 0},
        {"another origin", {"Origin", "https://evil", "Host", "backfill:8080"}, 403},
        {"one that begins so", {"Origin", "http://backfill:80", "Host", "backfill:8080"}, 403},
        {"none that it tells", {"Origin", "null", "Host", "null"}, 403},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct web_request request = request_of(rows[i].headers);
        struct caller caller = {.rights = RIGHT_READ | RIGHT_OPERATE, .by_cookie = true};
        const char *reason = NULL;
        int status = auth_check(&caller, &request, RIGHT_OPERATE, /* acts= */ true, &reason);
        EXPECT_ROW(rows[i].name, status == rows[i].status);
        status = auth_check(&caller, &request, RIGHT_READ, /* acts= */ false, &reason);
        EXPECT_ROW(rows[i].name, status == 0);
        caller.by_cookie = false; /* no page can show a token */
        status = auth_check(&caller, &request, RIGHT_OPERATE, /* acts= */ true, &reason);
        EXPECT_ROW(rows[i].name, status == 0);
    }
}

/* ---- guesses ---- */

static struct digest guess(size_t number)
{
    return digest_of(&number, sizeof(number));
}

static void guesses_count__slows_an_address_down(void **state)
{
    (void)state;
    struct guesses *guesses = mem_new(1, sizeof(*guesses));
    int64_t now_ms = 1000000;
    for (size_t i = 0; i < GUESSES_AT_ONCE; i++) {
        const struct digest hash = guess(i);
        assert_int_equal(guesses_wait_s(guesses, "192.0.2.1", now_ms), 0);
        guesses_count(guesses, "192.0.2.1", &hash, now_ms);
    }
    assert_int_equal(guesses_wait_s(guesses, "192.0.2.1", now_ms), GUESS_EVERY_MS / 1000);
    assert_int_equal(guesses_wait_s(guesses, "192.0.2.2", now_ms), 0);
    now_ms += GUESS_EVERY_MS;
    assert_int_equal(guesses_wait_s(guesses, "192.0.2.1", now_ms), 0);
    const struct digest hash = guess(1000);
    guesses_count(guesses, "192.0.2.1", &hash, now_ms);
    assert_true(guesses_wait_s(guesses, "192.0.2.1", now_ms) > 0);
    mem_free(guesses);
}

static void guesses_count__takes_a_forgotten_script_for_one_guess(void **state)
{
    (void)state;
    struct guesses *guesses = mem_new(1, sizeof(*guesses));
    const struct digest old = guess(0);
    for (int64_t now_ms = 1; now_ms < 1000000; now_ms += 1000) {
        assert_int_equal(guesses_wait_s(guesses, "2001:db8::1", now_ms), 0);
        guesses_count(guesses, "2001:db8::1", &old, now_ms);
    }
    mem_free(guesses);
}

static void guesses_count__counts_networks_of_ipv6(void **state)
{
    (void)state;
    struct guesses *guesses = mem_new(1, sizeof(*guesses));
    for (size_t i = 0; i < GUESSES_AT_ONCE; i++) {
        char address[48];
        const struct digest hash = guess(i);
        (void)snprintf(address, sizeof(address), "2001:db8::%zx", i + 1);
        guesses_count(guesses, address, &hash, 5);
    }
    assert_true(guesses_wait_s(guesses, "2001:db8::ffff", 5) > 0);
    assert_int_equal(guesses_wait_s(guesses, "2001:db8:0:1::1", 5), 0);
    mem_free(guesses);
}

static void guesses_count__forgets_the_quietest(void **state)
{
    (void)state;
    struct guesses *guesses = mem_new(1, sizeof(*guesses));
    for (size_t i = 0; i < GUESSES_AT_ONCE; i++) {
        const struct digest hash = guess(i);
        guesses_count(guesses, "192.0.2.1", &hash, 5);
    }
    for (size_t i = 0; i < 10000; i++) {
        char address[48];
        const struct digest hash = guess(i);
        (void)snprintf(address, sizeof(address), "10.0.%zu.%zu", i / 256, i % 256);
        guesses_count(guesses, address, &hash, 5);
    }
    assert_true(guesses_wait_s(guesses, "192.0.2.1", 5) > 0);
    mem_free(guesses);
}

static void auth_identify__slows_down_and_lets_a_login_pass(void **state)
{
    (void)state;
    CLEANUP(auth_free) struct auth *auth = open_auth();
    const char *reason = NULL;
    struct caller caller;
    for (size_t i = 0; i <= GUESSES_AT_ONCE; i++) {
        char value[64];
        const char *const headers[] = {"X-Cron-Secret", value, NULL};
        const struct web_request request = request_of(headers);
        (void)snprintf(value, sizeof(value), "wrong-secret-number-%zu", i);
        auth_identify(auth, &request, &caller);
    }
    const char *const right[] = {"X-Cron-Secret", CRON, NULL};
    struct web_request request = request_of(right);
    auth_identify(auth, &request, &caller);
    assert_int_equal(caller.rights, 0);
    assert_true(caller.wait_s > 0);
    assert_int_equal(auth_check(&caller, &request, RIGHT_CRON, /* acts= */ true, &reason), 429);
    request.peer = "192.0.2.8";
    auth_identify(auth, &request, &caller);
    assert_int_equal(caller.rights, RIGHT_CRON);
}

/* ---- sessions ---- */

static struct tokens tokens_of(const char *reader, const char *operator_)
{
    const struct config config = config_of("", reader, operator_);
    struct tokens tokens = {.count = 0};
    struct error err = {0};
    if (!tokens_read(&config, &tokens, &err))
        fail_msg("%s", err.message);
    return tokens;
}

static void session_read__knows_its_own(void **state)
{
    (void)state;
    const struct tokens tokens = tokens_of(READER, OPERATOR);
    const struct tokens again = tokens_of(READER, OPERATOR_NEW "," OPERATOR);
    const struct tokens other = tokens_of(READER, OPERATOR_NEW);
    for (size_t i = 0; i < tokens.count; i++) {
        char value[SESSION_BYTES];
        int64_t until_s = 0;
        session_write(&tokens.items[i], 5000, value);
        assert_ptr_equal(session_read(&tokens, value, 4999, &until_s), &tokens.items[i]);
        assert_int_equal(until_s, 5000);
        assert_null(session_read(&tokens, value, 5000, &until_s));
        const struct token *found = session_read(&again, value, 1, &until_s);
        assert_non_null(found); /* a restart, and a second token, keep it */
        assert_int_equal(found->rights, tokens.items[i].rights);
        if (tokens.items[i].rights & RIGHT_OPERATE) /* its token is gone */
            assert_null(session_read(&other, value, 1, &until_s));
    }
}

/* Each byte changed, cut anywhere, lengthened: nothing but the value itself is one. */
static void session_read__refuses_what_was_changed(void **state)
{
    (void)state;
    const struct tokens tokens = tokens_of(READER, OPERATOR);
    char value[SESSION_BYTES], changed[SESSION_BYTES + 1];
    int64_t until_s = 0;
    session_write(&tokens.items[1], 5000, value);
    for (size_t i = 0; i < strlen(value); i++) {
        text_copy(changed, sizeof(changed), value);
        changed[i] = changed[i] == '9' ? '8' : '9';
        assert_null(session_read(&tokens, changed, 1, &until_s));
        changed[i] = '\0';
        assert_null(session_read(&tokens, changed, 1, &until_s));
    }
    (void)snprintf(changed, sizeof(changed), "%s0", value);
    assert_null(session_read(&tokens, changed, 1, &until_s));
    static const char *const others[] = {"", "1.", "1..", "1...", "2.5000.00.00", "....", "1.5000"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        assert_null(session_read(&tokens, others[i], 1, &until_s));
}

static void session_of_header__finds_it_among_others(void **state)
{
    (void)state;
    const struct tokens tokens = tokens_of(READER, OPERATOR);
    char value[SESSION_BYTES], header[2 * SESSION_BYTES + 200];
    int64_t until_s = 0;
    session_write(&tokens.items[0], 5000, value);
    static const char *const forms[] = {
        SESSION_COOKIE "=%s",
        "theme=dark; " SESSION_COOKIE "=%s",
        "theme=dark;" SESSION_COOKIE "=%s; x=y",
        SESSION_COOKIE "=of-another-path; " SESSION_COOKIE "=%s",
        "x" SESSION_COOKIE "=1; " SESSION_COOKIE "=%s;",
    };
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        CLEANUP(mem_free) char *form = mem_text(forms[i]);
        char *place = strstr(form, "%s");
        *place = '\0';
        (void)snprintf(header, sizeof(header), "%s%s%s", form, value, place + 2);
        EXPECT_ROW(forms[i], session_of_header(&tokens, header, 1, &until_s) == &tokens.items[0]);
    }
    (void)snprintf(header, sizeof(header), "x" SESSION_COOKIE "=%s", value);
    assert_null(session_of_header(&tokens, header, 1, &until_s));
}

TEST_MAIN(cmocka_unit_test(tokens_read__refuses), cmocka_unit_test(tokens_read__takes_one_or_two),
          cmocka_unit_test(auth_identify__knows_callers_by_what_they_show),
          cmocka_unit_test(auth_identify__believes_its_proxies_alone),
          cmocka_unit_test(auth_check__holds_rights),
          cmocka_unit_test(auth_check__refuses_other_sites),
          cmocka_unit_test(guesses_count__slows_an_address_down),
          cmocka_unit_test(guesses_count__takes_a_forgotten_script_for_one_guess),
          cmocka_unit_test(guesses_count__counts_networks_of_ipv6),
          cmocka_unit_test(guesses_count__forgets_the_quietest),
          cmocka_unit_test(auth_identify__slows_down_and_lets_a_login_pass),
          cmocka_unit_test(session_read__knows_its_own),
          cmocka_unit_test(session_read__refuses_what_was_changed),
          cmocka_unit_test(session_of_header__finds_it_among_others))
