/* text_fold.c: folding of titles and names for comparison.
 *
 * Text is folded in one pass. utf8proc decomposes every character (compatibility forms, case
 * folding), each part is kept, replaced, dropped or turned into a blank, and what is left is
 * composed again, so that Hangul and kana stay letters. A month folds thousands of candidates and
 * nearly all of them are ASCII, so ASCII has a shorter way without utf8proc. */
#include "core/text_fold.h"

#include "core/mem.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

enum {
    PARTS_MAX = 64, /* of one character; U+FDFA has the most, 18 */
    MARKS_MAX = 8,  /* kept behind one letter; no language has more, hostile text has */
};

/* The folded characters so far. */
struct folding {
    int32_t *points;
    size_t count, capacity;
    size_t marks;  /* at the end of points, behind their letter */
    bool blank;    /* a blank is due before the next letter */
    bool in_word;  /* a letter stands before, to which a mark can belong */
    bool composes; /* points holds something that may compose */
};

/* ---- ASCII ---- */

/* What an ASCII character becomes: a small letter or a digit, ' ' for a blank, '&' for the word
 * "and", 0 for nothing. The grave accent counts as an apostrophe, because people type it for
 * one. */
static char fold_ascii(int32_t c)
{
    static const char folded[] = "                                "
                                 "      &\0        0123456789      "
                                 " abcdefghijklmnopqrstuvwxyz     "
                                 "\0abcdefghijklmnopqrstuvwxyz     ";
    return folded[c];
}

/* How many letters and digits stand at the beginning. Those that are written small already go into
 * out as they are. */
static size_t fold_run(const char *text, char *out, size_t room)
{
    size_t count = 0;
    while (count < room && (unsigned char)text[count] < 0x80) {
        const char c = fold_ascii(text[count]);
        if (c <= ' ' || c == '&')
            break;
        out[count++] = c;
    }
    return count;
}

/* false: the text holds other characters, too. What was added then belongs to nothing. */
static bool fold_ascii_text(const char *text, struct text *ret)
{
    static const char and_word[] = {'a', 'n', 'd'};
    char out[256]; /* is added to ret when it is full */
    size_t count = 0;
    bool blank = false, any = false;
    while (*text != '\0') {
        if ((unsigned char)*text >= 0x80)
            return false;
        const char c = fold_ascii(*text);
        if (c <= ' ') {
            blank = blank || c == ' ';
            text++;
            continue;
        }
        if (count > sizeof(out) - sizeof(" and ")) {
            text_add_bytes(ret, out, count);
            count = 0;
        }
        if (any && (blank || c == '&'))
            out[count++] = ' ';
        any = true;
        blank = c == '&';
        const size_t run =
            blank ? sizeof(and_word) : fold_run(text, out + count, sizeof(out) - count);
        if (blank)
            memcpy(out + count, and_word, sizeof(and_word));
        count += run;
        text += blank ? 1 : run;
    }
    text_add_bytes(ret, out, count);
    return true;
}

/* ---- what is special among the others ---- */

/* Apostrophes, primes and the letters written like them in transliterations (ayn, hamza, soft
 * sign), elision of Greek, geresh of Hebrew, the stretching of Arabic. Words are the same without
 * them. The table is sorted. */
static bool is_dropped(int32_t point)
{
    static const int32_t dropped[] = {
        0x00b4, 0x02b9, 0x02ba, 0x02bb, 0x02bc, 0x02bd, 0x02be, 0x02bf, 0x02c8,
        0x055a, 0x05f3, 0x05f4, 0x0640, 0x1fbd, 0x1fbf, 0x1ffd, 0x1ffe, 0x2018,
        0x2019, 0x201a, 0x201b, 0x2032, 0x2033, 0x2034, 0x2035, 0xff07, 0xff40,
    };
    for (size_t i = 0; i < ARRAY_LEN(dropped) && dropped[i] <= point; i++)
        if (dropped[i] == point)
            return true;
    return false;
}

/* How people type a letter that decomposition leaves as it is. NULL: it is no such letter. The
 * German sharp s is not here, because case folding makes "ss" of it. */
static const char *plain_letters(int32_t point)
{
    static const struct {
        int32_t point;
        const char *letters;
    } table[] = {
        {0x00e6, "ae"}, {0x00f0, "d"}, {0x00f8, "o"}, {0x00fe, "th"}, {0x0111, "d"},
        {0x0127, "h"},  {0x0131, "i"}, {0x0142, "l"}, {0x0153, "oe"}, {0x0167, "t"},
    };
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (table[i].point == point)
            return table[i].letters;
    return NULL;
}

static bool within(int32_t point, int32_t first, int32_t last)
{
    return point >= first && point <= last;
}

/* Does a blank belong before this character? "8½" is 8 1/2 and not 81/2; "Lego™" is not
 * "legotm". */
static bool stands_apart(int32_t point)
{
    return within(point, 0xbc, 0xbe) || within(point, 0x2150, 0x215f) || point == 0x2189 ||
           point == 0x2120 || point == 0x2122;
}

static bool is_trade_mark(int32_t point)
{
    return point == 0x2120 || point == 0x2122;
}

/* Are marks on this letter accents? They are in Latin, Greek and Cyrillic (and on digits), and half
 * of all catalogues leave them out. In other scripts a mark makes another letter (ka and ga in
 * kana). */
static bool has_accents(int32_t letter)
{
    return letter < 0x0530 || within(letter, 0x1d00, 0x1fff) || within(letter, 0x2c60, 0x2c7f) ||
           within(letter, 0xa640, 0xa69f) || within(letter, 0xa720, 0xa7ff) ||
           within(letter, 0xab30, 0xab6f);
}

/* Is it a vowel point of Hebrew or Arabic? Scripture and books for children print them, titles do
 * not. */
static bool is_vowel_point(int32_t mark)
{
    return within(mark, 0x0591, 0x05c7) || within(mark, 0x0610, 0x061a) ||
           within(mark, 0x064b, 0x0652) || mark == 0x0670 || within(mark, 0x06d6, 0x06ed);
}

/* ---- one character ---- */

static void push(struct folding *folding, int32_t point)
{
    if (folding->count == folding->capacity) {
        folding->capacity *= 2;
        folding->points = mem_resize(folding->points, folding->capacity, sizeof(*folding->points));
    }
    folding->points[folding->count++] = point;
}

static void fold_blank(struct folding *folding)
{
    folding->blank = true;
    folding->in_word = false;
}

static void fold_letter(struct folding *folding, int32_t letter)
{
    if (folding->blank && folding->count > 0)
        push(folding, ' ');
    push(folding, letter);
    folding->blank = false;
    folding->in_word = true;
    folding->marks = 0;
    folding->composes = folding->composes || within(letter, 0x1100, 0x11ff); /* Hangul */
}

static void fold_letters(struct folding *folding, const char *letters)
{
    for (; *letters != '\0'; letters++)
        fold_letter(folding, *letters);
}

static void fold_mark(struct folding *folding, int32_t mark)
{
    if (!folding->in_word || folding->marks == MARKS_MAX || is_vowel_point(mark))
        return;
    if (has_accents(folding->points[folding->count - 1 - folding->marks]))
        return;
    push(folding, mark);
    folding->marks++;
    folding->composes = true;
    /* Keep the canonical order: marks stand in the order of their classes, and one of class 0 never
     * moves. */
    const int class = utf8proc_get_property(mark)->combining_class;
    for (size_t i = folding->count - 1, k = folding->marks; class > 0 && k > 1; i--, k--) {
        int32_t *here = &folding->points[i];
        if (utf8proc_get_property(here[-1])->combining_class <= class)
            break;
        here[0] = here[-1];
        here[-1] = mark;
    }
}

static void fold_point_of_ascii(struct folding *folding, int32_t point)
{
    const char c = fold_ascii(point);
    if (c == ' ' || c == '&')
        fold_blank(folding);
    if (c == '&') {
        fold_letters(folding, "and");
        fold_blank(folding);
    } else if (c != 0 && c != ' ') {
        fold_letter(folding, c);
    }
}

/* Fold one part of a decomposed character. */
static void fold_part(struct folding *folding, int32_t point)
{
    if (point < 0x80) {
        fold_point_of_ascii(folding, point);
        return;
    }
    if (is_dropped(point))
        return;
    const char *letters = plain_letters(point);
    if (letters) {
        fold_letters(folding, letters);
        return;
    }
    const utf8proc_category_t category = utf8proc_category(point);
    if ((category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
        (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO))
        fold_letter(folding, point);
    else if (category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC)
        fold_mark(folding, point);
    else if (category != UTF8PROC_CATEGORY_ME) /* a circle round a letter is an ornament */
        fold_blank(folding);
}

static void fold_character(struct folding *folding, int32_t point)
{
    const utf8proc_option_t options = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                      UTF8PROC_IGNORE | UTF8PROC_STABLE;
    if (is_dropped(point)) /* asked before some of them decompose into a blank and an accent */
        return;
    if (stands_apart(point))
        fold_blank(folding);
    if (is_trade_mark(point))
        return;
    int32_t parts[PARTS_MAX];
    int last_boundary = 0;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(point, parts, PARTS_MAX, options, &last_boundary);
    assert(count <= PARTS_MAX);
    for (utf8proc_ssize_t i = 0; i < count; i++)
        fold_part(folding, parts[i]);
}

/* ---- a text ---- */

static void write_composed(struct folding *folding, struct text *ret)
{
    utf8proc_ssize_t count = (utf8proc_ssize_t)folding->count;
    if (folding->composes)
        count =
            utf8proc_normalize_utf32(folding->points, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    utf8proc_uint8_t out[256];
    utf8proc_ssize_t used = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        used += utf8proc_encode_char(folding->points[i], out + used);
        if (used > (utf8proc_ssize_t)sizeof(out) - 4 || i == count - 1) {
            text_add_bytes(ret, out, (size_t)used);
            used = 0;
        }
    }
}

void text_fold(const char *utf8, struct text *ret)
{
    const size_t before = ret->count;
    if (fold_ascii_text(utf8, ret))
        return;
    text_cut(ret, before);
    const size_t count = strlen(utf8);
    struct folding folding = {.capacity = count + 16};
    folding.points = mem_new(folding.capacity, sizeof(*folding.points));
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)utf8;
    for (utf8proc_ssize_t left = (utf8proc_ssize_t)count, length = 0; left > 0;
         at += length, left -= length) {
        int32_t point = ' ';
        length = 1;
        if (*at < 0x80)
            point = *at;
        else
            length = utf8proc_iterate(at, left, &point);
        assert(length > 0); /* valid UTF-8 is the caller's promise */
        if (point < 0x80)
            fold_part(&folding, point);
        else
            fold_character(&folding, point);
    }
    write_composed(&folding, ret);
    mem_free(folding.points);
}

const char *text_library_version(void)
{
    return utf8proc_version();
}
