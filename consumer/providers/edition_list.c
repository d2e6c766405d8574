/* edition_list.c: the candidates of an answer, as many as are of use and none twice. Whether one is
 * the book is judged in common/match. */
#include "edition_list.h"

#include <string.h>

bool edition_list_open(const struct resolve_answer *answer)
{
    return answer->editions.count < EDITION_LIST_MAX;
}

static bool has_isbn(const struct editions *editions, const struct isbn *isbn)
{
    for (size_t i = 0; i < editions->count; i++)
        if (strcmp(editions->items[i].isbn.text, isbn->text) == 0)
            return true;
    return false;
}

void edition_list_add(struct resolve_answer *answer, struct edition *edition)
{
    struct editions one = {.items = mem_new(1, sizeof(*edition)), .count = 1, .capacity = 1};
    one.items[0] = *edition;
    *edition = (struct edition){0};
    answer->bad_items += !one.items[0].title;
    if (one.items[0].title && edition_list_open(answer) &&
        !has_isbn(&answer->editions, &one.items[0].isbn)) {
        *editions_add(&answer->editions) = one.items[0];
        one.items[0] = (struct edition){0};
    }
    editions_done(&one);
}
