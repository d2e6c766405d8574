/* title_nature.c: what an edition is beside the book itself: a study guide to it, a box that holds
 * it, an adaptation, an audiobook.
 *
 * It is one table of folded phrases (title_phrase.c). A phrase counts wherever it stands in a
 * title. Words that titles of real books have ("journal") count at the end of what stands behind
 * the main title. The title that was asked for may hold them, too, so callers compare the natures
 * of both. */
#include "match/title.h"

#include "match/title_phrase.h"

#include <string.h>

/* Are the words behind the first those of the phrase? */
static bool goes_on(const struct word *words, size_t count, const char *more)
{
    for (size_t i = 0; *more != '\0'; i++) {
        const size_t bytes = strcspn(more, " ");
        if (i == count || words[i].count != bytes || memcmp(words[i].at, more, bytes) != 0)
            return false;
        more += bytes;
        more += strspn(more, " ");
    }
    return true;
}

unsigned title_nature_of_words(const struct word *words, size_t count)
{
    unsigned nature = 0;
    for (size_t i = 0; i < count; i++) {
        const struct title_phrase *phrase =
            words[i].at[0] < 'm' ? title_phrases_to_l(words[i]) : title_phrases_from_m(words[i]);
        for (; phrase && word_is(words[i], phrase->first); phrase++)
            if (goes_on(words + i + 1, count - i - 1, phrase->more))
                nature |= phrase->nature;
    }
    return nature;
}

/* Is it a companion to the book, as "Night: A Companion" and "A Companion to Night" are? A
 * "Companion to the PBS Series" is itself the book of the series. */
static bool is_companion(const struct word_list *part)
{
    static const char media[] = "series tv television film movie exhibition pbs bbc";
    bool companion = false;
    for (size_t i = 0; i < part->count; i++) {
        if (WORD_AMONG(part->items[i], media))
            return false;
        if (word_is(part->items[i], "companion"))
            companion = i + 1 == part->count || word_is(part->items[i + 1], "to");
    }
    return companion;
}

bool title_is_merchandise(const struct word *words, size_t count)
{
    static const char *const nouns[] = {
        "journal",      "notebook",   "calendar",
        "diary",        "planner",    "review",
        "analysis",     "study",      "kit",
        "display",      "dumpbin",    "sampler",
        "poster",       "posters",    "postcards",
        "quiz",         "workbook",   "cookbook",
        "resumen",      "summary",    "sketchbook",
        "scrapbook",    "cards",      "puzzle",
        "prompts",      "questions",  "interpretations",
        "excerpt",      "preview",    "teaser",
        "dvd",          "game",       "vhs",
        "video",        "toy",        "toys",
        "map",          "puzzles",    "bookmark",
        "bookmarks",    "stickers",   "handouts",
        "flashcards",   "worksheets", "playbook",
        "merchandise",  "calendars",  "zusammenfassung",
        "samenvatting", "riassunto",  "resumo",
        "poster",
    };
    /* At the end of a longer subtitle these are words as any other: "Sequence and Genome Analysis".
     * */
    static const char weak[] = "analysis study review questions game map video summary kit notes";
    enum { WEAK_WORDS_MAX = 3 };
    return count > 0 && WORD_IN(words[count - 1], nouns) &&
           (count <= WEAK_WORDS_MAX || !WORD_AMONG(words[count - 1], weak));
}

/* Does one of the levels behind the main title end like merchandise? A year may stand behind it:
 * "Calendar 2020". */
static bool has_merchandise(const struct title *title)
{
    for (size_t i = 0; i < title->level_count; i++) {
        const size_t first = title->levels[i];
        size_t last = i + 1 < title->level_count ? title->levels[i + 1] : title->rest.count;
        if (last > first + 1 && word_number(title->rest.items[last - 1]) > 0)
            last--;
        if (last > first && title_is_merchandise(title->rest.items + first, last - first))
            return true;
    }
    return title_is_merchandise(title->brackets.items, title->brackets.count);
}

/* Do series or subtitle call it a comic? In a main title the word may be any other. */
static bool is_comic(const struct word_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (WORD_AMONG(list->items[i], "manga comic comics"))
            return true;
    return false;
}

unsigned title_nature(const struct title *title)
{
    enum { WORDS_MAX = 3 * WORD_LIST_MAX };
    struct word words[WORDS_MAX];
    const size_t count =
        words_split(text_of(&title->folded), title->folded.count, words, WORDS_MAX);
    const bool about =
        is_companion(&title->rest) || is_companion(&title->brackets) || has_merchandise(title);
    return (title_nature_of_words(words, count) & ~(unsigned)TITLE_MAKER) | title->nature |
           (about ? TITLE_ABOUT : 0U) |
           (is_comic(&title->brackets) || is_comic(&title->rest) ? TITLE_OTHER_FORM : 0U) |
           (title->listed < title->rest.count ? (title->listed ? TITLE_DOUBTFUL : TITLE_SET) : 0U);
}
