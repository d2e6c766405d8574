/* author_trim.c: what is no name among the words of an author. */
#include "match/author_private.h"

#include <string.h>

static bool is_suffix(struct word word)
{
    static const char *const suffixes[] = {
        "jr",  "sr", "ii",  "iii",  "iv",  "vi", "vii", "viii", "ix",  "xi",  "xii",    "xiii",
        "xiv", "xv", "xvi", "xvii", "phd", "md", "esq", "mba",  "obe", "cbe", "junior", "senior",
    };
    return WORD_IN(word, suffixes);
}

static bool is_honorific(struct word word)
{
    static const char *const honorifics[] = {
        "dr",      "sir",      "dame",     "prof",  "professor", "rev",      "mr",
        "mrs",     "ms",       "st",       "saint", "lord",      "lady",     "count",
        "graf",    "prince",   "princess", "pope",  "doctor",    "reverend", "sri",
        "captain", "capt",     "countess", "baron", "baroness",  "colonel",  "his",
        "her",     "holiness", "majesty",  "the",   "royal",     "highness",
    };
    return WORD_IN(word, honorifics);
}

static bool is_role(struct word word)
{
    static const char *const roles[] = {
        "author",       "authors",      "auteur",
        "autor",        "aut",          "editor",
        "editors",      "ed",           "eds",
        "illustrator",  "illus",        "ill",
        "translator",   "trans",        "tr",
        "trl",          "narrator",     "contributor",
        "photographer", "compiler",     "comp",
        "foreword",     "introduction", "creator",
        "writer",       "joint",        "undifferentiated",
        "text",         "artist",       "adapter",
        "preface",      "afterword",    "director",
        "hrsg",
    };
    return WORD_IN(word, roles);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Is it part of the years of a life: "1947", "ca", "b"? */
static bool is_date(struct word word)
{
    return is_digit(word.at[0]) ||
           WORD_AMONG(word, "b d ca c fl bc bce ad active born died century");
}

static bool has_digit(const struct author_piece *piece)
{
    for (size_t i = 0; i < piece->count; i++)
        if (is_digit(piece->words[i].at[0]))
            return true;
    return false;
}

static bool all_words(const struct author_piece *piece, bool (*is)(struct word word))
{
    for (size_t i = 0; i < piece->count; i++)
        if (!is(piece->words[i]))
            return false;
    return true;
}

static bool is_no_name(struct word word)
{
    return is_suffix(word) || is_role(word) || is_honorific(word) || WORD_AMONG(word, "and of");
}

/* "Duke of Sussex", "the Bishop of Hippo", "Emperor of Rome". */
static bool is_rank(const struct author_piece *piece)
{
    static const char ranks[] =
        "duke duchess earl emperor empress king queen bishop archbishop "
        "cardinal baron count countess marquis comte comtesse prince viscount";
    const size_t skip = piece->count > 0 && word_is(piece->words[0], "the") ? 1 : 0;
    return piece->count > skip + 1 && WORD_AMONG(piece->words[skip], ranks) &&
           WORD_AMONG(piece->words[skip + 1], "of de von");
}

/* Words that may be no part of a name, sorted. */
static const char *const no_names[] = {"active",
                                       "ad",
                                       "adapter",
                                       "afterword",
                                       "and",
                                       "anon",
                                       "archbishop",
                                       "artist",
                                       "aut",
                                       "auteur",
                                       "author",
                                       "authors",
                                       "autor",
                                       "b",
                                       "baron",
                                       "baroness",
                                       "bc",
                                       "bce",
                                       "bishop",
                                       "born",
                                       "c",
                                       "ca",
                                       "capt",
                                       "captain",
                                       "cardinal",
                                       "cbe",
                                       "century",
                                       "colonel",
                                       "comp",
                                       "compiler",
                                       "comte",
                                       "comtesse",
                                       "contributor",
                                       "count",
                                       "countess",
                                       "creator",
                                       "d",
                                       "dame",
                                       "died",
                                       "director",
                                       "doctor",
                                       "dr",
                                       "duchess",
                                       "duke",
                                       "earl",
                                       "ed",
                                       "editor",
                                       "editors",
                                       "eds",
                                       "emperor",
                                       "empress",
                                       "esq",
                                       "fl",
                                       "foreword",
                                       "graf",
                                       "her",
                                       "highness",
                                       "his",
                                       "holiness",
                                       "hrsg",
                                       "ii",
                                       "iii",
                                       "ill",
                                       "illus",
                                       "illustrator",
                                       "introduction",
                                       "iv",
                                       "ix",
                                       "joint",
                                       "jr",
                                       "junior",
                                       "king",
                                       "lady",
                                       "lord",
                                       "majesty",
                                       "marquis",
                                       "mba",
                                       "md",
                                       "mr",
                                       "mrs",
                                       "ms",
                                       "narrator",
                                       "obe",
                                       "phd",
                                       "photographer",
                                       "pope",
                                       "preface",
                                       "prince",
                                       "princess",
                                       "prof",
                                       "professor",
                                       "queen",
                                       "rev",
                                       "reverend",
                                       "royal",
                                       "saint",
                                       "senior",
                                       "sir",
                                       "sr",
                                       "sri",
                                       "st",
                                       "text",
                                       "the",
                                       "tr",
                                       "trans",
                                       "translator",
                                       "trl",
                                       "undifferentiated",
                                       "unknown",
                                       "vi",
                                       "vii",
                                       "viii",
                                       "viscount",
                                       "writer",
                                       "xi",
                                       "xii",
                                       "xiii",
                                       "xiv",
                                       "xv",
                                       "xvi",
                                       "xvii"};

/* Most names have none of these words, and are as they should be. */
static bool may_be_no_name(struct word word)
{
    return is_digit(word.at[0]) || WORD_FIND_SORTED(word, no_names) < ARRAY_LEN(no_names);
}

static void drop_first(struct author_piece *piece)
{
    piece->count--;
    memmove(piece->words, piece->words + 1, piece->count * sizeof(*piece->words));
}

void author_piece_trim(struct author_piece *piece)
{
    bool any = false;
    for (size_t i = 0; i < piece->count && !any; i++)
        any = may_be_no_name(piece->words[i]);
    if (!any)
        return;
    if ((has_digit(piece) && all_words(piece, is_date)) || is_rank(piece)) {
        piece->count = 0;
        return;
    }
    if (piece->count > 0 && all_words(piece, is_no_name) &&
        (piece->count > 1 || !WORD_AMONG(piece->words[0], "the"))) {
        piece->count = 0;
        return;
    }
    while (piece->count > 1 && is_date(piece->words[piece->count - 1]) &&
           is_digit(piece->words[piece->count - 1].at[0]))
        piece->count--;
    while (piece->count > 1 &&
           (is_suffix(piece->words[piece->count - 1]) || is_role(piece->words[piece->count - 1])))
        piece->count--;
    while (piece->count > 1 && is_honorific(piece->words[0]))
        drop_first(piece);
    for (size_t i = 0; i < piece->count; i++)
        if (word_is(piece->words[i], "st"))
            piece->words[i] = (struct word){"saint", strlen("saint")};
    if (piece->count == 1 && WORD_AMONG(piece->words[0], "anon unknown"))
        piece->words[0] = (struct word){"anonymous", strlen("anonymous")};
}
