/* test_command_help.c: what --help says of every command of backfill-producer. */
#include "commands/commands.h"

#include "test.h"

#include <unistd.h>

enum { HELP_BYTES = 16384, COLUMNS_MAX = 80 };

/* What command_help prints, in the caller's memory. */
static void read_help(const struct command *command, char ret[static HELP_BYTES])
{
    int ends[2] = {-1, -1};
    assert_int_equal(pipe(ends), 0);
    (void)fflush(stdout); /* what stands there is cmocka's */
    const int saved = dup(STDOUT_FILENO);
    assert_int_equal(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    command_help(command);
    (void)fflush(stdout); /* into the pipe, which has room for it */
    assert_int_equal(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
    close(saved);
    close(ends[1]);
    const ssize_t count = read(ends[0], ret, HELP_BYTES - 1);
    close(ends[0]);
    assert_true(count > 0);
    ret[count] = '\0';
}

static const char *name_of(const struct command *command)
{
    return command->name ? command->name : PROGRAM;
}

static void expect_narrow(const struct command *command, const char *help)
{
    size_t width = 0;
    for (; *help != '\0'; help++) {
        width = *help == '\n' ? 0 : width + (((unsigned char)*help & 0xc0) != 0x80);
        EXPECT_ROW(name_of(command), width <= COLUMNS_MAX);
    }
}

/* Is there a line that begins with the option? */
static bool is_named(const char *help, const char *option)
{
    char line[64];
    for (const char *end = " \n"; *end != '\0'; end++) {
        (void)snprintf(line, sizeof(line), "\n  --%s%c", option, *end);
        if (strstr(help, line))
            return true;
    }
    return false;
}

/* The help of one option, in the caller's memory. */
static void part_of(const char *help, const char *option, char ret[static HELP_BYTES])
{
    char begin[64];
    (void)snprintf(begin, sizeof(begin), "\n  --%s ", option);
    const char *from = strstr(help, begin);
    *ret = '\0';
    if (!from)
        return;
    const char *next = strstr(from + 1, "\n  --"), *end = strstr(from + 1, "\n\n");
    if (next && (!end || next < end))
        end = next;
    const size_t count = end ? (size_t)(end - from) : strlen(from);
    memcpy(ret, from, count);
    ret[count] = '\0';
}

/* A number has a range, and a default unless it only narrows a choice. */
static void expect_values(const struct cli_option *option, const char *help)
{
    static const char without_default[] = "after,before,letter,per-day,since,until,plan";
    char part[HELP_BYTES] = "";
    part_of(help, option->name, part);
    if (option->kind != CLI_INT && option->kind != CLI_DURATION)
        return;
    const char *range = strrchr(part, '(');
    EXPECT_ROW(option->name, range && range[1] >= '0' && range[1] <= '9');
    EXPECT_ROW(option->name,
               strstr(part, "default") || text_list_has(without_default, option->name));
}

static void expect_options(const struct command *command, const char *help)
{
    EXPECT_ROW(name_of(command), is_named(help, "config") && is_named(help, "help"));
    EXPECT_ROW(name_of(command), is_named(help, "json"));
    for (const struct cli_option *o = command->options; o && o->name; o++) {
        EXPECT_ROW(o->name, is_named(help, o->name));
        EXPECT_ROW(o->name, o->help && *o->help != '\0');
        expect_values(o, help);
    }
}

static void expect_group(const struct command *group, const char *help)
{
    for (size_t i = 0; group->commands[i]; i++)
        EXPECT_ROW(name_of(group->commands[i]), strstr(help, group->commands[i]->summary) != NULL);
}

/* Calls itself for the commands of a group: groups stand two deep. */
static int look_at(const struct command *command)
{
    int count = 1;
    char help[HELP_BYTES] = "";
    read_help(command, help);
    expect_narrow(command, help);
    if (!command->commands) {
        expect_options(command, help);
        return count;
    }
    expect_group(command, help);
    for (size_t i = 0; command->commands[i]; i++)
        count += look_at(command->commands[i]);
    return count;
}

static void command_help__is_narrow_and_names_every_option(void **state)
{
    (void)state;
    assert_true(look_at(&commands) > 25); /* it went through the groups */
}

static void command_perform__says_which_command_was_perhaps_meant(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *message;
    } rows[] = {
        {"sead", "unknown command 'sead' (did you mean 'seed'?)"},
        {"dql", "unknown command 'dql' (did you mean 'dlq'?)"},
        {"sched", "unknown command 'sched' (did you mean 'schedule'?)"},
        {"xyzzy", "unknown command 'xyzzy', see 'backfill-producer --help'"},
        {"s", "unknown command 's', see 'backfill-producer --help'"},
        {"--json", "'--json' before a command: options stand behind it"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char program[] = PROGRAM, typed[16] = "";
        char *argv[] = {program, typed, NULL};
        (void)snprintf(typed, sizeof(typed), "%s", rows[i].typed);
        struct context context = {.config_file = NULL};
        struct error err = {0};
        const int code = command_perform(&commands, &context, 2, argv, &err);
        EXPECT_ROW(rows[i].typed, code == EXIT_BY_ERROR && err.class == ERROR_USAGE);
        EXPECT_ROW(rows[i].typed, strcmp(err.message, rows[i].message) == 0);
    }
}

static void command_perform__finds_a_command_of_a_group(void **state)
{
    (void)state;
    static const char *const given[] = {PROGRAM, "prompt", "render", "2023-13", NULL};
    char *argv[ARRAY_LEN(given)] = {0};
    for (size_t i = 0; given[i]; i++)
        argv[i] = (char *)(uintptr_t)given[i]; /* never written to */
    struct context context = {.config_file = NULL};
    struct error err = {0};
    const int code = command_perform(&commands, &context, 4, argv, &err);
    assert_int_equal(code, EXIT_USAGE);
    assert_string_equal(err.message, "'2023-13' is not a month (YYYY-MM, 1900 to 2100)");
}

TEST_MAIN(cmocka_unit_test(command_help__is_narrow_and_names_every_option),
          cmocka_unit_test(command_perform__says_which_command_was_perhaps_meant),
          cmocka_unit_test(command_perform__finds_a_command_of_a_group))
