/* cli_manual.h: a program's man page and its completions for shells, from the same tables as its
 * help. */
#pragma once
#include "core/cli.h"

struct cli_manual {
    const char *program, *version;
    const char *purpose; /* one sentence */
    const char *details; /* what holds for all commands, or NULL */
    /* All commands in order, those of a group by their whole name, as "dlq list". One without a
     * name is the program itself. */
    const struct cli_command *commands;
    size_t count;
};

/** Add the man page (section 1), as groff and mandoc read it. */
void cli_manual_man(const struct cli_manual *manual, struct text *out) NONNULL_ALL;

/** Add the completion for bash, to be sourced. */
void cli_manual_bash(const struct cli_manual *manual, struct text *out) NONNULL_ALL;

/** Add the completion for zsh, a file of its fpath. */
void cli_manual_zsh(const struct cli_manual *manual, struct text *out) NONNULL_ALL;
