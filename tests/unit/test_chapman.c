/* test_chapman.c: how many there are, from how far two lists overlap. */
#include "core/chapman.h"
#include "test.h"

/* The estimate of the first row is published (Krebs, Ecological Methodology: 337 by the modified
 * Petersen method); the others, and all intervals, were computed apart from the program. */
static void chapman_estimate__table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t first, second, both;
        struct chapman want;
    } rows[] = {
        {"published: 109 marked, 177 caught, 57 of them marked", 109, 177, 57, {337, 297, 398}},
        {"two lists of a month", 24, 19, 12, {37, 33, 52}},
        {"shorter lists", 19, 17, 9, {35, 29, 53}},
        {"the least that says something", 10, 15, 7, {21, 18, 32}},
        {"little overlap, a wide interval", 20, 20, 7, {54, 40, 90}},
        {"nearly all is known: not under what was seen", 8, 8, 7, {9, 9, 12}},
        {"the same list", 20, 20, 20, {20, 20, 20}},
        {"one list within the other", 20, 12, 12, {20, 20, 20}},
        {"many months together", 2400, 1900, 1200, {3799, 3713, 3898}},
        {"numbers that no book has",
         1000000,
         1000000,
         7,
         {125000249999, 66163890090, 236158531820}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct chapman got = {0};
        EXPECT_ROW(rows[i].name,
                   chapman_estimate(rows[i].first, rows[i].second, rows[i].both, &got));
        EXPECT_ROW(rows[i].name, got.estimate == rows[i].want.estimate);
        EXPECT_ROW(rows[i].name, got.low == rows[i].want.low);
        EXPECT_ROW(rows[i].name, got.high == rows[i].want.high);
    }
}

static void chapman_estimate__says_nothing_of_too_few(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t first, second, both;
    } rows[] = {
        {"nothing at all", 0, 0, 0},
        {"one list is empty", 40, 0, 0},
        {"none in both", 20, 20, 0},
        {"six in both", 20, 20, 6},
        {"a short list within a long one", 50, 6, 6},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct chapman got = {.estimate = -1};
        EXPECT_ROW(rows[i].name,
                   !chapman_estimate(rows[i].first, rows[i].second, rows[i].both, &got));
        EXPECT_ROW(rows[i].name, got.estimate == -1);
    }
}

/* Whatever the lists, the interval holds the estimate, and nothing under what was seen. */
static void chapman_estimate__keeps_its_bounds(void **state)
{
    (void)state;
    for (int64_t first = CHAPMAN_BOTH_MIN; first <= 40; first++)
        for (int64_t second = CHAPMAN_BOTH_MIN; second <= 40; second++)
            for (int64_t both = CHAPMAN_BOTH_MIN; both <= first && both <= second; both++) {
                struct chapman got = {0};
                EXPECT_ROW("any", chapman_estimate(first, second, both, &got));
                EXPECT_ROW("seen", got.low >= first + second - both);
                EXPECT_ROW("in order", got.low <= got.estimate && got.estimate <= got.high);
            }
}

TEST_MAIN(cmocka_unit_test(chapman_estimate__table),
          cmocka_unit_test(chapman_estimate__says_nothing_of_too_few),
          cmocka_unit_test(chapman_estimate__keeps_its_bounds))
