/* catalog_keys.c: keys of editions and questions.
 *
 * Three kinds of keys find what a search over all titles would find at a hundred times the cost:
 * the main title; the author's surname with one of the title's long words; the surname with the
 * title's letters. */
#include "model/catalog_keys.h"

#include <string.h>

enum {
    TITLE_KEY_MAX = 200,   /* bytes; far below what a btree takes */
    AUTHORS_KEYED_MAX = 4, /* authors of one book that get keys */
    MAIN_STEMS = 3,        /* longest words of the main title; a typing error leaves two */
    REST_STEMS = 2,        /* longest words behind it: "Series Name: The Real Title" */
    STEM_LETTERS = 5,      /* first letters of a word, because endings may differ */
    LETTERS_MAX = 24,      /* of a title with a key of its letters; a longer one has enough words */
};

/* How many bytes the whole characters have that fit into room. */
static size_t whole_characters(const char *at, size_t count, size_t room)
{
    if (count <= room)
        return count;
    while (room > 0 && ((unsigned char)at[room] & 0xc0) == 0x80)
        room--;
    return room;
}

static void add_words(const struct word *words, size_t count, struct text *ret)
{
    size_t room = TITLE_KEY_MAX;
    for (size_t i = 0; i < count && room > 0; i++) {
        const size_t bytes = whole_characters(words[i].at, words[i].count, room);
        text_add_bytes(ret, words[i].at, bytes);
        room = bytes < words[i].count ? 0 : room - bytes;
    }
}

void catalog_title_key(const struct title *title, int volume, struct text *ret)
{
    add_words(title->main.items, title->main.count, ret);
    if (volume > 0)
        text_add_format(ret, "#%d", volume);
}

void catalog_level_key(const struct title *title, size_t first, struct text *ret)
{
    const struct word *words = title->rest.items + first;
    const size_t count = title->rest.count - first;
    const bool article = count > 1 && title_is_article(words[0]);
    add_words(words + article, count - article, ret);
}

/* ---- surnames ---- */

/* The surnames of at most AUTHORS_KEYED_MAX authors, each once. */
struct surnames {
    struct word items[2 * AUTHORS_KEYED_MAX];
    size_t count;
};

static void add_surname(struct surnames *surnames, struct word word)
{
    if (surnames->count == ARRAY_LEN(surnames->items))
        return;
    for (size_t i = 0; i < surnames->count; i++)
        if (word_equal(surnames->items[i], word))
            return;
    surnames->items[surnames->count++] = word;
}

static struct surnames collect_surnames(const struct authors *authors, bool question)
{
    struct surnames surnames = {.count = 0};
    for (size_t i = 0; i < authors->count; i++) {
        const struct author *author = &authors->items[i];
        if (author->position >= AUTHORS_KEYED_MAX)
            break;
        add_surname(&surnames, author_surname(author));
        if (question && word_length(author->words[0]) > 1)
            add_surname(&surnames, author->words[0]);
    }
    return surnames;
}

static void add_key_part(struct word word, struct text *ret)
{
    text_add_bytes(ret, word.at, whole_characters(word.at, word.count, TITLE_KEY_MAX));
}

void catalog_surnames(const struct authors *authors, bool question,
                      const struct catalog_taker *taker)
{
    const struct surnames surnames = collect_surnames(authors, question);
    CLEANUP(text_done) struct text key = {0};
    for (size_t i = 0; i < surnames.count; i++) {
        text_clear(&key);
        add_key_part(surnames.items[i], &key);
        taker->take(taker->context, text_of(&key));
    }
}

/* ---- words and letters under a surname ---- */

struct stems {
    struct word items[MAIN_STEMS + REST_STEMS];
    size_t count;
};

static bool is_common(struct word word)
{
    return WORD_AMONG(word,
                      "the and of a an in to for on at with from by or is it my your his her");
}

static bool has_stem(const struct stems *stems, struct word stem)
{
    for (size_t i = 0; i < stems->count; i++)
        if (word_equal(stems->items[i], stem))
            return true;
    return false;
}

static struct word stem_of(struct word word)
{
    size_t bytes = 0, letters = 0;
    while (bytes < word.count && letters <= STEM_LETTERS) {
        letters += ((unsigned char)word.at[bytes] & 0xc0) != 0x80;
        bytes += letters <= STEM_LETTERS;
    }
    return (struct word){word.at, bytes};
}

/* The longest word whose stem is not in the list yet; the first one of several. */
static struct word longest_new(const struct word_list *list, const struct stems *stems)
{
    struct word longest = {0};
    for (size_t i = 0; i < list->count; i++) {
        const struct word word = list->items[i];
        if (word.count > longest.count && !is_common(word) && !has_stem(stems, stem_of(word)))
            longest = word;
    }
    return longest;
}

static void add_stems(const struct word_list *list, size_t count, struct stems *ret)
{
    for (size_t i = 0; i < count; i++) {
        const struct word word = longest_new(list, ret);
        if (word.count == 0)
            return;
        ret->items[ret->count++] = stem_of(word);
    }
}

/* Sort the letters of article and main title. Returns how many they are; 0: they are too many, or
 * some are not ASCII, whose sorted bytes would be no text. */
static size_t sorted_letters(const struct title *title, char ret[static LETTERS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i <= title->main.count; i++) {
        const struct word word = i == 0 ? title->article : title->main.items[i - 1];
        for (size_t j = 0; j < word.count; j++) {
            if (count == LETTERS_MAX || (unsigned char)word.at[j] >= 0x80)
                return 0;
            size_t at = count++;
            for (; at > 0 && ret[at - 1] > word.at[j]; at--)
                ret[at] = ret[at - 1];
            ret[at] = word.at[j];
        }
    }
    return count;
}

static void take_key(const struct catalog_taker *taker, struct text *key, struct word surname,
                     const char *between, struct word word)
{
    text_clear(key);
    add_key_part(surname, key);
    text_add(key, between);
    text_add_bytes(key, word.at, word.count);
    taker->take(taker->context, text_of(key));
}

void catalog_author_keys(const struct title *title, const struct authors *authors, bool question,
                         const struct catalog_taker *taker)
{
    struct stems stems = {.count = 0};
    add_stems(&title->main, MAIN_STEMS, &stems);
    add_stems(&title->rest, REST_STEMS, &stems);
    char letters[LETTERS_MAX];
    const size_t letter_count = sorted_letters(title, letters);

    const struct surnames surnames = collect_surnames(authors, question);
    CLEANUP(text_done) struct text key = {0};
    for (size_t i = 0; i < surnames.count; i++) {
        for (size_t j = 0; j < stems.count; j++)
            take_key(taker, &key, surnames.items[i], " ", stems.items[j]);
        if (letter_count > 0)
            take_key(taker, &key, surnames.items[i], " =", (struct word){letters, letter_count});
    }
}

void catalog_edition_keys(const struct title *title, const struct authors *authors,
                          struct text *title_key, const struct catalog_taker *surnames,
                          const struct catalog_taker *author_keys)
{
    text_clear(title_key);
    catalog_title_key(title, title->volume, title_key);
    catalog_surnames(authors, /* question= */ false, surnames);
    catalog_author_keys(title, authors, /* question= */ false, author_keys);
}
