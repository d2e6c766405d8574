/* prompt_set.h: the prompt variants that this process knows: those embedded by the build, and those
 * of a folder, which may add some or put its own in their place. */
#pragma once
#include "core/error.h"
#include "model/prompt.h"

/** Read the variants of a folder, NAME.txt each, beside the embedded ones. The set that was read
 *  before is replaced as a whole, also while other threads render. One thread loads. On failure
 *  everything stays as it was.
 *  in   folder  "": none, nothing is changed
 *  err  CONFIG the folder cannot be read, or files that are no variants; names them */
bool prompt_set_load(const char *folder, struct error *err) NONNULL_ALL MUST_CHECK;

/** Free all that was ever read, when nobody uses a variant any more. */
void prompt_set_unload(void);

/** The variant of this name; NULL: there is none. Any thread.
 *  out  borrowed until prompt_set_unload: a variant in use outlives the next load */
const struct prompt *prompt_set_find(const char *name) NONNULL_ALL;

/** The variants in the order of the alphabet, borrowed as above; NULL behind the last. */
const struct prompt *prompt_set_at(size_t index);

/** All names, separated by '|', in the order of the alphabet, borrowed as above. */
const char *prompt_set_names(void);
