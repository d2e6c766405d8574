/* author.c: taking a list of authors apart.
 *
 * A comma may separate two authors or turn one name round. Where nothing tells which, both readings
 * are kept, and the comparison takes the one that agrees. */
#include "match/author.h"

#include "core/text_fold.h"

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

/* ---- words of one name ---- */

static bool is_suffix(struct word word)
{
    static const char *const suffixes[] = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"};
    return WORD_IN(word, suffixes);
}

static bool is_honorific(struct word word)
{
    static const char *const honorifics[] = {
        "dr",  "sir", "dame", "prof",  "professor", "rev",  "mr",
        "mrs", "ms",  "st",   "saint", "lord",      "lady",
    };
    return WORD_IN(word, honorifics);
}

/* Drop "Dr." before a name and "Jr." behind it, as long as a word is left. */
static void trim_name(struct author *author)
{
    while (author->count > 1 && is_suffix(author->words[author->count - 1]))
        author->count--;
    while (author->count > 1 && is_honorific(author->words[0])) {
        author->count--;
        memmove(author->words, author->words + 1, author->count * sizeof(*author->words));
    }
}

/* ---- pieces of the list ---- */

enum { PIECES_MAX = 2 * AUTHORS_MAX };

/* What stands between two separators. */
struct piece {
    size_t raw, folded, folded_bytes; /* where it is in authors.parts and authors.folded */
    bool ends_author;                 /* the separator behind it is no comma */
    struct word words[AUTHOR_WORDS_MAX];
    size_t count;
};

/* How many bytes a word between two authors has, with the blank before it, where at stands. 0:
 * there is none. The blank behind it does not count, because the next such word may begin there. */
static size_t conjunction_at(const char *at)
{
    static const char *const conjunctions[] = {" and ", " & ", " with ", " / "};
    for (size_t i = 0; i < ARRAY_LEN(conjunctions); i++) {
        const size_t bytes = strlen(conjunctions[i]);
        if (strncmp(at, conjunctions[i], bytes) == 0)
            return bytes - 1;
    }
    return 0;
}

/* Go behind a bracket such as "(Editor)", which is no part of the name. */
static const char *skip_bracket(const char *at)
{
    const char *end = strpbrk(at, ")];");
    return !end ? at + strlen(at) : *end == ';' ? end : end + 1;
}

/* Copy one piece into parts, NUL-terminated. Returns where the next one begins. */
static const char *cut_piece(const char *at, struct text *parts, struct piece *ret)
{
    *ret = (struct piece){.raw = parts->count, .ends_author = true};
    size_t separator = 0;
    while (separator == 0) {
        const size_t run = strcspn(at, ";,([ ");
        text_add_bytes(parts, at, run);
        at += run;
        if (*at == '(' || *at == '[') {
            at = skip_bracket(at);
            continue;
        }
        if (*at == '\0')
            break;
        separator = *at == ' ' ? conjunction_at(at) : 1;
        if (separator == 0)
            text_add_bytes(parts, at++, 1);
    }
    ret->ends_author = *at != ',';
    text_add_bytes(parts, "", 1);
    return at + separator;
}

static size_t cut(const char *utf8, struct authors *authors, struct piece pieces[static PIECES_MAX])
{
    size_t count = 0;
    text_clear(&authors->parts);
    while (*utf8 != '\0' && count < PIECES_MAX)
        utf8 = cut_piece(utf8, &authors->parts, &pieces[count++]);
    return count;
}

/* All pieces are folded into one buffer before words point into it, because it moves as it
 * grows. */
static void fold(struct authors *authors, struct piece *pieces, size_t count)
{
    text_clear(&authors->folded);
    for (size_t i = 0; i < count; i++) {
        pieces[i].folded = authors->folded.count;
        text_fold(authors->parts.bytes + pieces[i].raw, &authors->folded);
        pieces[i].folded_bytes = authors->folded.count - pieces[i].folded;
    }
    for (size_t i = 0; i < count; i++)
        pieces[i].count = words_split(text_of(&authors->folded) + pieces[i].folded,
                                      pieces[i].folded_bytes, pieces[i].words, AUTHOR_WORDS_MAX);
}

/* ---- names ---- */

static void add(struct authors *authors, const struct piece *given, const struct piece *surname,
                size_t position)
{
    const size_t surname_count = surname ? surname->count : 0;
    if (authors->count == AUTHORS_MAX || given->count + surname_count == 0)
        return;
    struct author *author = &authors->items[authors->count++];
    *author = (struct author){.position = position};
    for (size_t i = 0; i < given->count; i++)
        author->words[author->count++] = given->words[i];
    for (size_t i = 0; i < surname_count && author->count < AUTHOR_WORDS_MAX; i++)
        author->words[author->count++] = surname->words[i];
    trim_name(author);
}

static bool is_initial(struct word word)
{
    return word_length(word) == 1;
}

static bool all_suffixes(const struct piece *piece)
{
    for (size_t i = 0; i < piece->count; i++)
        if (!is_suffix(piece->words[i]))
            return false;
    return true;
}

/* Is "left, right" one name turned round for certain, as "Brown, Margaret Wise" and "Le Guin,
 * Ursula K." are? Two words on both sides may be two authors. Neither side is empty. */
static bool is_turned(const struct piece *left, const struct piece *right)
{
    return left->count == 1 || right->count == 1 || is_initial(right->words[0]) ||
           is_initial(right->words[right->count - 1]);
}

/* Add the names of pieces that only commas separate. Returns how many authors they are. */
static size_t add_group(struct authors *authors, const struct piece *pieces, size_t count,
                        size_t position)
{
    while (count > 1 && all_suffixes(&pieces[count - 1])) /* "Jr.", or a piece without words */
        count--;
    const bool one_comma = count == 2 && pieces[0].count > 0;
    if (one_comma)
        add(authors, &pieces[1], &pieces[0], position);
    if (one_comma && is_turned(&pieces[0], &pieces[1]))
        return 1;
    for (size_t i = 0; i < count; i++)
        add(authors, &pieces[i], NULL, position + i);
    return count;
}

void authors_parse(const char *utf8, struct authors *ret)
{
    struct piece pieces[PIECES_MAX];
    const size_t count = cut(utf8 ? utf8 : "", ret, pieces);
    fold(ret, pieces, count);
    ret->count = 0;
    size_t position = 0, first = 0;
    for (size_t i = 0; i < count; i++) {
        if (!pieces[i].ends_author && i + 1 < count)
            continue;
        position += add_group(ret, pieces + first, i + 1 - first, position);
        first = i + 1;
    }
}
