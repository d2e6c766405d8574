/* test_http_message.c: requests and responses as plain data. */
#include "core/http_message.h"
#include "test.h"

static void http_add_encoded__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *encoded;
    } rows[] = {
        {"unreserved", "Az09-._~", "Az09-._~"},
        {"blank", "The Women", "The%20Women"},
        {"path", "a/b?c#d", "a%2Fb%3Fc%23d"},
        {"query", "a=b&c+d;e", "a%3Db%26c%2Bd%3Be"},
        {"percent", "100%", "100%25"},
        {"quotes", "\"'\\", "%22%27%5C"},
        {"line end", "a\r\nb", "a%0D%0Ab"},
        {"UTF-8", "é日", "%C3%A9%E6%97%A5"},
        {"empty", "", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text encoded = {0};
        http_add_encoded(&encoded, rows[i].input);
        EXPECT_ROW(rows[i].name, strcmp(text_of(&encoded), rows[i].encoded) == 0);
    }
}

static void http_request_header__keeps_a_copy(void **state)
{
    (void)state;
    char value[] = "Bearer x";
    CLEANUP(http_request_done) struct http_request request = {0};
    http_request_header(&request, "Authorization", value);
    value[0] = '?';
    assert_int_equal(request.header_count, 1);
    assert_string_equal(request.headers[0].name, "Authorization");
    assert_string_equal(request.headers[0].value, "Bearer x");
}

/* A key read from a file with a line end must not become a second header. */
static void http_request_header__drops_line_ends(void **state)
{
    (void)state;
    CLEANUP(http_request_done) struct http_request request = {0};
    http_request_header(&request, "X-Key", "abc\r\nHost: example.org\t\x7f\n");
    assert_string_equal(request.headers[0].value, "abcHost: example.org");
}

static void http_request_done__accepts_zero_and_twice(void **state)
{
    (void)state;
    struct http_request request = {0};
    http_request_done(&request);
    text_add(&request.url, "https://example.org");
    text_add(&request.body, "{}");
    http_request_header(&request, "Accept", "application/json");
    http_request_done(&request);
    http_request_done(&request);
    assert_int_equal(request.header_count, 0);
}

static void http_retry_after_ms__table(void **state)
{
    (void)state;
    enum { MAX_MS = 3600 * 1000 };
    /* Received at 2023-11-14 22:13:20 UTC. */
    static const struct {
        const char *name, *after, *after_ms;
        int64_t ms;
    } rows[] = {
        {"none", NULL, NULL, 0},
        {"seconds", "12", NULL, 12000},
        {"a fraction", "0.5", NULL, 500},
        {"milliseconds", NULL, "350", 350},
        {"a fraction of them", NULL, "350.7", 350},
        {"milliseconds first", "12", "350", 350},
        {"zero of the first", "12", "0", 12000},
        {"nonsense, then seconds", "12", "soon", 12000},
        {"blanks before", "  3", NULL, 3000},
        {"now", "0", NULL, 0},
        {"negative", "-1", NULL, 0},
        {"both negative", "-1", "-1", 0},
        {"words", "soon", NULL, 0},
        {"empty", "", "", 0},
        {"exponent", "1e9", NULL, 0},
        {"hexadecimal", "0x10", NULL, 0},
        {"huge", "1000000000", NULL, MAX_MS},
        {"beyond any number", "99999999999999999999999999", NULL, 0},
        {"huge milliseconds", NULL, "999999999999", MAX_MS},
        {"IMF date", "Tue, 14 Nov 2023 22:13:50 GMT", NULL, 30000},
        {"RFC 850 date", "Tuesday, 14-Nov-23 22:13:50 GMT", NULL, 30000},
        {"asctime date", "Tue Nov 14 22:13:50 2023", NULL, 30000},
        {"asctime date with one digit", "Fri Dec  1 00:00:00 2023", NULL, MAX_MS},
        {"month in any case", "Tue, 14 NOV 2023 22:13:50 GMT", NULL, 30000},
        {"date passed", "Tue, 14 Nov 2023 22:13:00 GMT", NULL, 0},
        {"date far away", "Tue, 14 Nov 2099 22:13:50 GMT", NULL, MAX_MS},
        {"other zone", "Tue, 14 Nov 2023 22:13:50 CET", NULL, 0},
        {"no such month", "Tue, 14 Foo 2023 22:13:50 GMT", NULL, 0},
        {"no such hour", "Tue, 14 Nov 2023 24:13:50 GMT", NULL, 0},
        {"letter in a number", "Tue, 1x Nov 2023 22:13:50 GMT", NULL, 0},
        {"sign in a number", "Tue, 14 Nov 2023 22:13:+0 GMT", NULL, 0},
        {"no such day", "Tue, 00 Nov 2023 22:13:50 GMT", NULL, 0},
        {"no such minute", "Tue, 14 Nov 2023 22:60:50 GMT", NULL, 0},
        {"leap second", "Tue, 14 Nov 2023 22:13:60 GMT", NULL, 40000},
        {"last century", "Sunday, 06-Nov-94 08:49:37 GMT", NULL, 0},
        {"short day of the week", "Tu, 14 Nov 2023 22:13:50 GMT", NULL, 0},
        {"cut", "Tue, 14 Nov 2023 22:13", NULL, 0},
        {"cut at the day", "Tue Nov ", NULL, 0},
        {"something behind", "Tue, 14 Nov 2023 22:13:50 GMT!", NULL, 0},
        {"year of five digits", "Tue, 14 Nov 20231 22:13:50 GMT", NULL, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct http_response response = {
            .status = 429,
            .retry_after = rows[i].after,
            .retry_after_ms = rows[i].after_ms,
            .body = "",
            .received_s = 1700000000,
        };
        const int64_t ms = http_retry_after_ms(&response, MAX_MS);
        if (ms != rows[i].ms)
            fail_msg("row '%s': %lld ms", rows[i].name, (long long)ms);
    }
}

TEST_MAIN(cmocka_unit_test(http_add_encoded__table),
          cmocka_unit_test(http_request_header__keeps_a_copy),
          cmocka_unit_test(http_request_header__drops_line_ends),
          cmocka_unit_test(http_request_done__accepts_zero_and_twice),
          cmocka_unit_test(http_retry_after_ms__table))
