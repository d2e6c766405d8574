/* edition_name.c: one name of a person as sources write it: turned round, with a role, with
 * years. */
#include "model/edition_name.h"

#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/text_fold.h"
#include "core/word.h"

/* ---- roles ---- */

const char *name_role(const char *words)
{
    static const struct {
        const char *begin, *role;
    } roles[] = {
        {"author", "author"},
        {"auth", "author"},
        {"writer", "author"},
        {"autor", "author"},
        {"auteur", "author"},
        {"by", "author"},
        {"editor", "editor"},
        {"edit", "editor"},
        {"ed", "editor"},
        {"eds", "editor"},
        {"herausgeber", "editor"},
        {"hrsg", "editor"},
        {"illustrat", "illustrator"},
        {"illus", "illustrator"},
        {"ill", "illustrator"},
        {"artist", "illustrator"},
        {"draw", "illustrator"},
        {"pencil", "illustrator"},
        {"translat", "translator"},
        {"tr", "translator"},
        {"trans", "translator"},
        {"ubersetz", "translator"},
        {"traduct", "translator"},
        {"traduc", "translator"},
        {"narrat", "narrator"},
        {"read", "narrator"},
        {"reader", "narrator"},
        {"introduc", "introduction"},
        {"intro", "introduction"},
        {"foreword", "foreword"},
        {"preface", "foreword"},
        {"afterword", "afterword"},
        {"photograph", "photographer"},
        {"adapt", "adapter"},
        {"compil", "compiler"},
        {"contribut", "contributor"},
        {"with", "contributor"},
    };
    enum { STEM = 4 }; /* shorter ones are whole words */
    CLEANUP(text_done) struct text folded = {0};
    text_fold(words, &folded);
    const size_t count = strcspn(text_of(&folded), " ");
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        const size_t bytes = strlen(roles[i].begin);
        if (count >= bytes && (count == bytes || bytes >= STEM) &&
            strncmp(text_of(&folded), roles[i].begin, bytes) == 0)
            return roles[i].role;
    }
    return NULL;
}

static void cut(struct text *name, size_t count)
{
    while (count > 0 && strchr(" ,;-", name->bytes[count - 1]))
        count--;
    if (name->bytes)
        name->bytes[count] = '\0';
    name->count = count;
}

/* "(Editor)", "[Illustrator]" at the end; a bracket that is no role is part of no name either. */
static const char *take_bracket(struct text *name)
{
    const char *open = name->count > 0 ? strpbrk(name->bytes, "([") : NULL;
    if (!open || open == name->bytes)
        return NULL;
    const char *role = name_role(open + 1);
    cut(name, (size_t)(open - name->bytes));
    return role;
}

/* "illustrated by Jane Roe", "by Jane Roe". */
static const char *take_beginning(struct text *name)
{
    static const char *const beginnings[] = {"illustrated by ", "edited by ",   "translated by ",
                                             "narrated by ",    "written by ",  "read by ",
                                             "foreword by ",    "adapted by ",  "introduction by ",
                                             "photographs by ", "compiled by ", "by "};
    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++) {
        const size_t bytes = strlen(beginnings[i]);
        if (name->count <= bytes || strncasecmp(name->bytes, beginnings[i], bytes) != 0)
            continue;
        memmove(name->bytes, name->bytes + bytes, name->count - bytes + 1);
        name->count -= bytes;
        return name_role(beginnings[i]);
    }
    return NULL;
}

/* "Roe, Jane, illustrator", "Jane Roe, editor". */
static const char *take_end(struct text *name)
{
    const char *comma = name->count > 0 ? strrchr(name->bytes, ',') : NULL;
    if (!comma || comma == name->bytes || strchr(comma + 1 + strspn(comma + 1, " "), ' '))
        return NULL;
    const char *role = name_role(comma + 1);
    if (role)
        cut(name, (size_t)(comma - name->bytes));
    return role;
}

/* ---- the name ---- */

/* ", 1965-" and " 1928-2014" at the end. */
static void drop_years(struct text *name)
{
    size_t end = name->count;
    while (end > 0 && strchr("0123456789- ,.?", name->bytes[end - 1]))
        end--;
    if (strcspn(text_of(name) + end, "0123456789") + 4 <= name->count - end && end > 0)
        cut(name, end);
}

static bool is_suffix(const char *words)
{
    static const char *const suffixes[] = {"jr",   "sr",  "ii",  "iii", "iv",  "phd",
                                           "ph d", "md",  "m d", "esq", "inc", "ltd",
                                           "llc",  "dds", "rn",  "mba", "ed d"};
    CLEANUP(text_done) struct text folded = {0};
    text_fold(words, &folded);
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
        if (strcmp(text_of(&folded), suffixes[i]) == 0)
            return true;
    return folded.count == 0;
}

bool name_is_organisation(const char *folded)
{
    static const char *const words[] = {
        "press",      "publishing",  "publishers", "publications", "books",       "inc",
        "ltd",        "llc",         "gmbh",       "company",      "corporation", "university",
        "institute",  "association", "society",    "staff",        "editors",     "museum",
        "foundation", "committee",   "department", "ministry",     "magazine",    "group",
    };
    struct word list[WORD_LIST_MAX];
    const size_t count = words_split(folded, strlen(folded), list, WORD_LIST_MAX);
    for (size_t i = 0; i < count; i++)
        if (WORD_IN(list[i], words))
            return true;
    return false;
}

/* "Le Guin, Ursula K." is turned round, "Sammy Davis, Jr." and a firm are not. */
static void turn(struct text *name)
{
    const char *comma = name->count > 0 ? strchr(name->bytes, ',') : NULL;
    if (!comma || strchr(comma + 1, ',') || comma == name->bytes || is_suffix(comma + 1))
        return;
    CLEANUP(text_done) struct text folded = {0};
    text_fold(name->bytes, &folded);
    if (name_is_organisation(text_of(&folded)))
        return;
    CLEANUP(text_done) struct text turned = {0};
    text_add(&turned, comma + 1 + strspn(comma + 1, " "));
    text_add(&turned, " ");
    text_add_bytes(&turned, name->bytes, (size_t)(comma - name->bytes));
    text_clear(name);
    text_add(name, text_of(&turned));
}

/* The full stop of a library's heading: "Dickens Charles." An initial's, and that of "Jr.",
 * stays. */
static void drop_stop(struct text *name)
{
    if (name->count < 5 || name->bytes[name->count - 1] != '.')
        return;
    const char *blank = strrchr(name->bytes, ' ');
    const size_t letters = blank ? (size_t)(name->bytes + name->count - blank) - 2 : 0;
    if (letters > 3)
        cut(name, name->count - 1);
}

bool name_is_suspect(const char *folded)
{
    static const char *const known[] = {
        "unknown",
        "author unknown",
        "unknown author",
        "anonymous",
        "anonym",
        "anon",
        "anonymus",
        "various",
        "various authors",
        "various artists",
        "varios",
        "varios autores",
        "divers",
        "collectif",
        "aa vv",
        "no author",
        "not a book",
        "none",
        "n a",
        "na",
        "multiple authors",
        "multiple",
        "author",
        "authors",
        "editor",
        "sparknotes",
        "spark notes",
        "cliffsnotes",
        "cliffs notes",
        "shmoop",
        "supersummary",
        "bookrags",
        "food",
        "guest",
        "admin",
        "et al",
        "others",
        "test",
        "unbekannt",
        "inconnu",
        "sin autor",
        "notebook",
        "journals",
        "planner",
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(known[i], folded) == 0)
            return true;
    return name_is_organisation(folded);
}

const char *name_clean(struct text *name)
{
    const char *role = take_bracket(name);
    const char *beginning = take_beginning(name);
    role = role ? role : beginning;
    const char *end = take_end(name);
    role = role ? role : end;
    drop_years(name);
    turn(name);
    drop_stop(name);
    cut(name, name->count);
    return role;
}
