/* match_verdict.c: what a candidate is worth, and how that is said.
 *
 * Titles and names say whether it can be the book. What kind of edition it is, its date and its
 * language can only lower that. */
#include "match/match_private.h"

#include "core/json_write.h"

#include <assert.h>

/* Is a title that looks misspelt a translation, as "Exzession" is of "Excession"? */
static bool is_translation(const struct verdict *verdict)
{
    return verdict->title == TITLE_SPELT && verdict->language == LANGUAGE_OTHER;
}

/* Where titles leave it open whether one book is meant, its year tells: the subtitle of another
 * edition of that year is the same book's. */
static bool year_settles(const struct verdict *verdict)
{
    enum { YEARS = 2 }; /* one publisher's edition often comes out a year behind the other's */
    return verdict->title != TITLE_REWORDED ||
           (verdict->author.first && verdict->years_after >= -1 && verdict->years_after <= YEARS);
}

/* Has the title that was asked for more than that of the edition, or the other way round, so that
 * another book of the series may be meant? Only an edition of the very year settles it, and only
 * where the question names the series alone. */
static bool stays_open(const struct verdict *verdict)
{
    if (verdict->title != TITLE_OPEN)
        return false;
    return verdict->asked_more || verdict->years_after < 0 || verdict->years_after > 1;
}

static enum match_confidence at_most(enum match_confidence confidence, enum match_confidence limit)
{
    return confidence < limit ? confidence : limit;
}

/* What kind of edition it is lowers the confidence. An adaptation is another book; but a graphic
 * novel that came out when the book that is asked for did is the book. So is what its adapter
 * wrote, who stands before the author of the book. */
enum match_confidence match_weigh(const struct verdict *verdict)
{
    if (verdict->nature & OTHER_BOOK)
        return MATCH_NOT_FOUND;
    const bool same_time = verdict->years <= 1 && verdict->author.first;
    const bool same_year = verdict->years == 0 && verdict->author.first;
    const bool other = ((verdict->nature & TITLE_ADAPTED) && !(same_year && verdict->adapter)) ||
                       ((verdict->nature & TITLE_DOUBTFUL) && !same_year) ||
                       ((verdict->nature & TITLE_OTHER_FORM) && !same_time);
    if (other || is_translation(verdict) || !year_settles(verdict) || stays_open(verdict) ||
        verdict->foreign_article)
        return at_most(verdict->confidence, MATCH_LOW);
    return verdict->nature != 0 ? at_most(verdict->confidence, MATCH_MEDIUM) : verdict->confidence;
}

/* ---- evidence ---- */

static const char *title_relation_name(enum title_relation relation)
{
    static const char *const names[] = {
        [TITLE_DIFFERENT] = "different", [TITLE_OTHER_PART] = "other part",
        [TITLE_OPEN] = "open",           [TITLE_REWORDED] = "other subtitle",
        [TITLE_SPELT] = "spelling",      [TITLE_SWAPPED] = "swapped letters",
        [TITLE_PART] = "part",           [TITLE_MAIN] = "main",
        [TITLE_SAME] = "same",
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
    if (nature & TITLE_DOUBTFUL)
        return "several books, or half of one";
    if (nature & TITLE_SPLIT)
        return "part of the work";
    if (nature & OTHER_TEXT)
        return "adapted";
    return (nature & TITLE_AUDIO) ? "audio" : "large print";
}

/* Only our own words and numbers are written here, so they fit. */
void match_write_evidence(const struct verdict *best, size_t count, struct match *ret)
{
    CLEANUP(text_done) struct text json = {0};
    json_write_open(&json, NULL, '{');
    json_write_int(&json, "candidates", (int64_t)count);
    if (best->edition) {
        json_write_text(&json, "title", title_relation_name(best->title));
        json_write_text(&json, "author", author_relation_name(best->author.relation));
        if (best->author.relation > AUTHOR_DIFFERENT && !best->author.first)
            json_write_bool(&json, "first_author", false);
        if (best->nature)
            json_write_text(&json, "edition", nature_name(best->nature));
        if (best->ambiguous)
            json_write_bool(&json, "ambiguous", true);
        if (best->language == LANGUAGE_OTHER)
            json_write_text(&json, "language", "other");
        if (best->years != YEARS_UNKNOWN)
            json_write_int(&json, "years", best->years);
    }
    json_write_close(&json, '}');
    assert(json.count < sizeof(ret->evidence));
    text_copy(ret->evidence, sizeof(ret->evidence), text_of(&json));
}
