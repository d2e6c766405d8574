/* author_cut.c: cutting a list of authors into pieces. */
#include "match/author_private.h"

#include "core/text_clean.h"

#include <string.h>

/* ---- words that separate, or end what is of interest ---- */

enum action {
    NOTHING,
    SEPARATES, /* another name follows */
    SKIPPED,   /* the words are no part of a name */
    DROPS,     /* so is everything up to the next ';' */
};

struct phrase {
    const char *text;
    enum action action;
};

/* In small letters; a longer phrase stands before a shorter one that begins it. */
static const struct phrase phrases[] = {
    {"and others", DROPS},
    {"and", SEPARATES},
    {"&", SEPARATES},
    {"a.k.a.", SEPARATES},
    {"aka", SEPARATES},
    {"adapted by", DROPS},
    {"afterword by", DROPS},
    {"by (author)", SKIPPED},
    {"by:", SKIPPED},
    {"by", SKIPPED},
    {"author:", SKIPPED},
    {"edited by:", SKIPPED},
    {"edited by", SKIPPED},
    {"et al.", DROPS},
    {"et al", DROPS},
    {"et", SEPARATES},
    {"foreword by", DROPS},
    {"illustrated by", DROPS},
    {"illustrations by", DROPS},
    {"introduction by", DROPS},
    {"introduced by", DROPS},
    {"narrated by", DROPS},
    {"pen name of", SEPARATES},
    {"preface by", DROPS},
    {"performed by", DROPS},
    {"pseudonym of", SEPARATES},
    {"pseudonym for", SEPARATES},
    {"pseud. of", SEPARATES},
    {"read by", DROPS},
    {"translated by", DROPS},
    {"translated from", DROPS},
    {"translation by", DROPS},
    {"trans. by", DROPS},
    {"trans.", DROPS},
    {"tr. by", DROPS},
    {"und", SEPARATES},
    {"u.a.", DROPS},
    {"with an introduction", DROPS},
    {"with a foreword", DROPS},
    {"with an afterword", DROPS},
    {"with illustrations", DROPS},
    {"with", SEPARATES},
    {"writing as", SEPARATES},
    {"written by", SKIPPED},
    {"/", SEPARATES},
    {"+", SEPARATES},
};

static bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_letter(char c)
{
    return is_ascii_letter(c) || (unsigned char)c >= 0x80;
}

/* Does a word end before this byte? */
static bool is_break(char c)
{
    return c == ' ' || c == ';' || c == ',' || c == '(' || c == '[' || c == '/' || c == '+' ||
           c == '|';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* May a phrase begin here? No name that is as long as a phrase begins with one of these words. */
static bool may_be_phrase(const char *at, const char *end)
{
    static const char *const words[] = {
        "and",
        "a",
        "aka",
        "adapted",
        "afterword",
        "by",
        "author",
        "edited",
        "et",
        "foreword",
        "narrated",
        "illustrated",
        "pen",
        "illustrations",
        "introduction",
        "introduced",
        "preface",
        "performed",
        "pseudonym",
        "pseud",
        "read",
        "translated",
        "trans",
        "tr",
        "translation",
        "und",
        "u",
        "with",
        "writing",
        "written",
    };
    enum { LETTERS_MAX = 13 };
    char letters[LETTERS_MAX];
    size_t count = 0;
    for (; at + count < end && is_ascii_letter(at[count]); count++) {
        if (count == LETTERS_MAX)
            return false;
        letters[count] = (char)(at[count] | 0x20);
    }
    return WORD_IN(((struct word){letters, count}), words) ||
           (count == 0 && (*at == '&' || *at == '/' || *at == '+'));
}

/* What stands at the beginning of a word.
 * out  ret_bytes  how long it is */
static enum action action_at(const char *at, const char *end, size_t *ret_bytes)
{
    if (!may_be_phrase(at, end))
        return NOTHING;
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        const size_t bytes = strlen(phrases[i].text);
        if ((at[0] | 0x20) != (phrases[i].text[0] | 0x20))
            continue;
        if ((size_t)(end - at) < bytes || strncasecmp(at, phrases[i].text, bytes) != 0)
            continue;
        const char last = at[bytes - 1], next = at + bytes < end ? at[bytes] : ' ';
        if (is_letter(last) && (is_letter(next) || next == '.' || next == '\''))
            continue;
        *ret_bytes = bytes;
        return phrases[i].action;
    }
    return NOTHING;
}

/* Does a '/' or '+' without blanks separate two names? Not in "9/11". */
static bool is_tight_separator(const char *at, const char *begin, const char *end)
{
    return (*at == '/' || *at == '+' || *at == '|') && at > begin && at + 1 < end &&
           !is_digit(at[-1]) && !is_digit(at[1]);
}

/* ---- pieces ---- */

enum { ALIASES_MAX = 6 };

/* What stands in brackets, behind a piece. */
struct alias {
    const char *begin, *end;
    size_t piece;
};

struct cutting {
    struct text *cut;
    struct author_piece *pieces;
    size_t count;
    struct alias aliases[ALIASES_MAX];
    size_t alias_count;
    size_t alias_of; /* of the pieces that are cut now */
    bool open;       /* the last piece is still being written */
};

static void open_piece(struct cutting *cutting)
{
    if (cutting->open || cutting->count == AUTHOR_PIECES_MAX)
        return;
    cutting->pieces[cutting->count++] = (struct author_piece){
        .raw = cutting->cut->count, .ends_author = true, .alias_of = cutting->alias_of};
    cutting->open = true;
}

static void close_piece(struct cutting *cutting, bool ends_author)
{
    open_piece(cutting);
    if (!cutting->open)
        return;
    cutting->pieces[cutting->count - 1].ends_author = ends_author;
    text_add_bytes(cutting->cut, "", 1);
    cutting->open = false;
}

static void add_bytes(struct cutting *cutting, const char *at, size_t bytes)
{
    open_piece(cutting);
    if (cutting->open)
        text_add_bytes(cutting->cut, at, bytes);
}

/* Take what stands in brackets, up to the one that closes. Returns where to go on. */
static const char *take_bracket(struct cutting *cutting, const char *at, const char *end)
{
    const char *close = at + 1;
    while (close < end && *close != ')' && *close != ']' && *close != ';')
        close++;
    open_piece(cutting);
    if (cutting->alias_count < ALIASES_MAX && cutting->alias_of == SIZE_MAX && cutting->count > 0)
        cutting->aliases[cutting->alias_count++] =
            (struct alias){at + 1, close, cutting->count - 1};
    return close < end && *close != ';' ? close + 1 : close;
}

/* Take a phrase that is no name. Returns where to go on. */
static const char *take_phrase(struct cutting *cutting, enum action action, const char *at,
                               const char *end)
{
    if (action == SEPARATES)
        close_piece(cutting, /* ends_author= */ true);
    if (action != DROPS)
        return at;
    const char *next = memchr(at, ';', (size_t)(end - at));
    return next ? next : end;
}

static void cut_range(struct cutting *cutting, const char *begin, const char *end)
{
    for (const char *at = begin; at < end;) {
        size_t bytes = 1;
        const bool begins = at == begin || (is_break(at[-1]) && at[-1] != '|');
        const enum action action = begins ? action_at(at, end, &bytes) : NOTHING;
        if (*at == '(' || *at == '[') {
            at = take_bracket(cutting, at, end);
        } else if (action != NOTHING) {
            at = take_phrase(cutting, action, at + bytes, end);
        } else if (*at == ';' || *at == ',' || is_tight_separator(at, begin, end)) {
            close_piece(cutting, /* ends_author= */ *at != ',');
            at++;
        } else {
            bytes = 1;
            while (!is_break(*at) && at + bytes < end && !is_break(at[bytes]))
                bytes++;
            add_bytes(cutting, at, bytes);
            at += bytes;
        }
    }
    close_piece(cutting, /* ends_author= */ true);
}

size_t author_pieces_cut(const char *utf8, struct text *ret_cut,
                         struct author_piece ret[static AUTHOR_PIECES_MAX])
{
    CLEANUP(text_done) struct text decoded = {0};
    if (strchr(utf8, '&') && strchr(utf8, ';')) {
        text_decode_entities(utf8, &decoded);
        utf8 = text_of(&decoded);
    }
    text_clear(ret_cut);
    struct cutting cutting = {.cut = ret_cut, .pieces = ret, .alias_of = SIZE_MAX};
    cut_range(&cutting, utf8, utf8 + strlen(utf8));
    for (size_t i = 0; i < cutting.alias_count; i++) {
        cutting.alias_of = cutting.aliases[i].piece;
        cut_range(&cutting, cutting.aliases[i].begin, cutting.aliases[i].end);
    }
    return cutting.count;
}

/* ---- spelling ---- */

void author_spell_out(const char *utf8, struct text *ret)
{
    static const char *const letters[][2] = {
        {"ä", "ae"},   {"ö", "oe"}, {"ü", "ue"}, {"Ä", "Ae"}, {"Ö", "Oe"}, {"Ü", "Ue"},
        {"ø", "oe"},   {"Ø", "Oe"}, {"å", "aa"}, {"Å", "Aa"}, {"č", "ch"}, {"Č", "Ch"},
        {"š", "sh"},   {"Š", "Sh"}, {"ž", "zh"}, {"Ž", "Zh"}, {"а", "a"},  {"б", "b"},
        {"в", "v"},    {"г", "g"},  {"д", "d"},  {"е", "e"},  {"ё", "yo"}, {"ж", "zh"},
        {"з", "z"},    {"и", "i"},  {"й", "y"},  {"к", "k"},  {"л", "l"},  {"м", "m"},
        {"н", "n"},    {"о", "o"},  {"п", "p"},  {"р", "r"},  {"с", "s"},  {"т", "t"},
        {"у", "u"},    {"ф", "f"},  {"х", "kh"}, {"ц", "ts"}, {"ч", "ch"}, {"ш", "sh"},
        {"щ", "shch"}, {"ъ", ""},   {"ы", "y"},  {"ь", ""},   {"э", "e"},  {"ю", "yu"},
        {"я", "ya"},   {"і", "i"},  {"ї", "yi"}, {"є", "ye"}, {"А", "A"},  {"Б", "B"},
        {"В", "V"},    {"Г", "G"},  {"Д", "D"},  {"Е", "E"},  {"Ё", "Yo"}, {"Ж", "Zh"},
        {"З", "Z"},    {"И", "I"},  {"Й", "Y"},  {"К", "K"},  {"Л", "L"},  {"М", "M"},
        {"Н", "N"},    {"О", "O"},  {"П", "P"},  {"Р", "R"},  {"С", "S"},  {"Т", "T"},
        {"У", "U"},    {"Ф", "F"},  {"Х", "Kh"}, {"Ц", "Ts"}, {"Ч", "Ch"}, {"Ш", "Sh"},
        {"Щ", "Shch"}, {"Э", "E"},  {"Ю", "Yu"}, {"Я", "Ya"}, {"α", "a"},  {"β", "v"},
        {"γ", "g"},    {"δ", "d"},  {"ε", "e"},  {"ζ", "z"},  {"η", "i"},  {"θ", "th"},
        {"ι", "i"},    {"κ", "k"},  {"λ", "l"},  {"μ", "m"},  {"ν", "n"},  {"ξ", "x"},
        {"ο", "o"},    {"π", "p"},  {"ρ", "r"},  {"σ", "s"},  {"ς", "s"},  {"τ", "t"},
        {"υ", "y"},    {"φ", "f"},  {"χ", "ch"}, {"ψ", "ps"}, {"ω", "o"},
    };
    enum { LETTER_BYTES = 2 };
    while (*utf8 != '\0') {
        size_t i = (unsigned char)*utf8 < 0x80 ? ARRAY_LEN(letters) : 0;
        while (i < ARRAY_LEN(letters) && strncmp(utf8, letters[i][0], LETTER_BYTES) != 0)
            i++;
        if (i < ARRAY_LEN(letters))
            text_add(ret, letters[i][1]);
        else
            text_add_bytes(ret, utf8, 1);
        utf8 += i < ARRAY_LEN(letters) ? LETTER_BYTES : 1;
    }
}
