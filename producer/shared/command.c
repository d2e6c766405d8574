/* command.c: finding a command by its name, its options, and ranges of months. */
#include "shared/command.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "core/word.h"

static struct word word_of(const char *text)
{
    return (struct word){.at = text, .count = strlen(text)};
}

/* The command that was perhaps meant: one letter away, or begun so. NULL: none. */
static const char *nearest(const struct producer_command *commands, size_t count, const char *typed)
{
    for (size_t i = 0; i < count; i++)
        if (word_nearness(word_of(typed), word_of(commands[i].name)) != WORD_FAR)
            return commands[i].name;
    for (size_t i = 0; i < count; i++)
        if (strlen(typed) >= 2 && strncmp(typed, commands[i].name, strlen(typed)) == 0)
            return commands[i].name;
    return NULL;
}

const struct producer_command *command_find(const struct producer_command *commands, size_t count,
                                            const char *program, int argc, char **argv,
                                            struct error *err)
{
    if (argc < 2) {
        (void)error_set(err, ERROR_USAGE, 0, "which command? See '%s --help'", program);
        return NULL;
    }
    const char *typed = cli_shown(argv[1]);
    for (size_t i = 0; i < count; i++)
        if (strcmp(commands[i].name, typed) == 0)
            return &commands[i];
    const char *meant = nearest(commands, count, typed);
    if (*typed == '-')
        (void)error_set(err, ERROR_USAGE, 0, "'%s' before a command: options stand behind it",
                        typed);
    else if (meant)
        (void)error_set(err, ERROR_USAGE, 0, "unknown command '%s' (did you mean '%s'?)", typed,
                        meant);
    else
        (void)error_set(err, ERROR_USAGE, 0, "unknown command '%s', see '%s --help'", typed,
                        program);
    return NULL;
}

void command_list(const struct producer_command *commands, size_t count)
{
    size_t width = 0;
    for (size_t i = 0; i < count; i++)
        if (strlen(commands[i].name) > width)
            width = strlen(commands[i].name);
    for (size_t i = 0; i < count; i++)
        (void)printf("  %-*s  %s\n", (int)width, commands[i].name, commands[i].summary);
}

int command_group(const struct producer_command *commands, size_t count, const char *group,
                  struct context *context, int argc, char **argv, struct error *err)
{
    char program[64];
    (void)snprintf(program, sizeof(program), PROGRAM " %s", group);
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        (void)printf("Usage: %s COMMAND [options]\n\nCommands:\n", program);
        command_list(commands, count);
        (void)printf("\nEach has --help.\n");
        return EXIT_DONE;
    }
    const struct producer_command *command =
        command_find(commands, count, program, argc, argv, err);
    return command ? command->run(context, argc - 1, argv + 1, err) : EXIT_BY_ERROR;
}

bool command_begin(const struct cli_command *command, int argc, char **argv, struct operands *ret,
                   int *ret_code, struct error *err)
{
    struct cli_line line = {0};
    *ret_code = EXIT_BY_ERROR;
    if (!cli_parse(command, argc, argv, &line, err))
        return false;
    if (line.help) {
        cli_help(command);
        *ret_code = EXIT_DONE;
        return false;
    }
    *ret = (struct operands){.items = line.operands, .count = line.count};
    return true;
}

struct range range_closed(struct range range)
{
    struct range closed = {
        .from = range.from.year ? range.from : (struct month){MONTH_YEAR_MIN, 1},
        .to = range.to.year ? range.to : (struct month){MONTH_YEAR_MAX, 12},
    };
    if (month_compare(closed.from, closed.to) > 0)
        return (struct range){.from = closed.to, .to = closed.from};
    return closed;
}

int64_t range_number(struct month month)
{
    return (int64_t)month.year * 12 + month.month;
}
