/* match_title.h: how the title that was asked for and the title of an edition relate. */
#pragma once
#include "match/title.h"

enum title_relation {
    TITLE_DIFFERENT,
    TITLE_OTHER_PART, /* same main title, but another volume, or rests that contradict each other */
    TITLE_OPEN,       /* same main title; one has a rest that may name another book of its series */
    TITLE_REWORDED,   /* same main title, and subtitles in other words */
    TITLE_SPELT,      /* one letter is another, missing or added: a misspelling, or a spelling */
    TITLE_SWAPPED,    /* neighbouring letters changed places: a typing error */
    TITLE_PART,       /* "Series: Title" and "Title" */
    TITLE_MAIN,       /* same main title; one has no rest, or the rests say the same */
    TITLE_SAME,
};

/** How the title of an edition relates to the title that was asked for. */
enum title_relation title_relate(const struct title *asked, const struct title *offered)
    NONNULL_ALL MUST_CHECK;

/** Do both titles mean the same behind their main titles, or has one of them nothing there? */
bool title_rests_agree(const struct title *one, const struct title *other) NONNULL_ALL MUST_CHECK;

/** Does a rest look like a subtitle, which another edition may leave out, and not like the title of
 *  another book of the series? True of an empty one. */
bool title_rest_is_subtitle(const struct word_list *rest) NONNULL_ALL MUST_CHECK;

/** May other books by the author have the same main title ("Star Wars", "Batman")? True where fewer
 *  than three of its words say something ("the" and "of" do not). */
bool title_may_be_shared(const struct title *title) NONNULL_ALL MUST_CHECK;

/** Is the series that a title names called as the book is ("Divergent (Divergent, #1)")? */
bool title_names_its_series(const struct title *title) NONNULL_ALL MUST_CHECK;
