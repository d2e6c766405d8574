/* work_member.h: one of those that are joined into works. */
#pragma once
#include "core/texts.h"
#include "model/work_key.h"

enum {
    WORK_BLOCK_MAX = 200, /* members; of larger blocks only those with one key are joined */
};

/* An edition, or a book of a month for which no edition is known. All is borrowed. */
struct work_member {
    const char *fine, *block;
    const char *isbn;                                      /* NULL: it is a book of a month */
    const char *title, *subtitle, *series, *series_number; /* title is never NULL */
    const char *authors;       /* ';' between them; NULL: none is known */
    const char *language;      /* "" or NULL: not known */
    const struct texts *works; /* of Open Library */
    const struct texts *isbns; /* other ISBNs that it names */
    bool large;                /* its block is too large to be compared in pairs */
};

/** The member that an edition is; it borrows from both. */
void work_member_of(const struct folded_edition *edition, const struct work_keys *keys,
                    struct work_member *ret) NONNULL_ALL;
