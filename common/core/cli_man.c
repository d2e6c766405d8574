/* cli_man.c: a man page from the tables of options. */
#include "core/cli_manual.h"

#include <string.h>

/* How many bytes the character at this place has, and which it is; a byte that begins none is one
 * of its own. */
static size_t read_character(const char *at, uint32_t *ret)
{
    const unsigned char first = (unsigned char)*at;
    const size_t bytes = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t character = first;
    if (bytes > 1)
        character = first & (0xffU >> (bytes + 1));
    for (size_t i = 1; i < bytes && at[i] != '\0'; i++)
        character = character << 6 | ((unsigned char)at[i] & 0x3fU);
    *ret = character;
    return strnlen(at, bytes);
}

/* Add words so that nothing in them is read as a request or an escape. */
static void add_words(struct text *out, const char *words)
{
    if (*words == '.' || *words == '\'')
        text_add(out, "\\&");
    while (*words != '\0') {
        uint32_t character = 0;
        const size_t bytes = read_character(words, &character);
        if (character == '\\')
            text_add(out, "\\e");
        else if (character == '-')
            text_add(out, "\\-");
        else if (character == '"')
            text_add(out, "\\(dq");
        else if (character == '\'')
            text_add(out, "\\(aq");
        else if (character == '\n')
            text_add(out, "\n.br\n");
        else if (character > 0x7e)
            text_add_format(out, "\\[u%04X]", (unsigned)character);
        else
            text_add_bytes(out, words, bytes);
        words += bytes;
    }
    text_add(out, "\n");
}

static void add_option(struct text *out, const struct cli_option *option)
{
    CLEANUP(text_done) struct text words = {0};
    const char *metavar = cli_metavar(option);
    text_add(out, ".TP\n\\fB");
    text_add_format(&words, "--%s", option->name);
    add_words(out, text_of(&words));
    out->count--; /* the same line goes on */
    out->bytes[out->count] = '\0';
    text_add(out, *metavar ? "\\fR \\fI" : "");
    add_words(out, metavar);
    out->count--;
    out->bytes[out->count] = '\0';
    text_add(out, "\\fR\n");
    text_clear(&words);
    cli_add_option(&words, option);
    add_words(out, text_of(&words));
}

static void add_command(struct text *out, const struct cli_command *command)
{
    CLEANUP(text_done) struct text usage = {0};
    text_add_format(&usage, "%s%s%s [options]%s%s", command->program, command->name ? " " : "",
                    command->name ? command->name : "", command->arguments ? " " : "",
                    command->arguments ? command->arguments : "");
    text_add(out, ".SS \"");
    add_words(out, text_of(&usage));
    out->count--;
    out->bytes[out->count] = '\0';
    text_add(out, "\"\n");
    add_words(out, command->summary);
    for (const struct cli_option *option = command->options; option && option->name; option++)
        if (option->help)
            add_option(out, option);
    if (!command->details)
        return;
    text_add(out, ".PP\n");
    add_words(out, command->details);
}

void cli_manual_man(const struct cli_manual *manual, struct text *out)
{
    text_add(out, ".TH ");
    for (const char *at = manual->program; *at != '\0'; at++) /* toupper() knows locales */
        text_add_format(out, "%c", *at >= 'a' && *at <= 'z' ? *at - 'a' + 'A' : *at);
    text_add_format(out, " 1 \"\" \"Backfill %s\"\n.ad l\n.nh\n.SH NAME\n", manual->version);
    text_add_format(out, "%s \\- ", manual->program);
    add_words(out, manual->purpose);
    text_add_format(out, ".SH SYNOPSIS\n.B %s\n[\\fICOMMAND\\fR] [\\fIoptions\\fR]\n",
                    manual->program);
    text_add(out, ".SH DESCRIPTION\n");
    add_words(out, manual->purpose);
    if (manual->details) {
        text_add(out, ".PP\n");
        add_words(out, manual->details);
    }
    text_add(out, ".SH COMMANDS\n");
    for (size_t i = 0; i < manual->count; i++)
        add_command(out, &manual->commands[i]);
    text_add(out, ".SH \"SEE ALSO\"\n.BR backfill\\-producer (1),\n.BR backfill\\-consumer "
                  "(1),\n.BR backfill.conf (5)\n");
}
