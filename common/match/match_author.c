/* match_author.c: do two names agree?
 *
 * The titles must agree as well, so a name may be written in many ways, but the two must not
 * contradict each other. Given names agree when those of the shorter name are found, in order,
 * among those of the longer one. */
#include "match/match_author.h"

#include "match/match_spelling.h"

#include <string.h>

/* Shorter surnames are too often one letter apart: Jones and Jonas, Brown and Braun. In the
 * reference catalogue no two authors of one title have surnames one letter apart. */
enum { SURNAME_TYPO_LETTERS_MIN = 6 };

/* Forms of one given name, a name on each line. */
static const char *const nicknames[] = {
    "william will bill billy willy",
    "robert rob bob bobby robbie",
    "richard rick dick rich",
    "james jim jimmy jamie",
    "john jack johnny jon",
    "joseph joe",
    "michael mike mick",
    "thomas tom tommy",
    "charles charlie chuck",
    "edward ed eddie ted ned",
    "theodore ted teddy",
    "daniel dan danny",
    "david dave",
    "stephen steven steve",
    "anthony tony",
    "andrew andy drew",
    "samuel sam",
    "benjamin ben",
    "nicholas nick",
    "peter pete",
    "matthew matt",
    "donald don",
    "kenneth ken",
    "ronald ron",
    "lawrence laurence larry",
    "gregory greg",
    "timothy tim",
    "patrick pat",
    "jeffrey geoffrey jeff geoff",
    "alexander alex alec",
    "frederick fred",
    "francis frank",
    "henry harry hank",
    "elizabeth liz beth betty eliza",
    "margaret peggy maggie meg",
    "katherine catherine kathryn kate kathy cathy katie",
    "susan sue susie",
    "deborah debbie deb",
    "patricia pat patty",
    "jennifer jen jenny",
    "barbara barb",
    "judith judy",
    "christopher chris",
    "philip phillip phil",
    "leonard len leo",
    "eugene gene",
    "walter walt",
    "raymond ray",
    "fyodor fedor feodor",
    "lev leo leon",
    "aleksandr alexander alexandre",
    "nikolai nikolay nicolai",
};

static bool is_nickname(struct word one, struct word other)
{
    for (size_t i = 0; i < ARRAY_LEN(nicknames); i++)
        if (word_among(one, nicknames[i]) && word_among(other, nicknames[i]))
            return true;
    return false;
}

/* Do the words differ in an "e" at the end only, as "neal" and "neale" do? */
static bool has_mute_e(struct word one, struct word other)
{
    const struct word longer = one.count > other.count ? one : other;
    const size_t shorter = one.count < other.count ? one.count : other.count;
    return longer.count == shorter + 1 && longer.at[shorter] == 'e' &&
           memcmp(one.at, other.at, shorter) == 0;
}

/* Can the two be the same given name? Initials can, and so can names one letter apart ("fyodor",
 * "fiodor"). */
static bool given_agrees(struct word one, struct word other)
{
    enum { LETTERS_MIN = 5 };
    const size_t shorter = one.count < other.count ? one.count : other.count;
    if (word_length(one) == 1 || word_length(other) == 1)
        return memcmp(one.at, other.at, shorter) == 0;
    if (word_equal(one, other))
        return true;
    if (shorter >= LETTERS_MIN && word_nearness(one, other) != WORD_FAR)
        return true;
    if (shorter >= LETTERS_MIN - 1 && has_mute_e(one, other))
        return true;
    return is_nickname(one, other) || word_spelt_alike(one, other);
}

/* Do the letters of the word begin the given names, as "jrr" does for "john ronald reuel"? */
static bool spells_initials(struct word word, const struct word *given, size_t count)
{
    if (word.count < 2 || word.count > count)
        return false;
    for (size_t i = 0; i < word.count; i++)
        if (given[i].at[0] != word.at[i])
            return false;
    return true;
}

/* Are the names of the shorter list found, in order, in the longer one? */
static bool givens_agree(const struct word *one, size_t one_count, const struct word *other,
                         size_t other_count)
{
    if (one_count > other_count)
        return givens_agree(other, other_count, one, one_count);
    if (one_count == 1 && spells_initials(one[0], other, other_count))
        return true;
    size_t found = 0;
    for (size_t i = 0; i < other_count && found < one_count; i++)
        found += given_agrees(one[found], other[i]);
    return found == one_count;
}

/* Are they the same words in another order, as "murakami haruki" and "haruki murakami"? */
static bool same_words(const struct author *one, const struct author *other)
{
    if (one->count != other->count || one->count < 2)
        return false;
    unsigned taken = 0;
    for (size_t i = 0; i < one->count; i++) {
        size_t j = 0;
        while (j < other->count &&
               ((taken & 1U << j) != 0 || !word_equal(one->words[i], other->words[j])))
            j++;
        if (j == other->count)
            return false;
        taken |= 1U << j;
    }
    return true;
}

/* Does the longer name contain every word of the shorter one, in order, as "sergio ramirez mercado"
 * contains "sergio ramirez"? Initials do not count. */
static bool contains_words(const struct author *longer, const struct author *shorter)
{
    if (shorter->count < 2 || shorter->count >= longer->count)
        return false;
    size_t found = 0;
    for (size_t i = 0; i < longer->count && found < shorter->count; i++)
        found += word_length(longer->words[i]) > 1 &&
                 word_equal(shorter->words[found], longer->words[i]);
    return found == shorter->count;
}

/* Do the surnames agree, which have one or two words each ("le guin", "leguin")?
 * out  ret_given  how many words stand before each surname */
static bool surnames_agree(const struct author *one, const struct author *other,
                           size_t ret_given[static 2])
{
    for (size_t left = 1; left <= 2 && left <= one->count; left++)
        for (size_t right = 1; right <= 2 && right <= other->count; right++)
            if (words_same(one->words + one->count - left, left,
                           other->words + other->count - right, right)) {
                ret_given[0] = one->count - left;
                ret_given[1] = other->count - right;
                return true;
            }
    return false;
}

/* Do the given names say enough to recognise a person with a misspelt surname? "R." alone does
 * not. */
static bool givens_tell(const struct author *author)
{
    return author->count > 2 || (author->count == 2 && word_length(author->words[0]) > 1);
}

/* Are the given names the same to the letter, and long enough that a surname with a letter missing
 * is no other person's ("Carlos Ruiz Zafn")? */
static bool givens_same(const struct author *one, const struct author *other)
{
    enum { LETTERS_MIN = 8 };
    size_t letters = 0;
    for (size_t i = 0; i + 1 < one->count; i++)
        letters += one->words[i].count;
    return letters >= LETTERS_MIN &&
           words_same(one->words, one->count - 1, other->words, other->count - 1);
}

/* Is one surname a misspelling of the other, while the given names agree? */
static bool is_misspelt(const struct author *one, const struct author *other)
{
    enum { SHORT_MIN = 4 };
    const struct word left = author_surname(one), right = author_surname(other);
    const size_t shorter =
        word_length(left) < word_length(right) ? word_length(left) : word_length(right);
    if (!givens_tell(one) || !givens_tell(other) || word_nearness(left, right) == WORD_FAR)
        return false;
    if (shorter >= SHORT_MIN && left.count != right.count && givens_same(one, other))
        return true;
    return shorter >= SURNAME_TYPO_LETTERS_MIN &&
           givens_agree(one->words, one->count - 1, other->words, other->count - 1);
}

/* Is the surname the same in another transliteration, while the given names agree, or one side has
 * none? */
static bool is_transliterated(const struct author *one, const struct author *other)
{
    enum { LETTERS_MIN = 5 }; /* of a surname that stands alone */
    const struct word left = author_surname(one), right = author_surname(other);
    if (!word_spelt_alike(left, right))
        return false;
    if (one->count == 1 || other->count == 1)
        return left.count >= LETTERS_MIN && right.count >= LETTERS_MIN;
    return givens_agree(one->words, one->count - 1, other->words, other->count - 1);
}

/* Is one word the whole name, and in the other name neither given name nor surname: "Cervantes" in
 * "Miguel de Cervantes Saavedra", "Seuss" in "Theodor Seuss Geisel"? */
static bool is_middle_of(const struct author *one, const struct author *other)
{
    enum { LETTERS_MIN = 5 };
    if (one->count != 1 || one->words[0].count < LETTERS_MIN)
        return false;
    for (size_t i = 1; i + 1 < other->count; i++)
        if (word_equal(one->words[0], other->words[i]))
            return true;
    return false;
}

/* Are both single names that differ in a letter, or in a Latin ending: "Virgil" and "Vergil",
 * "Homer" and "Homerus"? */
static bool is_single_name(const struct author *one, const struct author *other)
{
    enum { LETTERS_MIN = 5 };
    const struct word left = one->words[0], right = other->words[0];
    if (one->count != 1 || other->count != 1 || left.count < LETTERS_MIN ||
        right.count < LETTERS_MIN)
        return false;
    const struct word longer = left.count > right.count ? left : right;
    const size_t shorter = left.count < right.count ? left.count : right.count;
    return word_nearness(left, right) != WORD_FAR ||
           (longer.count == shorter + 2 && memcmp(left.at, right.at, shorter) == 0 &&
            memcmp(longer.at + shorter, "us", 2) == 0);
}

/* Does the longer name begin with the surname of the shorter one and hold its given name: "Herbert
 * Frank Patrick"? */
static bool is_surname_first(const struct author *longer, const struct author *shorter)
{
    enum { LETTERS_MIN = 3 };
    if (shorter->count != 2 || longer->count != 3 ||
        !word_equal(author_surname(shorter), longer->words[0]))
        return false;
    const struct word given = shorter->words[0];
    return given.count >= LETTERS_MIN &&
           (word_equal(given, longer->words[1]) || word_equal(given, longer->words[2]));
}

/* Names that a comma may have turned round agree only where every word does, or a surname of two
 * words ("García Márquez, Gabriel José"). */
static enum author_relation relate_doubtful(const struct author *one, const struct author *other)
{
    if (one->count > 2 && other->count > 2 &&
        words_same(one->words + one->count - 2, 2, other->words + other->count - 2, 2) &&
        givens_agree(one->words, one->count - 2, other->words, other->count - 2))
        return AUTHOR_SAME;
    return same_words(one, other) || words_same(one->words, one->count, other->words, other->count)
               ? AUTHOR_SAME
               : AUTHOR_DIFFERENT;
}

static enum author_relation relate_words(const struct author *one, const struct author *other)
{
    size_t given[2] = {0};
    if (one->doubtful || other->doubtful)
        return relate_doubtful(one, other);
    if (surnames_agree(one, other, given)) {
        if (given[0] == 0 && given[1] == 0)
            return AUTHOR_SAME;
        if (given[0] == 0 || given[1] == 0)
            return AUTHOR_SURNAME;
        if (givens_agree(one->words, given[0], other->words, given[1]))
            return AUTHOR_SAME;
    }
    if (same_words(one, other) || words_same(one->words, one->count, other->words, other->count))
        return AUTHOR_SAME;
    return AUTHOR_DIFFERENT;
}

static bool is_close(const struct author *one, const struct author *other)
{
    return contains_words(one, other) || contains_words(other, one) || is_misspelt(one, other) ||
           is_transliterated(one, other) || is_middle_of(one, other) || is_middle_of(other, one) ||
           is_single_name(one, other) || is_surname_first(one, other) ||
           is_surname_first(other, one);
}

/* Copy a name without its particles ("de", "van der", "al"). Returns whether it had some. */
static bool without_particles(const struct author *author, struct author *ret)
{
    static const char *const particles[] = {
        "de",  "du",  "des", "del", "della", "di",  "da",  "do", "dos", "das",
        "van", "von", "vom", "zu",  "der",   "den", "la",  "le", "los", "las",
        "al",  "el",  "bin", "ibn", "af",    "av",  "ter", "ul", "abu",
    };
    *ret = *author;
    ret->count = 0;
    for (size_t i = 0; i < author->count; i++)
        if (!WORD_IN(author->words[i], particles))
            ret->words[ret->count++] = author->words[i];
    return ret->count > 0 && ret->count < author->count;
}

static enum author_relation relate(const struct author *one, const struct author *other)
{
    const enum author_relation relation = relate_words(one, other);
    if (relation != AUTHOR_DIFFERENT || one->doubtful || other->doubtful)
        return relation;
    if (is_close(one, other))
        return AUTHOR_CLOSE;
    struct author left, right;
    const bool one_had = without_particles(one, &left),
               other_had = without_particles(other, &right);
    if ((!one_had && !other_had) || left.count == 0 || right.count == 0)
        return AUTHOR_DIFFERENT;
    const enum author_relation plain = relate_words(&left, &right);
    return plain == AUTHOR_DIFFERENT && is_close(&left, &right) ? AUTHOR_CLOSE : plain;
}

struct author_match authors_relate(const struct authors *asked, const struct authors *offered)
{
    struct author_match best = {.relation = AUTHOR_UNKNOWN};
    for (size_t i = 0; i < asked->count; i++) {
        for (size_t j = 0; j < offered->count; j++) {
            const enum author_relation relation = relate(&asked->items[i], &offered->items[j]);
            const bool first = offered->items[j].position == 0;
            if (relation > best.relation || (relation == best.relation && first && !best.first))
                best = (struct author_match){.relation = relation, .first = first};
        }
    }
    return best;
}
