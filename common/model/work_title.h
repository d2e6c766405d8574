/* work_title.h: the title of an edition as works are told apart by it. It is taken apart by
 * match/title.h; then what names another volume or another kind of book is found in the rest as
 * well, and what says nothing of the book ("a novel", "The New York Times Bestseller") is left
 * out. */
#pragma once
#include "match/title.h"

/* What an edition, or a book of a month, is called. */
struct work_naming {
    const char *title;
    const char *subtitle;               /* NULL: it has none */
    const char *series, *series_number; /* NULL: it is in none */
};

enum { WORK_VOLUME_BYTES = 24 };

struct work_title {
    struct title title;             /* main and rest are without volumes */
    char volume[WORK_VOLUME_BYTES]; /* "3", "1-3", "c"; "": none */
    unsigned nature;                /* TITLE_ABOUT, TITLE_SET, TITLE_ADAPTED: other works */
    bool generic;                   /* "Collected Poems": many people have written it */
    bool shared;  /* title_may_be_shared(): the author may have others of this name */
    bool telling; /* the rest tells about the book ("A Romance of Many Dimensions"), and is no
                     title of its own ("Apprentice") */

    struct text naming, extra; /* scratch of work_title_parse */
};
void work_title_done(struct work_title *title);
CLEANUP_STRUCT(struct work_title, work_title_done)

/** Take a title apart.
 *  in    naming  valid UTF-8 of any length
 *  out   ret     memory of an earlier title is used again; work_title_done frees it */
void work_title_parse(const struct work_naming *naming, struct work_title *ret) NONNULL_ALL;
