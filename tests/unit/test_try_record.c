/* test_try_record.c: what a recorded call must not hold. */
#include "test.h"

#include "try/try_record.h"

static void try_redact__table(void **state)
{
    (void)state;
    static const char key[] = "sk-0123456789";
    static const struct {
        const char *name, *in, *key, *out;
    } rows[] = {
        {"nothing to hide", "{\"a\": 1}", key, "{\"a\": 1}"},
        {"echoed", "bad key sk-0123456789.", key, "bad key *************."},
        {"twice", "sk-0123456789sk-0123456789", key, "**************************"},
        {"a parameter", "/v?q=x&key=abc&n=1", key, "/v?q=x&key=REDACTED&n=1"},
        {"a parameter that is ours", "/v?key=sk-0123456789", key, "/v?key=REDACTED"},
        {"in JSON", "\"u?key=abc\"", NULL, "\"u?key=REDACTED\""},
        {"an empty parameter", "key=&x", key, "key=&x"},
        {"at the end", "key=", key, "key="},
        {"a short key is none", "a cat", "cat", "a cat"},
        {"cut off", "sk-01234", key, "********"},
        {"cut off before it tells something", "sk-0123", key, "sk-0123"},
        {"escaped", "\"sk\\u002d0123456789\"", key, "\"******************\""},
        {"encoded", "/v?q=sk%2d0123456789", key, "/v?q=***************"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct text got = {0};
        try_redact(rows[i].in, strlen(rows[i].in), rows[i].key, &got);
        if (strcmp(text_of(&got), rows[i].out) != 0)
            fail_msg("%s: '%s'", rows[i].name, text_of(&got));
        text_done(&got);
    }
}

TEST_MAIN(cmocka_unit_test(try_redact__table))
