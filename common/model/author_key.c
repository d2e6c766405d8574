/* author_key.c: the key of an author. */
#include "model/author_key.h"

#include <string.h>

#include "core/mem.h"
#include "core/text_fold.h"
#include "core/word.h"

enum { KEY_BYTES_MAX = 300 };

static bool is_suffix(struct word word)
{
    return WORD_AMONG(word, "jr sr ii iii iv phd md esq");
}

static bool is_title(struct word word)
{
    return WORD_AMONG(word, "sir dame prof professor rev reverend mr mrs ms lord lady");
}

/* Is all behind the comma a suffix, as in "King, Jr."? */
static bool ends_with_suffix(const char *behind)
{
    CLEANUP(text_done) struct text folded = {0};
    text_fold(behind, &folded);
    const struct word all = {text_of(&folded), folded.count};
    return folded.count == 0 || is_suffix(all);
}

/* Bring "Le Guin, Ursula K." into the order in which it is spoken. */
static void turn(const char *name, struct text *ret)
{
    const char *comma = strchr(name, ',');
    if (!comma || strchr(comma + 1, ',') || ends_with_suffix(comma + 1)) {
        text_add(ret, name);
        return;
    }
    text_add(ret, comma + 1);
    text_add(ret, " ");
    text_add_bytes(ret, name, (size_t)(comma - name));
}

void author_fold(const char *name, struct text *ret)
{
    enum { WORDS_MAX = 24 };
    CLEANUP(text_done) struct text turned = {0};
    CLEANUP(text_done) struct text folded = {0};
    struct word words[WORDS_MAX];
    turn(name, &turned);
    text_fold(text_of(&turned), &folded);
    const size_t count = words_split(text_of(&folded), folded.count, words, WORDS_MAX);
    const size_t first = count > 1 && is_title(words[0]) ? 1 : 0;
    for (size_t i = first; i < count; i++) {
        text_add(ret, i > first ? " " : "");
        text_add_bytes(ret, words[i].at, words[i].count);
    }
}

static void add_letters(const struct text *folded, struct text *ret)
{
    for (size_t i = 0; i < folded->count && ret->count < KEY_BYTES_MAX; i++)
        if (folded->bytes[i] != ' ')
            text_add_bytes(ret, folded->bytes + i, 1);
    while (ret->count > 0 && !text_is_utf8(ret->bytes, ret->count)) /* cut within a letter */
        ret->bytes[--ret->count] = '\0';
}

bool author_key(const char *name, const char *identifier, struct text *ret)
{
    CLEANUP(text_done) struct text folded = {0};
    text_clear(ret);
    if (identifier && *identifier != '\0') {
        text_add(ret, "ol|");
        text_add(ret, identifier);
        return true;
    }
    author_fold(name, &folded);
    if (folded.count == 0)
        return false;
    text_add(ret, "name|");
    add_letters(&folded, ret);
    return true;
}
