/* title.h: the title of a book, taken apart in the same way for a question, for an edition, and for
 * the keys of the catalogue.
 *
 * "The Return of the Shadow: The History, Part One (Middle-Earth #6)" has the main title "return of
 * the shadow", the rest "the history part one" and, in brackets, "middle earth 6". */
#pragma once
#include "core/text.h"
#include "core/word.h"

struct title {
    struct word_list main;     /* up to the first separator, without leading article and volume */
    struct word_list rest;     /* behind it; empty where it only says "a novel" or "2nd edition" */
    struct word_list brackets; /* what stands in brackets, of all of them */
    struct word article;       /* the one that main is without */
    int volume;                /* "Vol. 3", "Part Two", a number at the end; 0: none */
    struct word head;          /* the whole main title, with blanks, article and volume */
    struct word outside;       /* main title and rest, with blanks, article and volume */

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
    TITLE_ABOUT = 1 << 0,   /* study guide, summary, workbook, companion */
    TITLE_SET = 1 << 1,     /* boxed set, collection of several books */
    TITLE_ADAPTED = 1 << 2, /* abridged, for children, graphic novel, play */
    TITLE_AUDIO = 1 << 3,
    TITLE_LARGE_PRINT = 1 << 4,
};

/** The natures that a title names, as bits. */
unsigned title_nature(const struct title *title) NONNULL_ALL;

/** The natures that other folded words name: a binding ("audio cd"), authors ("sparknotes"). */
unsigned title_nature_of_words(const struct word *words, size_t count) MUST_CHECK;

/** Is it an article of a language whose titles are common? */
bool title_is_article(struct word word) MUST_CHECK;
