/* argv.c: splits a command as a shell would split it if it knew quotes and nothing more. In a shell
 * whoever writes the words of an alarm would write commands. */
#include "core/argv.h"

#include <string.h>

#include "core/mem.h"

void argv_done(struct argv *argv)
{
    mem_free(argv->bytes);
    *argv = (struct argv){.bytes = NULL};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Copy a piece in quotes. Returns what stands behind the closing one; NULL: there is none. */
static const char *copy_quoted(const char *at, char **to)
{
    const char quote = *at++;
    while (*at && *at != quote) {
        if (quote == '"' && *at == '\\' && (at[1] == '"' || at[1] == '\\'))
            at++;
        *(*to)++ = *at++;
    }
    return *at ? at + 1 : NULL;
}

/* Copy one word. Returns what stands behind it; NULL: err says what is wrong. */
static const char *copy_word(const char *at, char **to, struct error *err)
{
    while (*at && !is_blank(*at)) {
        if (*at == '\'' || *at == '"') {
            const char quote = *at;
            at = copy_quoted(at, to);
            if (!at) {
                (void)error_set(err, ERROR_CONFIG, 0, "a %c has no second one that closes it",
                                quote);
                return NULL;
            }
            continue;
        }
        at += *at == '\\';
        if (!*at) {
            (void)error_set(err, ERROR_CONFIG, 0, "a \\ stands at the end, before nothing");
            return NULL;
        }
        *(*to)++ = *at++;
    }
    *(*to)++ = '\0';
    return at;
}

static bool split(const char *at, struct argv *ret, struct error *err)
{
    char *to = ret->bytes;
    for (at += strspn(at, " \t"); *at; at += strspn(at, " \t")) {
        if (ret->count == ARGV_WORDS_MAX)
            return error_set(err, ERROR_CONFIG, 0, "has more than %d words", ARGV_WORDS_MAX);
        ret->words[ret->count++] = to;
        at = copy_word(at, &to, err);
        if (!at)
            return false;
    }
    if (ret->count == 0 || !*ret->words[0])
        return error_set(err, ERROR_CONFIG, 0, "names no program");
    return true;
}

bool argv_split(const char *command, struct argv *ret, struct error *err)
{
    CLEANUP(argv_done) struct argv argv = {0};
    /* No word is longer than what it is written as, and each has a blank or the end behind it. */
    argv.bytes = mem_new(strlen(command) + 2, 1);
    if (!split(command, &argv, err))
        return false;
    *ret = argv;
    argv.bytes = NULL;
    return true;
}
