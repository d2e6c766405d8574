/* edition_fold_dates.c: when this edition was published, and when the work was.
 *
 * ISBNs came in 1965 and later: an older date on one is the work's. Where years differ, trust
 * decides; a date that is more precise replaces a coarser one of the same year, from whomever. */
#include <stdlib.h>
#include <string.h>

#include "model/edition_fold_private.h"

enum { FIRST_ISBN_YEAR = 1965, YEARS_DIFFER = 2 };

static bool has_year(const char *value)
{
    for (; *value != '\0'; value++)
        if (strspn(value, "0123456789") >= 4)
            return true;
    return false;
}

static struct edition_date read_date(struct folding *folding, const struct said *said)
{
    const struct edition_date date = edition_date_read(said->value, folding->today);
    if (date.precision == DATE_NONE)
        fold_lose(folding, said, has_year(said->value) ? LOSS_RANGE : LOSS_UNREADABLE);
    return date;
}

/* ISBNdb and catalogues write a year where they know no more, and others may know more. */
static bool is_coarse(const struct said *said, struct edition_date date)
{
    return date.precision == DATE_YEAR &&
           (said->kind == SOURCE_ISBNDB || said->kind == SOURCE_CATALOG);
}

static bool is_of_edition(struct edition_date date)
{
    return date.precision != DATE_NONE && date.year >= FIRST_ISBN_YEAR;
}

static const struct said *choose(struct folding *folding, bool coarse, struct edition_date *ret)
{
    FOLD_EACH(folding, EDITION_PUBLISHED, said)
    {
        const struct edition_date date = edition_date_read(said->value, folding->today);
        if (!is_of_edition(date) || (!coarse && is_coarse(said, date)))
            continue;
        *ret = date;
        return said;
    }
    return NULL;
}

static const struct said *refine(struct folding *folding, const struct said *winner,
                                 struct edition_date *date)
{
    FOLD_EACH(folding, EDITION_PUBLISHED, said)
    {
        const struct edition_date other = edition_date_read(said->value, folding->today);
        if (other.year != date->year || other.precision <= date->precision)
            continue;
        fold_lose(folding, winner, LOSS_PRECISION);
        *date = other;
        winner = said;
    }
    return winner;
}

static void compare_years(struct folding *folding, const struct said *winner)
{
    const struct edition_date won = folding->ret->published;
    FOLD_EACH(folding, EDITION_PUBLISHED, said)
    {
        const struct edition_date other = edition_date_read(said->value, folding->today);
        if (!is_of_edition(other) || abs(won.year - other.year) <= YEARS_DIFFER)
            continue;
        char one[11], another[11];
        edition_date_text(won, one);
        edition_date_text(other, another);
        fold_conflict(folding, &(struct edition_conflict){.kind = "year",
                                                          .field = "published",
                                                          .source_a = winner->source,
                                                          .source_b = said->source,
                                                          .value_a = one,
                                                          .value_b = another,
                                                          .harm = 3});
    }
}

static void fold_published(struct folding *folding)
{
    struct edition_date date = {0};
    FOLD_EACH(folding, EDITION_PUBLISHED, said)
    {
        const struct edition_date read = read_date(folding, said);
        if (read.precision != DATE_NONE && !is_of_edition(read))
            fold_lose(folding, said, LOSS_WORK);
    }
    const struct said *winner = choose(folding, /* coarse= */ false, &date);
    if (!winner)
        winner = choose(folding, /* coarse= */ true, &date);
    if (!winner)
        return;
    winner = refine(folding, winner, &date);
    folding->ret->published = date;
    fold_win(folding, winner);
    compare_years(folding, winner);
}

/* What sources say of the work, then what they say of the edition and cannot be true of it. */
static void fold_first(struct folding *folding)
{
    struct folded_edition *ret = folding->ret;
    FOLD_EACH(folding, EDITION_FIRST_PUBLISHED, said)
    {
        const struct edition_date date = read_date(folding, said);
        if (date.precision == DATE_NONE || ret->won[EDITION_FIRST_PUBLISHED])
            continue;
        ret->first_published = date;
        ret->won[EDITION_FIRST_PUBLISHED] = said->source;
    }
    FOLD_EACH(folding, EDITION_FIRST_PUBLISHED, said)
    if (ret->won[EDITION_FIRST_PUBLISHED] && ret->won[EDITION_FIRST_PUBLISHED] != said->source)
        fold_lose(folding, said, LOSS_TRUST);
    FOLD_EACH(folding, EDITION_PUBLISHED, said)
    {
        const struct edition_date date = edition_date_read(said->value, folding->today);
        if (ret->won[EDITION_FIRST_PUBLISHED] || date.precision == DATE_NONE || is_of_edition(date))
            continue;
        ret->first_published = date;
        ret->won[EDITION_FIRST_PUBLISHED] = said->source;
    }
}

void fold_dates(struct folding *folding)
{
    fold_published(folding);
    fold_first(folding);
}
