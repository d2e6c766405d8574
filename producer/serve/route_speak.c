/* route_speak.c: messages of commands in the words of HTTP. A command names another one in quotes,
 * as "see 'dlq list'", which whoever asks over HTTP cannot type: its request stands there instead,
 * "see GET /api/v1/letters". What no request does stays as it is. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "serve/route.h"

static const char program[] = "backfill-producer ";
enum { OPERANDS_SPOKEN = 4 };

/* What a quoted command says. */
struct spoken {
    struct words words; /* of the whole, without the program's name */
    size_t name_count;  /* of which so many name the command that the route carries out */
    const char *operands[OPERANDS_SPOKEN]; /* the words that are neither options nor values */
    size_t operand_count;
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

/* Who asks with the secret of the cron line is told what that opens, others are not. */
static bool is_for(const struct route *asked, const struct route *route)
{
    return (asked->shape != NULL) == (route->shape != NULL);
}

static const struct route *route_of(const struct route *asked, const struct words *all,
                                    size_t *ret_name_count)
{
    const struct route *best = NULL;
    int most = 0;
    for (size_t i = 0; i < routes_count; i++) {
        CLEANUP(words_done) struct words name = {.count = 0};
        words_add_all(&name, routes[i].words);
        if (!is_for(asked, &routes[i]) || !begins_with(all, &name))
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
            if (spoken->operand_count < OPERANDS_SPOKEN)
                spoken->operands[spoken->operand_count++] = word;
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

/* Of what acts, what a command names is a member of the body, but for what the path names. */
static void add_named(struct spoken *spoken, const struct route *route)
{
    CLEANUP(text_done) struct text first = {0};
    CLEANUP(words_done) struct words names = {.count = 0};
    words_add_all(&names, route->operands);
    const size_t in_path = strchr(route->path, '{') ? 1 : 0;
    const char *list = names.count == 1 ? "[" : "", *list_end = names.count == 1 ? "]" : "";
    if (!route->acts)
        return;
    for (size_t i = in_path; i < names.count && i < spoken->operand_count; i++)
        text_add_format(&first, "%s\"%s\": %s\"%s\"%s", i > in_path ? ", " : "", names.items[i],
                        list, spoken->operands[i], list_end);
    if (first.count > 0 && spoken->parameter.count > 0)
        text_add_format(&first, ", %s", text_of(&spoken->parameter));
    if (first.count == 0)
        return;
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
static bool add_request(const struct route *asked, const char *phrase, size_t count,
                        struct text *ret)
{
    CLEANUP(spoken_done) struct spoken spoken = {.name_count = 0};
    CLEANUP(text_done) struct text line = {0};
    text_add_bytes(&line, phrase, count);
    const char *words = text_of(&line);
    if (strncmp(words, program, sizeof(program) - 1) == 0)
        words += sizeof(program) - 1;
    words_add_all(&spoken.words, words);
    const struct route *route = route_of(asked, &spoken.words, &spoken.name_count);
    if (!route)
        return false;
    if (!route->read) {
        read_rest(&spoken, route);
        add_named(&spoken, route);
    }
    text_add_format(ret, "%s ", route->method);
    add_path(ret, route, spoken.operand_count > 0 ? spoken.operands[0] : NULL);
    if (spoken.parameter.count > 0)
        text_add_format(ret, route->acts ? " with {%s}" : "?%s", text_of(&spoken.parameter));
    return true;
}

/* ---- the message ---- */

/* Without the name of the program, a word alone may be what was given: it is a command only where
 * the reader is told to see it. In what may hold texts of others, nothing is without that name. */
static bool is_command(const char *message, const char *quote, size_t count, bool of_others)
{
    if (strncmp(quote + 1, program, sizeof(program) - 1) == 0)
        return true;
    return !of_others && (memchr(quote + 1, ' ', count) ||
                          (quote - message >= 4 && strncmp(quote - 4, "see ", 4) == 0));
}

/* A string of JSON has no '"' that is its own. */
static void add_escaped(struct text *ret, const char *request)
{
    for (; *request != '\0'; request++) {
        if (*request == '"' || *request == '\\')
            text_add(ret, "\\");
        text_add_bytes(ret, request, 1);
    }
}

/* What the message is. */
struct message {
    const struct route *route;
    bool of_json;   /* strings of it: requests are escaped */
    bool of_others; /* it may hold texts of others */
};

/* out  how many bytes of the message the request stands for; 0: there is no command here */
static size_t add_spoken(const struct message *as, const char *begin, const char *at,
                         struct text *ret)
{
    CLEANUP(text_done) struct text request = {0};
    const size_t count = *at == '\'' ? strcspn(at + 1, "'\"") : 0;
    const bool opens = at == begin || !isalnum((unsigned char)at[-1]);
    if (count == 0 || !opens || at[1 + count] != '\'' ||
        !is_command(begin, at, count, as->of_others) ||
        !add_request(as->route, at + 1, count, &request))
        return 0;
    if (as->of_json)
        add_escaped(ret, text_of(&request));
    else
        text_add(ret, text_of(&request));
    return count + 2;
}

static void name_requests(const struct message *as, const char *message, struct text *ret)
{
    for (const char *at = message; *at != '\0';) {
        const size_t plain = strcspn(at, "'");
        text_add_bytes(ret, at, plain);
        at += plain;
        const size_t taken = add_spoken(as, message, at, ret);
        if (taken == 0 && *at != '\0')
            text_add_bytes(ret, at++, 1);
        at += taken;
    }
}

void route_speak(const struct route *route, char *message, size_t capacity)
{
    CLEANUP(text_done) struct text said = {0};
    name_requests(&(const struct message){.route = route}, message, &said);
    text_copy(message, capacity, text_of(&said));
    words_of_http(route_command(route)->options, message, capacity);
}

/* ---- a document ---- */

#define REASON "\"reason\":\""

/* Add why nothing was selected, which is a message of the command.
 * in   at  behind REASON
 * out  where its string ends */
static const char *add_reason(const struct route *route, const char *at, struct text *ret)
{
    CLEANUP(text_done) struct text message = {0}, said = {0};
    const char *end = at;
    while (*end != '"' && *end != '\0')
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
    text_add_bytes(&message, at, (size_t)(end - at));
    name_requests(&(const struct message){.route = route, .of_json = true}, text_of(&message),
                  &said);
    if (said.count > 0) /* no parameter is longer than its option */
        words_of_http(route_command(route)->options, said.bytes, said.count + 1);
    text_add(ret, text_of(&said));
    return end;
}

void route_speak_document(const struct route *route, struct text *document)
{
    CLEANUP(text_done) struct text said = {0};
    const struct message as = {.route = route, .of_json = true, .of_others = true};
    const char *reason = route->acts ? strstr(text_of(document), REASON) : NULL;
    if (!reason && !strstr(text_of(document), program))
        return;
    if (reason) {
        CLEANUP(text_done) struct text head = {0};
        reason += sizeof(REASON) - 1;
        text_add_bytes(&head, text_of(document), (size_t)(reason - text_of(document)));
        name_requests(&as, text_of(&head), &said);
        reason = add_reason(route, reason, &said);
    }
    name_requests(&as, reason ? reason : text_of(document), &said);
    text_done(document);
    *document = said;
    said = (struct text){.count = 0};
}
