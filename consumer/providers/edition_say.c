/* edition_say.c: what a service's JSON says of an edition, as claims. Services write the same thing
 * in many ways (a page count as number or text, a list of one as its element); all these ways are
 * read here. */
#include "edition_say.h"

#include "core/json_write.h"
#include "core/mem.h"

#include <stdio.h>
#include <string.h>

enum {
    ITEMS_MAX = 1000, /* of one list; the longest that was seen has 275 */
    ITEM_MAX = 4096,  /* bytes of one text in a list */
    ROOM = 8192,      /* bytes below EDITION_VALUE_MAX from which on a list takes no more */
};

/* ---- the records of an answer ---- */

bool edition_answer_open(const struct edition_answer *answer)
{
    return answer->records.count < EDITION_ANSWER_MAX;
}

static bool has_record(const struct edition_answer *answer, const struct isbn *isbn)
{
    for (size_t i = 0; i < answer->records.count; i++)
        if (strcmp(answer->records.items[i].isbn.text, isbn->text) == 0)
            return true;
    return false;
}

struct edition_record *edition_answer_add(struct edition_answer *answer, const struct isbn *isbn)
{
    return has_record(answer, isbn) ? NULL : edition_records_add(&answer->records, isbn);
}

bool edition_answer_has_any(const struct edition_answer *answer,
                            const struct edition_question *question)
{
    for (size_t i = 0; i < question->count; i++)
        if (has_record(answer, &question->isbns[i]))
            return true;
    return false;
}

/* ---- single values ---- */

static bool has_room(const struct text *list)
{
    return list->count < EDITION_VALUE_MAX - ROOM;
}

/* A text, or a number in digits. "": it is neither. */
static const char *words_of(const struct json *value, char digits[static 32])
{
    const enum json_kind kind = json_type_of(value);
    const char *text = json_string(value, EDITION_VALUE_MAX);
    *digits = '\0';
    if (kind == JSON_INT)
        (void)snprintf(digits, 32, "%lld", (long long)json_int_of(value));
    else if (kind == JSON_DOUBLE)
        (void)snprintf(digits, 32, "%.0f", json_double_of(value));
    return text ? text : digits;
}

static const struct json *first_of(const struct json *value)
{
    return json_type_of(value) == JSON_ARRAY ? json_element(value, 0) : value;
}

void edition_say(struct edition_record *record, enum edition_field field, const struct json *object,
                 const char *key)
{
    char digits[32];
    edition_record_say(record, field, words_of(first_of(json_member(object, key)), digits));
}

void edition_say_value(struct edition_record *record, enum edition_field field,
                       const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    if (json_type_of(member) == JSON_OBJECT)
        edition_say(record, field, member, "value");
    else
        edition_say(record, field, object, key);
}

/* ---- lists ---- */

/* The element of a list at this place; a value that is no list is a list of one. */
static const struct json *item_at(const struct json *list, size_t index)
{
    if (json_type_of(list) == JSON_ARRAY)
        return json_element(list, index);
    return index == 0 ? list : NULL;
}

static size_t item_count(const struct json *list)
{
    const size_t count = json_type_of(list) == JSON_ARRAY ? json_count(list) : list != NULL;
    return count < ITEMS_MAX ? count : ITEMS_MAX;
}

/* The text of an element, which may be an object with that member. "": it has none. */
static const char *item_words(const struct json *item, const char *member, char digits[static 32])
{
    if (json_type_of(item) == JSON_OBJECT)
        item = member ? json_member(item, member) : NULL;
    const char *words = words_of(item, digits);
    return strlen(words) <= ITEM_MAX ? words : "";
}

/* Add the texts of a list, each alone or as {"name": text}. */
static void add_items(struct text *to, const struct json *list, const char *member, bool named)
{
    char digits[32];
    for (size_t i = 0; i < item_count(list) && has_room(to); i++) {
        const char *words = item_words(item_at(list, i), member, digits);
        if (*words == '\0')
            continue;
        if (named)
            json_write_open(to, NULL, '{');
        json_write_text(to, named ? "name" : NULL, words);
        if (named)
            json_write_close(to, '}');
    }
}

static void say_items(struct edition_record *record, enum edition_field field,
                      const struct json *list, const char *member, bool named)
{
    CLEANUP(text_done) struct text json = {0};
    json_write_open(&json, NULL, '[');
    const size_t nothing = json.count;
    add_items(&json, list, member, named);
    if (json.count == nothing)
        return;
    json_write_close(&json, ']');
    edition_record_say(record, field, text_of(&json));
}

void edition_say_list(struct edition_record *record, enum edition_field field,
                      const struct json *object, const char *key, const char *member)
{
    say_items(record, field, json_member(object, key), member, /* named= */ false);
}

void edition_say_authors(struct edition_record *record, const struct json *object, const char *key)
{
    say_items(record, EDITION_AUTHORS, json_member(object, key), "name", /* named= */ true);
}

void edition_add_identifiers(struct text *to, const char *name, const struct json *object,
                             const char *key, const char *member)
{
    CLEANUP(text_done) struct text list = {0};
    json_write_open(&list, NULL, '[');
    const size_t nothing = list.count;
    add_items(&list, json_member(object, key), member, /* named= */ false);
    if (list.count == nothing || to->count + list.count + ROOM > EDITION_VALUE_MAX)
        return;
    json_write_close(&list, ']');
    json_write_raw(to, name, text_of(&list));
}

/* ---- any value ---- */

/* Recursion is as deep as json_parse let the document be. */
static void write_value(struct text *to, const char *key, const struct json *value)
{
    const enum json_kind kind = json_type_of(value);
    const char *name = NULL;
    switch (kind) {
    case JSON_NULL:
        json_write_text(to, key, NULL);
        return;
    case JSON_BOOL:
        json_write_bool(to, key, json_bool_of(value));
        return;
    case JSON_INT:
        json_write_int(to, key, json_int_of(value));
        return;
    case JSON_DOUBLE:
        json_write_double(to, key, json_double_of(value), /* decimals= */ 3);
        return;
    case JSON_STRING:
        json_write_text(to, key, json_string(value, ITEM_MAX));
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    const bool list = kind == JSON_ARRAY;
    const size_t count = list ? json_count(value) : json_member_count(value);
    json_write_open(to, key, list ? '[' : '{');
    for (size_t i = 0; i < count && i < ITEMS_MAX && has_room(to); i++) {
        const struct json *item = list ? json_element(value, i) : json_member_at(value, i, &name);
        write_value(to, list ? NULL : name, item);
    }
    json_write_close(to, list ? ']' : '}');
}

void edition_say_json(struct edition_record *record, enum edition_field field,
                      const struct json *value)
{
    CLEANUP(text_done) struct text json = {0};
    if (!value)
        return;
    write_value(&json, NULL, value);
    edition_record_say(record, field, text_of(&json));
}
