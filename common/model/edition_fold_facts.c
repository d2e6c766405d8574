/* edition_fold_facts.c: what is one value: publisher, dates, languages, format, pages. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/language.h"
#include "core/mem.h"
#include "core/text_fold.h"
#include "model/edition_fold_private.h"

/* ---- publisher ---- */

/* Names of services by which people publish themselves: valid, but a house's name says more. */
static bool is_weak_publisher(const char *name)
{
    static const char *const weak[] = {
        "independently published",
        "createspace independent publishing platform",
        "createspace",
        "independent publisher",
        "self published",
        "lulu com",
        "lulu press",
        "kdp",
        "kindle direct publishing",
        "amazon digital services",
        "amazon digital services llc",
        "smashwords",
        "draft2digital",
        "books on demand",
        "bod",
        "blurb",
    };
    CLEANUP(text_done) struct text folded = {0};
    text_fold(name, &folded);
    for (size_t i = 0; i < ARRAY_LEN(weak); i++)
        if (strcmp(text_of(&folded), weak[i]) == 0)
            return true;
    return false;
}

/* Without "Brand: ", and without quotes around it. */
static bool publisher_line(const char *value, struct text *ret)
{
    static const char brand[] = "Brand: ";
    CLEANUP(text_done) struct text line = {0};
    if (!fold_line(value, &line))
        return false;
    const char *at = text_of(&line);
    size_t count = line.count;
    if (strncasecmp(at, brand, strlen(brand)) == 0) {
        at += strlen(brand);
        count -= strlen(brand);
    }
    if (count > 2 && (*at == '"' || *at == '\'') && at[count - 1] == *at) {
        at++;
        count -= 2;
    }
    text_add_bytes(ret, at, count);
    return count > 0;
}

static void fold_publisher(struct folding *folding)
{
    const struct said *winner = NULL;
    CLEANUP(text_done) struct text best = {0};
    bool weak = true;
    FOLD_EACH(folding, EDITION_PUBLISHER, said)
    {
        CLEANUP(text_done) struct text line = {0};
        if (!publisher_line(said->value, &line)) {
            fold_lose(folding, said, LOSS_PLACEHOLDER);
            continue;
        }
        const bool is_weak = is_weak_publisher(text_of(&line));
        if (winner && (is_weak || !weak))
            continue;
        if (winner)
            fold_lose(folding, winner, LOSS_WEAK);
        text_clear(&best);
        text_add(&best, text_of(&line));
        winner = said;
        weak = is_weak;
    }
    folding->ret->publisher = fold_copy(&best);
    if (winner)
        fold_win(folding, winner);
}

/* ---- languages ---- */

static void take_language(void *context, const char *text)
{
    struct texts *codes = context;
    CLEANUP(text_done) struct text piece = {0};
    const struct language whole = language_of(text);
    if (whole.code[0] != '\0') {
        if (!texts_has(codes, whole.code))
            texts_add(codes, whole.code);
        return;
    }
    for (const char *at = text; *at != '\0';) { /* "eng; fre" */
        const size_t count = strcspn(at, ",;/|");
        text_clear(&piece);
        text_add_bytes(&piece, at, count);
        const struct language part = language_of(text_of(&piece));
        if (part.code[0] != '\0' && !texts_has(codes, part.code))
            texts_add(codes, part.code);
        at += count + (at[count] != '\0');
    }
}

static void fold_languages(struct folding *folding)
{
    struct folded_edition *ret = folding->ret;
    const struct said *winner = NULL;
    enum { LANGUAGES_MAX = 20 };
    FOLD_EACH(folding, EDITION_LANGUAGES, said)
    {
        CLEANUP(texts_done) struct texts codes = {0};
        fold_list(said->value, take_language, &codes);
        texts_cut(&codes, LANGUAGES_MAX);
        if (codes.count == 0) {
            fold_lose(folding, said, LOSS_UNREADABLE);
        } else if (!winner) {
            memcpy(ret->language, codes.count == 1 ? codes.items[0] : "mul",
                   codes.count == 1 ? strlen(codes.items[0]) : 3);
            ret->languages = codes;
            codes = (struct texts){0};
            winner = said;
        }
    }
    if (winner)
        fold_win(folding, winner);
}

/* ---- format ---- */

static void fold_binding(struct folding *folding)
{
    struct folded_edition *ret = folding->ret;
    const struct said *winner = NULL;
    FOLD_EACH(folding, EDITION_BINDING, said)
    {
        CLEANUP(text_done) struct text line = {0};
        bool non_book = false;
        if (!fold_line(said->value, &line)) {
            fold_lose(folding, said, LOSS_PLACEHOLDER);
            continue;
        }
        const enum edition_format format = edition_format_of(text_of(&line), &non_book);
        if (format == FORMAT_NONE)
            fold_lose(folding, said, LOSS_UNREADABLE);
        if (ret->format != FORMAT_NONE || (ret->binding && format == FORMAT_NONE))
            continue;
        mem_free(ret->binding); /* of a source whose words nobody knows */
        ret->binding = fold_copy(&line);
        ret->format = format;
        ret->non_book = non_book;
        if (format != FORMAT_NONE)
            winner = said;
    }
    if (winner)
        fold_win(folding, winner);
}

void fold_facts(struct folding *folding)
{
    fold_publisher(folding);
    fold_languages(folding);
    fold_binding(folding);
}

/* ---- pages ---- */

enum { PAGES_MAX = 5000, PAGES_OF_A_BOOK = 20, PAGES_DIFFER_PERCENT = 10 };

/* The largest number of the text: "xii, 345 p." has 345 pages. -1: there is none. */
static int pages_of(const char *value)
{
    int most = -1;
    while (*value != '\0') {
        int number = 0;
        const size_t digits = strspn(value, "0123456789");
        for (size_t i = 0; i < digits; i++)
            number = number > PAGES_MAX ? number : number * 10 + (value[i] - '0');
        most = digits > 0 && number > most ? number : most;
        value += digits ? digits : 1;
    }
    return most;
}

/* Fewer than 20 pages are believed of picture books only. */
static bool are_possible(const struct folded_edition *edition, int pages)
{
    const bool picture = edition->format == FORMAT_BOARD_BOOK ||
                         (edition->binding && strcasestr(edition->binding, "picture"));
    return pages <= PAGES_MAX && pages >= (picture ? 1 : PAGES_OF_A_BOOK);
}

static void compare_pages(struct folding *folding, const struct said *said, int pages)
{
    const int won = folding->ret->pages;
    const int apart = abs(won - pages) * 100;
    char one[16], other[16];
    if (apart <= PAGES_DIFFER_PERCENT * (won > pages ? won : pages))
        return;
    snprintf(one, sizeof(one), "%d", won);
    snprintf(other, sizeof(other), "%d", pages);
    fold_conflict(folding, &(struct edition_conflict){.kind = "pages",
                                                      .field = "pages",
                                                      .source_a = folding->ret->won[EDITION_PAGES],
                                                      .source_b = said->source,
                                                      .value_a = one,
                                                      .value_b = other,
                                                      .harm = 2});
}

void fold_pages(struct folding *folding)
{
    struct folded_edition *ret = folding->ret;
    FOLD_EACH(folding, EDITION_PAGES, said)
    {
        const int pages = pages_of(said->value);
        if (pages < 0) {
            fold_lose(folding, said, LOSS_UNREADABLE);
        } else if (!are_possible(ret, pages)) {
            fold_lose(folding, said, LOSS_RANGE);
        } else if (ret->pages == 0) {
            ret->pages = pages;
            ret->won[EDITION_PAGES] = said->source;
        } else {
            fold_lose(folding, said, LOSS_TRUST);
            compare_pages(folding, said, pages);
        }
    }
}
