/* author.c: taking a list of authors apart.
 *
 * A comma may separate two authors or turn one name round. Where nothing tells which, both readings
 * are kept, and the comparison takes the one that agrees. So are the spellings of a name that is
 * written with letters beyond plain Latin ones. */
#include "match/author.h"

#include "core/text_fold.h"
#include "match/author_private.h"

#include <string.h>

void authors_done(struct authors *authors)
{
    text_done(&authors->folded);
    text_done(&authors->parts);
    *authors = (struct authors){0};
}

struct word author_surname(const struct author *author)
{
    return author->words[author->count - 1];
}

/* ---- folding ---- */

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

static void fold_piece(const char *raw, struct text *folded, struct author_piece *piece)
{
    piece->folded = folded->count;
    text_fold(raw, folded);
    piece->folded_bytes = folded->count - piece->folded;
    text_add(folded, " ");
}

/* All pieces are folded into one buffer before words point into it, because it moves as it
 * grows. */
static void fold(struct authors *authors, struct author_piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fold_piece(authors->parts.bytes + pieces[i].raw, &authors->folded, &pieces[i]);
}

/* Do all words say what somebody did who is no author of the book? */
static bool is_helper(const struct author_piece *piece)
{
    static const char *const roles[] = {"translator",   "trans",    "tr",
                                        "trl",          "narrator", "foreword",
                                        "introduction", "preface",  "afterword"};
    for (size_t i = 0; i < piece->count; i++)
        if (!WORD_IN(piece->words[i], roles))
            return false;
    return piece->count > 0;
}

/* Leave out a name behind which such a role stands in brackets, unless it is the only one. */
static void drop_helper(struct author_piece *pieces, size_t count, size_t helper)
{
    for (size_t i = 0; i < count && pieces[i].alias_of == SIZE_MAX; i++)
        if (i != helper && pieces[i].count > 0) {
            pieces[helper].count = 0;
            return;
        }
}

static void split(const struct authors *authors, struct author_piece *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pieces[i].count = words_split(text_of(&authors->folded) + pieces[i].folded,
                                      pieces[i].folded_bytes, pieces[i].words, AUTHOR_WORDS_MAX);
        if (pieces[i].alias_of != SIZE_MAX && is_helper(&pieces[i]))
            drop_helper(pieces, count, pieces[i].alias_of);
        author_piece_trim(&pieces[i]);
    }
}

/* ---- names ---- */

/* A name from one piece, or from two where a comma turns it round. */
struct name {
    const struct author_piece *given, *surname; /* surname: NULL */
    bool doubtful;
};

static bool is_organisation(struct word word)
{
    static const char *const words[] = {
        "university", "museum", "institute", "ministry", "department", "bank",    "church",
        "society",    "board",  "council",   "academy",  "college",    "office",  "house",
        "city",       "state",  "library",   "bureau",   "commission", "editors", "center",
    };
    return WORD_IN(word, words);
}

/* Drop where a person comes from: "Augustine of Hippo". */
static void drop_origin(struct author *author)
{
    enum { NAME_WORDS_MAX = 2, WORDS_MAX = 4 };
    if (author->count > WORDS_MAX || is_organisation(author->words[0]))
        return;
    for (size_t i = 1; i + 1 < author->count && i <= NAME_WORDS_MAX; i++)
        if (word_is(author->words[i], "of") && !is_organisation(author->words[i - 1]))
            author->count = i;
}

static void add(struct authors *authors, const struct name *name, size_t position)
{
    const size_t surname_count = name->surname ? name->surname->count : 0;
    if (authors->count == AUTHORS_MAX || name->given->count + surname_count == 0)
        return;
    struct author *author = &authors->items[authors->count++];
    *author = (struct author){.position = position, .doubtful = name->doubtful};
    for (size_t i = 0; i < name->given->count; i++)
        author->words[author->count++] = name->given->words[i];
    for (size_t i = 0; i < surname_count && author->count < AUTHOR_WORDS_MAX; i++)
        author->words[author->count++] = name->surname->words[i];
    drop_origin(author);
}

static bool is_initial(struct word word)
{
    return word_length(word) == 1;
}

static bool is_particle(struct word word)
{
    static const char *const particles[] = {"de", "du", "van", "von", "der", "den", "la", "le",
                                            "di", "da", "del", "al",  "el",  "dos", "ter"};
    return WORD_IN(word, particles);
}

/* Can the piece be a surname alone: "Tolkien", "van der Wouden", "Le Guin"? */
static bool is_surname(const struct author_piece *piece)
{
    size_t i = 0;
    while (i + 1 < piece->count && is_particle(piece->words[i]))
        i++;
    return i + 1 == piece->count;
}

/* Is "left, right" one name turned round for certain, as "Brown, Margaret Wise" and "Le Guin,
 * Ursula K." are? Two words on both sides may be two authors. Neither side is empty. */
static bool is_turned(const struct author_piece *left, const struct author_piece *right)
{
    return is_surname(left) || right->count == 1 || is_initial(right->words[0]) ||
           is_initial(right->words[right->count - 1]);
}

/* Do the commas of a longer list turn names round, as in "Asimov, Isaac, Silverberg, Robert"? Then
 * every first piece of a pair is a surname. */
static bool are_turned(const struct author_piece *const *pieces, size_t count)
{
    for (size_t i = 0; i < count; i += 2)
        if (!is_surname(pieces[i]))
            return false;
    return count % 2 == 0;
}

/* Add the names of pieces that only commas separate. Returns how many authors they are. */
static size_t add_group(struct authors *authors, const struct author_piece *pieces, size_t count,
                        size_t position)
{
    const struct author_piece *named[AUTHOR_PIECES_MAX];
    size_t names = 0;
    for (size_t i = 0; i < count; i++)
        if (pieces[i].count > 0)
            named[names++] = &pieces[i];
    if (names >= 2 && (are_turned(named, names) || (names == 2 && is_turned(named[0], named[1])))) {
        for (size_t i = 0; i < names; i += 2)
            add(authors, &(struct name){named[i + 1], named[i], false}, position + i / 2);
        return names / 2;
    }
    if (names == 2)
        add(authors, &(struct name){named[1], named[0], /* doubtful= */ true}, position);
    const bool turned = names > 2 && is_surname(named[0]) && named[0]->count == 1;
    if (turned) /* "Gaiman, Neil, Terry Pratchett" */
        add(authors, &(struct name){named[1], named[0], false}, position);
    for (size_t i = turned ? 2 : 0; i < names; i++)
        add(authors, &(struct name){named[i], NULL, false}, position + i - turned);
    return names - turned;
}

/* Add the names of all pieces. Names in brackets have the position of the one before them. */
static void add_names(struct authors *authors, const struct author_piece *pieces, size_t count)
{
    size_t position = 0, first = 0, positions[AUTHOR_PIECES_MAX] = {0};
    for (size_t i = 0; i < count; i++) {
        positions[i] = position;
        if (!pieces[i].ends_author && i + 1 < count)
            continue;
        const bool alias = pieces[first].alias_of != SIZE_MAX;
        const size_t at = alias ? positions[pieces[first].alias_of] : position;
        const size_t added = add_group(authors, pieces + first, i + 1 - first, at);
        if (!alias)
            position += added ? added : 1;
        first = i + 1;
    }
}

/* Fold the pieces as they are spelt in plain Latin letters.
 * out  whether that is another spelling */
static bool fold_spelt(struct authors *authors, struct author_piece *pieces, size_t count)
{
    CLEANUP(text_done) struct text spelt = {0};
    bool differs = false;
    for (size_t i = 0; i < count; i++) {
        const char *raw = authors->parts.bytes + pieces[i].raw;
        text_clear(&spelt);
        author_spell_out(raw, &spelt);
        differs = differs || strcmp(text_of(&spelt), raw) != 0;
        fold_piece(text_of(&spelt), &authors->folded, &pieces[i]);
    }
    return differs;
}

/* Read the list in both spellings. Apart from authors_parse, because most lists have one and need
 * not so much memory. */
static void parse_spellings(struct authors *authors, struct author_piece *plain, size_t count)
{
    struct author_piece spelt[AUTHOR_PIECES_MAX];
    memcpy(spelt, plain, count * sizeof(*plain));
    const bool differs = fold_spelt(authors, spelt, count);
    split(authors, plain, count);
    add_names(authors, plain, count);
    if (!differs)
        return;
    split(authors, spelt, count);
    add_names(authors, spelt, count);
}

void authors_parse(const char *utf8, struct authors *ret)
{
    struct author_piece pieces[AUTHOR_PIECES_MAX];
    const char *list = utf8 ? utf8 : "";
    const size_t count = author_pieces_cut(list, &ret->parts, pieces);
    text_clear(&ret->folded);
    ret->count = 0;
    fold(ret, pieces, count);
    if (!is_ascii(list)) {
        parse_spellings(ret, pieces, count);
        return;
    }
    split(ret, pieces, count);
    add_names(ret, pieces, count);
}
