/* test_days.c: ranges of days: reading them. */
#include "shared/days.h"
#include "test.h"

static void days_read__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *from, *to;
        const char *first, *last; /* NULL: refused */
    } rows[] = {
        {"all days", NULL, NULL, "", ""},
        {"a day to another", "2026-11-03", "2026-11-29", "2026-11-03", "2026-11-29"},
        {"the other order", "2026-11-29", "2026-11-03", "2026-11-03", "2026-11-29"},
        {"months in the other order", "2026-12", "2026-11", "2026-11-01", "2026-12-31"},
        {"a month", "2026-11", "2026-11", "2026-11-01", "2026-11-30"},
        {"february", "2026-02", "2026-02", "2026-02-01", "2026-02-28"},
        {"a leap year", "2024-02", "2024-02", "2024-02-01", "2024-02-29"},
        {"a century", "2100-02", "2100-02", "2100-02-01", "2100-02-28"},
        {"the leap day", "2000-02-29", NULL, "2000-02-29", ""},
        {"an open beginning", NULL, "2026-11", "", "2026-11-30"},
        {"a day behind its month", "2026-02-29", NULL, NULL, NULL},
        {"day 0", NULL, "2026-11-00", NULL, NULL},
        {"one digit", "2026-11-3", NULL, NULL, NULL},
        {"a time", "2026-11-03T00:00", NULL, NULL, NULL},
        {"a sign", "2026-11-+3", NULL, NULL, NULL},
        {"words", "yesterday", NULL, NULL, NULL},
        {"empty", "", NULL, NULL, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct days days = {.from = "?"};
        struct error err = {0};
        EXPECT_ROW(rows[i].name,
                   days_read(rows[i].from, rows[i].to, &days, &err) == (rows[i].first != NULL));
        EXPECT_ROW(rows[i].name, strcmp(days.from, rows[i].first ? rows[i].first : "?") == 0);
        EXPECT_ROW(rows[i].name, !rows[i].last || strcmp(days.to, rows[i].last) == 0);
        EXPECT_ROW(rows[i].name, rows[i].first || err.class == ERROR_USAGE);
    }
}

TEST_MAIN(cmocka_unit_test(days_read__table))
