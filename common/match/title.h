/* title.h: the title of a book, taken apart in the same way for a question, for an edition, and for
 * the keys of the catalogue.
 *
 * "The Return of the Shadow: The History, Part One (Middle-Earth #6)" has the main title "return of
 * the shadow", the rest "the history", the volume 1 and, in brackets, the series "middle earth"
 * with the number 6. What only says which edition it is ("2nd edition", "a novel", "Winner of the
 * Booker Prize") belongs to none of them. */
#pragma once
#include "core/text.h"
#include "core/word.h"

/* How a title names its volume. "Book One" of one edition may hold three volumes of another, and a
 * part is less than the whole. */
enum title_volume_kind { TITLE_VOLUME, TITLE_BOOK, TITLE_PORTION };

enum { TITLE_LEVELS_MAX = 6 }; /* "Series: Cycle: Title"; what follows belongs to the last one */

struct title {
    struct word_list main;     /* up to the first separator, without leading article and volume */
    struct word_list rest;     /* behind it, all levels */
    struct word_list brackets; /* what stands in brackets, of all of them */
    struct word_list series;   /* the name of the series, in brackets or behind the main title */
    struct word article;       /* the one that main is without */
    int volume;                /* "Vol. 3", "Part Two", a number at the end; 0: none */
    enum title_volume_kind volume_kind;
    bool volume_bracketed;           /* the volume stands in brackets */
    bool volume_of_rest;             /* it is that of the rest: "Batman: Arkham Knight, Vol. 3" */
    int set_first, set_last;         /* "Books 1 to 3"; 0: none */
    int series_number;               /* "(Series, #3)", "Book Three of the Series"; 0: none */
    size_t levels[TITLE_LEVELS_MAX]; /* where each level of rest begins */
    size_t level_count;
    bool other_name;     /* rest is another name of the book: "; or, The Whale" */
    size_t listed;       /* where in rest another title begins, behind "/" or ";"; SIZE_MAX: none */
    size_t main_comma;   /* how many words of main stand before its first comma; 0: it has none */
    size_t main_commas;  /* how many commas main has */
    unsigned nature;     /* what pieces say beside words: "#1-4" is a set */
    struct word head;    /* the whole main title, with blanks, article and volume */
    struct word outside; /* main title and rest, with blanks, article and volume */
    struct word plain;   /* the same with numbers as they are written */

    struct text folded;   /* the words point into it */
    struct text parts[3]; /* scratch of title_parse */
};
void title_done(struct title *title);
CLEANUP_STRUCT(struct title, title_done)

/** Take a title apart.
 *  in    utf8  valid UTF-8 of any length
 *  out   ret   main is empty only where utf8 has no letter and no digit. Memory of an earlier title
 *              is used again; title_done frees it */
void title_parse(const char *utf8, struct title *ret) NONNULL_ALL;

/* What an edition is beside the book itself. */
enum title_nature {
    TITLE_ABOUT = 1 << 0,   /* study guide, summary, workbook, companion; calendar, display */
    TITLE_SET = 1 << 1,     /* boxed set, collection of several books */
    TITLE_ADAPTED = 1 << 2, /* abridged, for children, graded reader, play */
    TITLE_AUDIO = 1 << 3,
    TITLE_LARGE_PRINT = 1 << 4,
    TITLE_OTHER_FORM = 1 << 5, /* graphic novel, screenplay: adapted, unless the work is one */
    TITLE_SPLIT = 1 << 6,    /* a part of one book that is sold in several: "Part 1 of 2", "#5.1" */
    TITLE_MAKER = 1 << 7,    /* the name of those who make books about books */
    TITLE_DOUBTFUL = 1 << 8, /* a set with a name of its own, or half of a book: "(Saga #1-3)" */
};

/** The natures that a title names, as bits. */
unsigned title_nature(const struct title *title) NONNULL_ALL;

/** The natures that other folded words name: a binding ("audio cd"), authors ("sparknotes"). */
unsigned title_nature_of_words(const struct word *words, size_t count) MUST_CHECK;

/** Does a piece of a title, or a binding, end with the name of what is no book to read, or a book
 *  about one: "a guided journal", "2015 calendar"? */
bool title_is_merchandise(const struct word *words, size_t count) MUST_CHECK;

/** Is it an article of a language whose titles are common? */
bool title_is_article(struct word word) MUST_CHECK;

/** Is it an article of another language than English? */
bool title_is_foreign_article(struct word word) MUST_CHECK;
