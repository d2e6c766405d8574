/* edition_people.c: lists of people: JSON of sources that keep names apart, and plain text of those
 * that do not. Several people may stand in one name: "Ann Roe and Bob Poe". */
#include "model/edition_people.h"

#include <string.h>

#include "core/mem.h"
#include "core/text_clean.h"
#include "core/text_fold.h"
#include "io/json/json.h"
#include "model/edition_name.h"

void people_done(struct people *people)
{
    for (size_t i = 0; i < people->count; i++) {
        mem_free(people->items[i].as.name);
        mem_free(people->items[i].as.role);
        mem_free(people->items[i].as.key);
        text_done(&people->items[i].folded);
    }
    mem_free(people->items);
    *people = (struct people){0};
}

struct person *people_find(const struct people *people, const char *folded)
{
    for (size_t i = 0; i < people->count; i++)
        if (strcmp(text_of(&people->items[i].folded), folded) == 0)
            return &people->items[i];
    return NULL;
}

/* ---- one name ---- */

/* What a list says beside the name. */
struct beside {
    const char *role, *key; /* NULL: nothing */
    bool plain;             /* a list that is no JSON: a comma may separate, too */
};

static bool says_nothing(const char *folded)
{
    static const char *const words[] = {"", "n a", "na", "none", "null", "undefined", "and", "by"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(words[i], folded) == 0)
            return true;
    return false;
}

/* "/authors/OL31353A" and "OL31353A" are the same. NULL: it is no key. */
static const char *author_key(const char *key)
{
    const char *slash = key ? strrchr(key, '/') : NULL;
    key = slash ? slash + 1 : key;
    if (!key || strncmp(key, "OL", 2) != 0)
        return NULL;
    const size_t digits = strspn(key + 2, "0123456789");
    return digits > 0 && digits < 12 && strcmp(key + 2 + digits, "A") == 0 ? key : NULL;
}

static void add_person(struct people *people, struct text *name, const struct beside *beside)
{
    const char *found = name_clean(name);
    const char *said = beside->role ? name_role(beside->role) : NULL;
    const char *role = said ? said : beside->role && *beside->role ? "contributor" : found;
    CLEANUP(text_done) struct text folded = {0};
    text_fold(text_of(name), &folded);
    if (says_nothing(text_of(&folded)) || people->count == PEOPLE_MAX ||
        people_find(people, text_of(&folded)))
        return;
    if (people->count == people->capacity) {
        people->capacity = people->capacity ? people->capacity * 2 : 4;
        people->items = mem_resize(people->items, people->capacity, sizeof(*people->items));
    }
    people->items[people->count++] = (struct person){
        .as = {.name = mem_text(text_of(name)),
               .role = mem_text(role ? role : "author"),
               .key = mem_text(author_key(beside->key)),
               .suspect = name_is_suspect(text_of(&folded))},
        .stated = role != NULL,
        .folded = folded,
    };
    folded = (struct text){0};
}

/* ---- several in one ---- */

static size_t words_in(const char *at, size_t count)
{
    size_t words = 0;
    for (size_t i = 0; i < count; i++)
        words += at[i] != ' ' && (i == 0 || at[i - 1] == ' ');
    return words;
}

/* How many bytes stand between two names here; 0: none do. "Simon and Schuster" is one. */
static size_t separator_at(const char *first, const char *at, bool plain)
{
    static const char *const words[] = {" & ", " and ", " with ", " / "};
    if (*at == ';')
        return 1;
    if (plain && *at == ',' && strchr(at + 1, ',') == NULL)
        return words_in(first, (size_t)(at - first)) > 1 && words_in(at + 1, strlen(at + 1)) > 1;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        const size_t bytes = strlen(words[i]);
        if (strncmp(at, words[i], bytes) == 0 && words_in(first, (size_t)(at - first)) > 1 &&
            words_in(at + bytes, strlen(at + bytes)) > 1)
            return bytes;
    }
    return 0;
}

static bool has_organisation(const char *line)
{
    CLEANUP(text_done) struct text folded = {0};
    text_fold(line, &folded);
    return name_is_organisation(text_of(&folded));
}

static void add_people(struct people *people, const char *written, const struct beside *beside)
{
    CLEANUP(text_done) struct text decoded = {0};
    CLEANUP(text_done) struct text line = {0};
    text_decode_entities(written, &decoded);
    text_clean_line(text_of(&decoded), &line);
    const bool whole = !strchr(text_of(&line), ';') && has_organisation(text_of(&line));
    for (const char *first = text_of(&line), *at = first; first;) {
        const size_t bytes = *at == '\0' || whole ? 0 : separator_at(first, at, beside->plain);
        if (bytes == 0 && *at != '\0') {
            at++;
            continue;
        }
        CLEANUP(text_done) struct text name = {0};
        first += strspn(first, " ");
        if (at > first)
            text_add_bytes(&name, first, (size_t)(at - first));
        add_person(people, &name, beside);
        first = *at == '\0' ? NULL : at + bytes;
        at = first;
    }
}

/* ---- a claim ---- */

static const char *member(const struct json *object, const char *key)
{
    return json_string(json_member(object, key), EDITION_VALUE_MAX);
}

static void add_element(struct people *people, const struct json *element)
{
    struct beside beside = {0};
    const char *name = json_string(element, EDITION_VALUE_MAX);
    if (json_type_of(element) == JSON_OBJECT) {
        name = member(element, "name");
        beside.role = member(element, "role");
        beside.key = member(element, "key");
    }
    if (name)
        add_people(people, name, &beside);
}

void people_parse(const char *value, struct people *ret)
{
    static const struct json_limits limits = {
        .bytes = EDITION_VALUE_MAX, .depth = 4, .tokens = 8192};
    struct error err = {0};
    CLEANUP(json_free) struct json *list = NULL;
    if (*value != '[' || !json_parse(value, strlen(value), &limits, &list, &err)) {
        add_people(ret, value, &(struct beside){.plain = true});
        return;
    }
    for (size_t i = 0; i < json_count(list); i++)
        add_element(ret, json_element(list, i));
}
