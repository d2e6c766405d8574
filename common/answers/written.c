/* written.c: what models do to JSON, undone before it is parsed strictly. */
#include "written.h"

#include "thoughts.h"

#include <string.h>
#include <strings.h>

enum {
    ESCAPED_LOOK_BYTES = 64, /* of brackets and blanks before the first escaped quotation mark */
    KEY_BYTES_MAX = 40,
};

static bool is_hex4(const char *at)
{
    return strspn(at, "0123456789abcdefABCDEF") >= 4;
}

void written_drop_backslashes(const char *text, struct text *ret)
{
    for (;;) {
        const char *at = strchrnul(text, '\\');
        text_add_bytes(ret, text, (size_t)(at - text));
        if (*at == '\0')
            return;
        const bool known = at[1] != '\0' && strchr("\"\\/bfnrt", at[1]);
        const bool kept = known || (at[1] == 'u' && is_hex4(at + 2)) || at[1] == '\0';
        text_add_bytes(ret, at, kept ? 1 : 0);
        text = at + 1;
        if (known) { /* what it escapes is no backslash of its own */
            text_add_bytes(ret, text, 1);
            text++;
        }
    }
}

bool written_is_escaped(const char *at, const char *end)
{
    const char *last = end - at > ESCAPED_LOOK_BYTES ? at + ESCAPED_LOOK_BYTES : end;
    while (at + 1 < last) {
        if (strchr("{[ \t\r\n", *at) && *at != '\0')
            at++;
        else if (*at == '\\' && (at[1] == 'n' || at[1] == 't' || at[1] == 'r'))
            at += 2;
        else
            break;
    }
    /* Escaped twice, the backslash is escaped first. */
    while (at + 1 < last && at[0] == '\\' && at[1] == '\\')
        at += 2;
    return at + 1 < last && at[0] == '\\' && at[1] == '"';
}

/* Append what stands behind a backslash. Escapes of other characters are kept: they stand within a
 * string of the JSON that is unescaped. */
static const char *add_unescaped(const char *at, const char *end, struct text *ret)
{
    static const char escapes[] = "\"\\/nrt", means[] = "\"\\/\n\r\t";
    const char *known = at < end && *at != '\0' ? strchr(escapes, *at) : NULL;
    if (known) {
        text_add_bytes(ret, &means[known - escapes], 1);
        return at + 1;
    }
    if (end - at >= 5 && memcmp(at, "u0022", 5) == 0) {
        text_add(ret, "\"");
        return at + 5;
    }
    text_add(ret, "\\");
    return at;
}

const char *written_unescape(const char *at, const char *end, struct text *ret)
{
    while (at < end && *at != '"') {
        const char *from = at;
        while (at < end && *at != '"' && *at != '\\')
            at++;
        text_add_bytes(ret, from, (size_t)(at - from));
        if (at < end && *at == '\\')
            at = add_unescaped(at + 1, end, ret);
    }
    return at < end ? at + 1 : end;
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at;
}

static bool is_of_key(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == ' ';
}

bool written_item_begins(const char *at, const char *end)
{
    if (at == end || *at != '{')
        return false;
    at = skip_blanks(at + 1, end);
    if (at == end || *at != '"')
        return false;
    const char *key = ++at;
    while (at < end && at - key < KEY_BYTES_MAX && is_of_key(*at))
        at++;
    if (at == key || at == end || *at != '"')
        return false;
    at = skip_blanks(at + 1, end);
    return at < end && *at == ':';
}

const char *written_string_end(const char *at, const char *end)
{
    for (at++; at < end; at++) {
        if (*at == '"')
            return at + 1;
        if (*at == '\\' && at + 1 < end)
            at++;
    }
    return end;
}

const char *written_item_within(const char *at, const char *behind, const char *end)
{
    while ((at = memchr(at, '{', (size_t)(behind - at)))) {
        if (written_item_begins(at, end))
            return at;
        at++;
    }
    return NULL;
}

struct written_extent written_extent_of(const char *at, const char *end, bool marks)
{
    size_t open = 0;
    const char *unused = NULL;
    while (at < end) {
        if (*at == '"') {
            const char *behind = written_string_end(at, end);
            const char *item = written_item_within(at, behind, end);
            if (item)
                return (struct written_extent){.resume = item};
            if (behind == end && (end[-1] != '"' || behind - at < 2))
                return (struct written_extent){.in_string = true};
            at = behind;
            continue;
        }
        if (*at == '<' && marks && thought_mark_at(at, end, &unused) == THOUGHT_END)
            return (struct written_extent){.resume = at};
        if (*at == '{' || *at == '[')
            open++;
        else if ((*at == '}' || *at == ']') && --open == 0)
            return (struct written_extent){.behind = at + 1};
        at++;
    }
    return (struct written_extent){.behind = NULL};
}

bool written_is_closed(const char *text, size_t count)
{
    while (count > 0 && strchr(" \t\r\n`", text[count - 1]))
        count--;
    return count > 0 && (text[count - 1] == '}' || text[count - 1] == ']');
}

bool written_declines(const char *text)
{
    static const char *const openings[] = {
        "i'm sorry",     "i’m sorry",     "i am sorry",     "sorry,",       "i apologize",
        "i cannot",      "i can't",       "i can’t",        "i am unable",  "i'm unable",
        "i’m unable",    "i am not able", "i'm not able",   "i’m not able", "unable to",
        "as an ai",      "i won't",       "i won’t",        "i don't have", "i don’t have",
        "i do not have", "unfortunately", "i must decline", "i decline",
    };
    for (size_t i = 0; i < ARRAY_LEN(openings); i++)
        if (strncasecmp(text, openings[i], strlen(openings[i])) == 0)
            return true;
    return false;
}
