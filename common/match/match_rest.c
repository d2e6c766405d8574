/* match_rest.c: what stands behind the main title.
 *
 * A subtitle may be left out or put in other words and the book is the same. The title of another
 * book of a series may not: "Divergent: Insurgent" is not "Divergent". What tells the two apart is
 * how they are worded. */
#include "match/match_title_private.h"

#include <string.h>

enum { DISTINCT_WORDS_MIN = 3 }; /* of a main title that no other book has, without small words */

/* ---- subtitle or title ---- */

/* Subtitles say what kind of book it is, or what it tells. */
static bool is_telling(struct word word)
{
    static const char *const words[] = {
        "story",        "stories",       "history",     "histories",   "memoir",
        "memoirs",      "biography",     "life",        "lives",       "guide",
        "introduction", "essays",        "poems",       "poetry",      "novel",
        "novels",       "tale",          "tales",       "letters",     "journey",
        "lessons",      "science",       "inquiry",     "study",       "studies",
        "portrait",     "account",       "reflections", "meditations", "conversations",
        "theory",       "practice",      "origins",     "manual",      "handbook",
        "overview",     "evolution",     "economics",   "politics",    "philosophy",
        "psychology",   "culture",       "society",     "america",     "american",
        "americas",     "autobiography", "thriller",    "notes",       "recipes",
        "principles",   "strategies",    "speeches",    "diaries",     "writings",
        "selected",     "collected",     "complete",    "anthology",   "chronicle",
        "examination",  "investigation", "adventures",  "romance",     "fable",
        "parable",      "novella",       "novellas",    "mystery",     "true",
        "women",        "world",         "societies",   "geschichte",  "histoire",
        "historia",     "storia",        "roman",       "novela",      "relatos",
        "cuentos",      "erzahlungen",   "leben",       "vida",        "future",
        "modern",       "century",       "making",      "business",    "success",
    };
    return WORD_IN(word, words);
}

bool title_rest_is_subtitle(const struct word_list *rest)
{
    enum { LONG = 7, SHORT = 3, LEAD_CJK = 0xe3 };
    if (rest->count >= LONG)
        return true;
    if (rest->count == 0)
        return true;
    const struct word first = rest->items[0];
    if ((unsigned char)first.at[0] >= LEAD_CJK)
        return true; /* volumes are numbered there, and what follows a mark describes */
    if (WORD_AMONG(first, "a an") && rest->count <= SHORT)
        return true; /* "A Warning", "A Love Story" */
    if (WORD_AMONG(first, "how why what or being notes from when where who an"))
        return rest->count >= SHORT;
    if (first.count > 4 && memcmp(first.at + first.count - 3, "ing", 3) == 0 &&
        rest->count >= SHORT)
        return true; /* "Inventing the Future" */
    for (size_t i = 0; i < rest->count; i++)
        if (is_telling(rest->items[i]))
            return rest->count >= SHORT || i + 1 == rest->count;
    return false;
}

/* Are the numbers of one among the words of the other? */
static bool numbers_in(const struct word_list *one, const struct word_list *other)
{
    for (size_t i = 0; i < one->count; i++)
        if (word_is_numeral(one->items[i]) && !word_list_has(other, one->items[i]))
            return false;
    return true;
}

/* How many words of a list are no small words, and how many of those are in another list. */
struct share {
    size_t words, shared;
};

static struct share share_of(const struct word_list *list, const struct word_list *other)
{
    struct share share = {.words = 0};
    for (size_t i = 0; i < list->count; i++) {
        if (word_is_small(list->items[i]))
            continue;
        share.words++;
        share.shared += word_list_has(other, list->items[i]);
    }
    return share;
}

bool title_may_be_shared(const struct title *title)
{
    return share_of(&title->main, &title->main).words < DISTINCT_WORDS_MIN;
}

/* Do the rests of two titles with one main title mean the same? Publishers change subtitles ("The
 * Dark Side of the All-American Meal", "What the All-American Meal Is Doing to the World"), so it
 * is enough that more than half of the shorter one's words are shared; where other books may have
 * the main title, three quarters. This was measured on the 28 such pairs by one author in the
 * reference catalogue: half would not tell "Star Wars: The New Essential Guide" from "Star Wars:
 * The New Essential Chronology". */
static bool rests_akin(const struct word_list *one, const struct word_list *other, bool shared_main)
{
    const struct share left = share_of(one, other), right = share_of(other, one);
    const bool left_shorter =
        left.words == right.words ? left.shared < right.shared : left.words < right.words;
    const struct share shorter = left_shorter ? left : right;
    const bool enough = shared_main ? shorter.shared > 0 && 4 * shorter.shared >= 3 * shorter.words
                                    : 2 * shorter.shared > shorter.words;
    return enough && numbers_in(one, other) && numbers_in(other, one);
}

bool title_rests_agree(const struct title *one, const struct title *other)
{
    return one->rest.count == 0 || other->rest.count == 0 ||
           word_lists_same(&one->rest, &other->rest) ||
           rests_akin(&one->rest, &other->rest,
                      title_may_be_shared(one) || title_may_be_shared(other));
}
