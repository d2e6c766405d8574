/* author_private.h: the pieces of a list of authors, what stands between two separators. For
 * author.c. */
#pragma once
#include "match/author.h"

enum { AUTHOR_PIECES_MAX = 2 * AUTHORS_MAX };

struct author_piece {
    size_t raw, folded, folded_bytes; /* where it is in the cut and in the folded text */
    bool ends_author;                 /* the separator behind it is no comma */
    size_t alias_of; /* the piece behind which it stands in brackets; SIZE_MAX: it stands alone */
    struct word words[AUTHOR_WORDS_MAX];
    size_t count;
};

/** Cut a list of authors into pieces, without those who only translated, illustrated or introduced,
 *  and without "et al.". Names in brackets come last.
 *  out  ret_cut  the pieces, each with a NUL behind it; what it holds is lost */
size_t author_pieces_cut(const char *utf8, struct text *ret_cut,
                         struct author_piece ret[static AUTHOR_PIECES_MAX]) NONNULL_ALL MUST_CHECK;

/** Append a name as it is written in plain Latin letters elsewhere: "ü" as "ue", "č" as "ch",
 *  Cyrillic and Greek letter by letter. */
void author_spell_out(const char *utf8, struct text *ret) NONNULL_ALL;

/** Leave out what is no name: honorifics, suffixes, roles, dates, titles of nobility. The count
 *  becomes 0 where nothing else stands there. */
void author_piece_trim(struct author_piece *piece) NONNULL_ALL;
