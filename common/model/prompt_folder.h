/* prompt_folder.h: prompt variants from a folder: for prompt.c only. */
#pragma once
#include "model/prompt.h"

/* All variants at one moment: immutable once it is the current one, freed by prompts_unload. */
struct prompt_set {
    struct prompt *items; /* by name; name and text of those from the folder are owned */
    size_t count;
    struct text names; /* "annual|baseline" */
    struct prompt_set *older;
};

/** The current set; NULL: only the embedded variants are known. Any thread. */
const struct prompt_set *prompt_set_now(void);
