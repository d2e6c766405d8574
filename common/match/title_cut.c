/* title_cut.c: cutting a title into pieces.
 *
 * What folding would lose is written in words first: "C++" and "C#", the "#" before a number, the
 * range of "#1-4", the elided article of "L'Étranger". Then brackets and marks separate. */
#include "match/title_private.h"

#include "core/text_clean.h"

#include <string.h>

/* ---- bytes ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || is_upper(c);
}

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

/* How many bytes stand before the first that is marked, or before the end. */
static size_t span_before(const char *at, const bool marked[static 256])
{
    size_t count = 0;
    while (at[count] != '\0' && !marked[(unsigned char)at[count]])
        count++;
    return count;
}

static bool starts(const char *at, const char *prefix)
{
    return strncmp(at, prefix, strlen(prefix)) == 0;
}

static bool has_letter(const char *at)
{
    return at[strspn(at, " \t\n.,:;-!?'\"#*/")] != '\0';
}

/* ---- writing in words what folding would lose ---- */

/* Skip the number of a list: "1. The Women". */
static const char *skip_enumerator(const char *at)
{
    enum { DIGITS_MAX = 2 };
    const size_t digits = strspn(at, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX || (at[digits] != '.' && at[digits] != ')') ||
        at[digits + 1] != ' ' || !has_letter(at + digits + 1))
        return at;
    return at + digits + 2;
}

/* How many bytes the dash of a range has that stands here between two digits. */
static size_t dash_at(const char *at)
{
    const size_t bytes = *at == '-' ? 1 : starts(at, "–") || starts(at, "—") ? strlen("–") : 0;
    return bytes > 0 && is_digit(at[bytes]) ? bytes : 0;
}

/* "#3" becomes "nr 3", "#1-4" "books 1 to 4", "#1.1" "nr 1 half", as half of a book has. Stories
 * between two books have "#1.5", which becomes "between". Returns how many bytes were read. */
static size_t add_number(const char *at, struct text *ret)
{
    size_t bytes = 1 + strspn(at + 1, " ");
    const size_t digits = strspn(at + bytes, "0123456789");
    const size_t dash = dash_at(at + bytes + digits);
    const bool fraction = at[bytes + digits] == '.' && is_digit(at[bytes + digits + 1]);
    const bool story = fraction && at[bytes + digits + 1] >= '5';
    if (story) {
        text_add(ret, " between ");
    } else {
        text_add(ret, dash ? " books " : " nr ");
        text_add_bytes(ret, at + bytes, digits);
        text_add(ret, dash ? " to " : fraction ? " half " : "");
    }
    bytes += digits;
    return bytes + (dash ? dash : fraction ? 1 + strspn(at + bytes + 1, "0123456789") : 0);
}

/* Is the word before the end of the text one that counts several volumes, as in "Books 1-3"? */
static bool counts_volumes(const struct text *text)
{
    static const char *const words[] = {"books ", "volumes ", "vols ", "vols. ", "issues ",
                                        "book ",  "volume ",  "vol. ", "parts "};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        const size_t count = strlen(words[i]);
        if (text->count >= count &&
            strncasecmp(text->bytes + text->count - count, words[i], count) == 0)
            return true;
    }
    return false;
}

/* Write what stands here in words, if it is one of the signs. Returns how many bytes were read. */
static size_t add_sign(const char *title, const char *at, struct text *ret)
{
    const bool behind_letter = at > title && is_ascii_letter(at[-1]);
    const size_t blanks = *at == '#' ? strspn(at + 1, " ") : 0;
    if (*at == '#' && is_digit(at[1 + blanks]))
        return add_number(at, ret);
    if (*at == '#' && behind_letter) {
        text_add(ret, " sharp ");
        return 1;
    }
    if (starts(at, "++") && behind_letter) {
        text_add(ret, " plus plus ");
        return 2;
    }
    if (*at == '%' || starts(at, "×")) {
        text_add(ret, *at == '%' ? " percent " : " x ");
        return *at == '%' ? 1 : strlen("×");
    }
    if (is_digit(*at) && counts_volumes(ret)) {
        const size_t digits = strspn(at, "0123456789"), dash = dash_at(at + digits);
        text_add_bytes(ret, at, digits);
        text_add(ret, dash ? " to " : "");
        return digits + dash;
    }
    text_add_bytes(ret, at, 1);
    return 1;
}

static void write_signs(const char *title, struct text *ret)
{
    static const bool signs[256] = {
        ['#'] = true, ['+'] = true, ['%'] = true, [0xc3] = true, /* of "×" */
        ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true,  ['4'] = true,
        ['5'] = true, ['6'] = true, ['7'] = true, ['8'] = true,  ['9'] = true,
    };
    const char *at = skip_enumerator(title);
    if ((*at == 'L' || *at == 'l') && (at[1] == '\'' || starts(at + 1, "’")) && at[2] != '\0') {
        text_add(ret, "l ");
        at += at[1] == '\'' ? 2 : 1 + strlen("’");
    }
    while (*at != '\0') {
        const size_t run = span_before(at, signs);
        text_add_bytes(ret, at, run);
        at += run;
        if (*at != '\0')
            at += add_sign(title, at, ret);
    }
}

/* ---- brackets ---- */

/* How many bytes a full-width bracket at this place has. 0: there is none. */
static size_t wide_bracket(const char *at, const char *const brackets[static 4])
{
    enum { WIDE_BYTES = 3 };
    for (size_t i = 0; i < 4; i++)
        if (starts(at, brackets[i]))
            return WIDE_BYTES;
    return 0;
}

static size_t bracket_closes(const char *at)
{
    static const char *const wide[] = {"）", "】", "］", "〉"};
    if (*at == ')' || *at == ']')
        return 1;
    return is_ascii(*at) ? 0 : wide_bracket(at, wide);
}

/* An ASCII bracket opens only where a blank stands before or behind it: "Wo(man)" and "(Re)arranged
 * Marriage" are words. */
static size_t bracket_opens(const char *title, const char *at)
{
    static const char *const wide[] = {"（", "【", "［", "〈"};
    if (at == title)
        return 0;
    if (*at == '(' || *at == '[')
        return is_blank(at[-1]) || bracket_closes(at - 1) || is_blank(at[1]) ? 1 : 0;
    return is_ascii(*at) ? 0 : wide_bracket(at, wide);
}

/* ---- marks ---- */

/* Does another name of the same book follow, as in "Moby-Dick; or, The Whale"? */
static size_t alternative_at(const char *at)
{
    if (strncasecmp(at, " or, ", 5) == 0)
        return 5;
    return strncasecmp(at, " or ", 4) == 0 ? 4 : 0;
}

/* Does a full stop end the sentence that the main title is? The last word must be long, because
 * "Mr." and "St." are short. */
static bool ends_sentence(const char *title, const char *at)
{
    static const char *const short_words[] = {"prof", "capt", "dept", "Prof", "Capt", "Dept"};
    enum { LETTERS_MIN = 4 };
    size_t letters = 0;
    while (at > title + letters && !is_blank(at[-1 - (ptrdiff_t)letters]) &&
           at[-1 - (ptrdiff_t)letters] != '.')
        letters++;
    for (size_t i = 0; i < ARRAY_LEN(short_words); i++)
        if (letters == strlen(short_words[i]) &&
            strncmp(at - letters, short_words[i], letters) == 0)
            return false;
    return letters >= LETTERS_MIN && is_blank(at[1]) &&
           (is_upper(at[2]) || is_digit(at[2]) || !is_ascii(at[2]));
}

struct separator {
    size_t bytes; /* 0: there is none */
    enum title_mark mark;
};

static struct separator ascii_separator(const char *title, const char *at)
{
    const struct separator none = {0}, level = {1, MARK_LEVEL};
    const bool blank_before = at > title && is_blank(at[-1]);
    const bool blank_behind = is_blank(at[1]) || at[1] == '\0';
    switch (*at) {
    case ':': /* "4:50 from Paddington" */
        return at > title && is_digit(at[-1]) && is_digit(at[1]) ? none : level;
    case ',':
    case ';':
        if (alternative_at(at + 1) > 0)
            return (struct separator){1 + alternative_at(at + 1), MARK_OTHER_NAME};
        return *at == ','     ? (struct separator){1, MARK_COMMA}
               : blank_behind ? (struct separator){1, MARK_LIST}
                              : none;
    case '-':
        if (at[1] == '-')
            return (struct separator){strspn(at, "-"), MARK_LEVEL};
        return blank_before && blank_behind ? level : none;
    case '=':
    case '|':
        return blank_before && blank_behind ? level : none;
    case '/':
        return blank_before && blank_behind ? (struct separator){1, MARK_LIST} : none;
    case '?':
    case '!': /* ends a sentence where more follows */
        return is_blank(at[1]) && at[2] != '\0' ? level : none;
    default:
        if (starts(at, "... ") && has_letter(at + 3))
            return (struct separator){3, MARK_LEVEL};
        return *at == '.' && ends_sentence(title, at) ? level : none;
    }
}

static struct separator separator_at(const char *title, const char *at)
{
    if (is_ascii(*at))
        return ascii_separator(title, at);
    const bool blank_before = at > title && is_blank(at[-1]);
    const bool blank_behind = is_blank(at[strlen("–")]);
    if (starts(at, "：") || starts(at, "―"))
        return (struct separator){strlen("："), MARK_LEVEL};
    if ((starts(at, "–") && blank_before && blank_behind) ||
        (starts(at, "—") && blank_before == blank_behind))
        return (struct separator){strlen("–"), MARK_LEVEL};
    return (struct separator){0};
}

/* ---- cutting ---- */

struct cutting {
    const char *title; /* with the signs written in words */
    struct text *cut;
    struct title_pieces *pieces;
    int depth;             /* of brackets */
    enum title_mark outer; /* the mark before the next piece outside brackets */
};

/* End the piece and begin another one. Of a title with too many pieces the last one goes on. */
static void next_piece(struct cutting *cutting, enum title_mark mark, bool bracket)
{
    struct title_pieces *pieces = cutting->pieces;
    if (pieces->count == TITLE_PIECES_MAX) {
        text_add(cutting->cut, " ");
        return;
    }
    text_add_bytes(cutting->cut, "", 1);
    struct title_piece *piece = &pieces->items[pieces->count++];
    piece->raw = cutting->cut->count;
    piece->mark = mark;
    piece->bracket = bracket;
    piece->words = (struct word_span){0};
}

static bool said_something(const struct cutting *cutting)
{
    for (size_t i = 0; i < cutting->pieces->count; i++) {
        const struct title_piece *piece = &cutting->pieces->items[i];
        if (!piece->bracket && piece->raw < cutting->cut->count &&
            has_letter(cutting->cut->bytes + piece->raw))
            return true;
    }
    return false;
}

/* Take what stands at a byte that may be a bracket or a mark. Returns how many bytes it has. */
static size_t take_mark(struct cutting *cutting, const char *at)
{
    const size_t opens = bracket_opens(cutting->title, at);
    const size_t closes = cutting->depth > 0 ? bracket_closes(at) : 0;
    if (opens > 0) {
        if (cutting->depth++ == 0)
            next_piece(cutting, MARK_NONE, /* bracket= */ true);
        else
            text_add(cutting->cut, " ");
        return opens;
    }
    if (closes > 0) {
        if (--cutting->depth == 0)
            next_piece(cutting, MARK_NONE, /* bracket= */ false);
        else
            text_add(cutting->cut, " ");
        return closes;
    }
    const struct separator separator =
        cutting->depth == 0 ? separator_at(cutting->title, at) : (struct separator){0};
    if (separator.bytes > 0 && said_something(cutting)) {
        next_piece(cutting, separator.mark, /* bracket= */ false);
        return separator.bytes;
    }
    text_add_bytes(cutting->cut, at, 1);
    return 1;
}

void title_pieces_cut(const char *utf8, struct text *scratch, struct text *ret_cut,
                      struct title_pieces *ret)
{
    /* Bytes that may begin a bracket or a mark: ASCII, and the first bytes of the others. */
    static const bool special[256] = {
        ['('] = true, [')'] = true, ['['] = true,  [']'] = true,  [':'] = true,  [';'] = true,
        [','] = true, ['.'] = true, ['-'] = true,  ['='] = true,  ['|'] = true,  ['?'] = true,
        ['!'] = true, ['/'] = true, [0xe2] = true, [0xe3] = true, [0xef] = true,
    };
    CLEANUP(text_done) struct text decoded = {0};
    if (strchr(utf8, '&') && strchr(utf8, ';')) {
        text_decode_entities(utf8, &decoded);
        utf8 = text_of(&decoded);
    }
    text_clear(scratch);
    text_clear(ret_cut);
    write_signs(utf8, scratch);
    ret->count = 0;
    struct cutting cutting = {.title = text_of(scratch), .cut = ret_cut, .pieces = ret};
    next_piece(&cutting, MARK_NONE, /* bracket= */ false);
    for (const char *at = cutting.title; *at != '\0';) {
        const size_t run = span_before(at, special);
        text_add_bytes(ret_cut, at, run);
        at += run;
        if (*at != '\0')
            at += take_mark(&cutting, at);
    }
    text_add_bytes(ret_cut, "", 1);
}
