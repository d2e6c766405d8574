/* route.c: from a request to the words of a command. */
#include "serve/route.h"

#include <stdio.h>
#include <string.h>

#include "core/isbn.h"
#include "core/mem.h"
#include "io/web/webserver.h"

#define PAGE_LIMIT "200"
enum { PAGE_MAX = 1000 };

static const struct command *commands;
static int64_t batch_max;

void routes_use(const struct command *group, const struct config *config)
{
    commands = group;
    batch_max = config->schedule_http_batch_size;
}

/* ---- what it takes ---- */

const struct command *route_command(const struct route *route)
{
    CLEANUP(words_done) struct words words = {.count = 0};
    struct error unknown = {0};
    words_add_all(&words, route->words);
    return command_find(commands, words.items, (int)words.count, &unknown);
}

/* Names a file, asks for a terminal, or waits. */
static const char *const of_a_terminal[] = {
    "config", "json",   "watch", "plain",  "interval", "until-empty", "heatmap",
    "output", "bundle", "edit",  "before", "verbose",  "quiet",       "test-alert",
};

static bool is_of_a_terminal(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(of_a_terminal); i++)
        if (strcmp(of_a_terminal[i], name) == 0)
            return true;
    return false;
}

/* Is it one of the names of a list with blanks between them? */
static bool list_has(const char *list, const char *option)
{
    for (const char *word = list; word && *word != '\0';) {
        char name[64] = "";
        const size_t count = strcspn(word, " ");
        if (count < sizeof(name))
            memcpy(name, word, count);
        if (words_same_name(name, option) || strcmp(name, option) == 0)
            return true;
        word += count + (word[count] == ' ');
    }
    return false;
}

/* Is it given always, as "--name" or "--name=…"? */
static bool is_fixed(const struct route *route, const char *option)
{
    const size_t length = strlen(option);
    for (const char *at = route->fixed; at && (at = strstr(at, "--")) != NULL; at++)
        if (strncmp(at + 2, option, length) == 0 && strchr("= ", at[2 + length]))
            return true;
    return false;
}

bool route_takes(const struct route *route, const struct cli_option *option)
{
    if (is_of_a_terminal(option->name) || is_fixed(route, option->name))
        return false;
    return !route->allows || list_has(route->allows, option->name);
}

struct cli_option route_option(const struct route *route, const struct cli_option *option)
{
    struct cli_option here = *option;
    if (route->pages && strcmp(option->name, "limit") == 0) {
        here.max = PAGE_MAX;
        here.preset = PAGE_LIMIT;
    } else if (strcmp(option->name, "batch-size") == 0 && here.max > batch_max) {
        here.max = batch_max;
    }
    return here;
}

static const struct cli_option *option_of(const struct route *route, const char *parameter)
{
    const struct command *command = route_command(route);
    for (const struct cli_option *option = command->options; option && option->name; option++)
        if (words_same_name(parameter, option->name) && route_takes(route, option))
            return option;
    return NULL;
}

bool route_asks_first(const struct route *route)
{
    return !route->buys && option_of(route, "yes");
}

/* ---- its words ---- */

static void add_names(struct text *out, const struct route *route)
{
    const struct command *command = route_command(route);
    const bool adds_dry_run = route_asks_first(route) && !option_of(route, "dry_run");
    const char *between = adds_dry_run ? ", " : "";
    text_add(out, adds_dry_run ? "dry_run" : "");
    for (const struct cli_option *option = command->options; option && option->name; option++) {
        if (!route_takes(route, option))
            continue;
        text_add(out, between);
        for (const char *c = option->name; *c != '\0'; c++)
            text_add_bytes(out, *c == '-' ? "_" : c, 1);
        between = ", ";
    }
    for (const char *c = route->operands; c && *c != '\0'; c++) {
        if (c == route->operands)
            text_add(out, between);
        text_add(out, *c == ' ' ? ", " : "");
        text_add_bytes(out, c, *c != ' ');
    }
}

static bool fail_unknown(const struct route *route, const char *name, struct error *err)
{
    CLEANUP(text_done) struct text names = {0};
    add_names(&names, route);
    if (names.count == 0)
        return error_set(err, ERROR_USAGE, 0, "%.40s: there is no such parameter, none is taken",
                         name);
    return error_set(err, ERROR_USAGE, 0,
                     "%.40s: there is no such parameter here; those that there are: %s", name,
                     text_of(&names));
}

/* As many characters as an ISBN has, and no others? */
static bool looks_like_isbn(const char *value)
{
    size_t count = 0;
    for (; *value != '\0' && strchr("0123456789Xx- ", *value); value++)
        count += !strchr("- ", *value);
    return *value == '\0' && (count == 10 || count == 13);
}

/* The variables of the path, by what they must be. Of what looks like an ISBN the command says
 * which digit is wrong. */
static bool check_variable(const char *name, const char *value, struct error *err)
{
    struct month month = {0};
    struct isbn isbn = {0};
    int64_t id = 0;
    if (strcmp(name, "month") == 0 && !month_parse(value, &month))
        return error_set(err, ERROR_USAGE, 0, "'%.40s' is not a month (YYYY-MM)", value);
    if (strcmp(name, "isbn") == 0 && !isbn_parse(value, &isbn) && !looks_like_isbn(value))
        return error_set(err, ERROR_USAGE, 0,
                         "'%.40s' is not an ISBN: ten or thirteen characters, the last one checks "
                         "the others",
                         value);
    if (strcmp(name, "id") == 0 && !text_to_int(value, 1, INT64_MAX, &id))
        return error_set(err, ERROR_USAGE, 0, "'%.40s' is not a number from 1 on", value);
    return true;
}

static const char *variable(const struct route_match *match, const char *name)
{
    for (size_t i = 0; i < match->count; i++)
        if (strcmp(match->variables[i].name, name) == 0)
            return match->variables[i].value;
    return NULL;
}

/* "--plan={id}" with what the path says there. */
static void add_fixed(struct words *words, const char *fixed, const struct route_match *match)
{
    CLEANUP(words_done) struct words each = {.count = 0};
    words_add_all(&each, fixed);
    for (size_t i = 0; i < each.count; i++) {
        CLEANUP(text_done) struct text word = {0};
        char name[16] = "";
        const char *open = strchr(each.items[i], '{');
        if (!open) {
            words_add(words, each.items[i]);
            continue;
        }
        (void)snprintf(name, sizeof(name), "%.*s", (int)strcspn(open + 1, "}"), open + 1);
        text_add_bytes(&word, each.items[i], (size_t)(open - each.items[i]));
        text_add(&word, variable(match, name));
        words_add(words, text_of(&word));
    }
}

bool route_does_named(const struct route *route)
{
    CLEANUP(words_done) struct words names = {.count = 0};
    words_add_all(&names, route->operands);
    for (size_t i = 0; i < names.count; i++)
        if (!list_has(route->needs, names.items[i]))
            return true;
    return false;
}

/* Months or letters that are named are taken at once, without --yes. */
static bool names_some(const struct route *route, const struct parameters *given)
{
    if (!route_does_named(route))
        return false;
    for (size_t i = 0; i < given->count; i++)
        if (list_has(route->operands, given->items[i].name))
            return true;
    return false;
}

/* What a dry run is where the command only says what it would do unless --yes is given. Some of
 * these have --dry-run, too, for what is named and otherwise done at once. */
static bool add_dry_run(const struct route *route, const struct parameters *given,
                        struct words *words, struct error *err)
{
    const struct parameter *dry_run = parameters_find(given, "dry_run");
    const struct cli_option *option = option_of(route, "dry_run");
    if (json_type_of(dry_run->json) != JSON_BOOL)
        return error_set(err, ERROR_USAGE, 0, "dry_run: give true or false");
    if (parameters_find(given, "yes"))
        return error_set(err, ERROR_USAGE, 0, "dry_run, yes: give one of them");
    if (!json_bool_of(dry_run->json)) {
        words_add(words, "--yes");
        return true;
    }
    if (option)
        return words_add_option(words, option, dry_run, err);
    return !names_some(route, given) ||
           error_set(err, ERROR_USAGE, 0,
                     "dry_run: what is named is done at once; select it by from and to, or "
                     "another filter");
}

static bool add_options(const struct route *route, const struct parameters *given,
                        struct words *words, struct error *err)
{
    for (size_t i = 0; i < given->count; i++) {
        const struct parameter *parameter = &given->items[i];
        if (strcmp(parameter->name, "dry_run") == 0 && route_asks_first(route)) {
            if (!add_dry_run(route, given, words, err))
                return false;
            continue;
        }
        const struct cli_option *option = option_of(route, parameter->name);
        if (option && !words_add_option(words, option, parameter, err))
            return false;
        if (!option && !list_has(route->operands, parameter->name))
            return fail_unknown(route, parameter->name, err);
    }
    return true;
}

static bool add_operands(const struct route *route, const struct route_match *match,
                         const struct parameters *given, struct words *words, struct error *err)
{
    CLEANUP(words_done) struct words names = {.count = 0};
    words_add_all(&names, route->operands);
    if (names.count > 0)
        words_add(words, "--");
    for (size_t i = 0; i < names.count; i++) {
        const char *value = variable(match, names.items[i]);
        const struct parameter *parameter = parameters_find(given, names.items[i]);
        if (value && parameter)
            return error_set(err, ERROR_USAGE, 0, "%s: the path names it already", names.items[i]);
        if (value)
            words_add(words, value);
        if (parameter && !words_add_operands(words, parameter, err))
            return false;
    }
    return true;
}

static bool check_needs(const struct route *route, const struct parameters *given,
                        struct error *err)
{
    CLEANUP(words_done) struct words names = {.count = 0};
    words_add_all(&names, route->needs);
    for (size_t i = 0; i < names.count; i++)
        if (!parameters_find(given, names.items[i]))
            return error_set(err, ERROR_USAGE, 0, "%s: is missing; it must be given here",
                             names.items[i]);
    return true;
}

/* ---- limits that only requests have ---- */

static bool number_of(const struct parameter *parameter, int64_t *ret)
{
    if (parameter->value)
        return text_to_int(parameter->value, INT64_MIN, INT64_MAX, ret);
    *ret = json_int_of(parameter->json);
    return json_type_of(parameter->json) == JSON_INT;
}

static bool check_most(const struct parameters *given, const char *name, int64_t most,
                       const char *remedy, struct error *err)
{
    const struct parameter *parameter = parameters_find(given, name);
    int64_t number = 0;
    const bool is_number = parameter && number_of(parameter, &number);
    if (parameter && parameter->value && !is_number)
        return error_set(err, ERROR_USAGE, 0, "%s: '%.40s' is not a whole number from 1 to %lld",
                         name, parameter->value, (long long)most);
    if (!is_number || (number >= 1 && number <= most))
        return true; /* of JSON, what is no number is judged as all options are */
    return error_set(err, ERROR_USAGE, 0, "%s: %lld is not between 1 and %lld; %s", name,
                     (long long)number, (long long)most, remedy);
}

static bool check_limits(const struct route *route, const struct parameters *given,
                         struct words *words, struct error *err)
{
    if (route->pages && !parameters_find(given, "limit")) {
        words_add(words, "--limit=" PAGE_LIMIT);
    }
    return (!route->pages || check_most(given, "limit", PAGE_MAX,
                                        "'next' of the answer leads on, as 'after'", err)) &&
           check_most(given, "batch_size", batch_max,
                      "the configuration (schedule.http_batch_size) allows no more over HTTP", err);
}

/* ---- all of it ---- */

/* The command's own table judges the line, so that no worker is asked in vain. */
static bool check_line(const struct route *route, const struct words *words, struct error *err)
{
    const struct command *command = route_command(route);
    CLEANUP(words_done) struct words name = {.count = 0};
    words_add_all(&name, route->words);
    char **line = mem_new(words->count - name.count + 2, sizeof(*line));
    int count = 0;
    for (size_t i = name.count - 1; i < words->count; i++)
        line[count++] = words->items[i];
    const bool good = command_accepts(command, count, line, err);
    mem_free(line);
    if (!good)
        route_speak(route, err->message, sizeof(err->message));
    return good;
}

static bool add_all(const struct route *route, const struct route_match *match,
                    const struct parameters *given, struct words *words, struct error *err)
{
    words_add_all(words, route->words);
    if (!route->type)
        words_add(words, "--json");
    add_fixed(words, route->fixed, match);
    if (route->read)
        return route->read(given, words, err) && check_limits(route, given, words, err);
    return check_needs(route, given, err) && add_options(route, given, words, err) &&
           check_limits(route, given, words, err) && add_operands(route, match, given, words, err);
}

bool route_words(const struct route *route, const struct route_match *match,
                 const struct web_request *request, struct words *ret, struct error *err)
{
    CLEANUP(parameters_done) struct parameters given = {.count = 0};
    CLEANUP(words_done) struct words words = {.count = 0};
    for (size_t i = 0; i < match->count; i++)
        if (!check_variable(match->variables[i].name, match->variables[i].value, err))
            return false;
    if (route->acts && *request->query != '\0')
        return error_set(err, ERROR_USAGE, 0, "the query: parameters of %s stand in its JSON body",
                         route->method);
    if (!(route->acts ? parameters_of_body(request->body, request->body_bytes, &given, err)
                      : parameters_of_query(request->query, &given, err)) ||
        !add_all(route, match, &given, &words, err) || !check_line(route, &words, err))
        return false;
    *ret = words;
    words = (struct words){.count = 0};
    return true;
}
