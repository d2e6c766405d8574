/* edition_score.c: how complete an edition is. */
#include "model/edition_fold.h"

/* What a field is worth. All together are 100. */
enum {
    POINTS_TITLE = 10,
    POINTS_AUTHORS = 10,
    POINTS_PUBLISHER = 8,
    POINTS_DAY = 8,
    POINTS_MONTH = 7,
    POINTS_YEAR = 5,
    POINTS_PAGES = 8,
    POINTS_LANGUAGE = 8,
    POINTS_FORMAT = 7,
    POINTS_DESCRIPTION = 12,
    POINTS_COVER = 12,
    POINTS_SUBJECTS = 9,
    POINTS_OPEN_LIBRARY = 4,
    POINTS_IDENTIFIER = 4,
};

static int date_points(struct edition_date date)
{
    static const int points[] = {
        [DATE_NONE] = 0,
        [DATE_YEAR] = POINTS_YEAR,
        [DATE_MONTH] = POINTS_MONTH,
        [DATE_DAY] = POINTS_DAY,
    };
    return points[date.precision];
}

static bool has_cover(const struct folded_edition *edition)
{
    for (int i = 0; i < COVER_COUNT_; i++)
        if (edition->covers[i])
            return true;
    return false;
}

static int identifier_points(const struct folded_edition *edition)
{
    bool other = false;
    for (int i = IDENTIFIER_GOOGLE_BOOKS; i < IDENTIFIER_ISBN; i++)
        other = other || edition->identifiers[i].count > 0;
    const bool open_library = edition->identifiers[IDENTIFIER_OPENLIBRARY_EDITION].count > 0;
    return (open_library ? POINTS_OPEN_LIBRARY : 0) + (other ? POINTS_IDENTIFIER : 0);
}

/* The points that it has of a field, and those that it could have. */
static int points_of(const struct folded_edition *edition, enum edition_field field, int *ret_most)
{
    int most = 0, has = 0;
    switch (field) {
    case EDITION_TITLE:
        most = POINTS_TITLE;
        has = edition->title ? most : 0;
        break;
    case EDITION_AUTHORS:
        most = POINTS_AUTHORS;
        has = edition->contributor_count > 0 ? most : 0;
        break;
    case EDITION_PUBLISHER:
        most = POINTS_PUBLISHER;
        has = edition->publisher ? most : 0;
        break;
    case EDITION_PUBLISHED:
        most = POINTS_DAY;
        has = date_points(edition->published);
        break;
    case EDITION_LANGUAGES:
        most = POINTS_LANGUAGE;
        has = edition->language[0] != '\0' ? most : 0;
        break;
    case EDITION_BINDING:
        most = POINTS_FORMAT;
        has = edition->format != FORMAT_NONE ? most : 0;
        break;
    case EDITION_PAGES:
        most = POINTS_PAGES;
        has = edition->pages > 0 ? most : 0;
        break;
    case EDITION_SUBJECTS:
        most = POINTS_SUBJECTS;
        has = edition->subjects.count > 0 ? most : 0;
        break;
    case EDITION_DESCRIPTION:
        most = POINTS_DESCRIPTION;
        has = edition->description ? most : 0;
        break;
    case EDITION_COVER:
        most = POINTS_COVER;
        has = has_cover(edition) ? most : 0;
        break;
    case EDITION_IDENTIFIERS:
        most = POINTS_OPEN_LIBRARY + POINTS_IDENTIFIER;
        has = identifier_points(edition);
        break;
    case EDITION_SUBTITLE: /* most books have none of these, so that none is missed */
    case EDITION_FIRST_PUBLISHED:
    case EDITION_SERIES:
    case EDITION_DIMENSIONS:
    case EDITION_FIELD_COUNT_:
        break;
    }
    *ret_most = most;
    return has;
}

int edition_completeness(const struct folded_edition *edition)
{
    int points = 0, most = 0;
    for (int field = 0; field < EDITION_FIELD_COUNT_; field++)
        points += points_of(edition, (enum edition_field)field, &most);
    return points;
}

int edition_points_missing(const struct folded_edition *edition, enum edition_field field)
{
    int most = 0;
    const int has = points_of(edition, field, &most);
    return most - has;
}
