/* match.c: choosing among the candidates of one book.
 *
 * Title and author decide whether an edition is the book (match_title.c, match_author.c); what kind
 * of edition it is, its language and its date decide between those that are. A date never rejects. */
#include "match.h"

#include "core/text_fold.h"
#include "match_author.h"
#include "match_title.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *match_confidence_name(enum match_confidence confidence)
{
    switch (confidence) {
    case MATCH_NOT_FOUND:
        return "not_found";
    case MATCH_LOW:
        return "low";
    case MATCH_MEDIUM:
        return "medium";
    case MATCH_HIGH:
        return "high";
    }
    UNREACHABLE("match_confidence");
}

/* ---- a book and an edition, taken apart ---- */

struct subject {
    struct title title;
    struct authors authors;
    unsigned nature;
};

static void subject_done(struct subject *subject)
{
    title_done(&subject->title);
    authors_done(&subject->authors);
}
CLEANUP_STRUCT(struct subject, subject_done)

/* Works about the work and boxes are other books; the rest is the book in another form. */
enum { OTHER_BOOK = TITLE_ABOUT | TITLE_SET };

static unsigned nature_of(const struct title *title, const struct authors *authors)
{
    unsigned nature = title_nature(title);
    for (size_t i = 0; i < authors->count; i++) /* "SparkNotes" */
        nature |= title_nature_of_words(authors->items[i].words, authors->items[i].count);
    return nature;
}

static void subject_of_book(const struct book *book, struct subject *ret)
{
    title_parse(book->title, &ret->title);
    authors_parse(book->authors, &ret->authors);
    ret->nature = nature_of(&ret->title, &ret->authors);
}

/* The form that a binding or a publisher names: "Audio CD", "Thorndike Large Print". */
static unsigned form_of(const char *text, struct text *scratch)
{
    if (!text)
        return 0;
    enum { WORDS_MAX = 12 };
    struct word words[WORDS_MAX];
    text_clear(scratch);
    text_fold(text, scratch);
    const size_t count = words_split(text_of(scratch), scratch->count, words, WORDS_MAX);
    return title_nature_of_words(words, count) & (TITLE_AUDIO | TITLE_LARGE_PRINT);
}

/* ---- one candidate ---- */

struct verdict {
    const struct edition *edition;
    enum match_confidence confidence;
    enum title_relation title;
    struct author_match author;
    unsigned nature; /* of the edition, not asked for */
    int form;        /* 0 print .. 3: audio, large print or adapted */
    int language;    /* 0 the one that is wanted, 1 unknown, 2 another */
    int years;       /* from first publication to this edition; YEARS_UNKNOWN */
};

enum { YEARS_UNKNOWN = 500 };

/* By the relation of titles (rows) and authors (columns: unknown, different, close, surname, same).
 * Measured with bench-matching on the reference questions. */
static enum match_confidence confidence_of(enum title_relation title, enum author_relation author)
{
    static const enum match_confidence table[][5] = {
        [TITLE_DIFFERENT] = {0},
        [TITLE_OTHER_PART] = {[AUTHOR_SAME] = MATCH_LOW},
        [TITLE_TYPO] = {[AUTHOR_CLOSE] = MATCH_LOW,
                        [AUTHOR_SURNAME] = MATCH_LOW,
                        [AUTHOR_SAME] = MATCH_MEDIUM},
        [TITLE_PART] = {[AUTHOR_CLOSE] = MATCH_LOW,
                        [AUTHOR_SURNAME] = MATCH_LOW,
                        [AUTHOR_SAME] = MATCH_MEDIUM},
        [TITLE_MAIN] = {[AUTHOR_UNKNOWN] = MATCH_LOW,
                        [AUTHOR_CLOSE] = MATCH_MEDIUM,
                        [AUTHOR_SURNAME] = MATCH_MEDIUM,
                        [AUTHOR_SAME] = MATCH_HIGH},
        [TITLE_SAME] = {[AUTHOR_UNKNOWN] = MATCH_LOW,
                        [AUTHOR_CLOSE] = MATCH_MEDIUM,
                        [AUTHOR_SURNAME] = MATCH_MEDIUM,
                        [AUTHOR_SAME] = MATCH_HIGH},
    };
    return table[title][author];
}

/* What kind of edition it is takes from the confidence. An adaptation by another hand names the
 * author second. */
static enum match_confidence weigh_nature(enum match_confidence confidence, unsigned nature,
                                          bool first_author)
{
    if (nature & OTHER_BOOK)
        return MATCH_NOT_FOUND;
    if ((nature & TITLE_ADAPTED) && !first_author && confidence > MATCH_LOW)
        return MATCH_LOW;
    if ((nature != 0 || !first_author) && confidence > MATCH_MEDIUM)
        return MATCH_MEDIUM;
    return confidence;
}

static int form_rank(unsigned nature)
{
    return (nature & TITLE_ADAPTED) ? 3 : (nature & TITLE_AUDIO) ? 2 : nature ? 1 : 0;
}

/* A title in Latin letters is looked for in English first; an edition with the same title in another
 * language is the original, or a translation that kept it. */
static int language_rank(const char *language, bool latin)
{
    if (!latin)
        return 0;
    if (!language || *language == '\0')
        return 1;
    return strncmp(language, "en", 2) == 0 || strncmp(language, "English", 7) == 0 ? 0 : 2;
}

/* The year a date begins with; 0: none. */
static int year_of(const char *date)
{
    int year = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!date || date[i] < '0' || date[i] > '9')
            return 0;
        year = year * 10 + (date[i] - '0');
    }
    return year;
}

/* How far an edition lies from the first publication. Reprints follow it; an edition well before it
 * is misdated, or the year asked for is, so those after it are preferred. */
static int years_between(int first_published, int edition)
{
    enum { EARLY = 20 };
    if (first_published == 0 || edition == 0)
        return YEARS_UNKNOWN;
    const int years = edition - first_published;
    return years >= -1 ? abs(years) : EARLY - years;
}

static bool is_latin(const struct title *title)
{
    enum { LEAD_LATIN_END = 0xca }; /* first byte of U+0280 and beyond */
    const char *folded = text_of(&title->folded);
    for (size_t i = 0; i < title->folded.count; i++)
        if ((unsigned char)folded[i] >= LEAD_LATIN_END)
            return false;
    return true;
}

static struct verdict judge(const struct book *book, const struct subject *asked,
                            const struct edition *edition, struct subject *scratch)
{
    struct verdict verdict = {.edition = edition, .years = YEARS_UNKNOWN};
    title_parse(edition->title ? edition->title : "", &scratch->title);
    verdict.title = title_relate(&asked->title, &scratch->title);
    if (verdict.title == TITLE_DIFFERENT)
        return verdict;
    authors_parse(edition->authors, &scratch->authors);
    verdict.author = authors_relate(&asked->authors, &scratch->authors);
    verdict.confidence = confidence_of(verdict.title, verdict.author.relation);
    if (verdict.confidence == MATCH_NOT_FOUND)
        return verdict;

    const unsigned nature = nature_of(&scratch->title, &scratch->authors);
    verdict.nature = (nature & ~asked->nature) | ((nature ^ asked->nature) & OTHER_BOOK);
    verdict.nature |= form_of(edition->binding, &scratch->authors.parts);
    verdict.nature |= form_of(edition->publisher, &scratch->authors.parts);
    verdict.confidence = weigh_nature(verdict.confidence, verdict.nature, verdict.author.first);
    verdict.form = form_rank(verdict.nature);
    verdict.language = language_rank(edition->language, is_latin(&asked->title));
    verdict.years = years_between(book->year, year_of(edition->published));
    return verdict;
}

/* ---- between two that are the book ---- */

/* Positive: one is the better choice. The ISBN at the end makes the choice independent of order. */
static int verdict_compare(const struct verdict *one, const struct verdict *other)
{
    const int keys[][2] = {
        {(int)one->confidence, (int)other->confidence},
        {-one->form, -other->form},
        {-one->language, -other->language},
        {(int)one->title, (int)other->title},
        {(int)one->author.relation, (int)other->author.relation},
        {one->author.first, other->author.first},
        {-one->years, -other->years},
    };
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] - keys[i][1];
    return strcmp(other->edition->isbn.text, one->edition->isbn.text);
}

/* ---- evidence ---- */

static const char *title_relation_name(enum title_relation relation)
{
    static const char *const names[] = {
        [TITLE_DIFFERENT] = "different", [TITLE_OTHER_PART] = "other part", [TITLE_TYPO] = "typo",
        [TITLE_PART] = "part",           [TITLE_MAIN] = "main",             [TITLE_SAME] = "same",
    };
    return names[relation];
}

static const char *author_relation_name(enum author_relation relation)
{
    static const char *const names[] = {
        [AUTHOR_UNKNOWN] = "unknown", [AUTHOR_DIFFERENT] = "different", [AUTHOR_CLOSE] = "close",
        [AUTHOR_SURNAME] = "surname", [AUTHOR_SAME] = "same",
    };
    return names[relation];
}

static const char *nature_name(unsigned nature)
{
    if (nature & TITLE_ABOUT)
        return "about the work";
    if (nature & TITLE_SET)
        return "set";
    if (nature & TITLE_ADAPTED)
        return "adapted";
    return (nature & TITLE_AUDIO) ? "audio" : "large print";
}

/* Nothing from outside is written here but numbers, so it fits and needs no escaping. */
static void write_evidence(const struct verdict *best, size_t count, struct match *ret)
{
    CLEANUP(text_done) struct text json = {0};
    text_add_format(&json, "{\"candidates\":%zu", count);
    if (best->edition) {
        text_add_format(&json, ",\"title\":\"%s\",\"author\":\"%s\"",
                        title_relation_name(best->title),
                        author_relation_name(best->author.relation));
        if (best->author.relation > AUTHOR_DIFFERENT && !best->author.first)
            text_add(&json, ",\"first_author\":false");
        if (best->nature)
            text_add_format(&json, ",\"edition\":\"%s\"", nature_name(best->nature));
        if (best->language == 2)
            text_add(&json, ",\"language\":\"other\"");
        if (best->years != YEARS_UNKNOWN)
            text_add_format(&json, ",\"years\":%d", best->years);
    }
    text_add(&json, "}");
    assert(json.count < sizeof(ret->evidence));
    text_copy(ret->evidence, sizeof(ret->evidence), text_of(&json));
}

/* ---- the two questions ---- */

void match_choose(const struct book *book, const struct edition *candidates, size_t count,
                  struct match *ret)
{
    CLEANUP(subject_done) struct subject asked = {0};
    CLEANUP(subject_done) struct subject scratch = {0};
    subject_of_book(book, &asked);
    struct verdict best = {0};
    for (size_t i = 0; i < count; i++) {
        const struct verdict verdict = judge(book, &asked, &candidates[i], &scratch);
        if (!best.edition || verdict_compare(&verdict, &best) > 0)
            best = verdict;
    }
    ret->edition = best.confidence >= MATCH_MEDIUM ? best.edition : NULL;
    ret->confidence = best.confidence;
    write_evidence(&best, count, ret);
}

bool match_same_book(const struct book *one, const struct book *other)
{
    CLEANUP(subject_done) struct subject left = {0};
    CLEANUP(subject_done) struct subject right = {0};
    subject_of_book(one, &left);
    subject_of_book(other, &right);
    const enum title_relation title = title_relate(&left.title, &right.title);
    if (title == TITLE_DIFFERENT || left.title.volume != right.title.volume ||
        ((left.nature ^ right.nature) & OTHER_BOOK))
        return false;
    if (left.authors.count == 0 && right.authors.count == 0)
        return title == TITLE_SAME;
    const struct author_match author = authors_relate(&left.authors, &right.authors);
    return confidence_of(title, author.relation) >= MATCH_MEDIUM;
}
