/* title.c: taking a title apart.
 *
 * The title is cut at brackets and at the first separator, and the pieces are folded. Their words
 * are then the main title, the rest and the brackets. What an edition is beside the book
 * (title_nature) is found in title_nature.c. */
#include "match/title.h"

#include "core/text_fold.h"

#include <string.h>

enum { PART_MAIN, PART_REST, PART_BRACKETS };

void title_done(struct title *title)
{
    text_done(&title->folded);
    for (size_t i = 0; i < ARRAY_LEN(title->parts); i++)
        text_done(&title->parts[i]);
    *title = (struct title){0};
}

/* ---- cutting the raw title ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

static bool starts(const char *at, const char *prefix)
{
    return strncmp(at, prefix, strlen(prefix)) == 0;
}

/* How many bytes a full-width bracket at this place has. 0: there is none. */
static size_t wide_bracket(const char *at, const char *const brackets[static 3])
{
    enum { WIDE_BYTES = 3 };
    for (size_t i = 0; i < 3; i++)
        if (starts(at, brackets[i]))
            return WIDE_BYTES;
    return 0;
}

static size_t bracket_closes(const char *at)
{
    static const char *const wide[] = {"）", "】", "］"};
    if (*at == ')' || *at == ']')
        return 1;
    return is_ascii(*at) ? 0 : wide_bracket(at, wide);
}

/* An ASCII bracket opens only where a blank stands before or behind it: "Wo(man)" and "(Re)arranged
 * Marriage" are words. */
static size_t bracket_opens(const char *title, const char *at)
{
    static const char *const wide[] = {"（", "【", "［"};
    if (at == title)
        return 0;
    if (*at == '(' || *at == '[')
        return is_blank(at[-1]) || bracket_closes(at - 1) || is_blank(at[1]) ? 1 : 0;
    return is_ascii(*at) ? 0 : wide_bracket(at, wide);
}

/* Does another title follow, as in "Moby-Dick; or, The Whale"? */
static bool is_alternative(const char *at)
{
    return starts(at, " or ") || starts(at, " or, ");
}

/* How many bytes the separator between main title and rest at this place has. 0: there is none. A
 * mark that ends a sentence is one where more follows. */
static size_t separator_at(const char *title, const char *at)
{
    const bool blank_before = at > title && is_blank(at[-1]);
    switch (*at) {
    case ':': /* "4:50 from Paddington" */
        return at > title && is_digit(at[-1]) && is_digit(at[1]) ? 0 : 1;
    case ',':
    case ';':
        return is_alternative(at + 1) ? 1 : 0;
    case '-':
    case '=':
    case '|':
        return blank_before && is_blank(at[1]) ? 1 : 0;
    case '?':
    case '!':
        return is_blank(at[1]) && at[2] != '\0' ? 1 : 0;
    default:
        if (is_ascii(*at))
            return 0;
        if (starts(at, "："))
            return strlen("：");
        if ((starts(at, "–") || starts(at, "—")) && blank_before && is_blank(at[strlen("–")]))
            return strlen("–");
        return 0;
    }
}

static bool has_letter(const struct text *part)
{
    const char *at = text_of(part);
    return at[strspn(at, " \t\n.,:;-!?'\"#*/")] != '\0';
}

/* Drop the article at the end of a title that is written as libraries sort it: "Tent, The". */
static void drop_inverted_article(struct text *part)
{
    static const char *const articles[] = {" The", " A", " An", " the", " a", " an"};
    char *comma = part->count > 0 ? memrchr(part->bytes, ',', part->count) : NULL;
    for (size_t i = 0; comma && i < ARRAY_LEN(articles); i++) {
        if (strcmp(comma + 1, articles[i]) != 0)
            continue;
        *comma = '\0';
        part->count = (size_t)(comma - part->bytes);
        return;
    }
}

static void cut(const char *title, struct text parts[static 3])
{
    /* Bytes that may begin a bracket or a separator: ASCII, and the first bytes of the others. */
    static const char special[] = "()[]:;,-=|?!\xe2\xe3\xef";
    int part = PART_MAIN, outer = PART_MAIN;
    for (const char *at = title; *at != '\0';) {
        const size_t run = strcspn(at, special);
        text_add_bytes(&parts[part], at, run);
        at += run;
        if (*at == '\0')
            break;
        size_t bytes = part == PART_BRACKETS ? bracket_closes(at) : bracket_opens(title, at);
        if (bytes > 0) {
            part = part == PART_BRACKETS ? outer : PART_BRACKETS;
            text_add(&parts[part], " "); /* so that the words of "(One)(Two)" are two */
            at += bytes;
            continue;
        }
        bytes = part == PART_MAIN ? separator_at(title, at) : 0;
        if (bytes > 0 && has_letter(&parts[PART_MAIN]))
            part = outer = PART_REST;
        text_add_bytes(&parts[part], at, bytes ? bytes : 1);
        at += bytes ? bytes : 1;
    }
}

/* ---- sorting the words ---- */

bool title_is_article(struct word word)
{
    static const char *const articles[] = {
        "the", "a",   "an",  "el", "la",  "los", "las", "le", "les",
        "der", "die", "das", "un", "une", "una", "il",  "lo", "gli",
    };
    return WORD_IN(word, articles);
}

static void remove_words(struct word_list *list, size_t first, size_t count)
{
    list->count -= count;
    memmove(list->items + first, list->items + first + count,
            (list->count - first) * sizeof(*list->items));
}

static bool is_volume_marker(struct word word)
{
    static const char *const markers[] = {
        "vol", "volume", "tome", "tomo",  "band",  "bd",   "book", "bk",     "part",
        "pt",  "parte",  "teil", "livre", "libro", "buch", "no",   "number", "issue",
    };
    return WORD_IN(word, markers);
}

/* The volume that two words from first on say ("vol 6"). 0: they say none. Behind "no" only digits
 * count, and a single letter counts at the end only, because "No One" and "The Book I Read" name no
 * volumes. */
static int volume_at(const struct word_list *list, size_t first)
{
    if (first + 1 >= list->count || !is_volume_marker(list->items[first]))
        return 0;
    const struct word number = list->items[first + 1];
    if (!is_digit(number.at[0]) &&
        (word_is(list->items[first], "no") || (number.count == 1 && first + 2 < list->count)))
        return 0;
    return word_volume_number(number);
}

/* Take "vol 6", or a small number at the end, out of the main title. A title without other words
 * ("Book One") stays as it is. */
static int take_volume(struct word_list *main)
{
    enum { TRAILING_MAX = 99 }; /* "Fahrenheit 451" is no volume; no series is so long */
    for (size_t i = 0; i + 1 < main->count; i++) {
        const int volume = volume_at(main, i);
        if (volume == 0 || main->count == 2)
            continue;
        remove_words(main, i, 2);
        return volume;
    }
    if (main->count < 2)
        return 0;
    const struct word last = main->items[main->count - 1];
    const int number = is_digit(last.at[0]) ? word_volume_number(last) : 0;
    if (number == 0 || number > TRAILING_MAX)
        return 0;
    main->count--;
    return number;
}

static int take_rest_volume(struct word_list *rest)
{
    const int volume = volume_at(rest, 0);
    if (volume > 0)
        remove_words(rest, 0, 2);
    return volume;
}

/* Japanese works of two or three volumes have "upper", "middle" or "lower" in brackets. */
static int bracket_volume(const struct word_list *brackets)
{
    static const char *const names[] = {"上", "中", "下"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (brackets->count == 1 && word_is(brackets->items[0], names[i]))
            return (int)i + 1;
    return 0;
}

/* Do all words only say what kind of book it is: "a novel", "the classic bestselling memoir"? */
static bool is_generic(const struct word_list *rest)
{
    static const char *const kinds[] = {
        "a",           "an",
        "the",         "my",
        "and",         "novel",
        "novels",      "novella",
        "memoir",      "memoirs",
        "story",       "stories",
        "short",       "tales",
        "poems",       "poetry",
        "essays",      "thriller",
        "mystery",     "romance",
        "biography",   "autobiography",
        "true",        "classic",
        "bestselling",
    };
    if (rest->count > 0 && word_is(rest->items[rest->count - 1], "edition"))
        return true;
    for (size_t i = 0; i < rest->count; i++)
        if (!WORD_IN(rest->items[i], kinds))
            return false;
    return true;
}

static void fold_part(struct title *title, int part, size_t ret_span[static 2])
{
    ret_span[0] = title->folded.count;
    text_fold(text_of(&title->parts[part]), &title->folded);
    ret_span[1] = title->folded.count - ret_span[0];
    text_add(&title->folded, " ");
}

/* All parts are folded into one buffer before words point into it, because it moves as it grows. */
static void fold_parts(struct title *title)
{
    struct word_list *const lists[] = {&title->main, &title->rest, &title->brackets};
    size_t spans[ARRAY_LEN(lists)][2] = {{0}};
    text_clear(&title->folded);
    for (int part = PART_MAIN; part <= PART_BRACKETS; part++)
        fold_part(title, part, spans[part]);
    const char *folded = text_of(&title->folded);
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        lists[i]->count =
            words_split(folded + spans[i][0], spans[i][1], lists[i]->items, WORD_LIST_MAX);
    title->head = (struct word){folded, spans[PART_MAIN][1]};
    title->outside = (struct word){folded, spans[PART_BRACKETS][0]};
}

void title_parse(const char *utf8, struct title *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(ret->parts); i++)
        text_clear(&ret->parts[i]);
    cut(utf8, ret->parts);
    drop_inverted_article(&ret->parts[PART_MAIN]);
    fold_parts(ret);

    if (ret->main.count == 0) { /* "(500)", "*** : Stars" */
        ret->main = ret->rest.count ? ret->rest : ret->brackets;
        ret->rest.count = 0;
    }
    ret->article = (struct word){0};
    if (ret->main.count > 1 && title_is_article(ret->main.items[0])) {
        ret->article = ret->main.items[0];
        remove_words(&ret->main, 0, 1);
    }
    ret->volume = take_volume(&ret->main);
    const int rest_volume = take_rest_volume(&ret->rest);
    if (ret->volume == 0)
        ret->volume = rest_volume ? rest_volume : bracket_volume(&ret->brackets);
    if (is_generic(&ret->rest))
        ret->rest.count = 0;
}
