/* edition_fold_titles.c: title, subtitle and series.
 *
 * A title is "main: rest (Series, #2)". The brackets are taken off, and what stands behind the
 * first colon is the subtitle, so that editions of one source and of another look alike. */
#include <string.h>

#include "core/language.h"
#include "core/mem.h"
#include "core/text_fold.h"
#include "model/edition_fold_private.h"

/* A title taken apart. */
struct stated {
    struct text whole, main, tail; /* "main: tail" is whole; tail is empty where it has none */
    struct text publisher_series;
    struct series series;
    bool numbered; /* series has a number */
};

static void stated_done(struct stated *stated)
{
    text_done(&stated->whole);
    text_done(&stated->main);
    text_done(&stated->tail);
    text_done(&stated->publisher_series);
    series_done(&stated->series);
}
CLEANUP_STRUCT(struct stated, stated_done)

/* ---- one title ---- */

/* Does a bracket say only how the edition is made: "(Hardcover)", "(French Edition)"? */
static bool says_edition(const char *inside)
{
    CLEANUP(text_done) struct text folded = {0};
    text_fold(inside, &folded);
    const char *words = text_of(&folded);
    const char *edition = strstr(words, " edition");
    if (edition && edition[strlen(" edition")] == '\0') {
        folded.bytes[edition - words] = '\0';
        return language_of(folded.bytes).code[0] != '\0';
    }
    const enum edition_format format = edition_format_of(words, NULL);
    return (format == FORMAT_HARDCOVER || format == FORMAT_PAPERBACK ||
            format == FORMAT_MASS_MARKET || format == FORMAT_EBOOK) &&
           strlen(words) < 24;
}

/* Where the last bracket opens, when the title ends with one; 0: it does not. */
static size_t last_bracket(const struct text *title)
{
    if (title->count < 3 || title->bytes[title->count - 1] != ')')
        return 0;
    const char *open = memrchr(title->bytes, '(', title->count);
    return open && open > title->bytes + 1 && open[-1] == ' ' ? (size_t)(open - title->bytes) : 0;
}

/* Take the last bracket off, if it names a series or says how the edition is made. */
static bool take_bracket(struct stated *stated)
{
    struct text *whole = &stated->whole;
    const size_t open = last_bracket(whole);
    if (open == 0)
        return false;
    CLEANUP(mem_free) char *inside = mem_bytes(whole->bytes + open + 1, whole->count - open - 2);
    CLEANUP(series_done) struct series series = {0};
    const bool numbered = series_parse(inside, &series);
    if (numbered && !stated->numbered) {
        stated->series = series;
        stated->numbered = true;
        series = (struct series){0};
    } else if (series_is_publishers(inside)) {
        text_clear(&stated->publisher_series);
        text_add(&stated->publisher_series, inside);
    } else if (!numbered && !says_edition(inside)) {
        return false;
    }
    whole->count = open;
    while (whole->count > 0 && whole->bytes[whole->count - 1] == ' ')
        whole->count--;
    whole->bytes[whole->count] = '\0';
    return true;
}

static bool has_letter(const char *bytes, size_t count)
{
    CLEANUP(mem_free) char *part = mem_bytes(bytes, count);
    CLEANUP(text_done) struct text folded = {0};
    text_fold(part, &folded);
    return folded.count > 0;
}

static void split_colon(struct stated *stated)
{
    const char *whole = text_of(&stated->whole);
    const char *colon = strstr(whole, ": ");
    if (!colon || !has_letter(whole, (size_t)(colon - whole)) ||
        !has_letter(colon + 2, strlen(colon + 2))) {
        text_add(&stated->main, whole);
        return;
    }
    size_t main = (size_t)(colon - whole);
    while (main > 0 && whole[main - 1] == ' ')
        main--;
    text_add_bytes(&stated->main, whole, main);
    text_add(&stated->tail, colon + 2 + strspn(colon + 2, " "));
}

/* false: it says nothing. */
static bool take_apart(const char *value, struct stated *ret)
{
    if (!fold_line(value, &ret->whole))
        return false;
    while (take_bracket(ret))
        ;
    split_colon(ret);
    return ret->main.count > 0;
}

/* ---- which title ---- */

/* Is it written in one case throughout? Short words such as "IT" may be. */
static bool is_one_case(const char *title)
{
    enum { LETTERS_MIN = 4 };
    size_t small = 0, capital = 0;
    for (; *title != '\0'; title++) {
        small += *title >= 'a' && *title <= 'z';
        capital += *title >= 'A' && *title <= 'Z';
    }
    return (small == 0 && capital >= LETTERS_MIN) || (capital == 0 && small >= LETTERS_MIN);
}

static bool same_letters(const char *one, const char *other)
{
    CLEANUP(text_done) struct text first = {0};
    CLEANUP(text_done) struct text second = {0};
    text_fold(one, &first);
    text_fold(other, &second);
    return strcmp(text_of(&first), text_of(&second)) == 0;
}

/* The most trusted title; where it is written in one case, the same title in both. */
static const struct said *choose(struct folding *folding, struct stated *ret)
{
    const struct said *winner = NULL;
    FOLD_EACH(folding, EDITION_TITLE, said)
    {
        CLEANUP(stated_done) struct stated stated = {0};
        if (!take_apart(said->value, &stated)) {
            fold_lose(folding, said, LOSS_PLACEHOLDER);
            continue;
        }
        const bool better = winner && is_one_case(text_of(&ret->whole)) &&
                            !is_one_case(text_of(&stated.whole)) &&
                            same_letters(text_of(&ret->whole), text_of(&stated.whole));
        if (winner && !better)
            continue;
        const struct stated swapped = *ret;
        *ret = stated;
        stated = swapped;
        winner = said;
    }
    return winner;
}

/* ---- subtitle ---- */

static bool begins_with(const char *text, const char *beginning)
{
    CLEANUP(text_done) struct text first = {0};
    CLEANUP(text_done) struct text second = {0};
    text_fold(text, &first);
    text_fold(beginning, &second);
    return strncmp(text_of(&first), text_of(&second), second.count) == 0;
}

/* The first subtitle that may stand beside the title; behind a title with a tail only one that says
 * the tail, too. */
static const struct said *choose_subtitle(struct folding *folding, const struct stated *title,
                                          struct text *ret)
{
    FOLD_EACH(folding, EDITION_SUBTITLE, said)
    {
        CLEANUP(text_done) struct text line = {0};
        if (!fold_line(said->value, &line) || same_letters(text_of(&line), text_of(&title->main))) {
            fold_lose(folding, said, LOSS_PLACEHOLDER);
            continue;
        }
        if (title->tail.count > 0 && !begins_with(text_of(&line), text_of(&title->tail)))
            continue;
        text_add(ret, text_of(&line));
        return said;
    }
    return NULL;
}

static void fold_subtitle(struct folding *folding, const struct stated *title,
                          const struct said *winner)
{
    struct folded_edition *ret = folding->ret;
    CLEANUP(text_done) struct text subtitle = {0};
    const struct said *said = choose_subtitle(folding, title, &subtitle);
    ret->title = fold_copy(&title->main);
    if (said) {
        ret->subtitle = fold_copy(&subtitle);
        fold_win(folding, said);
    } else if (title->tail.count > 0) {
        ret->subtitle = fold_copy(&title->tail);
        ret->won[EDITION_SUBTITLE] = winner->source;
        FOLD_EACH(folding, EDITION_SUBTITLE, other)
        fold_lose(folding, other, LOSS_TRUST);
    }
}

/* ---- series ---- */

static void keep_series(struct folding *folding, const struct series *series, const char *source)
{
    struct folded_edition *ret = folding->ret;
    if (ret->series)
        return;
    ret->series = fold_copy(&series->name);
    ret->series_number = fold_copy(&series->number);
    ret->won[EDITION_SERIES] = source;
}

struct taking {
    struct folding *folding;
    const struct said *said;
    bool numbered; /* only series with a number are taken */
    bool any;
};

static void take_series(void *context, const char *text)
{
    struct taking *taking = context;
    struct folded_edition *ret = taking->folding->ret;
    CLEANUP(series_done) struct series series = {0};
    CLEANUP(text_done) struct text line = {0};
    if (!fold_line(text, &line))
        return;
    if (series_is_publishers(text_of(&line))) {
        texts_add(&ret->publisher_series, text_of(&line));
        return;
    }
    const bool numbered = series_parse(text_of(&line), &series);
    const bool is_title = ret->title && same_letters(text_of(&series.name), ret->title);
    if (series.name.count == 0 || numbered != taking->numbered || (is_title && !numbered))
        return;
    taking->any = true;
    keep_series(taking->folding, &series, taking->said->source);
}

/* What sources say of the series itself; those of a person stand before those of titles. */
static void take_said(struct folding *folding, bool of_person, bool numbered)
{
    FOLD_EACH(folding, EDITION_SERIES, said)
    {
        struct taking taking = {.folding = folding, .said = said, .numbered = numbered};
        if ((said->kind == SOURCE_USER) == of_person)
            fold_list(said->value, take_series, &taking);
    }
}

static void take_from_titles(struct folding *folding)
{
    FOLD_EACH(folding, EDITION_TITLE, said)
    {
        CLEANUP(stated_done) struct stated stated = {0};
        if (!take_apart(said->value, &stated))
            continue;
        if (stated.numbered)
            keep_series(folding, &stated.series, said->source);
        if (stated.publisher_series.count > 0)
            texts_add(&folding->ret->publisher_series, text_of(&stated.publisher_series));
    }
}

static void fold_series(struct folding *folding)
{
    take_said(folding, /* of_person= */ true, /* numbered= */ true);
    take_said(folding, /* of_person= */ true, /* numbered= */ false);
    take_from_titles(folding);
    take_said(folding, /* of_person= */ false, /* numbered= */ true);
    take_said(folding, /* of_person= */ false, /* numbered= */ false);
    texts_sort(&folding->ret->publisher_series);
    FOLD_EACH(folding, EDITION_SERIES, said)
    if (folding->ret->won[EDITION_SERIES] != said->source)
        fold_lose(folding, said, folding->ret->series ? LOSS_TRUST : LOSS_UNREADABLE);
}

void fold_titles(struct folding *folding)
{
    CLEANUP(stated_done) struct stated title = {0};
    const struct said *winner = choose(folding, &title);
    if (winner) {
        fold_win(folding, winner);
        fold_subtitle(folding, &title, winner);
    }
    fold_series(folding);
}
