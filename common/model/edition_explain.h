/* edition_explain.h: why an edition is as it is, for people. */
#pragma once
#include "model/edition_fold.h"

/* A source that could be asked. */
struct edition_option {
    const char *source;
    enum source_kind kind;
    bool answered; /* it has answered for this ISBN, so that asking again brings
                    nothing soon */
};

/** Add to a JSON object that is open: "fields", an object for each field that
 * some source speaks of, with its source, and what lost and why; "missing", the
 * fields that would raise the score and by how much; and "next", the cheapest
 * call that could bring some of them, or null. in    options  in the order in
 * which they are asked */
void edition_explain(const struct folded_edition *edition, const struct edition_option *options,
                     size_t count, struct text *out) __attribute__((nonnull(1, 4)));

/** Why a claim lost, as a clause: "another source is trusted more". */
const char *loss_text(enum loss why);
