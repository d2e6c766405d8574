/* thoughts.c: where thoughts begin and end in what a model wrote.
 *
 * Each family of models has tags of its own, and servers that do not know a model leave them in the
 * text. So a tag counts by the words in its name, and only what is no tag stands in a list. */
#include "thoughts.h"

#include <string.h>
#include <strings.h>

enum { NAME_BYTES_MAX = 40 };

/* Channels of the form "harmony", with its marks and without (some servers take them out), and the
 * tokens of models that have no names for them. */
static const struct {
    const char *words;
    enum thought_mark mark;
} literals[] = {
    {"<|channel|>analysis", THOUGHT_BEGIN},
    {"<|channel|>commentary", THOUGHT_BEGIN},
    {"<|channel|>final", THOUGHT_END},
    {"<|end|>", THOUGHT_END},
    {"assistantfinal", THOUGHT_END},
    {"<unused94>", THOUGHT_BEGIN},
    {"<unused95>", THOUGHT_END},
};

static enum thought_mark literal_at(const char *at, const char *end, const char **ret_behind)
{
    for (size_t i = 0; i < ARRAY_LEN(literals); i++) {
        const size_t count = strlen(literals[i].words);
        if (count > (size_t)(end - at) || memcmp(at, literals[i].words, count) != 0)
            continue;
        *ret_behind = at + count;
        return literals[i].mark;
    }
    return THOUGHT_NONE;
}

static bool speaks_of_thinking(const char *name)
{
    static const char *const words[] = {"think",     "thought", "reason",     "reflect",
                                        "analys",    "scratch", "monolog",    "brainstorm",
                                        "deliberat", "ponder",  "contemplat", "思考"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasestr(name, words[i]))
            return true;
    return strcasecmp(name, "cot") == 0 || strcasecmp(name, "plan") == 0 ||
           strcasecmp(name, "draft") == 0;
}

static bool take(const char **at, const char *end, const char *word)
{
    const size_t count = strlen(word);
    if (count > (size_t)(end - *at) || memcmp(*at, word, count) != 0)
        return false;
    *at += count;
    return true;
}

/* Read a name and, between pointed brackets, its attributes. Returns its length, 0: it is none. */
static size_t name_length(const char *at, const char *end, bool pointed)
{
    size_t count = 0;
    while (at + count < end && count < NAME_BYTES_MAX) {
        const char c = at[count];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c < 0 || c == '_';
        const bool more = (c >= '0' && c <= '9') || strchr(" :-=\"", c);
        if (!letter && !(pointed && count > 0 && c != '\0' && more))
            break;
        count++;
    }
    return count;
}

static enum thought_mark tag_at(const char *at, const char *end, const char **ret_behind)
{
    static const struct {
        const char *open, *close;
    } brackets[] = {{"<|", "|>"}, {"<", ">"}, {"[", "]"}, {"◁", "▷"}};
    for (size_t i = 0; i < ARRAY_LEN(brackets); i++) {
        char name[NAME_BYTES_MAX + 1];
        const char *from = at;
        if (!take(&from, end, brackets[i].open))
            continue;
        const bool slash = take(&from, end, "/");
        size_t count = name_length(from, end, *at == '<');
        for (size_t k = 0; k + 3 <= count; k++) /* the bracket that closes is no letter of it */
            if (memcmp(from + k, "▷", 3) == 0)
                count = k;
        memcpy(name, from, count);
        name[count] = '\0';
        from += count;
        if (count == 0 || !take(&from, end, brackets[i].close) || !speaks_of_thinking(name))
            return THOUGHT_NONE;
        *ret_behind = from;
        return slash || strncasecmp(name, "end", 3) == 0 ? THOUGHT_END : THOUGHT_BEGIN;
    }
    return THOUGHT_NONE;
}

/* Nearly every character begins no mark, and is left at once. */
static bool may_begin(const char *at, const char *end)
{
    if (*at == 'a')
        return end - at > 2 && at[1] == 's' && at[2] == 's';
    return *at == '<' || *at == '[' || *at == "◁"[0];
}

enum thought_mark thought_mark_at(const char *at, const char *end, const char **ret_behind)
{
    if (at == end || !may_begin(at, end))
        return THOUGHT_NONE;
    const enum thought_mark literal = literal_at(at, end, ret_behind);
    return literal != THOUGHT_NONE || *at == 'a' ? literal : tag_at(at, end, ret_behind);
}

const char *thought_end_from(const char *at, const char *end)
{
    const char *unused = NULL;
    while (at < end && thought_mark_at(at, end, &unused) != THOUGHT_END)
        at++;
    return at;
}

const char *thought_last_end(const char *text, const char *end)
{
    const char *unused = NULL;
    for (const char *at = end; at > text; at--)
        if (thought_mark_at(at - 1, end, &unused) == THOUGHT_END)
            return at - 1;
    return text;
}
