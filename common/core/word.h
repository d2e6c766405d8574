/* word.h: the words of a folded text, and how near two of them are.
 *
 * Words are slices of the folded text (core/text_fold.h) and live as long as it does. */
#pragma once
#include "core/base.h"

#include <assert.h>
#include <stdatomic.h>

struct word {
    const char *at; /* not NUL-terminated */
    size_t count;   /* bytes; 0: no word */
};

/* The words of a part of a title. Further words are left out: no real title has so many, and a
 * comparison stays bounded. */
enum { WORD_LIST_MAX = 48 };
struct word_list {
    struct word items[WORD_LIST_MAX];
    size_t count;
};

/** Split folded text at its blanks into at most max words. Returns how many. */
size_t words_split(const char *folded, size_t bytes, struct word *ret, size_t max) NONNULL_ALL;

bool word_is(struct word word, const char *text) NONNULL_ALL MUST_CHECK;
bool word_equal(struct word one, struct word other) MUST_CHECK;

/** Is the word one of a blank-separated list of words? */
bool word_among(struct word word, const char *list) NONNULL_ALL MUST_CHECK;

/* Which words may be in a table: a bit for the hash of each. It is filled when the table is first
 * asked. Threads may fill it at the same time, with the same bits. */
enum { WORD_FILTER_WORDS = 16 };
struct word_filter {
    _Atomic(uint64_t) bits[WORD_FILTER_WORDS];
    atomic_bool filled;
};

/** Where a word is in a table of words, or of structs whose first member is a word ("const char
 *  *"); count: it is in none of them. Most words are refused by the filter, whatever the size of
 *  the table.
 *  in    stride  bytes of an element of the table */
size_t word_find(struct word word, const void *table, size_t count, size_t stride,
                 struct word_filter *filter) NONNULL_ALL MUST_CHECK;

/* The same with a filter of the place where it stands: the table must be the same at each call. */
#define WORD_FIND(word, table)                                                                     \
    (__extension__({                                                                               \
        static struct word_filter word_filter_;                                                    \
        word_find((word), (table), ARRAY_LEN(table), sizeof((table)[0]), &word_filter_);           \
    }))
#define WORD_IN(word, table) (WORD_FIND(word, table) < ARRAY_LEN(table))

/** The same for a table that is sorted by the bytes of its words, which may be there several times:
 *  the first of them. */
size_t word_find_sorted(struct word word, const void *table, size_t count, size_t stride,
                        struct word_filter *filter) NONNULL_ALL MUST_CHECK;
#define WORD_FIND_SORTED(word, table)                                                              \
    (__extension__({                                                                               \
        static struct word_filter word_filter_;                                                    \
        word_find_sorted((word), (table), ARRAY_LEN(table), sizeof((table)[0]), &word_filter_);    \
    }))

/** The same for a blank-separated list of words.
 *  in    list  a literal or an array, the same at each call */
bool word_among_filtered(struct word word, const char *list, struct word_filter *filter)
    NONNULL_ALL MUST_CHECK;
#define WORD_AMONG(word, list)                                                                     \
    (__extension__({                                                                               \
        static struct word_filter word_filter_;                                                    \
        _Static_assert(!__builtin_types_compatible_p(__typeof__(list), const char *),              \
                       "the list must be the same at each call");                                  \
        word_among_filtered((word), (list), &word_filter_);                                        \
    }))

/** How many characters (code points) a word has. */
size_t word_length(struct word word) MUST_CHECK;

/** The number that a word says: up to four digits, "one" to "twelve", or "first" to "tenth".
 *  0: it says none. */
int word_number(struct word word) MUST_CHECK;

/** The number that a word behind "volume" says: up to four digits, "one" to "twelve", or Roman i to
 *  xx, which elsewhere may be other words. 0: it says none. */
int word_volume_number(struct word word) MUST_CHECK;

/* How far apart two words are, in edits of one character. */
enum word_nearness {
    WORD_SAME,
    WORD_SWAPPED, /* two neighbouring characters changed places: a typing error */
    WORD_NEAR,    /* one character is another, missing or added */
    WORD_FAR,
};
enum word_nearness word_nearness(struct word one, struct word other) MUST_CHECK;

/** Do two lists have the same letters when blanks do not count ("kisso f death")? An empty list has
 *  the same letters as no other. */
bool words_same(const struct word *one, size_t one_count, const struct word *other,
                size_t other_count) MUST_CHECK;

/** Do two folded texts, which may hold blanks, have the same letters in this sense? */
bool word_same_letters(struct word one, struct word other) MUST_CHECK;
