/* test_child.c: programs that end well, badly, or not at all. */
#include "io/child.h"

#include <signal.h>
#include <unistd.h>

#include "core/text.h"
#include "test.h"

static char *no_variables[] = {NULL};
static const atomic_bool never = false;

/* Run a script of the shell. Returns whether it was good; what it said last is in ret_said. */
static bool run_script(const char *script, int64_t timeout_ms, char ret_said[static 600],
                       struct error *err)
{
    CLEANUP(text_done) struct text said = {0};
    char shell[] = "sh", option[] = "-c", text[1000];
    text_copy(text, sizeof(text), script);
    char *words[] = {shell, option, text, NULL};
    const struct child child = {
        .words = words, .variables = no_variables, .input = "one\ntwo\n", .timeout_ms = timeout_ms};
    const bool good = child_run(&child, &never, &said, err);
    text_copy(ret_said, 600, text_of(&said));
    return good;
}

static void child_run__keeps_the_last_line(void **state)
{
    (void)state;
    static const struct {
        const char *name, *script, *said;
    } rows[] = {
        {"nothing", "true", ""},
        {"what it read", "cat", "two"},
        {"one that does not read", "echo here", "here"},
        {"its errors, too", "echo a; echo b >&2", "b"},
        {"without the end of the line", "printf 'a\\nb'", "b"},
        {"blank lines behind it", "printf 'a\\nb\\n\\n \\n'", "b"},
        {"what a terminal would obey", "printf '\\033[2Jx'", "\\x1B[2Jx"},
        {"behind a lot", "i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; echo last",
         "last"},
        {"variables that it was not given", "echo \"<$HOME$LANG>\"", "<>"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        char said[600] = "";
        EXPECT_ROW(rows[i].name, run_script(rows[i].script, 30000, said, &err));
        EXPECT_ROW(rows[i].name, strcmp(said, rows[i].said) == 0);
    }
}

static void child_run__says_how_it_failed(void **state)
{
    (void)state;
    static const struct {
        const char *name, *script, *why;
    } rows[] = {
        {"a code", "exit 7", "exit code 7"},
        {"with words", "echo a; echo no mail >&2; exit 1", "exit code 1: no mail"},
        {"a signal", "kill -SEGV $$", "ended by signal 11"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        char said[600] = "";
        EXPECT_ROW(rows[i].name, !run_script(rows[i].script, 30000, said, &err));
        EXPECT_ROW(rows[i].name, err.class == ERROR_TRANSIENT);
        EXPECT_ROW(rows[i].name, strcmp(err.message, rows[i].why) == 0);
    }
}

static void child_run__says_what_cannot_be_started(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text said = {0};
    char program[] = "/nowhere/program";
    char *words[] = {program, NULL};
    struct error err = {0};
    const struct child child = {
        .words = words, .variables = no_variables, .input = "", .timeout_ms = 1000};
    assert_false(child_run(&child, &never, &said, &err));
    assert_int_equal(err.class, ERROR_CONFIG);
    assert_non_null(strstr(err.message, "'/nowhere/program' cannot be started: No such file"));
}

static void child_run__ends_what_takes_too_long(void **state)
{
    (void)state;
    struct error err = {0};
    char said[600] = "";
    /* The pid of one that it has started is its last line. */
    assert_false(run_script("sleep 100 & echo $!; wait", 200, said, &err));
    assert_int_equal(err.class, ERROR_TRANSIENT);
    assert_non_null(strstr(err.message, "had not ended after 200 ms, and was killed: "));
    int64_t pid = 0;
    assert_true(text_to_int(said, 2, INT32_MAX, &pid));
    char about[64];
    (void)snprintf(about, sizeof(about), "/proc/%d/fd/0", (int)pid);
    assert_int_not_equal(access(about, F_OK), 0); /* it is gone, or waits to be buried */
}

static void child_run__stops(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text said = {0};
    const atomic_bool stop = true;
    char program[] = "sleep", seconds[] = "100";
    char *words[] = {program, seconds, NULL};
    struct error err = {0};
    const struct child child = {
        .words = words, .variables = no_variables, .input = "", .timeout_ms = 60000};
    assert_false(child_run(&child, &stop, &said, &err));
    assert_int_equal(err.class, ERROR_CANCELLED);
}

TEST_MAIN(cmocka_unit_test(child_run__keeps_the_last_line),
          cmocka_unit_test(child_run__says_how_it_failed),
          cmocka_unit_test(child_run__says_what_cannot_be_started),
          cmocka_unit_test(child_run__ends_what_takes_too_long), cmocka_unit_test(child_run__stops))
