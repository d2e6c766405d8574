/* prompt_set.h: the prompt variants that this process knows: those that the build embeds, and those
 * of a folder, which may add some or replace embedded ones. */
#pragma once
#include "core/error.h"
#include "model/prompt.h"

/** Read the variants of a folder, a file NAME.txt each, beside the embedded ones. The set of before
 *  is replaced as a whole, also while other threads render. Only one thread loads. On failure
 *  everything stays as it was.
 *  in    folder  "": there is none, and nothing changes
 *  err   CONFIG the folder cannot be read, or has files that are no variants; names them */
bool prompt_set_load(const char *folder, struct error *err) NONNULL_ALL MUST_CHECK;

/** Free everything that was ever loaded. No thread uses a variant any more. */
void prompt_set_unload(void);

/** The variant of this name; NULL: there is none. Any thread.
 *  out   borrowed until prompt_set_unload, also after another load */
const struct prompt *prompt_set_find(const char *name) NONNULL_ALL;

/** The variants, sorted by name and borrowed as above; NULL: index is behind the last. */
const struct prompt *prompt_set_at(size_t index);

/** All names, sorted, with '|' between them, borrowed as above. */
const char *prompt_set_names(void);
