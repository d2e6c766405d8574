/* prompt.h: the prompt variants by name. */
#pragma once
#include "core/base.h"
#include "core/month.h"

/** Could this be the name of a variant: lower-case letters, digits, hyphens, at most 50? */
bool prompt_name_valid(const char *name) NONNULL_ALL MUST_CHECK;

/** Is there a variant of this name? */
bool prompt_known(const char *name) NONNULL_ALL MUST_CHECK;

/** All names, separated by '|'. */
const char *prompt_names(void);
