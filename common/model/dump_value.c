/* dump_value.c: reads what years of imports and forms have left in Open Library: lists that are
 * texts, texts that are objects, authors in four shapes. */
#include "model/dump_value.h"

#include "core/mem.h"
#include "core/text_clean.h"

#include <string.h>

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD: what json.h makes of U+0000 and halves of pairs */

enum { AUTHORS_OF_WORK_MAX = 50 };

/* ---- texts ---- */

/* Most texts are plain ASCII, for which there is nothing to clean. */
static bool is_clean(const char *value)
{
    for (const char *at = value; *at; at++)
        if (*at < ' ' || *at > '~' || *at == '&' || (*at == ' ' && (at == value || at[1] <= ' ')))
            return false; /* a NUL is below a blank, too: none stands at the end */
    return true;
}

static void without_damage(const char *value, struct text *ret)
{
    for (const char *damage; (damage = strstr(value, REPLACEMENT)) != NULL;) {
        text_add_bytes(ret, value, (size_t)(damage - value));
        value = damage + strlen(REPLACEMENT);
    }
    text_add(ret, value);
}

static char *cut(const char *value, size_t bytes_max)
{
    size_t count = strlen(value);
    if (count > bytes_max)
        count = text_utf8_span(value, bytes_max);
    return count > 0 ? mem_bytes(value, count) : NULL;
}

char *dump_clean(const char *value, size_t bytes_max)
{
    if (!value)
        return NULL;
    if (is_clean(value))
        return cut(value, bytes_max);
    CLEANUP(text_done) struct text whole = {0};
    CLEANUP(text_done) struct text decoded = {0};
    CLEANUP(text_done) struct text clean = {0};
    without_damage(value, &whole);
    text_decode_entities(text_of(&whole), &decoded);
    text_clean_line(text_of(&decoded), &clean);
    return cut(text_of(&clean), bytes_max);
}

static const char *text_in(const struct json *value)
{
    if (json_type_of(value) == JSON_ARRAY)
        value = json_element(value, 0);
    if (json_type_of(value) == JSON_OBJECT)
        value = json_member(value, "value");
    return json_string(value, DUMP_LINE_MAX);
}

char *dump_text(const struct json *object, const char *key, size_t bytes_max)
{
    return dump_clean(text_in(json_member(object, key)), bytes_max);
}

char *dump_long_text(const struct json *object, const char *key, size_t bytes_max)
{
    const char *value = text_in(json_member(object, key));
    if (!value)
        return NULL;
    CLEANUP(text_done) struct text whole = {0};
    without_damage(value, &whole);
    return cut(text_of(&whole), bytes_max);
}

void dump_texts(const struct json *object, const char *key, size_t bytes_max, size_t count_max,
                struct texts *ret)
{
    const struct json *list = json_member(object, key);
    for (size_t i = 0; i < json_count(list) && ret->count < count_max; i++) {
        CLEANUP(mem_free) char *text = dump_clean(text_in(json_element(list, i)), bytes_max);
        if (text)
            texts_add(ret, text);
    }
}

/* ---- ISBNs ---- */

static void add_isbn(struct dump_isbns *isbns, const struct isbn *isbn)
{
    for (size_t i = 0; i < isbns->count; i++)
        if (strcmp(isbns->items[i].text, isbn->text) == 0)
            return;
    if (isbns->count < DUMP_ISBNS_MAX)
        isbns->items[isbns->count++] = *isbn;
}

/* "ISBN 0-14-143951-3 (pbk.) :" is 0-14-143951-3. */
static void read_isbn(const char *value, struct dump_isbns *ret)
{
    enum { WRITTEN_MAX = 40 };
    char digits[WRITTEN_MAX];
    struct isbn isbn = {0};
    value += strcspn(value, "0123456789");
    const size_t count = strspn(value, "0123456789Xx- ");
    if (count >= sizeof(digits))
        return;
    memcpy(digits, value, count);
    digits[count] = '\0';
    if (isbn_parse(digits, &isbn))
        add_isbn(ret, &isbn);
}

void dump_isbns_read(const struct json *object, const char *key, struct dump_isbns *ret)
{
    const struct json *value = json_member(object, key);
    const char *text = json_string(value, DUMP_LINE_MAX);
    if (text)
        read_isbn(text, ret);
    for (size_t i = 0; i < json_count(value); i++) {
        text = json_string(json_element(value, i), DUMP_LINE_MAX);
        if (text)
            read_isbn(text, ret);
    }
}

/* ---- keys ---- */

bool dump_key_read(const char *path, char letter, struct dump_key *ret)
{
    enum { DIGITS_MAX = 18 };
    const char *slash = strrchr(path, '/');
    const char *key = slash ? slash + 1 : path;
    if (strncmp(key, "OL", 2) != 0)
        return false;
    const size_t digits = strspn(key + 2, "0123456789");
    const char last = digits > 0 && digits <= DIGITS_MAX ? key[2 + digits] : '\0';
    if (last == '\0' || key[digits + 3] != '\0' || !strchr("MWA", last) ||
        (letter != '\0' && last != letter))
        return false;
    text_copy(ret->text, sizeof(ret->text), key);
    return true;
}

static const char *path_of(const struct json *value)
{
    if (json_type_of(value) == JSON_OBJECT)
        value = json_member(value, "key");
    return json_string(value, DUMP_LINE_MAX);
}

void dump_author_keys(const struct json *object, struct texts *ret)
{
    const struct json *list = json_member(object, "authors");
    for (size_t i = 0; i < json_count(list) && ret->count < AUTHORS_OF_WORK_MAX; i++) {
        const struct json *entry = json_element(list, i);
        const char *path = path_of(entry);
        if (!path)
            path = path_of(json_member(entry, "author"));
        struct dump_key key = {.text = ""};
        if (path && dump_key_read(path, 'A', &key) && !texts_has(ret, key.text))
            texts_add(ret, key.text);
    }
}

const char *dump_first_path(const struct json *object, const char *key)
{
    const char *path = path_of(json_element(json_member(object, key), 0));
    return path ? path : "";
}
