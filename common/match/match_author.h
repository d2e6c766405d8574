/* match_author.h: do the authors that were asked for and those of an edition agree? */
#pragma once
#include "match/author.h"

enum author_relation {
    AUTHOR_UNKNOWN, /* one side names none */
    AUTHOR_DIFFERENT,
    AUTHOR_CLOSE,   /* the surname differs in a letter, or one side has one more name */
    AUTHOR_SURNAME, /* the surnames agree, and one side has no given names */
    AUTHOR_SAME,    /* the surnames agree, and the given names can: "J.R.R.", "John Ronald" */
};

struct author_match {
    enum author_relation relation;
    bool first; /* the first author of the edition is the one that agrees */
};

/** The best agreement of any author who was asked for with any author of the edition;
 *  AUTHOR_UNKNOWN where either names none. */
struct author_match authors_relate(const struct authors *asked, const struct authors *offered)
    NONNULL_ALL MUST_CHECK;
