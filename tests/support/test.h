/* test.h: what every unit test includes: cmocka, and a check that names its table row. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base.h"

/* Fail naming the row of a table that does not hold. */
#define EXPECT_ROW(name, condition)                                                                \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fail_msg("row '%s': %s", (name), #condition);                                          \
    } while (0)

/* End a test that cannot run here. cmocka's own skip() prints "not ok". */
#define SKIP_TEST(why)                                                                             \
    do {                                                                                           \
        print_message("# skipped: %s\n", (why));                                                   \
        return;                                                                                    \
    } while (0)
#undef skip

/* The end of every test file: TEST_MAIN(cmocka_unit_test(a__b), …). It speaks TAP unless the
 * environment (CMOCKA_MESSAGE_OUTPUT) asks for another form. */
#define TEST_MAIN(...)                                                                             \
    int main(void)                                                                                 \
    {                                                                                              \
        const struct CMUnitTest tests[] = {__VA_ARGS__};                                           \
        if (!getenv("CMOCKA_MESSAGE_OUTPUT"))                                                      \
            cmocka_set_message_output(CM_OUTPUT_TAP);                                              \
        return cmocka_run_group_tests_name(__FILE__, tests, NULL, NULL) == 0 ? 0 : 1;              \
    }
