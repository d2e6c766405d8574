/* title_nature.c: what an edition is beside the book itself: a study guide to it, a box that holds
 * it, an adaptation, an audiobook.
 *
 * It is one table of folded phrases. A phrase counts wherever it stands in a title. The title that
 * was asked for may hold it, too, so callers compare the natures of both. */
#include "match/title.h"

#include <string.h>

struct phrase {
    const char *first, *more; /* the first word; the others, with blanks between them, or "" */
    unsigned nature;
};

/* Sorted by the first word. Some words are missing because titles of real books have them: "notes",
 * "guide", "collection", "journal", "analysis", "critical essays", "play", "unauthorized". */
static const struct phrase a_phrases[] = {
    {"abridged", "", TITLE_ADAPTED},
    {"adapted", "", TITLE_ADAPTED},
    {"analysis", "and summary", TITLE_ABOUT},
    {"audible", "", TITLE_AUDIO},
    {"audio", "", TITLE_AUDIO},
    {"audiobook", "", TITLE_AUDIO},
    {"audiocassette", "", TITLE_AUDIO},
    {"audiocd", "", TITLE_AUDIO},
    {NULL, NULL, 0},
};
static const struct phrase b_phrases[] = {
    {"book", "notes", TITLE_ABOUT},
    {"book", "set", TITLE_SET},
    {"book", "summary", TITLE_ABOUT},
    {"bookcaps", "", TITLE_ABOUT},
    {"bookhabits", "", TITLE_ABOUT},
    {"bookrags", "", TITLE_ABOUT},
    {"books", "set", TITLE_SET},
    {"box", "set", TITLE_SET},
    {"boxed", "", TITLE_SET},
    {"boxset", "", TITLE_SET},
    {"brightsummaries", "", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase c_phrases[] = {
    {"cassette", "", TITLE_AUDIO},
    {"cd", "", TITLE_AUDIO},
    {"cds", "", TITLE_AUDIO},
    {"cliff", "notes", TITLE_ABOUT},
    {"cliffs", "notes", TITLE_ABOUT},
    {"cliffsnotes", "", TITLE_ABOUT},
    {"collection", "set", TITLE_SET},
    {"coloring", "book", TITLE_ABOUT},
    {"colouring", "book", TITLE_ABOUT},
    {"companion", "guide", TITLE_ABOUT},
    {"condensed", "", TITLE_ADAPTED},
    {"conversation", "starters", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase d_phrases[] = {
    {"discussion", "guide", TITLE_ABOUT},
    {"discussion", "questions", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase g_phrases[] = {
    {"gift", "set", TITLE_SET},          {"gradesaver", "", TITLE_ABOUT},
    {"graphic", "novel", TITLE_ADAPTED}, {"great", "illustrated classics", TITLE_ADAPTED},
    {"guided", "journal", TITLE_ABOUT},  {NULL, NULL, 0},
};
static const struct phrase i_phrases[] = {
    {"instaread", "", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase k_phrases[] = {
    {"key", "insights", TITLE_ABOUT},
    {"key", "takeaways", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase l_phrases[] = {
    {"large", "print", TITLE_LARGE_PRINT}, {"large", "type", TITLE_LARGE_PRINT},
    {"largeprint", "", TITLE_LARGE_PRINT}, {"lesson", "plan", TITLE_ABOUT},
    {"lesson", "plans", TITLE_ABOUT},      {"leveled", "reader", TITLE_ADAPTED},
    {"litcharts", "", TITLE_ABOUT},        {"literature", "circle guide", TITLE_ABOUT},
    {"literature", "guide", TITLE_ABOUT},  {"literature", "guides", TITLE_ABOUT},
    {"literature", "kit", TITLE_ABOUT},    {NULL, NULL, 0},
};
static const struct phrase m_phrases[] = {
    {"maxnotes", "", TITLE_ABOUT},
    {"monarch", "notes", TITLE_ABOUT},
    {"movie", "script", TITLE_ADAPTED},
    {"mp3", "", TITLE_AUDIO},
    {NULL, NULL, 0},
};
static const struct phrase n_phrases[] = {
    {"novel", "study", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase p_phrases[] = {
    {"piano", "vocal", TITLE_ABOUT},
    {"playaway", "", TITLE_AUDIO},
    {NULL, NULL, 0},
};
static const struct phrase q_phrases[] = {
    {"quicklet", "", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase r_phrases[] = {
    {"radio", "play", TITLE_ADAPTED},        {"readers", "companion", TITLE_ABOUT},
    {"readers", "digest", TITLE_ADAPTED},    {"readers", "guide", TITLE_ABOUT},
    {"reading", "group guide", TITLE_ABOUT}, {"reading", "guide", TITLE_ABOUT},
    {"retold", "", TITLE_ADAPTED},           {NULL, NULL, 0},
};
static const struct phrase s_phrases[] = {
    {"sampler", "", TITLE_ABOUT},
    {"screenplay", "", TITLE_ADAPTED},
    {"shooting", "script", TITLE_ADAPTED},
    {"sidekick", "", TITLE_ABOUT},
    {"slipcase", "", TITLE_SET},
    {"slipcased", "", TITLE_SET},
    {"songbook", "", TITLE_ABOUT},
    {"sound", "recording", TITLE_AUDIO},
    {"sparknotes", "", TITLE_ABOUT},
    {"student", "guide", TITLE_ABOUT},
    {"student", "workbook", TITLE_ABOUT},
    {"study", "guide", TITLE_ABOUT},
    {"study", "guides", TITLE_ABOUT},
    {"study", "notes", TITLE_ABOUT},
    {"summary", "", TITLE_ABOUT},
    {"supersummary", "", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase t_phrases[] = {
    {"teacher", "guide", TITLE_ABOUT},
    {"teachers", "guide", TITLE_ABOUT},
    {"teaching", "guide", TITLE_ABOUT},
    {"teaching", "unit", TITLE_ABOUT},
    {"test", "bank", TITLE_ABOUT},
    {"trivia", "", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase u_phrases[] = {
    {"unabridged", "audio", TITLE_AUDIO},   {"unabridged", "cd", TITLE_AUDIO},
    {"unauthorized", "guide", TITLE_ABOUT}, {"unofficial", "companion", TITLE_ABOUT},
    {"unofficial", "guide", TITLE_ABOUT},   {NULL, NULL, 0},
};
static const struct phrase v_phrases[] = {
    {"volume", "set", TITLE_SET},
    {NULL, NULL, 0},
};
static const struct phrase w_phrases[] = {
    {"wall", "calendar", TITLE_ABOUT},
    {"workbook", "", TITLE_ABOUT},
    {NULL, NULL, 0},
};
static const struct phrase y_phrases[] = {
    {"york", "notes", TITLE_ABOUT},
    {"young", "peoples edition", TITLE_ADAPTED},
    {"young", "readers", TITLE_ADAPTED},
    {NULL, NULL, 0},
};

/* The phrases by the first letter of their first word. */
static const struct phrase *const phrases['z' - 'a' + 1] = {
    ['a' - 'a'] = a_phrases, ['b' - 'a'] = b_phrases, ['c' - 'a'] = c_phrases,
    ['d' - 'a'] = d_phrases, ['g' - 'a'] = g_phrases, ['i' - 'a'] = i_phrases,
    ['k' - 'a'] = k_phrases, ['l' - 'a'] = l_phrases, ['m' - 'a'] = m_phrases,
    ['n' - 'a'] = n_phrases, ['p' - 'a'] = p_phrases, ['q' - 'a'] = q_phrases,
    ['r' - 'a'] = r_phrases, ['s' - 'a'] = s_phrases, ['t' - 'a'] = t_phrases,
    ['u' - 'a'] = u_phrases, ['v' - 'a'] = v_phrases, ['w' - 'a'] = w_phrases,
    ['y' - 'a'] = y_phrases,
};

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
        const char letter = words[i].at[0];
        const struct phrase *phrase = letter >= 'a' && letter <= 'z' ? phrases[letter - 'a'] : NULL;
        for (; phrase && phrase->first; phrase++)
            if (word_is(words[i], phrase->first) &&
                goes_on(words + i + 1, count - i - 1, phrase->more))
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
        if (word_among(part->items[i], media))
            return false;
        if (word_is(part->items[i], "companion"))
            companion = i + 1 == part->count || word_is(part->items[i + 1], "to");
    }
    return companion;
}

unsigned title_nature(const struct title *title)
{
    enum { WORDS_MAX = 3 * WORD_LIST_MAX };
    struct word words[WORDS_MAX];
    const size_t count =
        words_split(text_of(&title->folded), title->folded.count, words, WORDS_MAX);
    const bool companion = is_companion(&title->rest) || is_companion(&title->brackets);
    return title_nature_of_words(words, count) | (companion ? TITLE_ABOUT : 0U);
}
