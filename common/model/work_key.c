/* work_key.c: the key of a work.
 *
 *     w1|<beginning>|#<volume>|<nature>|<surname>|<whole title>|<given names>
 *
 * What stands before the fifth '|' is the key of the block. Letters are folded and stand without
 * blanks, so that "Spider-Man" and "Spiderman" are one; folded text has no '|'. */
#include "model/work_key.h"

#include "match/author.h"

#include <string.h>

enum {
    BEGINNING_LETTERS = 6, /* of the main title: blocks stay small, and a lost colon is no harm */
    TITLE_BYTES_MAX = 300, /* the whole key fits into an index */
    NAME_BYTES_MAX = 100,
    BARE_NUMBER_DIGITS_MIN = 4, /* "1984" is a title, "12" is what is left of one */
};

void work_keys_done(struct work_keys *keys)
{
    text_done(&keys->fine);
    text_done(&keys->block);
    *keys = (struct work_keys){0};
}

/* ---- parts ---- */

static void add_words(const struct word *words, size_t count, struct text *ret)
{
    for (size_t i = 0; i < count; i++)
        text_add_bytes(ret, words[i].at, words[i].count);
}

/* How many bytes the first letters of a text have. */
static size_t beginning(const struct text *letters, size_t bytes, size_t letters_max)
{
    size_t at = 0, count = 0;
    while (at < bytes) {
        const bool starts = ((unsigned char)letters->bytes[at] & 0xc0) != 0x80;
        if (starts && ++count > letters_max)
            break;
        at++;
    }
    return at;
}

/* What is left of a text that is too long is told by a number made of all of it (FNV-1a). */
static void add_bounded(const struct text *letters, size_t bytes_max, struct text *ret)
{
    if (letters->count <= bytes_max) {
        text_add(ret, text_of(letters));
        return;
    }
    uint64_t hash = 0xcbf29ce484222325U;
    for (size_t i = 0; i < letters->count; i++)
        hash = (hash ^ (unsigned char)letters->bytes[i]) * 0x100000001b3U;
    size_t cut = bytes_max - 17;
    while (cut > 0 && ((unsigned char)letters->bytes[cut] & 0xc0) == 0x80)
        cut--;
    text_add_bytes(ret, letters->bytes, cut);
    text_add_format(ret, "~%016llx", (unsigned long long)hash);
}

static void add_nature(unsigned nature, struct text *ret)
{
    text_add(ret, (nature & TITLE_ABOUT) != 0 ? "about" : "");
    text_add(ret, (nature & TITLE_SET) != 0 ? "set" : "");
    text_add(ret, (nature & TITLE_ADAPTED) != 0 ? "adapted" : "");
}

static bool is_short_number(const struct text *letters)
{
    return strspn(text_of(letters), "0123456789") == letters->count &&
           letters->count < BARE_NUMBER_DIGITS_MIN;
}

/* Is nothing left but words for how books are packed? */
static bool is_packaging(const struct word_list *main)
{
    for (size_t i = 0; i < main->count; i++)
        if (!WORD_AMONG(main->items[i], "boxed box set book books collection volume untitled"))
            return false;
    return true;
}

/* ---- keys ---- */

static void add_author(const struct author *author, bool all_given, struct text *ret)
{
    CLEANUP(text_done) struct text given = {0};
    add_words(author->words, author->count - 1, &given);
    if (!all_given && given.count > 0) {
        given.count = beginning(&given, given.count, 1);
        given.bytes[given.count] = '\0';
    }
    add_bounded(&given, NAME_BYTES_MAX, ret);
}

static void add_block(const struct work_title *title, const struct author *author,
                      const struct text *main, struct text *ret)
{
    CLEANUP(text_done) struct text surname = {0};
    const struct word last = author_surname(author);
    text_add_bytes(&surname, last.at, last.count);
    text_add(ret, "w1|");
    text_add_bytes(ret, main->bytes, beginning(main, main->count, BEGINNING_LETTERS));
    text_add_format(ret, "|#%s|", title->volume);
    add_nature(title->nature, ret);
    text_add(ret, "|");
    add_bounded(&surname, NAME_BYTES_MAX, ret);
}

bool work_key_make(const struct work_title *title, const char *author, struct work_keys *ret)
{
    CLEANUP(authors_done) struct authors authors = {0};
    CLEANUP(text_done) struct text letters = {0};
    CLEANUP(text_done) struct text main = {0};
    const struct word_list *words = &title->title.main, *rest = &title->title.rest;
    add_words(words->items, words->count, &main);
    add_words(words->items, words->count, &letters);
    add_words(rest->items, rest->count, &letters);
    authors_parse(author, &authors);
    text_clear(&ret->fine);
    text_clear(&ret->block);
    ret->certain =
        main.count > 0 && !is_short_number(&letters) && !is_packaging(words) && authors.count > 0;
    if (!ret->certain)
        return false;
    add_block(title, &authors.items[0], &main, &ret->block);
    text_add(&ret->fine, text_of(&ret->block));
    text_add(&ret->fine, "|");
    add_bounded(&letters, TITLE_BYTES_MAX, &ret->fine);
    text_add(&ret->fine, "|");
    add_author(&authors.items[0], title->generic || words->count == 1, &ret->fine);
    return true;
}

void work_key_of_isbn(const char *isbn, struct text *ret)
{
    text_clear(ret);
    text_add(ret, "isbn|");
    text_add(ret, isbn);
}

const char *work_key_author(const struct folded_edition *edition)
{
    const char *other = NULL;
    for (size_t i = 0; i < edition->contributor_count; i++) {
        const struct contributor *one = &edition->contributors[i];
        if (one->suspect)
            continue;
        if (strcmp(one->role, "author") == 0)
            return one->name;
        if (!other)
            other = one->name;
    }
    return other;
}

void work_key_of(const struct folded_edition *edition, struct work_keys *ret)
{
    CLEANUP(work_title_done) struct work_title title = {0};
    const struct work_naming naming = {.title = edition->title ? edition->title : "",
                                       .subtitle = edition->subtitle,
                                       .series = edition->series,
                                       .series_number = edition->series_number};
    work_title_parse(&naming, &title);
    if (work_key_make(&title, work_key_author(edition), ret))
        return;
    work_key_of_isbn(edition->isbn.text, &ret->fine);
    work_key_of_isbn(edition->isbn.text, &ret->block);
}

void work_key_block(const char *fine, struct text *ret)
{
    enum { BLOCK_PARTS = 5 };
    const char *end = fine;
    text_clear(ret);
    if (strncmp(fine, "isbn|", strlen("isbn|")) == 0) {
        text_add(ret, fine);
        return;
    }
    for (int parts = 0; parts < BLOCK_PARTS && *end != '\0'; parts++)
        end += strcspn(end + (parts > 0), "|") + (parts > 0);
    text_add_bytes(ret, fine, (size_t)(end - fine));
}
