/* match_title.h: how the title that was asked for and the title of an edition relate. */
#pragma once
#include "model/title.h"

enum title_relation {
    TITLE_DIFFERENT,
    TITLE_OTHER_PART, /* same main title, but another volume, or rests that contradict each other */
    TITLE_SPELT,      /* a letter other, more or less: a slip, or another spelling */
    TITLE_SWAPPED,    /* neighbouring letters changed places: a slip of the fingers */
    TITLE_PART,       /* "Series: Title" and "Title" */
    TITLE_MAIN,       /* same main title; one has no rest, or the rests say the same */
    TITLE_SAME,
};

enum title_relation title_relate(const struct title *asked, const struct title *offered)
    NONNULL_ALL MUST_CHECK;

/** Do the two say the same behind the main title, or does one of them say nothing? */
bool title_rests_agree(const struct title *one, const struct title *other) NONNULL_ALL MUST_CHECK;

/** May other books by the author bear the same main title ("Star Wars", "Batman")? Where it has few
 *  words that say something. */
bool title_may_be_shared(const struct title *title) NONNULL_ALL MUST_CHECK;
