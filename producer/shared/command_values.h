/* command_values.h: the values of options as they were before any line was read, so that one
 * process carries out many commands, and each begins as the first one did. */
#pragma once
#include "shared/command.h"

struct command_values;

/** Note the values of every command's options. No line has been read yet.
 *  out   the caller frees it with command_values_free */
struct command_values *command_values_keep(const struct command *group) NONNULL_ALL MUST_CHECK;
void command_values_free(struct command_values *values);
CLEANUP_FUNCTION(struct command_values, command_values_free)

/** Put all of them back. */
void command_values_restore(const struct command_values *values) NONNULL_ALL;
