/* cli.c: command lines by table.
 *
 * getopt_long is not used, because it accepts prefixes of options (which a later option makes
 * ambiguous) and prints errors in words of its own. Every error here names the option and the
 * value. */
#include "core/cli.h"

#include "core/choice.h"
#include "core/mem.h"
#include "core/suggestion.h"
#include "core/text.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    OPTIONS_MAX = 64,  /* each has one bit, by which one that is given twice is found */
    NAME_MAX_LEN = 40, /* bytes of a name for which a suggestion is looked for */
    SHOWN_MAX = 80,    /* bytes of an argument that cannot be read */
    TYPO_MAX = 2, /* letters that may be wrong, missing or extra in a name that is recognised */
};

struct parse {
    const struct cli_command *command;
    int argc;
    char **argv;
    int at;        /* the argument being read */
    uint64_t seen; /* options given, by their place in the table */
    struct error *err;
};

/* ---- names that were meant ---- */

/* Find the option, of those that the help shows, whose name is nearest to what was typed. NULL:
 * none is near. */
static const char *nearest_name(const struct cli_option *options, const char *typed)
{
    static const struct cli_option help = {.name = "help"};
    if (strlen(typed) > NAME_MAX_LEN || strlen(typed) < 2)
        return NULL;
    size_t best = suggestion_distance(typed, help.name);
    const char *name = help.name;
    for (; options->name; options++) {
        if (!options->help || strlen(options->name) > NAME_MAX_LEN)
            continue;
        const bool begun = strncmp(options->name, typed, strlen(typed)) == 0;
        const size_t far = begun ? 0 : suggestion_distance(typed, options->name);
        if (far < best) {
            best = far;
            name = options->name;
        }
    }
    return best <= TYPO_MAX ? name : NULL;
}

const char *cli_shown(const char *argument)
{
    static char words[32]; /* one thread reads the command line */
    const char *scheme_end = strstr(argument, "://");
    if (!scheme_end)
        return argument;
    (void)snprintf(words, sizeof(words), "%.*s://…",
                   scheme_end - argument < 20 ? (int)(scheme_end - argument) : 20, argument);
    return words;
}

static bool fail_unknown(struct parse *parse, const char *argument, const char *name,
                         size_t name_count)
{
    char typed[NAME_MAX_LEN + 2] = "";
    if (name_count < sizeof(typed))
        memcpy(typed, name, name_count);
    const char *meant = nearest_name(parse->command->options, typed);
    const int shown = (int)(name + name_count - argument);
    if (meant)
        return error_set(parse->err, ERROR_USAGE, 0, "unknown option '%.*s' (did you mean '--%s'?)",
                         shown, argument, meant);
    return error_set(parse->err, ERROR_USAGE, 0, "unknown option '%.*s'", shown, argument);
}

/* ---- values ---- */

static bool fail_value(struct parse *parse, const struct cli_option *option, const char *value,
                       const char *what)
{
    return error_set(parse->err, ERROR_USAGE, 0, "--%s: '%s' is not %s", option->name,
                     cli_shown(value), what);
}

static bool read_int(struct parse *parse, const struct cli_option *option, const char *value)
{
    if (text_to_int(value, option->min, option->max, option->value))
        return true;
    return error_set(parse->err, ERROR_USAGE, 0,
                     "--%s: '%s' is not a whole number from %lld to %lld", option->name,
                     cli_shown(value), (long long)option->min, (long long)option->max);
}

void cli_add_duration(struct text *out, int64_t ms)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};
    size_t i = ms == 0 ? 3 : 0; /* 0 is a whole number of each: of seconds */
    while (ms % units[i].ms != 0)
        i++;
    text_add_format(out, "%lld%s", (long long)(ms / units[i].ms), units[i].name);
}

static bool read_duration(struct parse *parse, const struct cli_option *option, const char *value)
{
    int64_t ms = 0;
    if (!text_to_duration_ms(value, &ms))
        return fail_value(parse, option, value, "a duration (such as 90s, 15m, 1h)");
    if (ms < option->min || (option->max > 0 && ms > option->max)) {
        CLEANUP(text_done) struct text range = {0};
        text_add(&range, option->max > 0 ? "a duration from " : "a duration of at least ");
        cli_add_duration(&range, option->min);
        text_add(&range, option->max > 0 ? " to " : "");
        if (option->max > 0)
            cli_add_duration(&range, option->max);
        return fail_value(parse, option, value, text_of(&range));
    }
    *(int64_t *)option->value = ms;
    return true;
}

/* The choice as a text of its own, which lives as long as the process. */
static const char *keep_choice(const char *choice, size_t bytes)
{
    static struct kept {
        struct kept *next;
        char *word;
    } * all;
    struct kept *kept = all;
    while (kept && (strlen(kept->word) != bytes || memcmp(kept->word, choice, bytes) != 0))
        kept = kept->next;
    if (!kept) {
        kept = mem_new(1, sizeof(*kept));
        *kept = (struct kept){.next = all, .word = mem_bytes(choice, bytes)};
        all = kept;
    }
    return kept->word;
}

static bool read_choice(struct parse *parse, const struct cli_option *option, const char *value)
{
    const char **to = option->value, *choice = NULL;
    size_t bytes = 0;
    assert(option->choices); /* the table names them for each option of this kind */
    if (choice_find(option->choices, value, &choice, &bytes)) {
        *to = keep_choice(choice, bytes);
        return true;
    }
    CLEANUP(text_done) struct text choices = {0};
    choice_add_list(&choices, option->choices);
    return error_set(parse->err, ERROR_USAGE, 0, "--%s: '%s' is not possible here: choose %s",
                     option->name, cli_shown(value), text_of(&choices));
}

static bool read_string(struct parse *parse, const struct cli_option *option, const char *value)
{
    const size_t bytes = strlen(value);
    const char **string = option->value;
    if ((int64_t)bytes < option->min)
        return error_set(parse->err, ERROR_USAGE, 0, "--%s: %s is empty", option->name,
                         option->metavar);
    if (option->max > 0 && (int64_t)bytes > option->max)
        return error_set(parse->err, ERROR_USAGE, 0, "--%s: at most %lld bytes of UTF-8",
                         option->name, (long long)option->max);
    *string = value;
    return true;
}

static bool read_value(struct parse *parse, const struct cli_option *option, const char *value)
{
    switch (option->kind) {
    case CLI_FLAG:
        break;
    case CLI_INT:
        return read_int(parse, option, value);
    case CLI_STRING:
        return read_string(parse, option, value);
    case CLI_CHOICE:
        return read_choice(parse, option, value);
    case CLI_MONTH:
        return month_parse(value, option->value) ||
               fail_value(parse, option, value, "a month (YYYY-MM, 1900 to 2100)");
    case CLI_DURATION:
        return read_duration(parse, option, value);
    }
    UNREACHABLE("value of a flag");
}

/* ---- options ---- */

static bool mark_seen(struct parse *parse, const struct cli_option *option)
{
    const size_t place = (size_t)(option - parse->command->options);
    assert(place < OPTIONS_MAX);
    const uint64_t bit = UINT64_C(1) << place;
    if (parse->seen & bit)
        return error_set(parse->err, ERROR_USAGE, 0, "--%s: given twice", option->name);
    parse->seen |= bit;
    return true;
}

static bool read_flag(struct parse *parse, const struct cli_option *option, const char *value)
{
    bool *to = option->value;
    if (value)
        return error_set(parse->err, ERROR_USAGE, 0, "--%s: takes no value ('%s')", option->name,
                         value);
    *to = true;
    return true;
}

/* Read "--name", "--name=value", or "--name" and the next argument. */
static bool read_option(struct parse *parse)
{
    const char *argument = parse->argv[parse->at];
    const bool is_long = strncmp(argument, "--", 2) == 0;
    const char *name = argument + (is_long ? 2 : 1);
    const size_t name_count = strcspn(name, "=");
    const char *value = name[name_count] == '=' ? name + name_count + 1 : NULL;

    const struct cli_option *option = parse->command->options;
    while (option->name &&
           (strlen(option->name) != name_count || memcmp(option->name, name, name_count) != 0))
        option++;
    if (!is_long || !option->name)
        return fail_unknown(parse, argument, name, name_count);
    if (!mark_seen(parse, option))
        return false;
    if (option->kind == CLI_FLAG)
        return read_flag(parse, option, value);
    if (!value && parse->at + 1 < parse->argc && strncmp(parse->argv[parse->at + 1], "--", 2) != 0)
        value = parse->argv[++parse->at];
    if (!value)
        return error_set(parse->err, ERROR_USAGE, 0, "--%s: %s is missing", option->name,
                         option->metavar ? option->metavar : "its value");
    return read_value(parse, option, value);
}

/* ---- a command line ---- */

static bool check_operands(const struct cli_command *command, int count, char **operands,
                           struct error *err)
{
    if (count < command->arguments_min)
        return error_set(err, ERROR_USAGE, 0, "missing argument: %s",
                         command->arguments ? command->arguments : "");
    if (count > command->arguments_max)
        return error_set(err, ERROR_USAGE, 0, "unexpected argument '%s'",
                         cli_shown(operands[command->arguments_max]));
    return true;
}

static bool is_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

static void read_presets(struct parse *parse)
{
    for (const struct cli_option *option = parse->command->options; option->name; option++)
        if (option->preset && !read_value(parse, option, option->preset))
            UNREACHABLE(option->preset); /* a table's presets are valid values */
}

/* "-", and numbers such as -1 and -.5, are no options. */
static bool is_operand(const char *argument)
{
    return argument[0] != '-' || argument[1] == '\0' || argument[1] == '.' ||
           (argument[1] >= '0' && argument[1] <= '9');
}

/* Read argv. Operands are collected apart and put behind all other arguments at the end.
 * Returns how many operands there are; -1: the line is wrong. */
static int read_arguments(struct parse *parse, char **operands, bool *ret_help)
{
    int count = 0, front = 1;
    bool options_end = false;
    for (parse->at = 1; parse->at < parse->argc; parse->at++) {
        char *argument = parse->argv[parse->at];
        if (options_end || is_operand(argument)) {
            operands[count++] = argument;
            continue;
        }
        const int first = parse->at;
        if (strcmp(argument, "--") == 0)
            options_end = true;
        else if (is_help(argument))
            *ret_help = true;
        else if (!read_option(parse))
            return -1;
        for (int i = first; i <= parse->at; i++)
            parse->argv[front++] = parse->argv[i];
    }
    for (int i = 0; i < count; i++)
        parse->argv[front + i] = operands[i];
    return count;
}

/* The database, messages and logs are UTF-8. Of "--name=value" only the name is shown. */
static bool check_utf8(int argc, char **argv, struct error *err)
{
    for (int i = 1; i < argc; i++) {
        const bool is_option = strncmp(argv[i], "--", 2) == 0;
        const size_t shown = is_option ? strcspn(argv[i], "=") : strlen(argv[i]);
        if (!text_is_utf8(argv[i], strlen(argv[i])))
            return error_set(err, ERROR_USAGE, 0,
                             "'%.*s' is not UTF-8: write it again on a terminal whose locale is "
                             "UTF-8",
                             shown < SHOWN_MAX ? (int)shown : SHOWN_MAX, cli_shown(argv[i]));
    }
    return true;
}

bool cli_parse(const struct cli_command *command, int argc, char **argv, struct cli_line *ret,
               struct error *err)
{
    struct parse parse = {.command = command, .argc = argc, .argv = argv, .err = err};
    char **operands = mem_new((size_t)argc + 1, sizeof(*operands));
    bool help = false;
    read_presets(&parse);
    const int count = check_utf8(argc, argv, err) ? read_arguments(&parse, operands, &help) : -1;
    mem_free(operands);
    if (count < 0)
        return false;
    char **first = argv + argc - count;
    if (!help && !check_operands(command, count, first, err))
        return false;
    *ret = (struct cli_line){.operands = first, .count = count, .help = help};
    return true;
}

bool cli_reader_gone(void)
{
    struct pollfd one = {.fd = STDOUT_FILENO, .events = POLLOUT};
    return ferror(stdout) && poll(&one, 1, /* timeout= */ 0) == 1 &&
           (one.revents & (POLLERR | POLLHUP)) != 0;
}

/* An earlier write has failed, and errno does not say any more of what: one more tells. */
static int ask_what_failed(void)
{
    errno = 0;
    return write(STDOUT_FILENO, "\n", 1) < 0 && errno ? errno : EIO;
}

bool cli_flush(struct error *err)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    if (errno == EPIPE || cli_reader_gone())
        return true;
    const int code = errno ? errno : ask_what_failed();
    return error_set(err, ERROR_TRANSIENT, code, "standard output: %s", strerrordesc_np(code));
}
