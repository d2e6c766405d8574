/* edition_fold_people.c: who made an edition: the list of the most trusted source that names a
 * person, keys and roles that others know of the same names, and whoever others name with another
 * role. */
#include <string.h>

#include "core/mem.h"
#include "core/text_fold.h"
#include "core/word.h"
#include "model/edition_fold_private.h"
#include "model/edition_people.h"

/* What each source says, in the order of trust. */
struct lists {
    struct people *items;
    const struct said **said;
    size_t count;
    size_t won;
};

static void lists_done(struct lists *lists)
{
    for (size_t i = 0; i < lists->count; i++)
        people_done(&lists->items[i]);
    mem_free(lists->items);
    mem_free(lists->said);
}
CLEANUP_STRUCT(struct lists, lists_done)

static bool has_person(const struct people *people)
{
    for (size_t i = 0; i < people->count; i++)
        if (!people->items[i].as.suspect)
            return true;
    return false;
}

/* Returns false where nobody names anybody. */
static bool read_lists(struct folding *folding, struct lists *ret)
{
    const size_t most = folding->first[EDITION_AUTHORS + 1] - folding->first[EDITION_AUTHORS];
    ret->items = mem_new(most + 1, sizeof(*ret->items));
    ret->said = mem_new(most + 1, sizeof(void *));
    FOLD_EACH(folding, EDITION_AUTHORS, said)
    {
        people_parse(said->value, &ret->items[ret->count]);
        ret->said[ret->count] = said;
        if (ret->items[ret->count].count > 0)
            ret->count++;
        else
            fold_lose(folding, said, LOSS_PLACEHOLDER);
    }
    for (size_t i = 0; i < ret->count; i++)
        if (has_person(&ret->items[i])) {
            ret->won = i;
            break;
        }
    for (size_t i = 0; i < ret->won; i++)
        fold_lose(folding, ret->said[i], LOSS_WEAK);
    return ret->count > 0;
}

/* A key, and a role that is said, from the first of the other lists that knows it. */
static void complete(const struct lists *lists, struct person *person)
{
    for (size_t i = 0; i < lists->count; i++) {
        if (i == lists->won)
            continue;
        const struct person *other = people_find(&lists->items[i], text_of(&person->folded));
        if (!other)
            continue;
        if (!person->as.key)
            person->as.key = mem_text(other->as.key);
        if (!person->stated && other->stated) {
            mem_free(person->as.role);
            person->as.role = mem_text(other->as.role);
            person->stated = true;
        }
    }
}

static void add_contributor(struct folded_edition *ret, const struct contributor *added)
{
    if (ret->contributor_count == PEOPLE_MAX)
        return;
    if (ret->contributor_count == ret->contributor_capacity) {
        ret->contributor_capacity = ret->contributor_capacity ? ret->contributor_capacity * 2 : 4;
        ret->contributors =
            mem_resize(ret->contributors, ret->contributor_capacity, sizeof(*ret->contributors));
    }
    ret->contributors[ret->contributor_count++] =
        (struct contributor){.name = mem_text(added->name),
                             .role = mem_text(added->role),
                             .key = mem_text(added->key),
                             .suspect = added->suspect};
}

/* Illustrators and translators whom only others name. */
static void add_others(const struct lists *lists, struct folded_edition *ret)
{
    struct people *won = &lists->items[lists->won];
    for (size_t i = 0; i < lists->count; i++)
        for (size_t k = 0; i != lists->won && k < lists->items[i].count; k++) {
            const struct person *person = &lists->items[i].items[k];
            bool known = people_find(won, text_of(&person->folded)) != NULL;
            for (size_t earlier = 0; earlier < i && !known; earlier++)
                known = people_find(&lists->items[earlier], text_of(&person->folded)) != NULL;
            if (!known && person->stated && strcmp(person->as.role, "author") != 0)
                add_contributor(ret, &person->as);
        }
}

/* The names of the authors; where none is an author, of all. */
static char *join_names(const struct folded_edition *edition)
{
    CLEANUP(text_done) struct text names = {0};
    for (int pass = 0; pass < 3 && names.count == 0; pass++)
        for (size_t i = 0; i < edition->contributor_count; i++) {
            const struct contributor *one = &edition->contributors[i];
            const bool author = strcmp(one->role, "author") == 0;
            if ((pass < 2 && one->suspect) || (pass == 0 && !author))
                continue;
            text_add(&names, names.count > 0 ? ";" : "");
            text_add(&names, one->name);
        }
    return fold_copy(&names);
}

/* ---- contradictions ---- */

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

/* Have two folded texts a word of three letters or more in common? In other scripts than Latin that
 * cannot be told, because one source writes the script and the other transliterates. */
static bool share_word(const char *one, const char *other)
{
    enum { LETTERS_MIN = 3 };
    struct word first[WORD_LIST_MAX], second[WORD_LIST_MAX];
    if (!is_ascii(one) || !is_ascii(other))
        return true;
    const size_t first_count = words_split(one, strlen(one), first, WORD_LIST_MAX);
    const size_t second_count = words_split(other, strlen(other), second, WORD_LIST_MAX);
    for (size_t i = 0; i < first_count; i++)
        for (size_t k = 0; k < second_count; k++)
            if (first[i].count >= LETTERS_MIN && word_equal(first[i], second[k]))
                return true;
    return false;
}

static void add_names(const struct people *people, bool folded, struct text *ret)
{
    for (size_t i = 0; i < people->count; i++) {
        if (people->items[i].as.suspect)
            continue;
        text_add(ret, ret->count == 0 ? "" : folded ? " " : ";");
        text_add(ret, folded ? text_of(&people->items[i].folded) : people->items[i].as.name);
    }
}

/* Do the titles of the two sources have nothing in common either? Then the ISBN is of two books. */
static bool titles_differ(const struct folding *folding, const char *one, const char *other)
{
    const struct said *first = fold_said_by(folding, EDITION_TITLE, one);
    const struct said *second = fold_said_by(folding, EDITION_TITLE, other);
    if (!first || !second)
        return false;
    CLEANUP(text_done) struct text first_folded = {0};
    CLEANUP(text_done) struct text second_folded = {0};
    text_fold(first->value, &first_folded);
    text_fold(second->value, &second_folded);
    return first_folded.count > 0 && second_folded.count > 0 &&
           !share_word(text_of(&first_folded), text_of(&second_folded));
}

static void compare_lists(struct folding *folding, const struct lists *lists)
{
    const struct said *winner = lists->said[lists->won];
    CLEANUP(text_done) struct text won = {0};
    CLEANUP(text_done) struct text won_folded = {0};
    add_names(&lists->items[lists->won], /* folded= */ false, &won);
    add_names(&lists->items[lists->won], /* folded= */ true, &won_folded);
    for (size_t i = 0; i < lists->count; i++) {
        if (i == lists->won || !has_person(&lists->items[i]) || won.count == 0)
            continue;
        CLEANUP(text_done) struct text names = {0};
        CLEANUP(text_done) struct text folded = {0};
        add_names(&lists->items[i], /* folded= */ false, &names);
        add_names(&lists->items[i], /* folded= */ true, &folded);
        if (share_word(text_of(&won_folded), text_of(&folded)))
            continue;
        const char *source = lists->said[i]->source;
        const bool reused = titles_differ(folding, winner->source, source);
        fold_conflict(folding,
                      &(struct edition_conflict){.kind = reused ? "reused_isbn" : "authors",
                                                 .field = "authors",
                                                 .source_a = winner->source,
                                                 .source_b = source,
                                                 .value_a = won.bytes,
                                                 .value_b = names.bytes,
                                                 .harm = reused ? 9 : 6});
    }
}

void fold_people(struct folding *folding)
{
    CLEANUP(lists_done) struct lists lists = {0};
    if (!read_lists(folding, &lists))
        return;
    struct people *won = &lists.items[lists.won];
    compare_lists(folding, &lists);
    for (size_t i = 0; i < won->count; i++) {
        complete(&lists, &won->items[i]);
        add_contributor(folding->ret, &won->items[i].as);
    }
    add_others(&lists, folding->ret);
    folding->ret->authors = join_names(folding->ret);
    fold_win(folding, lists.said[lists.won]);
}
