/* work_join.h: which members of a block are the same work. The same members and decisions give the
 * same works, in whatever order they come.
 *
 * Joined are members with one fine key, members that share a work of Open Library or name each
 * other's ISBN, and members whose titles mean the same. Never joined are members of two works of
 * Open Library, of disjoint authors, or of which a person has said that they are not the same: nor
 * by way of a third one. What a person has said overrides all else, and alone joins members of
 * different blocks. */
#pragma once
#include "model/work_member.h"

/* What a person has said of two keys: fine keys, or keys by ISBN, which name one edition. */
struct work_decision {
    const char *one, *other;
    bool same;
};

/* What the members of a work, which are more than one, have in common. The weakest link counts. */
enum work_link {
    WORK_ALONE,
    WORK_BY_TITLE,       /* main titles alike, and one has no more than that */
    WORK_BY_WHOLE_TITLE, /* titles that mean the same */
    WORK_BY_IDENTIFIER,
    WORK_BY_KEY,
    WORK_BY_PERSON,
};
int work_link_confidence(enum work_link link) MUST_CHECK; /* 0 .. 100 */
const char *work_link_name(enum work_link link);

struct work_joining {
    const struct work_member *members;
    size_t count;
    const struct work_decision *decisions;
    size_t decision_count;
};

struct work_joined {
    size_t work;         /* the number of its work, from 0 */
    enum work_link link; /* the best by which it is joined to another */
};

/** Join members.
 *  in    joining  the members of whole blocks
 *  out   ret      one for each member
 *  out   how many works they are */
size_t work_join(const struct work_joining *joining, struct work_joined *ret) NONNULL_ALL;

/** The key of a work: the smallest fine key of its members; where a work with a smaller ISBN has
 *  the same (a person has said that they differ), the key by its smallest ISBN.
 *  out   ret  one for each work, in their order */
void work_join_keys(const struct work_joining *joining, const struct work_joined *joined,
                    size_t works, struct texts *ret) NONNULL_ALL;
