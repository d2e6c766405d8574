/* test_provider_limits.c: what the configuration may say of a provider, and what holds without. */
#include "model/provider_limits.h"
#include "test.h"

static void provider_limits_read__takes_the_defaults_of_a_kind(void **state)
{
    (void)state;
    static const struct {
        const char *name, *kind, *contact;
        double rate;
        int64_t daily_calls, timeout_ms;
        const char *zone;
    } rows[] = {
        {"gemini", "gemini", NULL, 2, 0, 60000, "America/Los_Angeles"},
        {"isbndb", "isbndb", NULL, 3, 15000, 15000, "UTC"},
        {"mine", "isbndb", NULL, 3, 15000, 15000, "UTC"},
        {"google_books", "google_books", NULL, 1, 1000, 15000, "America/Los_Angeles"},
        {"open_library", "open_library", "me@example.org", 3, 0, 15000, "UTC"},
        {"open_library", "open_library", NULL, 1, 0, 15000, "UTC"},
        {"open_library", "open_library", "", 1, 0, 15000, "UTC"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct config_provider provider = {.kind = rows[i].kind};
        struct provider_limits limits = {.name = NULL};
        struct error err = {0};
        (void)snprintf(provider.name, sizeof(provider.name), "%s", rows[i].name);
        EXPECT_ROW(rows[i].name, provider_limits_read(&provider, rows[i].contact, &limits, &err));
        EXPECT_ROW(rows[i].name, strcmp(limits.name, rows[i].name) == 0);
        EXPECT_ROW(rows[i].name, limits.rate_per_second >= rows[i].rate &&
                                     limits.rate_per_second <= rows[i].rate);
        EXPECT_ROW(rows[i].name, limits.daily_calls == rows[i].daily_calls);
        EXPECT_ROW(rows[i].name, limits.timeout_ms == rows[i].timeout_ms);
        EXPECT_ROW(rows[i].name, strcmp(limits.zone, rows[i].zone) == 0);
    }
}

static void provider_limits_read__takes_what_is_configured(void **state)
{
    (void)state;
    const struct config_provider provider = {.name = "isbndb",
                                             .kind = "isbndb",
                                             .base_url = "http://127.0.0.1:8080",
                                             .model = "m",
                                             .rate_per_second = "0.5",
                                             .daily_calls = "100",
                                             .buffer_calls = "7",
                                             .reset_zone = "Europe/Berlin",
                                             .timeout_ms = "1234",
                                             .price_in = "0.25",
                                             .price_out = "4"};
    struct provider_limits limits = {.name = NULL};
    struct error err = {0};
    assert_true(provider_limits_read(&provider, NULL, &limits, &err));
    assert_string_equal(limits.base_url, "http://127.0.0.1:8080");
    assert_true(limits.allow_plain_http);
    assert_string_equal(limits.model, "m");
    assert_true(limits.rate_per_second > 0.49 && limits.rate_per_second < 0.51);
    assert_int_equal(limits.daily_calls, 100);
    assert_int_equal(limits.buffer_calls, 7);
    assert_string_equal(limits.zone, "Europe/Berlin");
    assert_int_equal(limits.timeout_ms, 1234);
    assert_true(limits.price.known);
    assert_int_equal(limits.price.in, 250000);
    assert_int_equal(limits.price.out, 4000000);
}

static void provider_limits_read__refuses(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct config_provider provider;
        const char *says;
    } rows[] = {
        {"an unknown kind", {.kind = "amazon"}, "unknown kind 'amazon'"},
        {"no address", {.kind = "openai"}, "base_url is not set"},
        {"a rate of nothing", {.kind = "isbndb", .rate_per_second = "0"}, "rate_per_second: '0'"},
        {"a rate in words", {.kind = "isbndb", .rate_per_second = "3/s"}, "rate_per_second: '3/s'"},
        {"a day below nothing", {.kind = "isbndb", .daily_calls = "-1"}, "daily_calls: '-1'"},
        {"part of a call", {.kind = "isbndb", .buffer_calls = "1.5"}, "buffer_calls: '1.5'"},
        {"a timeout of an hour", {.kind = "isbndb", .timeout_ms = "3600000"}, "timeout_ms"},
        {"a price below nothing", {.kind = "gemini", .price_in = "-1"}, "price_in: '-1'"},
        {"a price in words", {.kind = "gemini", .price_out = "free"}, "price_out: 'free'"},
        {"a buffer as large as the day",
         {.kind = "isbndb", .daily_calls = "5", .buffer_calls = "5"},
         "leaves nothing of daily_calls 5"},
        {"an address that hides its host",
         {.kind = "isbndb", .base_url = "http://localhost:x@evil.example"},
         "base_url: must hold no '@'"},
        {"an address with a password",
         {.kind = "isbndb", .base_url = "https://user:hush@example.org"},
         "base_url: must hold no '@'"},
        {"no zone", {.kind = "isbndb", .reset_zone = "Europe/Berlin; DROP"}, "not a time zone"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct config_provider provider = rows[i].provider;
        struct provider_limits limits = {.rate_per_second = 42};
        struct error err = {0};
        (void)snprintf(provider.name, sizeof(provider.name), "mine");
        EXPECT_ROW(rows[i].name, !provider_limits_read(&provider, NULL, &limits, &err));
        EXPECT_ROW(rows[i].name, err.class == ERROR_CONFIG);
        EXPECT_ROW(rows[i].name, strstr(err.message, "mine"));
        if (!strstr(err.message, rows[i].says))
            fail_msg("row '%s': %s", rows[i].name, err.message);
        EXPECT_ROW(rows[i].name, limits.rate_per_second > 41); /* untouched */
    }
}

/* Free without a word: what is ours, or on this machine without a key. All else needs a price. */
static void provider_limits_read__knows_what_is_free(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct config_provider provider;
        bool known;
    } rows[] = {
        {"the catalogue", {.kind = "catalog"}, true},
        {"a paid service", {.kind = "gemini"}, false},
        {"its price is 0", {.kind = "gemini", .price_in = "0", .price_out = "0"}, true},
        {"one of this machine",
         {.kind = "openai", .base_url = "http://127.0.0.1:1/v1", .key = "none"},
         true},
        {"one of this machine with a key",
         {.kind = "openai", .base_url = "http://127.0.0.1:1/v1", .key = "k"},
         false},
        {"one elsewhere without a key",
         {.kind = "openai", .base_url = "https://ai.example/v1", .key = "none"},
         false},
        {"a resolver", {.kind = "isbndb"}, true},
        {"a resolver by the call", {.kind = "isbndb", .price_call = "0.01"}, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct config_provider provider = rows[i].provider;
        struct provider_limits limits = {.name = NULL};
        struct error err = {0};
        (void)snprintf(provider.name, sizeof(provider.name), "mine");
        EXPECT_ROW(rows[i].name, provider_limits_read(&provider, NULL, &limits, &err));
        EXPECT_ROW(rows[i].name, limits.price.known == rows[i].known);
    }
}

static void provider_limits_read__plain_http(void **state)
{
    (void)state;
    static const struct {
        const char *url, *allow;
        bool ok, plain;
    } rows[] = {
        {"https://example.org", NULL, true, false},
        {"https://example.org", "true", true, false},
        {"http://example.org", NULL, false, false},
        {"http://example.org", "false", false, false},
        {"http://example.org", "true", true, true},
        {"http://localhost", NULL, true, true},
        {"http://localhost:8080/v1", NULL, true, true},
        {"http://localhost.example.org", NULL, false, false},
        {"http://127.0.0.1/v1", NULL, true, true},
        {"http://127.1.2.3:99", NULL, true, true},
        {"http://127.0.0.1.example.org", NULL, false, false},
        {"http://127.0.0.1@example.org", NULL, false, false},
        {"http://localhost:x@example.org", NULL, false, false},
        {"http://localhost:x@example.org", "true", false, false},
        {"https://user:hush@example.org", NULL, false, false},
        {"http://[::1]:80", NULL, true, true},
        {"http://[::1].example.org", NULL, false, false},
        {"ftp://localhost", "true", false, false},
        {"localhost", "true", false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct config_provider provider = {.name = "mine",
                                                 .kind = "isbndb",
                                                 .base_url = rows[i].url,
                                                 .allow_plain_http = rows[i].allow};
        struct provider_limits limits = {.name = NULL};
        struct error err = {0};
        const bool ok = provider_limits_read(&provider, NULL, &limits, &err);
        EXPECT_ROW(rows[i].url, ok == rows[i].ok);
        EXPECT_ROW(rows[i].url, !ok || limits.allow_plain_http == rows[i].plain);
    }
}

static void provider_name_next__table(void **state)
{
    (void)state;
    static const struct {
        const char *list, *want; /* the names, a bar between */
    } rows[] = {
        {"", ""},
        {" , ,", ""},
        {"isbndb", "isbndb"},
        {"catalog,isbndb, open_library", "catalog|isbndb|open_library"},
        {",a,,b ", "a|b"},
        {"a_name_that_is_longer_than_any_that_there_is,b", "a_name_that_is_longer_than_any_|b"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char got[128] = "", name[32] = "";
        const char *list = rows[i].list;
        while ((list = provider_name_next(list, name)))
            (void)snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s", *got ? "|" : "",
                           name);
        EXPECT_ROW(rows[i].list, strcmp(got, rows[i].want) == 0);
    }
}

TEST_MAIN(cmocka_unit_test(provider_limits_read__takes_the_defaults_of_a_kind),
          cmocka_unit_test(provider_limits_read__takes_what_is_configured),
          cmocka_unit_test(provider_limits_read__refuses),
          cmocka_unit_test(provider_limits_read__knows_what_is_free),
          cmocka_unit_test(provider_limits_read__plain_http),
          cmocka_unit_test(provider_name_next__table))
