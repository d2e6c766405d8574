/* match_spelling.c: one name in two transliterations.
 *
 * A word is reduced to its consonants, as the ways to write one sound in Latin letters are few, and
 * to the kind of vowel between them. Two words with the same reduction may be one name. The
 * reduction is coarse, so that it counts only where given names and title agree. */
#include "match/match_spelling.h"

#include <string.h>

enum { SOUNDS_MAX = 24 };

struct sounds {
    char items[SOUNDS_MAX];
    size_t count;
};

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiou", c);
}

static void add(struct sounds *sounds, char sound)
{
    const bool again = sounds->count > 0 && sounds->items[sounds->count - 1] == sound;
    if (!again && sounds->count < SOUNDS_MAX)
        sounds->items[sounds->count++] = sound;
}

/* Several letters for one sound. The longer ones stand first. */
static const char *const groups[][2] = {
    {"shch", "c"}, {"tsch", "c"}, {"sch", "s"}, {"tch", "c"}, {"ch", "c"}, {"kh", "c"},
    {"sh", "s"},   {"zh", "z"},   {"ts", "c"},  {"tz", "c"},  {"cz", "c"}, {"ph", "f"},
    {"th", "t"},   {"gh", "g"},   {"dh", "d"},  {"ck", "k"},  {"ks", "x"},
};

/* The sound of a single consonant. */
static char single_sound(char c)
{
    static const char from[] = "cqwj", to[] = "kkvy";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

/* Go over a run of vowels, which counts as the kind of its first one. "y", "i" and "j" at its end
 * do not count. */
static const char *take_vowels(const char *at, const char *end, struct sounds *sounds)
{
    add(sounds, strchr("ei", *at) ? 'e' : *at == 'a' ? 'a' : 'o');
    while (at < end && (is_vowel(*at) || *at == 'y' || *at == 'j'))
        at++;
    return at;
}

static const char *take_consonant(const char *at, const char *end, struct sounds *sounds)
{
    for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
        const size_t bytes = strlen(groups[i][0]);
        if (groups[i][0][0] == *at && (size_t)(end - at) >= bytes &&
            memcmp(at, groups[i][0], bytes) == 0) {
            add(sounds, groups[i][1][0]);
            return at + bytes;
        }
    }
    add(sounds, single_sound(*at));
    return at + 1;
}

/* The first sounds of a word, at most limit. false: it has letters that have no such sounds. */
static bool sounds_of(struct word word, size_t limit, struct sounds *ret)
{
    const char *at = word.at, *const end = word.at + word.count;
    ret->count = 0;
    while (at < end && ret->count < limit) {
        if (*at < 'a' || *at > 'z')
            return false;
        const bool y_vowel = *at == 'y' && (at + 1 == end || !is_vowel(at[1]));
        if (y_vowel) {
            add(ret, 'e');
            at++;
        } else {
            at = is_vowel(*at) ? take_vowels(at, end, ret) : take_consonant(at, end, ret);
        }
    }
    return true;
}

bool word_spelt_alike(struct word one, struct word other)
{
    enum { SOUNDS_MIN = 3 };
    struct sounds left = {.count = 0}, right = {.count = 0};
    if (word_equal(one, other))
        return true;
    if (!sounds_of(one, 1, &left) || !sounds_of(other, 1, &right) ||
        left.items[0] != right.items[0])
        return false; /* as most words */
    if (!sounds_of(one, SOUNDS_MAX, &left) || !sounds_of(other, SOUNDS_MAX, &right) ||
        left.count < SOUNDS_MIN)
        return false;
    return left.count == right.count && memcmp(left.items, right.items, left.count) == 0;
}
