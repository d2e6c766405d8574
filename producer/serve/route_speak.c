/* route_speak.c: messages of commands in the words of HTTP. A command names another one in quotes,
 * as "see 'dlq list'", which whoever asks over HTTP cannot type: its request stands there instead,
 * "see GET /api/v1/letters". What no request does stays as it is. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "serve/route.h"

/* What a quoted command says. */
struct spoken {
    struct words words;    /* of the whole, without the program's name */
    size_t name_count;     /* of which so many name the command that the route carries out */
    const char *operand;   /* the first word that is neither option nor value; NULL: none */
    struct text parameter; /* as they stand in a query, or as members of a body */
};
static void spoken_done(struct spoken *spoken)
{
    words_done(&spoken->words);
    text_done(&spoken->parameter);
}
CLEANUP_STRUCT(struct spoken, spoken_done)

/* ---- which request ---- */

static bool begins_with(const struct words *all, const struct words *first)
{
    for (size_t i = 0; i < first->count; i++)
        if (i >= all->count || strcmp(all->items[i], first->items[i]) != 0)
            return false;
    return true;
}

/* How many of the options that the route always gives does the command have? Those that it lacks
 * count against it. */
static int fit(const struct route *route, const struct words *all)
{
    CLEANUP(words_done) struct words fixed = {.count = 0};
    int points = 0;
    words_add_all(&fixed, route->fixed);
    for (size_t i = 0; i < fixed.count; i++) {
        bool has = false;
        for (size_t k = 0; k < all->count; k++)
            has = has || strncmp(fixed.items[i], all->items[k], strcspn(all->items[k], "=")) == 0;
        points += has ? 2 : -1;
    }
    return points;
}

static const struct route *route_of(const struct words *all, size_t *ret_name_count)
{
    const struct route *best = NULL;
    int most = 0;
    for (size_t i = 0; i < routes_count; i++) {
        CLEANUP(words_done) struct words name = {.count = 0};
        words_add_all(&name, routes[i].words);
        if (routes[i].read || routes[i].shape || !begins_with(all, &name))
            continue;
        const bool has_more = all->count > name.count && all->items[name.count][0] != '-';
        const bool wants_more = strchr(routes[i].path, '{') != NULL;
        const int points =
            (int)name.count * 10 + fit(&routes[i], all) - 4 * (has_more != wants_more);
        if (best && points <= most)
            continue;
        best = &routes[i];
        most = points;
        *ret_name_count = name.count;
    }
    return best;
}

/* ---- its parameters ---- */

static const struct cli_option *option_of(const struct route *route, const char *name, size_t count)
{
    const struct cli_option *option = route_command(route)->options;
    for (; option && option->name; option++)
        if (strncmp(option->name, name, count) == 0 && option->name[count] == '\0')
            return route_takes(route, option) ? option : NULL;
    return NULL;
}

static void add_parameter(struct spoken *spoken, const struct route *route,
                          const struct cli_option *option, const char *value)
{
    struct text *out = &spoken->parameter;
    const char *given = option->kind == CLI_FLAG ? "true" : value;
    const bool quoted = option->kind != CLI_FLAG && option->kind != CLI_INT;
    const char *between = out->count == 0 ? "" : route->acts ? ", " : "&";
    char name[48] = "";
    for (size_t i = 0; option->name[i] && i + 1 < sizeof(name); i++)
        name[i] = (char)(option->name[i] == '-' ? '_' : option->name[i]);
    if (!route->acts)
        text_add_format(out, "%s%s=%s", between, name, given);
    else if (quoted)
        text_add_format(out, "%s\"%s\": \"%s\"", between, name, given);
    else
        text_add_format(out, "%s\"%s\": %s", between, name, given);
}

/* Options that the route gives, or does not take, are left out with their values. */
static void read_rest(struct spoken *spoken, const struct route *route)
{
    const struct words *words = &spoken->words;
    for (size_t i = spoken->name_count; i < words->count; i++) {
        const char *word = words->items[i];
        if (strncmp(word, "--", 2) != 0) {
            spoken->operand = spoken->operand ? spoken->operand : word;
            continue;
        }
        const size_t count = strcspn(word + 2, "=");
        const struct cli_option *option = option_of(route, word + 2, count);
        const char *value = word[2 + count] == '=' ? word + 3 + count : NULL;
        const bool takes_next = !value && i + 1 < words->count &&
                                strncmp(words->items[i + 1], "--", 2) != 0 &&
                                (!option || option->kind != CLI_FLAG);
        if (takes_next && option)
            value = words->items[++i];
        if (option && (value || option->kind == CLI_FLAG))
            add_parameter(spoken, route, option, value);
    }
}

/* Of what acts, what a command names is a member of the body. */
static void add_named(struct spoken *spoken, const struct route *route)
{
    CLEANUP(text_done) struct text first = {0};
    CLEANUP(words_done) struct words names = {.count = 0};
    words_add_all(&names, route->operands);
    if (!route->acts || !spoken->operand || names.count == 0 || strchr(route->path, '{'))
        return;
    text_add_format(&first, "\"%s\": [\"%s\"]%s%s", names.items[0], spoken->operand,
                    spoken->parameter.count > 0 ? ", " : "", text_of(&spoken->parameter));
    text_clear(&spoken->parameter);
    text_add(&spoken->parameter, text_of(&first));
}

/* The path, with what the command names in the place of its variable. */
static void add_path(struct text *out, const struct route *route, const char *operand)
{
    const char *open = strchr(route->path, '{');
    if (!open || !operand) {
        text_add(out, route->path);
        return;
    }
    text_add_bytes(out, route->path, (size_t)(open - route->path));
    text_add(out, operand);
    text_add(out, strchr(open, '}') + 1);
}

/* out  false: no request does it */
static bool add_request(const char *phrase, size_t count, struct text *ret)
{
    static const char program[] = "backfill-producer ";
    CLEANUP(spoken_done) struct spoken spoken = {.name_count = 0};
    CLEANUP(text_done) struct text line = {0};
    text_add_bytes(&line, phrase, count);
    const char *words = text_of(&line);
    if (strncmp(words, program, sizeof(program) - 1) == 0)
        words += sizeof(program) - 1;
    words_add_all(&spoken.words, words);
    const struct route *route = route_of(&spoken.words, &spoken.name_count);
    if (!route)
        return false;
    read_rest(&spoken, route);
    add_named(&spoken, route);
    text_add_format(ret, "%s ", route->method);
    add_path(ret, route, spoken.operand);
    if (spoken.parameter.count > 0)
        text_add_format(ret, route->acts ? " with {%s}" : "?%s", text_of(&spoken.parameter));
    return true;
}

/* ---- the message ---- */

/* A word alone may be what was given: it is a command only where the reader is told to see it. */
static bool is_command(const char *message, const char *quote, size_t count)
{
    return memchr(quote + 1, ' ', count) ||
           (quote - message >= 4 && strncmp(quote - 4, "see ", 4) == 0);
}

static void name_requests(const char *message, struct text *ret)
{
    for (const char *at = message; *at != '\0';) {
        const size_t count = *at == '\'' ? strcspn(at + 1, "'") : 0;
        const bool opens = at == message || !isalnum((unsigned char)at[-1]);
        if (count > 0 && opens && at[1 + count] == '\'' && is_command(message, at, count) &&
            add_request(at + 1, count, ret)) {
            at += count + 2;
            continue;
        }
        text_add_bytes(ret, at++, 1);
    }
}

void route_speak(const struct route *route, char *message, size_t capacity)
{
    CLEANUP(text_done) struct text said = {0};
    name_requests(message, &said);
    text_copy(message, capacity, text_of(&said));
    words_of_http(route_command(route)->options, message, capacity);
}
