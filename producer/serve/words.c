/* words.c: types are not converted: a number is a number and no text that looks like one. Ranges
 * and choices are judged by the command's own table (command_accepts). */
#include "serve/words.h"

#include <stdio.h>
#include <string.h>

#include "core/mem.h"

enum { OPERANDS_MAX = 10000 };

void words_done(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        mem_free(words->items[i]);
    mem_free(words->items);
    *words = (struct words){.count = 0};
}

/* The word becomes the list's own. */
static void add_owned(struct words *words, char *word)
{
    if (words->count == words->capacity) {
        words->capacity = words->capacity ? words->capacity * 2 : 16;
        words->items = mem_resize(words->items, words->capacity, sizeof(*words->items));
    }
    words->items[words->count++] = word;
}

void words_add(struct words *words, const char *word)
{
    add_owned(words, mem_text(word));
}

void words_add_all(struct words *words, const char *line)
{
    while (line && *line != '\0') {
        const size_t length = strcspn(line, " ");
        if (length > 0)
            add_owned(words, mem_bytes(line, length));
        line += length + (line[length] == ' ');
    }
}

bool words_same_name(const char *parameter, const char *option)
{
    for (; *parameter != '\0' && *option != '\0'; parameter++, option++)
        if (*parameter != (*option == '-' ? '_' : *option))
            return false;
    return *parameter == *option;
}

/* ---- options ---- */

/* What a parameter must be, for people. */
static const char *type_of(const struct cli_option *option)
{
    switch (option->kind) {
    case CLI_FLAG:
        return "true or false";
    case CLI_INT:
        return "a whole number, such as 10";
    case CLI_MONTH:
        return "a month as text, such as \"2003-09\"";
    case CLI_DURATION:
        return "a duration as text, such as \"90s\", \"15m\", \"1h\", \"7d\"";
    case CLI_STRING:
    case CLI_CHOICE:
        break;
    }
    return "a text";
}

static bool fail_type(const struct cli_option *option, const struct parameter *parameter,
                      struct error *err)
{
    return error_set(err, ERROR_USAGE, 0, "%s: give %s", parameter->name, type_of(option));
}

static void add_value(struct words *words, const struct cli_option *option, const char *value)
{
    CLEANUP(text_done) struct text word = {0};
    text_add_format(&word, "--%s=", option->name);
    text_add(&word, value);
    words_add(words, text_of(&word));
}

static bool read_flag(const struct parameter *parameter, bool *ret)
{
    if (!parameter->value) {
        *ret = json_bool_of(parameter->json);
        return json_type_of(parameter->json) == JSON_BOOL;
    }
    *ret = strcmp(parameter->value, "true") == 0;
    return *ret || strcmp(parameter->value, "false") == 0;
}

/* Texts with commas between them, as a list is typed. */
static bool join(const struct json *array, struct text *ret)
{
    for (size_t i = 0; i < json_count(array); i++) {
        const char *one = json_string(json_element(array, i), SIZE_MAX);
        if (!one)
            return false;
        text_add(ret, i > 0 ? "," : "");
        text_add(ret, one);
    }
    return true;
}

/* A text or a number as it would be typed. */
static bool read_scalar(const struct json *value, struct text *ret)
{
    const double amount = json_double_of(value);
    switch (json_type_of(value)) {
    case JSON_STRING:
        text_add(ret, json_string(value, SIZE_MAX));
        return true;
    case JSON_INT:
        text_add_format(ret, "%lld", (long long)json_int_of(value));
        return true;
    case JSON_DOUBLE:
        if (!(amount > -1e9 && amount < 1e9))
            return false;
        text_add_double(ret, amount, 6);
        return true;
    case JSON_NULL:
    case JSON_BOOL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    return false;
}

static bool read_option(const struct cli_option *option, const struct json *json, struct text *ret)
{
    const enum json_kind kind = json_type_of(json);
    const bool text = option->kind == CLI_STRING || option->kind == CLI_CHOICE;
    if (kind == JSON_ARRAY)
        return text && join(json, ret);
    if (option->kind == CLI_INT)
        return kind == JSON_INT && read_scalar(json, ret);
    return (kind == JSON_STRING || (text && (kind == JSON_INT || kind == JSON_DOUBLE))) &&
           read_scalar(json, ret);
}

bool words_add_option(struct words *words, const struct cli_option *option,
                      const struct parameter *parameter, struct error *err)
{
    CLEANUP(text_done) struct text value = {0};
    bool given = false;
    if (option->kind == CLI_FLAG) {
        if (!read_flag(parameter, &given))
            return fail_type(option, parameter, err);
        text_add_format(&value, "--%s", option->name);
        if (given)
            words_add(words, text_of(&value));
        return true;
    }
    if (!parameter->value && !read_option(option, parameter->json, &value))
        return fail_type(option, parameter, err);
    add_value(words, option, parameter->value ? parameter->value : text_of(&value));
    return true;
}

/* ---- operands ---- */

bool words_add_operands(struct words *words, const struct parameter *parameter, struct error *err)
{
    const bool array = json_type_of(parameter->json) == JSON_ARRAY;
    const size_t count = array ? json_count(parameter->json) : 1;
    if (parameter->value) {
        words_add(words, parameter->value);
        return true;
    }
    if (count > OPERANDS_MAX)
        return error_set(err, ERROR_USAGE, 0,
                         "%s: %zu are more than %d at once: give fewer, or choose them by filters",
                         parameter->name, count, OPERANDS_MAX);
    for (size_t i = 0; i < count; i++) {
        CLEANUP(text_done) struct text word = {0};
        const struct json *value = array ? json_element(parameter->json, i) : parameter->json;
        if (!read_scalar(value, &word))
            return error_set(err, ERROR_USAGE, 0,
                             "%s: give texts or numbers, one or an array of them", parameter->name);
        words_add(words, text_of(&word));
    }
    return true;
}

/* ---- messages ---- */

static void replace(char *message, size_t capacity, const char *from, const char *to)
{
    for (char *at = strstr(message, from); at; at = strstr(at, from)) {
        const char next = at[strlen(from)];
        const bool quoted = at > message && at[-1] == '\''; /* what was given, not its name */
        if (quoted || next == '-' || (next >= 'a' && next <= 'z')) { /* or a longer name */
            at += strlen(from);
            continue;
        }
        CLEANUP(text_done) struct text made = {0};
        text_add_bytes(&made, message, (size_t)(at - message));
        text_add(&made, to);
        text_add(&made, at + strlen(from));
        const size_t behind = (size_t)(at - message) + strlen(to);
        text_copy(message, capacity, text_of(&made));
        if (behind >= strlen(message))
            return;
        at = message + behind;
    }
}

void words_of_http(const struct cli_option *options, char *message, size_t capacity)
{
    for (; options && options->name; options++) {
        char from[64], to[64];
        (void)snprintf(from, sizeof(from), "--%s", options->name);
        (void)snprintf(to, sizeof(to), "%s", options->name);
        for (char *c = to; *c != '\0'; c++)
            *c = *c == '-' ? '_' : *c;
        replace(message, capacity, from, to);
    }
}
