/* test_uuid.c: random UUIDs and their text. */
#include "core/uuid.h"
#include "test.h"

static void uuid_new__is_version_4_and_read_back(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        const struct uuid uuid = uuid_new();
        struct uuid read = {0};
        EXPECT_ROW(uuid.text, strlen(uuid.text) == 36 && uuid.text[14] == '4');
        EXPECT_ROW(uuid.text, strchr("89ab", uuid.text[19]) != NULL);
        EXPECT_ROW(uuid.text, uuid_parse(uuid.text, &read));
        EXPECT_ROW(uuid.text, strcmp(uuid.text, read.text) == 0);
    }
}

static void uuid_new__never_gives_one_twice(void **state)
{
    (void)state;
    static struct uuid made[500];
    for (size_t i = 0; i < ARRAY_LEN(made); i++) {
        made[i] = uuid_new();
        for (size_t k = 0; k < i; k++)
            EXPECT_ROW(made[i].text, strcmp(made[i].text, made[k].text) != 0);
    }
}

static void uuid_parse__table(void **state)
{
    (void)state;
    static const char small[] = "01234567-89ab-4def-8123-456789abcdef";
    static const struct {
        const char *name, *input, *uuid; /* uuid NULL: refused */
    } rows[] = {
        {"small letters", "01234567-89ab-4def-8123-456789abcdef", small},
        {"capitals", "01234567-89AB-4DEF-8123-456789ABCDEF", small},
        {"all zeros", "00000000-0000-0000-0000-000000000000",
         "00000000-0000-0000-0000-000000000000"},
        {"no hyphens", "0123456789ab4def8123456789abcdef", NULL},
        {"braces", "{01234567-89ab-4def-8123-456789abcdef}", NULL},
        {"urn", "urn:uuid:01234567-89ab-4def-8123-456789abcdef", NULL},
        {"blank before", " 01234567-89ab-4def-8123-456789abcdef", NULL},
        {"line end", "01234567-89ab-4def-8123-456789abcdef\n", NULL},
        {"a digit too many", "01234567-89ab-4def-8123-456789abcdef0", NULL},
        {"a digit too few", "01234567-89ab-4def-8123-456789abcde", NULL},
        {"a letter beyond f", "01234567-89ab-4def-8123-456789abcdeg", NULL},
        {"hyphen for a digit", "0123456--89ab-4def-8123-456789abcdef", NULL},
        {"hyphen at another place", "0123456-789ab-4def-8123-456789abcdef", NULL},
        {"an injection", "'; DROP TABLE backfill_log; -- 456789", NULL},
        {"empty", "", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct uuid uuid = {0};
        const bool ok = uuid_parse(rows[i].input, &uuid);
        EXPECT_ROW(rows[i].name, ok == (rows[i].uuid != NULL));
        EXPECT_ROW(rows[i].name, strcmp(uuid.text, ok ? rows[i].uuid : "") == 0);
    }
}

TEST_MAIN(cmocka_unit_test(uuid_new__is_version_4_and_read_back),
          cmocka_unit_test(uuid_new__never_gives_one_twice), cmocka_unit_test(uuid_parse__table))
