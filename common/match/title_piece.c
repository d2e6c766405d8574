/* title_piece.c: what a piece of a title says: more of the title, which edition it is, a volume, a
 * series, or that it is a set.
 *
 * Each form is one rule over folded words. What no rule knows is part of the title. */
#include "match/title_private.h"

#include <string.h>

static struct word at_end(const struct word_span *words, size_t behind)
{
    return behind < words->count ? words->items[words->count - 1 - behind] : (struct word){0};
}

static bool ends_with_digit(struct word word)
{
    return word.count > 0 && word.at[0] >= '0' && word.at[0] <= '9';
}

static bool has(const struct word_span *words, const char *one, const char *next)
{
    for (size_t i = 0; i < words->count; i++)
        if (word_is(words->items[i], one) &&
            (*next == '\0' || (i + 1 < words->count && word_is(words->items[i + 1], next))))
            return true;
    return false;
}

/* ---- which edition it is ---- */

static bool is_ordinal(struct word word)
{
    if (ends_with_digit(word)) { /* "2nd", "2" */
        const char last = word.at[word.count - 1];
        return strchr("dht", last) || (last >= '0' && last <= '9');
    }
    return word_number(word) > 0;
}

/* Words that say nothing but which edition it is. "Large print" and "audio" are natures, too. */
static bool is_edition_word(struct word word)
{
    static const char *const words[] = {
        "edition",     "editions",    "ed",         "edn",         "revised",
        "rev",         "updated",     "expanded",   "enlarged",    "deluxe",
        "anniversary", "collectors",  "limited",    "special",     "exclusive",
        "signed",      "autographed", "hardcover",  "hardback",    "paperback",
        "softcover",   "kindle",      "definitive", "ebook",       "mass",
        "market",      "mti",         "unabridged", "reissue",     "reissued",
        "reprint",     "reprinted",   "arc",        "galley",      "uncorrected",
        "proof",       "copy",        "advance",    "advanced",    "reader",
        "readers",     "authorized",  "authorised", "definitive",  "international",
        "export",      "trade",       "library",    "tie",         "in",
        "movie",       "film",        "tv",         "illustrated", "annotated",
        "new",         "complete",    "original",   "version",     "format",
        "english",     "book",        "first",      "classic",     "classics",
        "penguin",     "vintage",     "signet",     "scribner",    "modern",
        "bantam",      "picador",     "virago",     "harper",      "perennial",
        "oxford",      "worlds",      "everymans",  "wordsworth",  "target",
        "walmart",     "waterstones", "barnes",     "noble",       "only",
        "and",         "the",         "a",          "pocket",      "with",
        "bonus",       "material",    "centenary",  "anniv",       "gift",
        "us",          "uk",          "american",   "british",     "text",
        "isbn",        "board",       "press",      "printing",    "impression",
        "audio",       "audiobook",   "large",      "print",
    };
    return WORD_IN(word, words) || is_ordinal(word);
}

/* Is the word one that, among such words, makes an edition of them? */
static bool is_edition_noun(struct word word)
{
    static const char *const words[] = {
        "edition",   "editions",  "ed",         "edn",        "revised",    "rev",
        "updated",   "deluxe",    "signed",     "exclusive",  "hardcover",  "hardback",
        "paperback", "softcover", "definitive", "kindle",     "definitive", "ebook",
        "mti",       "reissue",   "reprint",    "arc",        "galley",     "proof",
        "version",   "classics",  "text",       "unabridged", "audiobook",  "autographed",
    };
    return WORD_IN(word, words);
}

/* What is printed on a book that has won something, was chosen or filmed. */
static bool is_praise(const struct word_span *words)
{
    static const char *const phrases[][2] = {
        {"book", "club"},      {"prize", ""},           {"winner", ""},
        {"award", ""},         {"bestseller", ""},      {"bestselling", "novel"},
        {"motion", "picture"}, {"tie", "in"},           {"jenna", "pick"},
        {"club", "pick"},      {"finalist", ""},        {"longlisted", ""},
        {"shortlisted", ""},   {"introduction", "by"},  {"foreword", "by"},
        {"illustrated", "by"}, {"new", "translation"},  {"verse", "translation"},
        {"winning", "novel"},  {"new", "introduction"}, {"prime", "original"},
        {"netflix", "series"},
    };
    enum { WORDS_MAX = 12 };
    if (word_is(words->items[0], "translated"))
        return true;
    for (size_t i = 0; words->count <= WORDS_MAX && i < words->count; i++) {
        const struct word next = i + 1 < words->count ? words->items[i + 1] : (struct word){0};
        for (size_t k = WORD_FIND(words->items[i], phrases); k < ARRAY_LEN(phrases); k++)
            if (word_is(words->items[i], phrases[k][0]) &&
                (phrases[k][1][0] == '\0' || word_is(next, phrases[k][1])))
                return true;
    }
    return false;
}

/* Do all words only say what kind of book it is: "a novel", "the classic bestselling memoir"? */
static bool is_kind(const struct word_span *words)
{
    static const char *const kinds[] = {
        "a",       "an",        "the",           "my",      "and",      "novel",
        "novels",  "novella",   "memoir",        "memoirs", "story",    "short",
        "tales",   "poems",     "poetry",        "essays",  "thriller", "mystery",
        "romance", "biography", "autobiography", "true",    "classic",  "bestselling",
        "in",      "prose",     "verse",         "roman",   "novela",   "romanzo",
    };
    for (size_t i = 0; i < words->count; i++)
        if (!WORD_IN(words->items[i], kinds))
            return false;
    return true;
}

static bool is_edition(const struct word_span *words)
{
    const struct word last = at_end(words, 0);
    if (WORD_AMONG(last, "edition editions ed edn e") && words->count > 1)
        return !word_is(last, "e") || ends_with_digit(at_end(words, 1));
    bool noun = false;
    for (size_t i = 0; i < words->count; i++) {
        if (!is_edition_word(words->items[i]))
            return false;
        noun = noun || is_edition_noun(words->items[i]);
    }
    return noun;
}

size_t title_edition_words(const struct word_span *words)
{
    static const char adjectives[] = "revised rev updated expanded enlarged deluxe anniversary "
                                     "collectors limited special illustrated annotated new "
                                     "international library signed and";
    if (words->count > 2 && word_is(at_end(words, 0), "book") && word_is(at_end(words, 1), "board"))
        return 2;
    size_t count = WORD_AMONG(at_end(words, 0), "edition ed edn") ? 1 : 0;
    if (count == 0)
        return 0;
    while (count + 1 < words->count &&
           (WORD_AMONG(at_end(words, count), adjectives) || is_ordinal(at_end(words, count))))
        count++;
    return count > 1 && count < words->count ? count : 0;
}

/* ---- volumes ---- */

static struct title_said said_volume(int number, enum title_volume_kind kind)
{
    return (struct title_said){.saying = SAYS_VOLUME, .number = number, .kind = kind};
}

/* "vol 4", "part 1 of 2", "first part", "3" in brackets, "上". */
static struct title_said says_volume(const struct title_piece *piece)
{
    enum { BARE_MAX = 99 };
    const struct word_span *words = &piece->words;
    enum title_volume_kind kind = TITLE_VOLUME;
    const int number = title_volume_at(words, 0, &kind);
    if (number > 0 && words->count == 2)
        return said_volume(number, kind);
    if (number > 0 && words->count == 4 && WORD_AMONG(words->items[2], "of 1") &&
        word_number(words->items[3]) > 0)
        return (struct title_said){.saying = kind == TITLE_PORTION ? SAYS_SPLIT : SAYS_VOLUME,
                                   .number = number,
                                   .kind = kind};
    const size_t skip = words->count == 3 && title_is_article(words->items[0]) ? 1 : 0;
    if (words->count == 2 + skip && !ends_with_digit(words->items[skip]) &&
        word_number(words->items[skip]) > 0 &&
        title_is_volume_marker(words->items[skip + 1], &kind))
        return said_volume(word_number(words->items[skip]), kind);
    if (words->count != 1)
        return (struct title_said){0};
    if (title_cjk_volume(words->items[0]))
        return said_volume(title_cjk_volume(words->items[0]), TITLE_VOLUME);
    const int bare = ends_with_digit(words->items[0]) ? word_volume_number(words->items[0]) : 0;
    return bare > 0 && bare <= BARE_MAX ? said_volume(bare, TITLE_VOLUME) : (struct title_said){0};
}

/* ---- sets ---- */

static bool is_plural_volume(struct word word)
{
    return WORD_AMONG(word, "books volumes vols novels titles parts issues bks stories");
}

/* Where "books 1 to 3" or "volumes one and two" stands; the count of words: nowhere. */
static size_t range_at(const struct word_span *words)
{
    for (size_t i = 0; i + 3 < words->count; i++)
        if ((is_plural_volume(words->items[i]) ||
             WORD_AMONG(words->items[i], "book volume vol nr")) &&
            word_volume_number(words->items[i + 1]) > 0 &&
            WORD_AMONG(words->items[i + 2], "to through thru and bis nr") &&
            word_volume_number(words->items[i + 3]) > 0)
            return i;
    return words->count;
}

/* "3 volumes", "4 book collection", "all three novels"; and "8 copy floor display". */
static bool is_count(const struct word_span *words)
{
    for (size_t i = 0; i + 1 < words->count; i++) {
        const int number = word_number(words->items[i]);
        if (number < 2 || number > 99)
            continue;
        if (words->count <= 3 && is_plural_volume(words->items[i + 1]))
            return true;
        if (WORD_AMONG(words->items[i + 1], "book books volume volumes novel novels copy vol") &&
            has(words, "collection", ""))
            return true;
    }
    return false;
}

bool title_ends_as_series(const struct word_span *words)
{
    static const char nouns[] = "series saga trilogy novels chronicles chronicle cycle quartet "
                                "tetralogy duology sequence mysteries quintet files";
    return words->count > 1 && WORD_AMONG(at_end(words, 0), nouns);
}

/* "trilogy", "the complete trilogy", "a trilogy in four parts". */
static bool is_whole_series(const struct word_span *words)
{
    static const char before[] = "the a complete entire whole original full bestselling";
    static const char nouns[] = "trilogy quartet tetralogy series saga collection duology omnibus "
                                "chronicles novels sequence";
    size_t i = 0;
    while (i < words->count && WORD_AMONG(words->items[i], before))
        i++;
    if (i == words->count || !WORD_AMONG(words->items[i], nouns))
        return false;
    const struct word next = i + 1 < words->count ? words->items[i + 1] : (struct word){0};
    const bool counted =
        i + 2 < words->count && WORD_AMONG(next, "in of") && word_number(words->items[i + 2]) > 0;
    return i + 1 == words->count || counted || WORD_AMONG(next, "box boxed set");
}

/* ---- series ---- */

static struct title_said said_series(int number, size_t first, size_t count)
{
    return (struct title_said){
        .saying = SAYS_SERIES, .number = number, .first = first, .count = count};
}

/* "book 2 of the wheel of time", "being the first part of the lord of the rings", "the second novel
 * in the series". */
static struct title_said says_place_in(const struct word_span *words)
{
    enum { BEFORE_MAX = 3 };
    size_t i = 0;
    while (i < words->count && i < BEFORE_MAX && WORD_AMONG(words->items[i], "being the a"))
        i++;
    if (i + 3 >= words->count)
        return (struct title_said){0};
    enum title_volume_kind kind = TITLE_VOLUME;
    int number = title_is_volume_marker(words->items[i], &kind)
                     ? word_volume_number(words->items[i + 1])
                     : 0;
    if (number == 0 && (title_is_volume_marker(words->items[i + 1], &kind) ||
                        WORD_AMONG(words->items[i + 1], "novel installment instalment")))
        number = word_number(words->items[i]);
    if (number == 0 || !WORD_AMONG(words->items[i + 2], "of in from"))
        return (struct title_said){0};
    if (word_number(words->items[i + 3]) > 0)
        return (struct title_said){.saying = SAYS_SPLIT, .number = number, .kind = kind};
    return said_series(number, i + 3, words->count - i - 3);
}

/* "rose mystery nr 8", "harry potter book 5", "dark tower i" in brackets. */
static struct title_said says_numbered_series(const struct title_piece *piece)
{
    const struct word_span *words = &piece->words;
    enum title_volume_kind kind = TITLE_VOLUME;
    const size_t last = words->count - 1;
    const int marked = words->count > 2 ? title_volume_at(words, last - 1, &kind) : 0;
    if (marked > 0) {
        const int before =
            words->count > 4 && kind == TITLE_PORTION ? title_volume_at(words, last - 3, &kind) : 0;
        if (before > 0) /* "harry potter nr 5 part 1" */
            return (struct title_said){
                .saying = SAYS_SPLIT, .number = marked, .kind = TITLE_PORTION};
        if (piece->bracket || word_is(words->items[last - 1], "nr"))
            return said_series(marked, 0, last - 1);
    }
    if (!piece->bracket || words->count < 2)
        return (struct title_said){0};
    if (word_is(words->items[last], "half") ||
        (words->count > 2 && word_is(words->items[last - 1], "half")))
        return (struct title_said){.saying = SAYS_RANGE, .count = words->count};
    const struct word number = words->items[last];
    if (word_volume_number(number) > 0 && number.count < 3 + (size_t)!ends_with_digit(number))
        return said_series(word_volume_number(number), 0, last);
    return (struct title_said){0};
}

/* "a kinsey millhone mystery", "a discworld novel". */
static bool is_novel_of(const struct word_span *words)
{
    return words->count >= 3 && words->count <= 6 && WORD_AMONG(words->items[0], "a an the") &&
           WORD_AMONG(at_end(words, 0), "novel mystery thriller novella romance book adventure") &&
           !has(words, "of", "") && !has(words, "to", "") && !has(words, "for", "") &&
           !has(words, "graphic", "");
}

static struct title_said says_series(const struct title_piece *piece)
{
    const struct word_span *words = &piece->words;
    struct title_said said = says_place_in(words);
    if (said.saying == SAYS_TITLE)
        said = says_numbered_series(piece);
    if (said.saying != SAYS_TITLE)
        return said;
    if (is_novel_of(words))
        return said_series(0, 1, words->count - 2);
    return title_ends_as_series(words) ? said_series(0, 0, words->count - 1)
                                       : (struct title_said){0};
}

/* ---- the whole ---- */

/* Is there a word without which no rule on volumes, sets, series and praise holds? Most pieces have
 * none. Whoever gives such a rule another word puts it here, too. */
static bool may_say_more(const struct title_piece *piece)
{
    static const char *const words[] = {
        "vol",        "volume",   "tome",         "tomo",        "band",      "bd",
        "number",     "issue",    "no",           "nr",          "v",         "volumen",
        "том",        "volumul",  "book",         "bk",          "livre",     "libro",
        "buch",       "книга",    "part",         "pt",          "parte",     "teil",
        "partie",     "часть",    "上",           "中",          "下",        "books",
        "volumes",    "vols",     "novels",       "titles",      "parts",     "issues",
        "bks",        "stories",  "novel",        "copy",        "trilogy",   "quartet",
        "tetralogy",  "series",   "saga",         "collection",  "duology",   "omnibus",
        "chronicles", "sequence", "installment",  "instalment",  "half",      "mystery",
        "thriller",   "novella",  "romance",      "adventure",   "chronicle", "cycle",
        "mysteries",  "quintet",  "files",        "translated",  "club",      "prize",
        "winner",     "award",    "bestseller",   "bestselling", "motion",    "tie",
        "jenna",      "finalist", "longlisted",   "shortlisted", "foreword",  "illustrated",
        "new",        "verse",    "introduction", "winning",     "prime",     "netflix",
    };
    const struct word last = at_end(&piece->words, 0);
    if (ends_with_digit(last) || (piece->bracket && word_volume_number(last) > 0))
        return true;
    for (size_t i = 0; i < piece->words.count; i++)
        if (WORD_IN(piece->words.items[i], words))
            return true;
    return false;
}

static bool says_nothing(const struct word_span *words)
{
    return is_kind(words) || is_edition(words);
}

struct title_said title_piece_says(const struct title_piece *piece)
{
    const struct word_span *words = &piece->words;
    if (words->count == 0)
        return (struct title_said){.saying = SAYS_NOTHING};
    if (!may_say_more(piece))
        return (struct title_said){.saying = says_nothing(words) ? SAYS_NOTHING : SAYS_TITLE};
    const struct title_said volume = says_volume(piece);
    if (volume.saying != SAYS_TITLE)
        return volume;
    const size_t range = range_at(words);
    if (range < words->count) { /* in brackets, the name of the series is before it */
        const bool named = range > 0 && piece->bracket;
        return (struct title_said){.saying = named ? SAYS_RANGE : SAYS_SET,
                                   .count = named ? range : 0,
                                   .number = word_volume_number(words->items[range + 1]),
                                   .last = word_volume_number(words->items[range + 3])};
    }
    if (is_count(words) || is_whole_series(words))
        return (struct title_said){.saying = SAYS_SET};
    const struct title_said series = says_series(piece);
    if (series.saying != SAYS_TITLE)
        return series;
    return (struct title_said){.saying = says_nothing(words) || is_praise(words) ? SAYS_NOTHING
                                                                                 : SAYS_TITLE};
}
