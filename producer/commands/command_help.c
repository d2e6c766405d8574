/* command_help.c: the help of a command, and all of it at once as a man page, as completions for
 * shells, or in JSON. */
#include <stdio.h>

#include "commands/commands.h"
#include "core/cli_manual.h"
#include "core/json_write.h"
#include "core/version.h"
#include "shared/output.h"

static bool man;
static const char *shell;

/* What an option takes, for programs. */
static void add_option(struct text *out, const struct cli_option *option)
{
    json_write_open(out, NULL, '{');
    json_write_text(out, "name", option->name);
    json_write_text(out, "value", option->kind == CLI_FLAG ? NULL : cli_metavar(option));
    json_write_text(out, "choices", option->kind == CLI_CHOICE ? option->choices : NULL);
    if (option->kind == CLI_INT) {
        json_write_int(out, "min", option->min);
        json_write_int(out, "max", option->max);
    }
    json_write_text(out, "default", option->preset ? option->preset : option->fallback);
    json_write_text(out, "help", option->help);
    json_write_close(out, '}');
}

static void print_json(const struct command_lines *lines)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_open(&out, "commands", '[');
    for (size_t i = 0; i < lines->count; i++) {
        json_write_open(&out, NULL, '{');
        json_write_text(&out, "name", lines->items[i].name);
        json_write_text(&out, "arguments", lines->items[i].arguments);
        json_write_text(&out, "purpose", lines->items[i].summary);
        json_write_open(&out, "options", '[');
        for (const struct cli_option *o = lines->items[i].options; o->name; o++)
            if (o->help)
                add_option(&out, o);
        json_write_close(&out, ']');
        json_write_close(&out, '}');
    }
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_manual(const struct command_lines *lines)
{
    CLEANUP(text_done) struct text out = {0};
    const struct cli_manual manual = {
        .program = PROGRAM,
        .version = version_number(),
        .purpose = commands.purpose,
        .details = commands.details,
        .commands = lines->items,
        .count = lines->count,
    };
    if (man)
        cli_manual_man(&manual, &out);
    else if (text_equal(shell, "bash"))
        cli_manual_bash(&manual, &out);
    else
        cli_manual_zsh(&manual, &out);
    (void)fputs(text_of(&out), stdout);
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    CLEANUP(command_lines_done) struct command_lines lines = {.count = 0};
    const bool all = man || shell || context->json;
    const struct command *command = command_find(&commands, operands->items, operands->count, err);
    if (!command)
        return EXIT_USAGE;
    if (all && operands->count > 0) {
        (void)error_set(err, ERROR_USAGE, 0,
                        "--man, --completion and --json are of all commands: name none");
        return EXIT_USAGE;
    }
    if (!all) {
        command_help(command);
        return EXIT_DONE;
    }
    command_lines_init(&commands, &lines);
    if (man || shell)
        print_manual(&lines);
    else
        print_json(&lines);
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "man",
     .kind = CLI_FLAG,
     .value = &man,
     .help = "print the man page of all commands (read it with 'man -l')"},
    {.name = "completion",
     .kind = CLI_CHOICE,
     .value = &shell,
     .choices = "bash|zsh",
     .help = "print the completion of this shell"},
    OPTION_END,
};

const struct command command_help_command = {
    .name = "help",
    .summary = "Show the help of a command; print man page and completions.",
    .arguments = "[COMMAND…]",
    .purpose = "Show the help of a command, of a group, or of the program.",
    .details = "Man pages and completions are installed with the program. Without an "
               "installation: source <(backfill-producer help --completion bash)",
    .arguments_max = 3,
    .options = options,
    .prints_json = true,
    .perform = perform,
};
