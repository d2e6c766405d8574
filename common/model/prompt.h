/* prompt.h: a prompt variant: a text with placeholders, which is rendered for a month.
 *
 * Before a line "---" it says what the model is, and behind it what the model is asked. The
 * placeholders {year}, {month}, {month_name}, {books}, {decade} and {genre} are replaced.
 * prompt_set.h has all variants. */
#pragma once
#include "core/month.h"
#include "core/text.h"

struct prompt {
    const char *name, *text;
    bool from_folder;
};

/** Could this be the name of a variant: 1 to 50 small letters, digits and hyphens, no hyphen
 *  first? */
bool prompt_name_valid(const char *name) NONNULL_ALL MUST_CHECK;

/** The variant of a month for which nobody chose one: contemporary-notable from 2020 on, baseline
 *  before. */
const char *prompt_default(struct month month);

/** Why a text cannot be a variant: it asks nothing, or a placeholder does not exist. NULL: it can
 *  be one. */
const char *prompt_text_fault(const char *text) NONNULL_ALL MUST_CHECK;

/** Render a variant for a month.
 *  in    books   how many are asked for
 *  out   system  what the model is, is appended; nothing where the text has no line "---"
 *        user    what the model is asked, is appended */
void prompt_render(const struct prompt *prompt, struct month month, int books, struct text *system,
                   struct text *user) NONNULL_ALL;

/** A fingerprint of the text, sixteen hexadecimal digits. Attempts with the same fingerprint asked
 *  with the same text. */
void prompt_hash(const struct prompt *prompt, char ret[static 17]) NONNULL_ALL;
