/* prompt.h: the prompt variants: texts with placeholders, rendered for a month.
 *
 * A variant is a text file: what the model is told it is, a line "---", and what it is asked. The
 * placeholders {year} {month} {month_name} {books} {decade} {genre} are replaced. The project's own
 * are embedded by the build; a folder may add some, or put its own in their place. */
#pragma once
#include "core/error.h"
#include "core/month.h"
#include "core/text.h"

/* Borrowed until prompts_unload: a variant in use outlives the reading of another. */
struct prompt {
    const char *name, *text;
    bool from_folder;
};

/** Read the variants of a folder, NAME.txt each, beside the embedded ones; what was read before is
 *  replaced as a whole, while other threads render. On failure everything stays as it was.
 *  in   folder  "": none
 *  err  CONFIG the folder cannot be read, or files that are no variants; names them */
bool prompts_load(const char *folder, struct error *err) NONNULL_ALL MUST_CHECK;

/** Free all that was ever read, when nobody uses a variant any more. */
void prompts_unload(void);

/** Could this be the name of a variant: lower-case letters, digits, hyphens, at most 50? */
bool prompt_name_valid(const char *name) NONNULL_ALL MUST_CHECK;

/** The variant of this name, borrowed; NULL: there is none. */
const struct prompt *prompt_named(const char *name) NONNULL_ALL;

/** Is there a variant of this name? */
bool prompt_known(const char *name) NONNULL_ALL MUST_CHECK;

/** The variants in the order of the alphabet; NULL behind the last. */
const struct prompt *prompt_at(size_t index);

/** All names, separated by '|', in the order of the alphabet. */
const char *prompt_names(void);

/** The name that a month takes when nobody chose one: contemporary-notable from 2020 on. */
const char *prompt_default(struct month month);

/** Is each {word} of a text one that rendering knows? */
bool prompt_placeholders_known(const char *text) NONNULL_ALL MUST_CHECK;

/** Render for a month: appends the two parts. */
void prompt_render(const struct prompt *prompt, struct month month, int books, struct text *system,
                   struct text *user) NONNULL_ALL;

/** A fingerprint of the text, sixteen hexadecimal digits: attempts with the same one were asked
 *  alike. */
void prompt_hash(const struct prompt *prompt, char ret[static 17]) NONNULL_ALL;
