/* match.c: choosing among the candidates of one book.
 *
 * Title and author decide whether an edition is the book (match_title.c, match_author.c); what
 * kind of edition it is, its language and its date decide between those that are. A date never
 * rejects. */
#include "match/match.h"

#include "match/match_author.h"
#include "match/match_bigrams.h"
#include "match/match_byline.h"
#include "match/match_edition.h"
#include "match/match_private.h"
#include "match/match_title.h"

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
    struct title_bigrams bigrams;
    struct title title;
    struct authors authors;
    unsigned nature;
    bool latin;       /* the title is in Latin letters */
    struct text form; /* scratch of edition_form */
};

static void subject_done(struct subject *subject)
{
    title_done(&subject->title);
    authors_done(&subject->authors);
    text_done(&subject->form);
}
CLEANUP_STRUCT(struct subject, subject_done)

static void subject_of_book(const struct book *book, struct subject *ret)
{
    ret->bigrams = title_bigrams_of(book->title);
    title_parse(book->title, &ret->title);
    authors_parse(book->authors, &ret->authors);
    (void)title_drop_authors(&ret->authors, &ret->title);
    ret->nature = edition_nature(&ret->title, &ret->authors);
    ret->latin = edition_title_is_latin(&ret->title);
}

/* ---- one candidate ---- */

/* The confidence by the relation of titles (rows) and of authors (columns: unknown, different,
 * close, surname, same). It was measured with bench-matching on the reference questions. */
static enum match_confidence confidence_of(enum title_relation title, struct author_match author)
{
    static const enum match_confidence table[][5] = {
        [TITLE_DIFFERENT] = {0},
        [TITLE_OTHER_PART] = {[AUTHOR_SAME] = MATCH_LOW},
        [TITLE_OPEN] = {[AUTHOR_CLOSE] = MATCH_LOW,
                        [AUTHOR_SURNAME] = MATCH_LOW,
                        [AUTHOR_SAME] = MATCH_MEDIUM},
        [TITLE_REWORDED] = {[AUTHOR_CLOSE] = MATCH_LOW,
                            [AUTHOR_SURNAME] = MATCH_LOW,
                            [AUTHOR_SAME] = MATCH_MEDIUM},
        [TITLE_SPELT] = {[AUTHOR_CLOSE] = MATCH_LOW,
                         [AUTHOR_SURNAME] = MATCH_LOW,
                         [AUTHOR_SAME] = MATCH_MEDIUM},
        [TITLE_SWAPPED] = {[AUTHOR_CLOSE] = MATCH_LOW,
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
    const enum match_confidence confidence = table[title][author.relation];
    return confidence == MATCH_HIGH && !author.first ? MATCH_MEDIUM : confidence;
}

static int form_rank(unsigned nature)
{
    return (nature & OTHER_TEXT) ? 3 : (nature & TITLE_AUDIO) ? 2 : nature ? 1 : 0;
}

/* The best verdict that a candidate can get, by what is known before it is taken apart. */
static struct verdict hope(const struct book *book, const struct subject *asked,
                           const struct edition *edition)
{
    return (struct verdict){
        .edition = edition,
        .confidence = MATCH_HIGH,
        .title = TITLE_SAME,
        .author = {.relation = AUTHOR_SAME, .first = true},
        .head_same = true,
        .language = edition_language(edition->language, asked->latin),
        .years = edition_years(book->year, edition->published),
        .years_after = edition_years_after(book->year, edition->published),
    };
}

static bool starts(const char *at, const char *prefix)
{
    return strncmp(at, prefix, strlen(prefix)) == 0;
}

/* Can the name of an author stand in a title, behind "by" or a slash, or with an apostrophe? */
static bool may_name_authors(const char *title)
{
    for (const char *at = title; *at != '\0'; at++) {
        const bool of = *at == ' ' && at - title >= 4 && starts(at, " of ");
        if (*at == '/' || (*at == ' ' && starts(at, " by ")) ||
            (*at == '\'' && starts(at, "'s ")) || (*at == '\xe2' && starts(at, "’s ")) ||
            (of && (starts(at - 4, "oems") || starts(at - 4, "orks") || starts(at - 4, "ries"))))
            return true;
    }
    return false;
}

/* Has one of the titles an article that in English is another word ("Die Hard"), the other none,
 * and is the edition in no other language? */
static bool doubts_article(const struct title *asked, const struct title *offered,
                           enum edition_language language)
{
    const struct word article = asked->article.count ? asked->article : offered->article;
    return !asked->article.count != !offered->article.count && language != LANGUAGE_OTHER &&
           title_is_foreign_article(article);
}

/* Replace the title, the author and the confidence of the best verdict by the real ones.
 * out  scratch  the edition, taken apart where its title relates */
static void judge(const struct subject *asked, struct subject *scratch, struct verdict *verdict)
{
    const char *title = verdict->edition->title ? verdict->edition->title : "";
    scratch->bigrams = title_bigrams_of(title);
    verdict->confidence = MATCH_NOT_FOUND;
    verdict->title = TITLE_DIFFERENT;
    verdict->author = (struct author_match){.relation = AUTHOR_UNKNOWN};
    if (!title_bigrams_may_relate(&asked->bigrams, &scratch->bigrams))
        return;
    title_parse(title, &scratch->title);
    verdict->title = title_relate(&asked->title, &scratch->title);
    const bool named = verdict->title < TITLE_SPELT && may_name_authors(title);
    if (verdict->title == TITLE_DIFFERENT && !named)
        return;
    authors_parse(verdict->edition->authors, &scratch->authors);
    if (named && title_drop_authors(&scratch->authors, &scratch->title))
        verdict->title = title_relate(&asked->title, &scratch->title);
    if (verdict->title == TITLE_DIFFERENT)
        return;
    verdict->asked_more = asked->title.rest.count > 0 || asked->title.series_number > 0;
    verdict->foreign_article = doubts_article(&asked->title, &scratch->title, verdict->language);
    verdict->author = authors_relate(&asked->authors, &scratch->authors);
    verdict->confidence = confidence_of(verdict->title, verdict->author);
    verdict->head_same = word_same_letters(asked->title.head, scratch->title.head);
}

/* Note what kind of edition it is, which can only lower the confidence.
 * in   scratch  as judge left it */
static void weigh_kind(const struct subject *asked, struct subject *scratch,
                       struct verdict *verdict)
{
    if (verdict->confidence == MATCH_NOT_FOUND)
        return;
    const unsigned nature = edition_nature(&scratch->title, &scratch->authors);
    const unsigned form = edition_form(verdict->edition, &scratch->form) & ~asked->nature;
    verdict->nature = (((nature & ~asked->nature) |
                        ((nature ^ asked->nature) & (OTHER_BOOK | OTHER_TEXT | TITLE_DOUBTFUL))) &
                       ~(unsigned)TITLE_MAKER) |
                      form;
    verdict->adapter = scratch->authors.count > 1;
    verdict->confidence = match_weigh(verdict);
    verdict->form = form_rank(verdict->nature);
}

/* ---- choosing between two ---- */

/* How a title relates, where a subtitle that one has does not count: "Title" itself stands before
 * what only may be it, whatever its form and language. */
static int title_rank(const struct verdict *verdict)
{
    return verdict->title < TITLE_MAIN ? (int)verdict->title : (int)TITLE_MAIN;
}

/* Positive: one is the better choice. The ISBNs are compared last, so that the choice does not
 * depend on the order of the candidates. */
static int verdict_compare(const struct verdict *one, const struct verdict *other)
{
    const int keys[][2] = {
        {(int)one->confidence, (int)other->confidence},
        {one->author.first, other->author.first},
        {title_rank(one), title_rank(other)},
        {-one->form, -other->form},
        {one->head_same, other->head_same},
        {-(int)one->language, -(int)other->language},
        {(int)one->title, (int)other->title},
        {(int)one->author.relation, (int)other->author.relation},
        {-one->years, -other->years},
    };
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (keys[i][0] != keys[i][1])
            return keys[i][0] - keys[i][1];
    return strcmp(other->edition->isbn.text, one->edition->isbn.text);
}

/* ---- ambiguous questions ---- */

struct question {
    const struct book *book;
    const struct subject *asked; /* the book, taken apart */
    const struct edition *candidates;
    size_t count;
};

/* Has the author another book with the same short main title, while the date does not tell that the
 * best candidate is meant? "Batman" alone may be "Year One" or "The Dark Knight Returns". */
static bool is_ambiguous(const struct question *question, const struct verdict *best,
                         struct subject *scratch)
{
    const struct subject *asked = question->asked;
    if (best->title != TITLE_MAIN || best->years <= 1 || asked->title.rest.count > 0 ||
        !title_may_be_shared(&asked->title))
        return false;
    CLEANUP(title_done) struct title chosen = {0};
    title_parse(best->edition->title, &chosen);
    for (size_t i = 0; i < question->count; i++) {
        struct verdict other = hope(question->book, asked, &question->candidates[i]);
        judge(asked, scratch, &other);
        weigh_kind(asked, scratch, &other);
        if (other.confidence >= MATCH_MEDIUM && other.title == TITLE_MAIN &&
            !title_rests_agree(&chosen, &scratch->title))
            return true;
    }
    return false;
}

/* ---- the two questions ---- */

void match_choose(const struct book *book, const struct edition *candidates, size_t count,
                  struct match *ret)
{
    CLEANUP(subject_done) struct subject asked = {0};
    CLEANUP(subject_done) struct subject scratch = {0};
    subject_of_book(book, &asked);
    const struct question question = {
        .book = book, .asked = &asked, .candidates = candidates, .count = count};
    struct verdict best = {0};
    for (size_t i = 0; i < count; i++) {
        struct verdict verdict = hope(book, &asked, &candidates[i]);
        if (best.edition && verdict_compare(&verdict, &best) <= 0)
            continue;
        judge(&asked, &scratch, &verdict);
        weigh_kind(&asked, &scratch, &verdict);
        if (!best.edition || verdict_compare(&verdict, &best) > 0)
            best = verdict;
    }
    if (best.confidence >= MATCH_MEDIUM && is_ambiguous(&question, &best, &scratch)) {
        best.confidence = MATCH_LOW;
        best.ambiguous = true;
    }
    ret->edition = best.confidence >= MATCH_MEDIUM ? best.edition : NULL;
    ret->confidence = best.confidence;
    match_write_evidence(&best, count, ret);
}

bool match_same_book(const struct book *one, const struct book *other)
{
    const struct title_bigrams bigrams = title_bigrams_of(one->title),
                               other_bigrams = title_bigrams_of(other->title);
    if (!title_bigrams_may_relate(&bigrams, &other_bigrams))
        return false;
    CLEANUP(subject_done) struct subject left = {0};
    CLEANUP(subject_done) struct subject right = {0};
    authors_parse(one->authors, &left.authors);
    authors_parse(other->authors, &right.authors);
    const struct author_match author = authors_relate(&left.authors, &right.authors);
    if (author.relation == AUTHOR_DIFFERENT)
        return false;

    title_parse(one->title, &left.title);
    title_parse(other->title, &right.title);
    (void)title_drop_authors(&left.authors, &left.title);
    (void)title_drop_authors(&right.authors, &right.title);
    const enum title_relation title = title_relate(&left.title, &right.title);
    const unsigned nature = title_nature(&left.title) ^ title_nature(&right.title);
    if (left.title.volume != right.title.volume || (nature & (OTHER_BOOK | OTHER_TEXT)) ||
        title == TITLE_OPEN || title == TITLE_REWORDED)
        return false;
    if (left.authors.count == 0 && right.authors.count == 0)
        return title == TITLE_SAME;
    return confidence_of(title, author) >= MATCH_MEDIUM;
}
