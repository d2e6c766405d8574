/* reread.h: the stored answers of a month, read again by the readers of this program and held
 * against the month's books, and its ISBNs judged again. No call is made: what a book is looked up
 * in is the local catalogue, where it is a resolver.
 *
 * What is gained can be stored. What is lost is only told: a book that no answer names any more,
 * and an ISBN that would be refused now. They may be handed over already, and a reader that finds
 * less is more often wrong than one that finds more. */
#pragma once
#include "answers/answer.h"
#include "core/month.h"
#include "match/match.h"
#include "shared/context.h"

enum reread_state {
    REREAD_NAMES_BOOKS,
    REREAD_REFUSED,
    REREAD_UNREADABLE,
    REREAD_PRUNED,
    REREAD_UNKNOWN, /* its provider is none that the configuration names */
};

struct reread_answer {
    const char *provider; /* borrowed from answer_rows, as is the next */
    const char *was;      /* "answered", "refused", "unreadable" */
    enum reread_state state;
    bool differs;                /* from what is stored of its last reading */
    size_t named;                /* books */
    struct generate_answer read; /* without the books that it alone gains */
    struct error why;            /* UNREADABLE: it cannot be read */
};

/* What is found of a book: of those that are stored, and then of those that are gained. */
struct reread_book {
    bool has_isbn;          /* of before */
    bool is_named, is_lost; /* by some answer; by none any more */
    bool has_words;         /* the generator that gave it its words has named it again */
    const struct book *now; /* its words as they read now, where they differ; NULL: they do not */
    uint32_t named_too;     /* by these answers, which is not stored */
    bool is_refused;        /* its ISBN would be refused now */
    struct match match;     /* that gains it an ISBN; its edition is not set */
    struct isbn isbn;       /* the one that it gains; empty: none */
    char *matched_title;
};

struct reread {
    struct context *context;
    struct month month;
    const char *status, *stage; /* borrowed from the caller; stage may be NULL */
    int64_t generation;

    struct rows *answer_rows, *book_rows;
    struct reread_answer *answers;
    size_t answer_count;
    struct books list; /* the stored books, and then those that are gained */
    size_t stored;
    struct reread_book *books; /* one for each of the list */

    size_t lost, reworded, kept_words, isbns, refused; /* of the books */
    bool goes_on;   /* it has not completed, and now has books that no generator is asked for */
    bool gains;     /* there is something to store */
    int64_t handed; /* ISBNs that were handed over when it was stored */
};

void reread_done(struct reread *reread);
CLEANUP_STRUCT(struct reread, reread_done)

/** Read a month's answers again.
 *  in    reread    its first members, up to generation, are set, all others zero
 *        provider  only the answers of this generator; NULL: all
 *  err   as database_run */
bool reread_month(struct reread *reread, const char *provider, struct error *err)
    __attribute__((nonnull(1, 3))) MUST_CHECK;

/** Judge the ISBNs of its books again, and look those without one up in the local catalogue.
 *  Called by reread_month.
 *  err   as database_run */
bool reread_isbns(struct reread *reread, struct error *err) NONNULL_ALL MUST_CHECK;

/** Store what is gained, within the transaction that is open and has locked the month.
 *  in    why  of the operator; NULL: nothing is said
 *  err   as database_run */
bool reread_store(struct reread *reread, const char *why, struct error *err)
    __attribute__((nonnull(1, 3))) MUST_CHECK;

/** The name of a state: "books", "refused", "unreadable", "pruned", "unknown". */
const char *reread_state_name(enum reread_state state);
