/* work_pair.h: how two members of one block relate. For work_join.c. */
#pragma once
#include "match/author.h"
#include "model/work_member.h"
#include "model/work_title.h"

enum work_pair {
    PAIR_NOTHING,
    PAIR_RIVAL, /* one has the main title alone, and the other may be another book of this name */
    PAIR_MAIN,  /* one has the main title alone, which the other's rest tells about */
    PAIR_TITLE, /* the titles mean the same */
    PAIR_IDENTIFIER,
    PAIR_KEY,
    PAIR_PERSON,
    PAIR_APART, /* never the same work */
};

struct work_parsed {
    const struct work_member *member;
    struct work_title title;
    struct authors authors;
    bool has_rest;
};
void work_parsed_done(struct work_parsed *parsed);
void work_parsed_make(const struct work_member *member, struct work_parsed *ret) NONNULL_ALL;

enum work_pair work_pair_relate(const struct work_parsed *one, const struct work_parsed *other)
    NONNULL_ALL MUST_CHECK;
