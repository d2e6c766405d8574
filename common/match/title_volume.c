/* title_volume.c: how a volume is named, and the one that stands in the words of main title and
 * rest. */
#include "match/title_private.h"

#include <string.h>

/* ---- naming a volume ---- */

static bool is_number(struct word word)
{
    return word.at[0] >= '0' && word.at[0] <= '9';
}

bool title_is_volume_marker(struct word word, enum title_volume_kind *ret)
{
    static const struct {
        const char *text;
        enum title_volume_kind kind;
    } markers[] = {
        {"vol", TITLE_VOLUME},     {"volume", TITLE_VOLUME},  {"tome", TITLE_VOLUME},
        {"tomo", TITLE_VOLUME},    {"band", TITLE_VOLUME},    {"bd", TITLE_VOLUME},
        {"number", TITLE_VOLUME},  {"issue", TITLE_VOLUME},   {"no", TITLE_VOLUME},
        {"nr", TITLE_VOLUME},      {"v", TITLE_VOLUME},       {"volumen", TITLE_VOLUME},
        {"том", TITLE_VOLUME},     {"volumul", TITLE_VOLUME}, {"book", TITLE_BOOK},
        {"bk", TITLE_BOOK},        {"livre", TITLE_BOOK},     {"libro", TITLE_BOOK},
        {"buch", TITLE_BOOK},      {"книга", TITLE_BOOK},     {"part", TITLE_PORTION},
        {"pt", TITLE_PORTION},     {"parte", TITLE_PORTION},  {"teil", TITLE_PORTION},
        {"partie", TITLE_PORTION}, {"часть", TITLE_PORTION},
    };
    const size_t at = WORD_FIND(word, markers);
    *ret = at < ARRAY_LEN(markers) ? markers[at].kind : TITLE_VOLUME;
    return at < ARRAY_LEN(markers);
}

int title_volume_at(const struct word_span *list, size_t first, enum title_volume_kind *ret_kind)
{
    if (first + 1 >= list->count || !title_is_volume_marker(list->items[first], ret_kind))
        return 0;
    const struct word marker = list->items[first], number = list->items[first + 1];
    /* "No One", "The Book I Read" and "Henry V" name no volumes. */
    if (!is_number(number) &&
        (WORD_AMONG(marker, "no v") || (number.count == 1 && first + 2 < list->count)))
        return 0;
    return word_volume_number(number);
}

int title_cjk_volume(struct word word)
{
    static const char *const names[] = {"上", "中", "下"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (word_is(word, names[i]))
            return (int)i + 1;
    return 0;
}

/* ---- taking it ---- */

static void remove_words(struct word_list *list, size_t first, size_t count)
{
    list->count -= count;
    memmove(list->items + first, list->items + first + count,
            (list->count - first) * sizeof(*list->items));
}

static struct word_span span_of(const struct word_list *list)
{
    return (struct word_span){list->items, list->count};
}

void title_set_volume(struct title *title, int number, enum title_volume_kind kind)
{
    if (title->volume > 0)
        return;
    title->volume = number;
    title->volume_kind = kind;
}

/* Is the number at the end of the main title one of a volume? "Fahrenheit 451" is none, nor is the
 * last number of "4 3 2 1" or "11/22/63". No series is so long. A Roman one counts where more
 * follows ("Millennium I: …"). */
static int trailing_volume(const struct title *title)
{
    enum { TRAILING_MAX = 99 };
    const struct word_list *main = &title->main;
    if (main->count < 2)
        return 0;
    const struct word last = main->items[main->count - 1], before = main->items[main->count - 2];
    if (title_cjk_volume(last) > 0)
        return title_cjk_volume(last);
    const bool roman =
        title->level_count > 0 && word_number(last) == 0 && !WORD_AMONG(before, "and or you me am");
    const int number = is_number(last) || roman ? word_volume_number(last) : 0;
    return number > TRAILING_MAX || is_number(before) ? 0 : number;
}

/* Take "vol 6", or a small number at the end, out of the main title. A title without other words
 * ("Book One") stays as it is. */
static void take_main_volume(struct title *title)
{
    struct word_list *main = &title->main;
    for (size_t i = 0; i + 1 < main->count; i++) {
        enum title_volume_kind kind = TITLE_VOLUME;
        const struct word_span span = span_of(main);
        const int volume = title_volume_at(&span, i, &kind);
        if (volume == 0 || main->count == 2)
            continue;
        remove_words(main, i, 2);
        title_set_volume(title, volume, kind);
        return;
    }
    if (main->count > 2 && is_number(main->items[0]) &&
        word_volume_number(main->items[main->count - 1]) > 0 &&
        !is_number(main->items[main->count - 1])) { /* "1 Henry IV" */
        title_set_volume(title, word_number(main->items[0]), TITLE_PORTION);
        remove_words(main, 0, 1);
        return;
    }
    const int trailing = trailing_volume(title);
    if (trailing == 0)
        return;
    main->count--;
    title_set_volume(title, trailing, TITLE_VOLUME);
}

/* "The Rift Part 1" at the end of the rest, "Volume 2" at its beginning. */
static void take_rest_volume(struct title *title)
{
    struct word_list *rest = &title->rest;
    enum title_volume_kind kind = TITLE_VOLUME;
    const struct word_span span = span_of(rest);
    int volume = title_volume_at(&span, 0, &kind);
    size_t at = 0;
    if (volume == 0 && rest->count > 2) {
        at = rest->count - 2;
        volume = title_volume_at(&span, at, &kind);
    }
    if (volume == 0)
        return;
    title->volume_of_rest = title->volume == 0 && at > 0;
    remove_words(rest, at, 2);
    title_set_volume(title, volume, kind);
    for (size_t i = 1; at == 0 && i < title->level_count; i++)
        title->levels[i] = title->levels[i] > 2 ? title->levels[i] - 2 : 0;
}

void title_take_volumes(struct title *title)
{
    take_main_volume(title);
    take_rest_volume(title);
}
