/* test_trace.c: which traces are carried on. */
#include "core/trace.h"

#include "test.h"

#define ID "4bf92f3577b34da6a3ce929d0e0e4736"
#define PARENT "00f067aa0ba902b7"

static void trace_parse__reads_id_and_whole(void **state)
{
    (void)state;
    struct trace trace = {.id = ""};
    assert_true(trace_parse("00-" ID "-" PARENT "-01", &trace));
    assert_string_equal(trace.id, ID);
    assert_string_equal(trace.parent, "00-" ID "-" PARENT "-01");
    assert_true(trace_parse("cc-" ID "-" PARENT "-00-what-comes-later", &trace));
    assert_string_equal(trace.parent, "00-" ID "-" PARENT "-00");
}

static void trace_parse__refuses(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
    } rows[] = {
        {"none", NULL},
        {"empty", ""},
        {"short", "00-" ID "-" PARENT "-0"},
        {"long, in this version", "00-" ID "-" PARENT "-011"},
        {"more, in this version", "00-" ID "-" PARENT "-01-x"},
        {"more without a hyphen, in a later one", "01-" ID "-" PARENT "-01x"},
        {"version ff", "ff-" ID "-" PARENT "-01"},
        {"trace id of zeros", "00-00000000000000000000000000000000-" PARENT "-01"},
        {"parent id of zeros", "00-" ID "-0000000000000000-01"},
        {"capital letters", "00-4BF92F3577B34DA6A3CE929D0E0E4736-" PARENT "-01"},
        {"no hyphens", "00_" ID "_" PARENT "_01"},
        {"not hexadecimal", "00-" ID "-00f067aa0ba902bg-01"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct trace trace = {.id = ""};
        EXPECT_ROW(rows[i].name, !trace_parse(rows[i].text, &trace) && !*trace.id);
    }
}

TEST_MAIN(cmocka_unit_test(trace_parse__reads_id_and_whole), cmocka_unit_test(trace_parse__refuses))
