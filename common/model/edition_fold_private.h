/* edition_fold_private.h: what the files of the fold share. Nobody else includes it. */
#pragma once
#include "core/text.h"
#include "model/edition_fold.h"

/* The claims in the order in which they are asked: by field, the most trusted first. */
struct folding {
    struct folded_edition *ret;
    const struct said **items;
    size_t first[EDITION_FIELD_COUNT_ + 1]; /* of each field, and the end */
    const char *today;
};

/* All claims of a field, the most trusted first. */
#define FOLD_EACH(folding, field, each)                                                            \
    for (const struct said *const *at_ = (folding)->items + (folding)->first[field], *each = NULL; \
         at_ < (folding)->items + (folding)->first[(field) + 1] && ((each) = *at_, true); at_++)

/** How far a kind is trusted for a field: 0 is the most. */
int edition_trust(enum edition_field field, enum source_kind kind) MUST_CHECK;

/** The claim of a source on a field; NULL: it says nothing. */
const struct said *fold_said_by(const struct folding *folding, enum edition_field field,
                                const char *source) NONNULL_ALL;

/** Note why a claim is not in the edition. */
void fold_lose(struct folding *folding, const struct said *said, enum loss why) NONNULL_ALL;

/** Note the claim that is in it, and that all other good ones were trusted less. */
void fold_win(struct folding *folding, const struct said *winner) NONNULL_ALL;

/** Note a contradiction. One of a kind between two sources is enough.
 *  in    conflict  its texts are copied, its strings borrowed */
void fold_conflict(struct folding *folding, const struct edition_conflict *conflict) NONNULL_ALL;

/** Append a value as one clean line. false: it says nothing ("N/A", "<>", "????"). */
bool fold_line(const char *value, struct text *ret) NONNULL_ALL MUST_CHECK;

/** Call take for each text of a JSON list, or for the whole where it is none. */
void fold_list(const char *value, void (*take)(void *context, const char *text), void *context)
    __attribute__((nonnull(1, 2)));

/** A copy of the text. NULL: it is empty. */
char *fold_copy(const struct text *text) NONNULL_ALL;

/* The steps, each for some fields. fold_facts comes before fold_pages, which looks at the
 * format. */
void fold_titles(struct folding *folding) NONNULL_ALL;
void fold_people(struct folding *folding) NONNULL_ALL;
void fold_dates(struct folding *folding) NONNULL_ALL;
void fold_facts(struct folding *folding) NONNULL_ALL;
void fold_pages(struct folding *folding) NONNULL_ALL;
void fold_dimensions(struct folding *folding) NONNULL_ALL;
void fold_subjects(struct folding *folding) NONNULL_ALL;
void fold_description(struct folding *folding) NONNULL_ALL;
void fold_cover(struct folding *folding) NONNULL_ALL;
void fold_identifiers(struct folding *folding) NONNULL_ALL;

/** Append an identifier in the form in which it is compared.
 *  out   false, and nothing is added: it is no such identifier */
bool edition_identifier_clean(enum edition_identifier kind, const char *written, struct text *ret)
    NONNULL_ALL MUST_CHECK;

/* "(Earthsea Cycle, #1)" */
struct series {
    struct text name, number;
};
void series_done(struct series *series);
CLEANUP_STRUCT(struct series, series_done)

/** Take a series with its number apart: "Discworld, #2; Rincewind #2", "Dune Book 1", "Narnia ; 3".
 *  out   false: it has no number, and ret is the name alone */
bool series_parse(const char *text, struct series *ret) NONNULL_ALL;

/** Does a publisher call many books of many people so: "Penguin Classics"? */
bool series_is_publishers(const char *name) NONNULL_ALL MUST_CHECK;
