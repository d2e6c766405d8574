/* match_private.h: what is known of one candidate, what it is worth, and how that is said. For
 * match.c. */
#pragma once
#include "match/match.h"
#include "match/match_author.h"
#include "match/match_edition.h"
#include "match/match_title.h"

/* Books about the work, boxed sets and halves of it are other books. So is an adaptation, whichever
 * of the two was asked for. Any other nature is the book in another form. */
enum {
    OTHER_BOOK = TITLE_ABOUT | TITLE_SET | TITLE_SPLIT,
    OTHER_TEXT = TITLE_ADAPTED | TITLE_OTHER_FORM,
};

struct verdict {
    const struct edition *edition;
    enum match_confidence confidence;
    enum title_relation title;
    struct author_match author;
    unsigned nature; /* the natures of the edition that were not asked for */
    bool head_same;  /* the main title is as it was asked for, with its article and volume */
    int form;        /* 0 print, 1 large print, 2 audio, 3 adapted */
    enum edition_language language;
    int years;            /* from first publication to this edition, as a rank */
    int years_after;      /* as edition_years_after */
    bool adapter;         /* who was asked for stands before another author */
    bool asked_more;      /* the title that was asked for has a rest that the edition's has not */
    bool foreign_article; /* one title has "die" or "el", and nothing says that it is an article */
    bool ambiguous;       /* several books may be meant */
};

/** The confidence of a verdict, lowered by what kind of edition it is, by its date and language. */
enum match_confidence match_weigh(const struct verdict *verdict) NONNULL_ALL MUST_CHECK;

/** Write why, as JSON.
 *  in  count  how many candidates there were */
void match_write_evidence(const struct verdict *best, size_t count, struct match *ret) NONNULL_ALL;
