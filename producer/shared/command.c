/* command.c: finding a command by its name, reading its line, and carrying it out. It knows no
 * single command. */
#include "shared/command.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/mem.h"
#include "core/suggestion.h"
#include "core/text.h"

#define OPTIONS_MAX 32
#define TYPO_MAX 2 /* letters that differ in a name that is still recognised */

/* ---- finding it ---- */

/* The word that one types for a command: "list" of "dlq list". */
static const char *word_of_name(const struct command *command)
{
    const char *blank = strrchr(command->name, ' ');
    return blank ? blank + 1 : command->name;
}

/* The command that was perhaps meant, because it begins so or few letters differ. NULL: none is
 * near. */
static const char *nearest(const struct command *const *commands, const char *typed)
{
    const size_t length = strlen(typed);
    size_t best = TYPO_MAX + 1;
    const char *name = NULL;
    if (length < 2 || length > SUGGESTION_WORD_MAX)
        return NULL;
    for (size_t i = 0; commands[i]; i++) {
        const char *word = word_of_name(commands[i]);
        const bool begun = strncmp(word, typed, length) == 0;
        const size_t far = begun ? 0 : suggestion_distance(typed, word);
        if (far < best && far < length) {
            best = far;
            name = word;
        }
    }
    return name;
}

static const struct command *find(const struct command *group, const char *argument,
                                  struct error *err)
{
    const struct command *const *commands = group->commands;
    char program[64];
    (void)snprintf(program, sizeof(program), PROGRAM "%s%s", group->name ? " " : "",
                   group->name ? group->name : "");
    if (!argument) {
        (void)error_set(err, ERROR_USAGE, 0, "which command? See '%s --help'", program);
        return NULL;
    }
    const char *typed = cli_shown(argument);
    for (size_t i = 0; commands[i]; i++)
        if (strcmp(word_of_name(commands[i]), typed) == 0)
            return commands[i];
    const char *meant = nearest(commands, typed);
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

static void list(const struct command *group)
{
    const struct command *const *commands = group->commands;
    size_t width = 0;
    for (size_t i = 0; commands[i]; i++)
        if (strlen(word_of_name(commands[i])) > width)
            width = strlen(word_of_name(commands[i]));
    for (size_t i = 0; commands[i]; i++)
        (void)printf("  %-*s  %s\n", (int)width, word_of_name(commands[i]), commands[i]->summary);
}

/* ---- its line ---- */

/* The options that cli.h reads: the command's own, then those that every command has. */
struct command_line {
    struct cli_option options[OPTIONS_MAX];
    struct cli_command cli;
};

static void describe(const struct command *command, struct context *context,
                     struct command_line *ret)
{
    size_t count = 0;
    const struct cli_option config = {
        .name = "config",
        .kind = CLI_STRING,
        .value = &context->config_file,
        .metavar = "FILE",
        .help = "configuration file",
        .fallback = "$BACKFILL_CONFIG, then " CONFIG_DEFAULT_FILE,
    };
    const struct cli_option json = {
        .name = "json", .kind = CLI_FLAG, .value = &context->json, .help = "print JSON"};
    for (; command->options && command->options[count].name; count++) {
        assert(count < OPTIONS_MAX - 3);
        ret->options[count] = command->options[count];
    }
    ret->options[count++] = config;
    if (command->prints_json)
        ret->options[count++] = json;
    ret->options[count] = (struct cli_option)OPTION_END;
    ret->cli = (struct cli_command){
        .program = PROGRAM,
        .name = command->name,
        .arguments = command->arguments,
        .summary = command->purpose,
        .details = command->details,
        .options = ret->options,
        .arguments_min = command->arguments_min,
        .arguments_max = command->arguments_max,
        .operands = command->operands,
    };
}

static void help_of_group(const struct command *group)
{
    CLEANUP(text_done) struct text out = {0};
    (void)printf("Usage: " PROGRAM "%s%s COMMAND [options]\n\n", group->name ? " " : "",
                 group->name ? group->name : "");
    if (group->purpose)
        (void)printf("%s\n\n", group->purpose);
    (void)printf("Commands:\n");
    list(group);
    cli_add_words(&out, group->details ? group->details : "Each has --help.", 0, 0);
    (void)printf("\n%s\n", text_of(&out));
}

void command_help(const struct command *command)
{
    if (command->commands) {
        help_of_group(command);
        return;
    }
    struct context context = {.config_file = NULL};
    struct command_line line;
    describe(command, &context, &line);
    cli_help(&line.cli);
}

/* ---- all of them ---- */

static size_t count_commands(const struct command *group)
{
    size_t count = 0;
    for (size_t i = 0; group->commands[i]; i++)
        count += group->commands[i]->commands ? count_commands(group->commands[i]) : 1;
    return count;
}

static void add_lines(const struct command *group, struct command_lines *to)
{
    for (size_t i = 0; group->commands[i]; i++) {
        const struct command *command = group->commands[i];
        if (command->commands) {
            add_lines(command, to);
            continue;
        }
        describe(command, &to->context, &to->lines[to->count]);
        to->items[to->count] = to->lines[to->count].cli;
        to->count++;
    }
}

void command_lines_init(const struct command *group, struct command_lines *ret)
{
    const size_t count = count_commands(group);
    *ret = (struct command_lines){.items = mem_new(count, sizeof(*ret->items)),
                                  .lines = mem_new(count, sizeof(*ret->lines))};
    add_lines(group, ret);
}

void command_lines_done(struct command_lines *lines)
{
    mem_free(lines->items);
    mem_free(lines->lines);
}

const struct command *command_find(const struct command *group, char **words, int count,
                                   struct error *err)
{
    const struct command *command = group;
    for (int i = 0; command && i < count; i++)
        command = command->commands ? find(command, words[i], err) : NULL;
    if (!command && err->class == ERROR_NONE)
        (void)error_set(err, ERROR_USAGE, 0, "unexpected argument '%s'",
                        cli_shown(words[count - 1]));
    return command;
}

bool command_month(const char *operand, struct month *ret, struct error *err)
{
    return month_parse(operand, ret) ||
           error_set(err, ERROR_USAGE, 0, "'%s' is not a month (YYYY-MM, 1900 to 2100)", operand);
}

/* ---- carrying it out ---- */

bool command_wants_json(int argc, char **argv)
{
    static const char name[] = "--json";
    const size_t bytes = sizeof(name) - 1;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strncmp(argv[i], name, bytes) == 0 && (argv[i][bytes] == '\0' || argv[i][bytes] == '='))
            return true;
    return false;
}

static int perform(const struct command *command, struct context *context, int argc, char **argv,
                   struct error *err)
{
    struct command_line line;
    struct cli_line given = {0};
    const bool json = command_wants_json(argc, argv);
    describe(command, context, &line);
    if (!cli_parse(&line.cli, argc, argv, &given, err)) {
        if (command->usage_code && !json) /* monitoring systems read the first line of stdout */
            (void)printf("UNKNOWN: %s\n", err->message);
        return command->usage_code ? command->usage_code : EXIT_BY_ERROR;
    }
    if (given.help) {
        cli_help(&line.cli);
        return EXIT_DONE;
    }
    const struct operands operands = {.items = given.operands, .count = given.count};
    const int code = command->perform(context, &operands, err);
    if (code == EXIT_NOTHING && !command->usage_code && err->class == ERROR_USAGE)
        err->class = ERROR_NOTHING; /* the line is right: programs tell the two apart */
    return code;
}

bool command_accepts(const struct command *command, int argc, char **argv, struct error *err)
{
    struct context unused = {.config_file = NULL};
    struct command_line line;
    struct cli_line given = {0};
    describe(command, &unused, &line);
    return cli_parse(&line.cli, argc, argv, &given, err);
}

static bool is_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

int command_perform(const struct command *group, struct context *context, int argc, char **argv,
                    struct error *err)
{
    if (argc > 1 && is_help(argv[1])) {
        command_help(group);
        return EXIT_DONE;
    }
    const struct command *command = find(group, argc > 1 ? argv[1] : NULL, err);
    if (!command)
        return EXIT_BY_ERROR;
    if (command->commands)
        return command_perform(command, context, argc - 1, argv + 1, err);
    return perform(command, context, argc - 1, argv + 1, err);
}
