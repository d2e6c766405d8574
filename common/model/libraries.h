/* libraries.h: the libraries that the programs run with, for --version and for doctor. */
#pragma once
#include "core/text.h"

struct library {
    const char *name, *version;
};

/** A library and its version, that of the machine rather than that of the build where the library
 *  tells it. Called before threads start.
 *  out   false: index is behind the last */
bool library_at(size_t index, struct library *ret) NONNULL_ALL MUST_CHECK;

/** Add what --version says: the program, its version and commit, then a line for each library. */
void libraries_write_version(const char *program, struct text *ret) NONNULL_ALL;
