/* edition_explain.h: why an edition is as it is, for people. */
#pragma once
#include "model/edition_fold.h"

/* A source that could be asked. */
struct edition_option {
    const char *source;
    enum source_kind kind;
    bool answered; /* for this ISBN, so that asking again brings nothing soon */
};

/* What an explanation rests on. All is borrowed. */
struct edition_evidence {
    const struct said *said; /* the claims that were folded */
    size_t said_count;
    const struct edition_option *options; /* in the order in which they are asked */
    size_t option_count;
};

/** Add to a JSON object that is open: "fields", an object for each field that some source speaks
 *  of, with its source, what that says, and what lost and why; "missing", the fields that would
 *  raise the score and by how much; and "next", the cheapest call that could bring some of them, or
 *  null. */
void edition_explain(const struct folded_edition *edition, const struct edition_evidence *evidence,
                     struct text *out) NONNULL_ALL;

/** Does any source speak of the field? */
bool edition_is_spoken_of(const struct folded_edition *edition, enum edition_field field)
    NONNULL_ALL;

/** What a source says of a field; NULL: nothing. */
const char *edition_claim_of(const struct edition_evidence *evidence, const char *source,
                             enum edition_field field) __attribute__((nonnull(1)));

/** The call that brings the most points for what it costs; of two alike the one that is asked
 *  first. NULL: none would bring any.
 *  out   ret_points  that it adds to the score at most */
const struct edition_option *edition_next_call(const struct folded_edition *edition,
                                               const struct edition_evidence *evidence,
                                               int *ret_points) NONNULL_ALL;

/** Why a claim lost, as a clause: "another source is trusted more". */
const char *loss_text(enum loss why);
