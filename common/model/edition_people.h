/* edition_people.h: the people of an edition as one source names them. For
 * edition_fold_people.c. */
#pragma once
#include "core/text.h"
#include "model/edition_fold.h"

enum { PEOPLE_MAX = 100 };

struct person {
    struct contributor as; /* owned */
    bool stated;           /* the source says the role */
    struct text folded;    /* of the name: two are the same by it */
};

struct people {
    struct person *items;
    size_t count, capacity;
};
void people_done(struct people *people);
CLEANUP_STRUCT(struct people, people_done)

/** Read an authors claim. Each name stands once; names that say nothing are left out. */
void people_parse(const char *value, struct people *ret) NONNULL_ALL;

/** Find a person by folded name; NULL: nobody. */
struct person *people_find(const struct people *people, const char *folded) NONNULL_ALL;
