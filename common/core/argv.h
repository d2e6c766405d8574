/* argv.h: a command line as text, split into words without a shell. */
#pragma once
#include "core/error.h"

#define ARGV_WORDS_MAX 64

/* The words of a command, for execve. Zeroed memory is none. */
struct argv {
    char *bytes; /* all words, each with a NUL behind it */
    char *words[ARGV_WORDS_MAX + 1];
    size_t count; /* behind the last word stands NULL */
};
void argv_done(struct argv *argv);
CLEANUP_STRUCT(struct argv, argv_done)

/** Split a command into words at blanks. What stands in 'single quotes' is taken as it is, in
 *  "double quotes" but for \" and \\, and elsewhere \ takes the next character as it is. Nothing
 *  else has a meaning: no variable, no pipe, no redirection, no pattern.
 *  out   ret  the caller ends it with argv_done
 *  err   CONFIG a quote that is not closed, a \ at the end, no word at all or an empty first one,
 *        more than ARGV_WORDS_MAX words */
bool argv_split(const char *command, struct argv *ret, struct error *err) NONNULL_ALL MUST_CHECK;
