/* edition_list.h: the candidates of an answer, as many as are of use, each with title and verified
 * ISBN, no ISBN twice. */
#pragma once
#include "provider.h"

/* Services give 20 records at most when they are asked as we ask. Further ones are not read. */
#define EDITION_LIST_MAX 100

/** May more candidates be added? */
bool edition_list_open(const struct resolve_answer *answer) NONNULL_ALL MUST_CHECK;

/** Take over an edition, whose ISBN is verified. One without a title counts as a bad item; one
 *  whose ISBN is there already is dropped.
 *  in    edition  its texts belong to the list, or are freed; it is empty afterwards */
void edition_list_add(struct resolve_answer *answer, struct edition *edition) NONNULL_ALL;
