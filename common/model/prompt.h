/* prompt.h: a prompt variant: a text with placeholders, rendered for a month.
 *
 * It is what the model is told it is, a line "---", and what it is asked. The placeholders {year}
 * {month} {month_name} {books} {decade} {genre} are replaced. Which variants there are is told by
 * prompt_set.h. */
#pragma once
#include "core/month.h"
#include "core/text.h"

struct prompt {
    const char *name, *text;
    bool from_folder;
};

/** Could this be the name of a variant: lower-case letters, digits, hyphens, at most 50? */
bool prompt_name_valid(const char *name) NONNULL_ALL MUST_CHECK;

/** The name that a month takes when nobody chose one: contemporary-notable from 2020 on. */
const char *prompt_default(struct month month);

/** Why a text cannot be a variant: it asks nothing, or names a placeholder that does not exist.
 *  NULL: it can be one. */
const char *prompt_text_fault(const char *text) NONNULL_ALL MUST_CHECK;

/** Render for a month: appends the two parts. */
void prompt_render(const struct prompt *prompt, struct month month, int books, struct text *system,
                   struct text *user) NONNULL_ALL;

/** A fingerprint of the text, sixteen hexadecimal digits: attempts with the same fingerprint were
 *  asked with the same text. */
void prompt_hash(const struct prompt *prompt, char ret[static 17]) NONNULL_ALL;
