/* commands.c: the list of all commands. */
#include "commands/commands.h"

static const struct command *const list[] = {
    &command_migrate,
    &command_topology,
    &command_seed,
    &command_schedule,
    &command_status,
    &command_show,
    &command_report,
    &command_pause,
    &command_resume,
    &command_cancel,
    &command_unhold,
    &command_reset,
    &command_quota,
    &command_provider,
    &command_prompt,
    &command_dlq,
    &command_catalog,
    &command_check,
    NULL,
};

const struct command commands = {.commands = list};
