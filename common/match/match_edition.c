/* match_edition.c: nature, form, language and date of an edition, which decide between editions
 * that are the book. They know nothing of the other candidates. */
#include "match/match_edition.h"

#include "core/text_fold.h"

#include <stdlib.h>
#include <string.h>

unsigned edition_nature(const struct title *title, const struct authors *authors)
{
    unsigned nature = title_nature(title);
    for (size_t i = 0; i < authors->count; i++)
        nature |= title_nature_of_words(authors->items[i].words, authors->items[i].count);
    return nature;
}

/* Fold a text and say what nature its words name; 0 for NULL. */
static unsigned nature_of(const char *text, bool binding, struct text *scratch)
{
    enum { WORDS_MAX = 12 };
    struct word words[WORDS_MAX];
    if (!text || *text == '\0')
        return 0;
    text_clear(scratch);
    text_fold(text, scratch);
    const size_t count = words_split(text_of(scratch), scratch->count, words, WORDS_MAX);
    return title_nature_of_words(words, count) |
           (binding && title_is_merchandise(words, count) ? TITLE_ABOUT | TITLE_MAKER : 0U);
}

unsigned edition_form(const struct edition *edition, struct text *scratch)
{
    const unsigned nature = nature_of(edition->binding, /* binding= */ true, scratch) |
                            nature_of(edition->publisher, /* binding= */ false, scratch);
    /* A publisher may be called "Study Guides"; only those who make such books are meant. */
    return (nature & (TITLE_AUDIO | TITLE_LARGE_PRINT)) | (nature & TITLE_MAKER ? TITLE_ABOUT : 0U);
}

enum edition_language edition_language(const char *language, bool latin)
{
    if (!latin)
        return LANGUAGE_WANTED;
    if (!language || *language == '\0')
        return LANGUAGE_UNKNOWN;
    const bool english = (language[0] == 'e' || language[0] == 'E') && language[1] == 'n';
    return english ? LANGUAGE_WANTED : LANGUAGE_OTHER;
}

bool edition_title_is_latin(const struct title *title)
{
    enum { LEAD_LATIN_END = 0xca }; /* the first byte of U+0280 and of all beyond */
    const char *folded = text_of(&title->folded);
    for (size_t i = 0; i < title->folded.count; i++)
        if ((unsigned char)folded[i] >= LEAD_LATIN_END)
            return false;
    return true;
}

/* The year that a date begins with; 0: there is none. */
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

int edition_years_after(int first_published, const char *published)
{
    const int year = year_of(published);
    return first_published == 0 || year == 0 ? YEARS_UNKNOWN : year - first_published;
}

int edition_years(int first_published, const char *published)
{
    enum { EARLY = 20 }; /* the rank of an edition that is misdated, plus its years */
    const int years = edition_years_after(first_published, published);
    if (years == YEARS_UNKNOWN)
        return YEARS_UNKNOWN;
    return years >= -1 ? abs(years) : EARLY - years;
}
