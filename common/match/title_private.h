/* title_private.h: the pieces of a title: cut, folded, and what each of them says. For title.c. */
#pragma once
#include "match/title.h"

/* What stands before a piece. */
enum title_mark {
    MARK_NONE,
    MARK_COMMA,
    MARK_LEVEL,      /* ':', a dash, the end of a sentence */
    MARK_OTHER_NAME, /* "; or": another name of the book follows */
    MARK_LIST,       /* " / ", ";": another title may follow */
};

enum { TITLE_PIECES_MAX = 24 }; /* what follows belongs to the last one */

/* Some words that stand one behind the other. */
struct word_span {
    const struct word *items;
    size_t count;
};

struct title_piece {
    size_t raw, folded, folded_bytes; /* where it is in the cut and in the folded text */
    enum title_mark mark;
    bool bracket;
    struct word_span words; /* set by title.c */
};

enum { TITLE_WORDS_MAX = 2 * WORD_LIST_MAX }; /* of all pieces; further words are left out */

struct title_pieces {
    struct title_piece items[TITLE_PIECES_MAX];
    size_t count;
    struct word words[TITLE_WORDS_MAX]; /* those of the pieces */
};

/** Cut a title at its brackets and marks.
 *  out  ret_cut  the pieces, each with a NUL behind it; what it holds is lost
 *       scratch  what it holds is lost */
void title_pieces_cut(const char *utf8, struct text *scratch, struct text *ret_cut,
                      struct title_pieces *ret) NONNULL_ALL;

/** Fold a piece and append it: "Nineteen Eighty-Four" becomes "1984", "Dr." becomes "doctor",
 *  "Book1" becomes "book 1".
 *  out  scratch  what it holds is lost */
void title_piece_fold(const char *utf8, struct text *scratch, struct text *ret) NONNULL_ALL;

/* What a piece says. */
enum title_saying {
    SAYS_TITLE,
    SAYS_NOTHING, /* which edition it is, or that it is a novel */
    SAYS_VOLUME,
    SAYS_SERIES,
    SAYS_SET,
    SAYS_SPLIT,
    SAYS_RANGE, /* of numbers in a series */
};

struct title_said {
    enum title_saying saying;
    int number; /* of the volume, or in the series, or the first of a set; 0: none */
    int last;   /* of a set */
    enum title_volume_kind kind;
    size_t first, count; /* the words that name the series */
};

/** Find out what a piece says, which is not the first of its title. */
struct title_said title_piece_says(const struct title_piece *piece) NONNULL_ALL MUST_CHECK;

/** Does a word say that the number of a volume, a book or a part follows ("vol", "book", "pt")? */
bool title_is_volume_marker(struct word word, enum title_volume_kind *ret) NONNULL_ALL MUST_CHECK;

/** The volume that two words from first on say ("vol 6"). 0: they say none. */
int title_volume_at(const struct word_span *list, size_t first, enum title_volume_kind *ret_kind)
    NONNULL_ALL MUST_CHECK;

/** Japanese works of two or three volumes are numbered "upper", "middle" and "lower". 0: it is none
 *  of these words. */
int title_cjk_volume(struct word word) MUST_CHECK;

/** How many words at the end of a piece say which edition it is ("2nd edition", "rev ed"). They are
 *  never all. */
size_t title_edition_words(const struct word_span *words) NONNULL_ALL MUST_CHECK;

/** Does a name end as those of series do ("saga", "trilogy", "novels")? */
bool title_ends_as_series(const struct word_span *words) NONNULL_ALL MUST_CHECK;

/** Give a title its volume, unless it has one. */
void title_set_volume(struct title *title, int number, enum title_volume_kind kind) NONNULL_ALL;

/** Take "vol 6", or a small number at the end, out of main title and rest. A title without other
 *  words ("Book One") stays as it is. */
void title_take_volumes(struct title *title) NONNULL_ALL;
