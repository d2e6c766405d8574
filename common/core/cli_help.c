/* cli_help.c: the help of a command, made of its table: the usage line, what it does, its options
 * in two columns, all in lines of at most 80 columns. */
#include "core/cli.h"

#include "core/choice.h"

#include <stdio.h>
#include <string.h>

enum {
    HELP_WIDTH = 80,
    HEAD_MAX = 24, /* columns of an option with its value; a longer one has its help below it */
};

/* How many columns a text takes on a terminal: its characters are counted, not its bytes. */
static int width_of_bytes(const char *text, size_t count)
{
    int width = 0;
    for (size_t i = 0; i < count; i++)
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

static int width_of(const char *text)
{
    return width_of_bytes(text, strlen(text));
}

static void begin_line(struct text *out, int indent)
{
    text_add_format(out, "\n%*s", indent, "");
}

void cli_add_words(struct text *out, const char *words, int at, int indent)
{
    bool first = true;
    for (size_t bytes; *words != '\0'; words += bytes) {
        bytes = strcspn(words, " \n");
        const int width = width_of_bytes(words, bytes);
        const int blank = first ? 0 : 1;
        if (at > indent && at + blank + width > HELP_WIDTH) {
            begin_line(out, indent);
            at = indent;
        } else if (blank) {
            text_add(out, " ");
            at++;
        }
        text_add_bytes(out, words, bytes);
        at += width;
        first = words[bytes] == '\n';
        if (first) {
            begin_line(out, indent);
            at = indent;
        }
        bytes += words[bytes] != '\0';
    }
}

const char *cli_metavar(const struct cli_option *option)
{
    if (option->metavar)
        return option->metavar;
    return option->kind == CLI_CHOICE ? option->choices : "";
}

static int option_width(const struct cli_option *option)
{
    const int metavar = width_of(cli_metavar(option));
    return width_of(option->name) + (metavar ? metavar + 1 : 0);
}

static void add_number(struct text *out, bool is_duration, int64_t number)
{
    if (is_duration)
        cli_add_duration(out, number);
    else
        text_add_format(out, "%lld", (long long)number);
}

/* Add what numbers an option takes: "1 to 100", "1 or more". */
static void add_range(struct text *out, const struct cli_option *option)
{
    const bool duration = option->kind == CLI_DURATION;
    const bool limited = duration ? option->max > 0 : option->max < INT32_MAX;
    if (option->kind != CLI_INT && !duration)
        return;
    add_number(out, duration, option->min);
    text_add(out, limited ? " to " : " or more");
    if (limited)
        add_number(out, duration, option->max);
}

/* Add the values and the default of an option in parentheses, where it has any. */
static void add_values(struct text *out, const struct cli_option *option)
{
    CLEANUP(text_done) struct text values = {0};
    const char *fallback = option->preset ? option->preset : option->fallback;
    add_range(&values, option);
    if (option->kind == CLI_CHOICE && option->metavar)
        choice_add_list(&values, option->choices);
    if (fallback)
        text_add_format(&values, "%sdefault %s", values.count ? "; " : "", fallback);
    if (values.count > 0)
        text_add_format(out, " (%s)", text_of(&values));
}

void cli_add_option(struct text *out, const struct cli_option *option)
{
    text_add(out, option->help);
    add_values(out, option);
}

static void add_option_help(struct text *out, const struct cli_option *option, int column)
{
    const char *metavar = cli_metavar(option);
    CLEANUP(text_done) struct text words = {0};
    const int indent = column + 6, gap = column - option_width(option);
    cli_add_option(&words, option);
    text_add_format(out, "  --%s%s%s", option->name, *metavar ? " " : "", metavar);
    if (gap >= 0)
        text_add_format(out, "%*s  ", gap, "");
    else
        begin_line(out, indent);
    cli_add_words(out, text_of(&words), indent, indent);
    text_add(out, "\n");
}

/* The column in which the help of all options begins. Options longer than HEAD_MAX do not count. */
static int help_column(const struct cli_command *command, int least_column)
{
    int column = least_column;
    for (const struct cli_option *option = command->options; option->name; option++) {
        const int width = option_width(option);
        if (option->help && width > column && width <= HEAD_MAX)
            column = width;
    }
    return column;
}

void cli_help(const struct cli_command *command)
{
    static const struct cli_option help = {.name = "help", .help = "show this help"};
    CLEANUP(text_done) struct text out = {0};
    text_add_format(&out, "Usage: %s%s%s [options]%s%s\n\n", command->program,
                    command->name ? " " : "", command->name ? command->name : "",
                    command->arguments ? " " : "", command->arguments ? command->arguments : "");
    cli_add_words(&out, command->summary, 0, 0);
    text_add(&out, "\n\nOptions:\n");
    const int column = help_column(command, option_width(&help));
    for (const struct cli_option *option = command->options; option->name; option++)
        if (option->help)
            add_option_help(&out, option, column);
    add_option_help(&out, &help, column);
    if (command->details) {
        text_add(&out, "\n");
        cli_add_words(&out, command->details, 0, 0);
        text_add(&out, "\n");
    }
    (void)fputs(text_of(&out), stdout); /* cli_flush finds a failure when the program ends */
}
