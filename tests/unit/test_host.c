/* test_host.c: whom a URL means, and whether that is this machine. */
#include "core/host.h"

#include "test.h"

static void host_of_url__table(void **state)
{
    (void)state;
    static const struct {
        const char *url, *host;
        bool own;
    } rows[] = {
        {"http://example.org", "example.org", false},
        {"https://user:pass@example.org:8080/x@y", "example.org", false},
        {"http://localhost:x@example.org", "example.org", false},
        {"http://127.0.0.1@example.org", "example.org", false},
        {"proxy.example:3128", "proxy.example", false},
        {"http://LocalHost:80/", "LocalHost", true},
        {"http://localhost.example.org", "localhost.example.org", false},
        {"http://127.1.2.3?x", "127.1.2.3", true},
        {"http://127.0.0.1.example.org", "127.0.0.1.example.org", false},
        {"http://[::1]:80", "::1", true},
        {"http://[::1]", "::1", true},
        {"http://[2001:db8::1]/", "2001:db8::1", false},
        {"http://[::1].example.org", "[::1].example.org", false},
        {"http://[::1", "[::1", false},
        {"", "", true},
        {"http://", "", true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text host = {0};
        host_of_url(rows[i].url, &host);
        EXPECT_ROW(rows[i].url, strcmp(text_of(&host), rows[i].host) == 0);
        EXPECT_ROW(rows[i].url, host_is_own(text_of(&host)) == rows[i].own);
    }
    assert_true(host_is_own("/var/run/postgresql"));
    assert_true(host_is_own("@backfill"));
}

TEST_MAIN(cmocka_unit_test(host_of_url__table))
