/* work_title.c: what a title says of the work.
 *
 * The tables were made with the reference catalogue at hand: among its titles that begin alike by
 * one author, each word here tells some apart, or keeps some together. */
#include "model/work_title.h"

#include "core/text_fold.h"
#include "match/match_title.h"

#include <string.h>

void work_title_done(struct work_title *title)
{
    title_done(&title->title);
    text_done(&title->naming);
    text_done(&title->extra);
    *title = (struct work_title){0};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void remove_words(struct word_list *list, size_t first, size_t count)
{
    list->count -= count;
    memmove(list->items + first, list->items + first + count,
            (list->count - first) * sizeof(*list->items));
}

/* ---- volumes ---- */

static const char singular[] =
    "vol volume tome tomo band bd book bk part pt parte teil livre libro "
    "buch no number issue level grade";
static const char lettered[] = "vol volume level grade"; /* "Volume C", "Level A" */
static const char plural[] = "vols volumes books bks parts logs nos numbers issues";

/* The number of a volume that a word says; 0: none. "Volume Four 1929-1931" has no volume 1929. */
static int volume_number(struct word word)
{
    enum { VOLUME_MAX = 200 };
    const int number = word_volume_number(word);
    return number <= VOLUME_MAX ? number : 0;
}

/* The number behind a marker; 0: none. "No One" and "The Book I Read" say none. */
static int number_behind(const struct word_list *list, size_t marker)
{
    const struct word word = list->items[marker + 1];
    const bool last = marker + 2 == list->count;
    if (!is_digit(word.at[0]) && (word_is(list->items[marker], "no") || (word.count == 1 && !last)))
        return 0;
    return volume_number(word);
}

/* Write the numbers that stand together from first on, as in "books i to iii" and "bk 1 2".
 * Returns how many words they are. */
static size_t write_range(const struct word_list *list, size_t first, struct text *ret)
{
    size_t end = first;
    for (size_t at = first; at < list->count; at++) {
        const int number = volume_number(list->items[at]);
        if (number > 0) {
            text_add_format(ret, "%s%d", ret->count > 0 ? "-" : "", number);
            end = at + 1;
        } else if (ret->count == 0 || !WORD_AMONG(list->items[at], "to and bis through")) {
            break;
        }
    }
    return end - first;
}

/* The volume that is named at a place of the list.
 * out  how many words name it; 0: none is named here */
static size_t volume_at(const struct word_list *list, size_t at, struct text *ret)
{
    if (at + 1 >= list->count)
        return 0;
    const struct word next = list->items[at + 1];
    if (WORD_AMONG(list->items[at], plural) ||
        (WORD_AMONG(list->items[at], singular) && number_behind(list, at) > 0)) {
        const size_t words = write_range(list, at + 1, ret);
        return words > 0 ? words + 1 : 0;
    }
    if (WORD_AMONG(list->items[at], lettered) && next.count == 1 && !is_digit(next.at[0])) {
        text_add_bytes(ret, next.at, 1);
        return 2;
    }
    return 0;
}

static void keep_volume(struct work_title *ret, const struct text *volume)
{
    if (ret->volume[0] == '\0')
        text_copy(ret->volume, sizeof(ret->volume), text_of(volume));
}

/* Take what names a volume out of a list. "Book Seven of the Wheel of Time" names none: it is the
 * place in a series, and is taken out with all that stands behind it. */
static void take_volumes(struct word_list *list, struct work_title *ret)
{
    for (size_t i = 0; i + 1 < list->count; i++) {
        CLEANUP(text_done) struct text volume = {0};
        const size_t words = volume_at(list, i, &volume);
        if (words == 0)
            continue;
        if (i + words < list->count && WORD_AMONG(list->items[i + words], "of in")) {
            list->count = i;
            return;
        }
        remove_words(list, i, words);
        keep_volume(ret, &volume);
        return;
    }
}

/* title_parse has taken "book seven" from the beginning of the rest. */
static bool is_place_in_series(const struct title *title)
{
    return title->volume > 0 && title->rest.count > 1 && word_is(title->rest.items[0], "of");
}

static void find_volume(struct work_title *ret)
{
    struct title *title = &ret->title;
    if (is_place_in_series(title)) {
        title->volume = 0;
        title->rest.count = 0;
    }
    if (title->volume > 0) {
        CLEANUP(text_done) struct text volume = {0};
        text_add_format(&volume, "%d", title->volume);
        keep_volume(ret, &volume);
    }
    if (title->set_first > 0) {
        CLEANUP(text_done) struct text volumes = {0};
        text_add_format(&volumes, "%d-%d", title->set_first, title->set_last);
        keep_volume(ret, &volumes);
    }
    take_volumes(&title->rest, ret);
    if (title->main.count > 2)
        take_volumes(&title->main, ret);
    struct word_list brackets = title->brackets;
    take_volumes(&brackets, ret);
}

/* ---- series ---- */

/* A number counts where the series is called as the book is, and nothing else tells them apart:
 * "Bleach (Bleach #3)". The first of a series is often called so without its number. */
static void find_series_volume(const struct work_naming *naming, struct work_title *ret)
{
    struct word words[WORD_LIST_MAX];
    const char *number = naming->series_number;
    if (ret->volume[0] != '\0' || ret->title.rest.count > 0 || !naming->series || !number ||
        strcmp(number, "1") == 0 || strncmp(number, "1-", 2) == 0 ||
        number[strspn(number, "0123456789.-")] != '\0')
        return;
    CLEANUP(text_done) struct text folded = {0};
    text_fold(naming->series, &folded);
    size_t count = words_split(text_of(&folded), folded.count, words, WORD_LIST_MAX);
    const size_t skip = count > 1 && title_is_article(words[0]) ? 1 : 0;
    if (words_same(words + skip, count - skip, ret->title.main.items, ret->title.main.count))
        text_copy(ret->volume, sizeof(ret->volume), number);
}

/* ---- natures ---- */

/* What other works are called behind the name of the book that they are made of. */
static const struct {
    const char *phrase;
    unsigned nature;
} phrases[] = {
    {" stage ", TITLE_ADAPTED},
    {" the play ", TITLE_ADAPTED},
    {" plays ", TITLE_ADAPTED},
    {" dramatisation ", TITLE_ADAPTED},
    {" dramatization ", TITLE_ADAPTED},
    {" dramatised ", TITLE_ADAPTED},
    {" dramatized ", TITLE_ADAPTED},
    {" pop up ", TITLE_ADAPTED},
    {" popup ", TITLE_ADAPTED},
    {" selections ", TITLE_ADAPTED},
    {" excerpts ", TITLE_ADAPTED},
    {" scenes from ", TITLE_ADAPTED},
    {" comic ", TITLE_ADAPTED},
    {" manga ", TITLE_ADAPTED},
    {" libretto ", TITLE_ADAPTED},
    {" abridgement ", TITLE_ADAPTED},
    {" annotations ", TITLE_ABOUT},
    {" study aids ", TITLE_ABOUT},
    {" pocket guide ", TITLE_ABOUT},
    {" exhibition catalogue ", TITLE_ABOUT},
    {" visual companion ", TITLE_ABOUT},
    {" activity book ", TITLE_ABOUT},
    {" sticker book ", TITLE_ABOUT},
    {" anniversary book ", TITLE_ABOUT},
    {" movie guide ", TITLE_ABOUT},
    {" visual dictionary ", TITLE_ABOUT},
    {" omnibus ", TITLE_SET},
};

static void add_words(struct text *text, const struct word_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        text_add_bytes(text, list->items[i].at, list->items[i].count);
        text_add(text, " ");
    }
}

/* Does the rest begin with the main title, and go on? Then it lists what a volume holds. */
static bool lists_contents(const struct title *title)
{
    const struct word_list *main = &title->main, *rest = &title->rest;
    const size_t skip = rest->count > 0 && title_is_article(rest->items[0]) ? 1 : 0;
    return rest->count > skip + main->count &&
           words_same(rest->items + skip, main->count, main->items, main->count);
}

/* "An Experiential Guide" is another book, "A Citizen's Guide to the Economy" may be a subtitle. */
static bool is_guide(const struct word_list *rest)
{
    return rest->count > 0 && word_is(rest->items[rest->count - 1], "guide");
}

/* Recordings and large print are editions of the same work. */
static void find_nature(const struct work_naming *naming, struct work_title *ret)
{
    struct word words[WORD_LIST_MAX];
    struct text *extra = &ret->extra;
    text_clear(extra);
    text_add(extra, " ");
    add_words(extra, &ret->title.rest);
    add_words(extra, &ret->title.brackets);
    ret->nature = title_nature(&ret->title);
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
        if (strstr(text_of(extra), phrases[i].phrase))
            ret->nature |= phrases[i].nature;
    text_clear(extra);
    if (naming->series) /* "Hitchhiker's Guide: Radio Play", but not "The Theban Plays" */
        text_fold(naming->series, extra);
    const size_t count = words_split(text_of(extra), extra->count, words, WORD_LIST_MAX);
    ret->nature |= title_nature_of_words(words, count);
    if (lists_contents(&ret->title))
        ret->nature |= TITLE_SET;
    if (is_guide(&ret->title.rest))
        ret->nature |= TITLE_ABOUT;
    ret->nature &= TITLE_ABOUT | TITLE_SET | TITLE_ADAPTED;
}

/* ---- what the rest says ---- */

/* Words of blurbs and of statements about the edition: a rest with one of them is none. */
static bool says_nothing(const struct word_list *rest)
{
    static const char *const words[] = {
        "bestseller",  "bestsellers", "bestselling", "criticism", "authoritative",
        "translation", "unabridged",  "backgrounds", "restored",  "illustrated",
        "illustrada",  "edition",     "edicion",     "ausgabe",   "bericht",
    };
    for (size_t i = 0; i < rest->count; i++)
        if (WORD_IN(rest->items[i], words))
            return true;
    return false;
}

/* Does the rest tell about the book, as "A Romance of Many Dimensions" does? "Apprentice" and
 * "Blood Enemy" are titles of their own. */
static bool tells(const struct word_list *rest)
{
    enum { WORDS_MIN = 4 };
    const size_t article = rest->count > 0 && title_is_article(rest->items[0]) ? 1 : 0;
    return rest->count - article >= WORDS_MIN ||
           (rest->count > 0 &&
            (WORD_AMONG(rest->items[0], "a an ein eine un une una or oder ou o") ||
             word_number(rest->items[0]) > 0));
}

/* Titles that many books of many people have. */
static bool is_generic(const struct word_list *main)
{
    static const char words[] =
        "selected collected complete the poems plays stories works letters essays short new novels "
        "tales poetry writings diaries journals verse prose two three four five one act and other "
        "in of early late later poem story novel drama dramas fiction volume";
    static const char last[] = "collection omnibus reader treasury library anthology";
    if (main->count > 0 && WORD_AMONG(main->items[main->count - 1], last))
        return true;
    for (size_t i = 0; i < main->count; i++)
        if (!WORD_AMONG(main->items[i], words))
            return false;
    return true;
}

void work_title_parse(const struct work_naming *naming, struct work_title *ret)
{
    text_clear(&ret->naming);
    text_add(&ret->naming, naming->title);
    if (naming->subtitle && naming->subtitle[0] != '\0') {
        text_add(&ret->naming, ": ");
        text_add(&ret->naming, naming->subtitle);
    }
    title_parse(text_of(&ret->naming), &ret->title);
    ret->volume[0] = '\0';
    find_nature(naming, ret);
    find_volume(ret);
    find_series_volume(naming, ret);
    if (says_nothing(&ret->title.rest))
        ret->title.rest.count = 0;
    ret->generic = is_generic(&ret->title.main);
    ret->shared = title_may_be_shared(&ret->title);
    ret->telling = tells(&ret->title.rest);
}
