/* match_byline.c: the names of its authors in a title. */
#include "match/match_byline.h"

#include <string.h>

static bool is_name_of(struct word word, const struct author *author)
{
    for (size_t i = 0; i < author->count; i++)
        if (word_equal(author->words[i], word))
            return true;
    return false;
}

static bool is_name(struct word word, const struct authors *authors)
{
    for (size_t i = 0; i < authors->count; i++)
        if (is_name_of(word, &authors->items[i]))
            return true;
    return WORD_AMONG(word, "and with");
}

static bool is_surname(struct word word, const struct authors *authors)
{
    for (size_t i = 0; i < authors->count; i++)
        if (word_equal(author_surname(&authors->items[i]), word))
            return true;
    return false;
}

/* Are the words from first on names of the authors, with a surname among them? */
static bool are_names(const struct word_list *list, size_t first, const struct authors *authors)
{
    bool surname = false;
    for (size_t i = first; i < list->count; i++) {
        if (!is_name(list->items[i], authors))
            return false;
        surname = surname || is_surname(list->items[i], authors);
    }
    return surname;
}

/* Drop "by Kristin Hannah" at the end; and "of Langston Hughes" behind "Collected Poems". */
static void drop_at_end(struct word_list *list, const struct authors *authors)
{
    static const char works[] = "collected complete selected poems works letters stories essays";
    bool has_works = false;
    for (size_t i = 0; i + 1 < list->count; i++) {
        if (i > 0 &&
            (word_is(list->items[i], "by") || (has_works && word_is(list->items[i], "of"))) &&
            are_names(list, i + 1, authors)) {
            list->count = i;
            return;
        }
        has_works = has_works || WORD_AMONG(list->items[i], works);
    }
}

/* Drop a last level that is nothing but names: "/ Kristin Hannah." */
static void drop_last_level(struct title *title, const struct authors *authors)
{
    if (title->level_count == 0)
        return;
    const size_t first = title->levels[title->level_count - 1];
    if (first >= title->rest.count || !are_names(&title->rest, first, authors))
        return;
    title->rest.count = first;
    title->level_count--;
    if (title->listed == first)
        title->listed = SIZE_MAX;
}

/* Is the word a surname with the "s" of a possessive, whose apostrophe was dropped? */
static bool is_owner(struct word word, const struct authors *authors)
{
    return word.count > 2 && word.at[word.count - 1] == 's' &&
           is_surname((struct word){word.at, word.count - 1}, authors);
}

/* Drop "Ian Fleming's" before a title. */
static void drop_owner(struct title *title, const struct authors *authors)
{
    struct word_list *main = &title->main;
    size_t i = 0;
    while (i + 1 < main->count && is_name(main->items[i], authors) &&
           !is_owner(main->items[i], authors))
        i++;
    if (i + 1 >= main->count || !is_owner(main->items[i], authors))
        return;
    i++;
    if (i + 1 < main->count && title_is_article(main->items[i]))
        title->article = main->items[i++];
    main->count -= i;
    memmove(main->items, main->items + i, main->count * sizeof(*main->items));
    title->main_comma -= title->main_comma < i ? title->main_comma : i;
}

bool title_drop_authors(const struct authors *authors, struct title *title)
{
    const size_t main = title->main.count, rest = title->rest.count;
    if (authors->count == 0)
        return false;
    drop_last_level(title, authors);
    drop_at_end(&title->main, authors);
    if (title->rest.count > 0)
        drop_at_end(&title->rest, authors);
    drop_owner(title, authors);
    return title->main.count < main || title->rest.count < rest;
}
