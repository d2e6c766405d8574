/* edition_fold.h: an edition, made of what all sources say of it. The fold is pure: the same claims
 * and the same day give the same bytes, in whatever order the claims come.
 *
 * Each field has an order of trust by kind of source (model/edition_trust.c). The first value in
 * this order that is left after cleaning wins, and nothing is ever replaced by nothing. Lists of
 * subjects and identifiers are united. */
#pragma once
#include "core/edition_claim.h"
#include "core/edition_date.h"
#include "core/edition_format.h"
#include "core/source_kind.h"
#include "core/texts.h"

/* Is kept with each row. A higher one means that rows of the old one are to be folded anew. */
enum { EDITION_RULES_VERSION = 1 };

/* A claim, as it is read from edition_claim. All is borrowed. */
struct said {
    const char *source;
    enum source_kind kind;
    enum edition_field field;
    const char *value;  /* valid UTF-8 */
    int64_t seen_at_ms; /* decides between two values of one source only */
};

struct contributor {
    char *name;
    char *role;   /* "author", "illustrator", "translator", "editor", … */
    char *key;    /* of Open Library: "OL31353A"; NULL: none is known */
    bool suspect; /* "Unknown", "Various", a brand: kept as it is, but no person's name */
};

/* Where two sources contradict each other. The sources are borrowed from the claims. */
struct edition_conflict {
    const char *kind;  /* "year", "pages", "authors", "two_works", "two_isbns", "reused_isbn" */
    const char *field; /* of edition_field_name() */
    const char *source_a, *source_b; /* who won, and who lost */
    char *value_a, *value_b;
    int harm; /* 1 .. 9, the worst is 9 */
};

/* Why a claim is not in the edition. */
enum loss {
    LOSS_TRUST,       /* another source is trusted more for this field */
    LOSS_PRECISION,   /* another source knows more of the same date */
    LOSS_PLACEHOLDER, /* it says nothing: "N/A", "<>", "Unknown Binding" */
    LOSS_UNREADABLE,  /* no number, date, language, allowed host … can be read from it */
    LOSS_RANGE,       /* beyond what is possible: 0 pages, the year 2039 */
    LOSS_WORK,        /* a date before there were ISBNs: it is that of the work */
    LOSS_WEAK, /* valid, but says less than the value of another: "Independently published" */
};

struct edition_loser {
    enum edition_field field;
    const char *source, *value; /* borrowed from the claims */
    enum loss why;
};

enum edition_cover { COVER_SMALL, COVER_MEDIUM, COVER_LARGE, COVER_ORIGINAL, COVER_COUNT_ };

enum edition_identifier {
    IDENTIFIER_OPENLIBRARY_EDITION,
    IDENTIFIER_OPENLIBRARY_WORK,
    IDENTIFIER_GOOGLE_BOOKS,
    IDENTIFIER_GOODREADS,
    IDENTIFIER_LIBRARYTHING,
    IDENTIFIER_ASIN,
    IDENTIFIER_OCLC,
    IDENTIFIER_LCCN,
    IDENTIFIER_DEWEY,
    IDENTIFIER_ISBN, /* other ISBN-13 that a record of this edition names */
    IDENTIFIER_COUNT_
};

/* Texts are owned, and NULL where nothing is known. */
struct folded_edition {
    struct isbn isbn;
    char *title; /* without subtitle and series; NULL: there is nothing to make an edition of */
    char *subtitle;
    char *series, *series_number; /* "The Earthsea Cycle", "1" or "1.5" */
    char *authors;                /* the authors' names, ';' between them */
    char *publisher;
    struct edition_date published, first_published;
    int pages; /* 0: not known */
    enum edition_format format;
    bool non_book;
    char *binding;    /* as the source wrote it */
    char language[4]; /* two letters where ISO 639-1 has them, "mul" for several; "": not known */
    struct texts languages;
    char *description;
    struct texts subjects;
    char *covers[COVER_COUNT_];                  /* https */
    struct texts identifiers[IDENTIFIER_COUNT_]; /* each in order, without doubles */
    struct texts publisher_series;
    char *dimensions; /* JSON: {"height_mm": 235, "weight_g": 600, …} */

    struct contributor *contributors;
    size_t contributor_count, contributor_capacity;
    struct edition_conflict *conflicts;
    size_t conflict_count, conflict_capacity;
    struct edition_loser *losers;
    size_t loser_count, loser_capacity;

    const char *won[EDITION_FIELD_COUNT_]; /* the source of each field, borrowed; NULL: nobody's. Of
                                              united lists, the most trusted that added something */
    const char *primary_source;            /* who won most fields; NULL without a title */
    struct texts sources; /* all that say something of it, in the order of their names */
};
void folded_edition_done(struct folded_edition *edition);
CLEANUP_STRUCT(struct folded_edition, folded_edition_done)

/** Fold claims into an edition.
 *  in    said   in any order. Of two claims of one source and field the newer counts
 *        today  "2026-11-30": nothing is published more than two years later
 *  out   ret    zeroed by the caller, who frees it with folded_edition_done before the claims */
void edition_fold(const struct isbn *isbn, const struct said *said, size_t count, const char *today,
                  struct folded_edition *ret) __attribute__((nonnull(1, 4, 5)));

/** How complete an edition is, 0 to 100: the points of the fields that are there. The same edition
 *  always has the same score.
 *
 *    title 10, authors 10, publisher 8, date of publication 8 (month 7, year 5), pages 8, language
 *    8, format 7, description 12, cover 12, subjects 9, identifier of Open Library 4, any other
 *    identifier 4 */
int edition_completeness(const struct folded_edition *edition) NONNULL_ALL;

/** The points that a field would add to the score, when it is missing; 0: it is there, or has
 *  none. */
int edition_points_missing(const struct folded_edition *edition, enum edition_field field)
    NONNULL_ALL;
