/* commands.c: the list of all commands, in the order in which --help shows them. Each is described
 * in the file of its name. */
#include "commands/commands.h"

static const struct command *const list[] = {
    &command_migrate,      &command_topology,
    &command_seed,         &command_schedule,
    &command_order,        &command_plan,
    &command_status,       &command_why,
    &command_list,         &command_show,
    &command_answers,      &command_export,
    &command_report,       &command_pause,
    &command_resume,       &command_cancel,
    &command_unhold,       &command_reset,
    &command_log,          &command_usage,
    &command_quota,        &command_provider,
    &command_prompt,       &command_dlq,
    &command_operation,    &command_catalog,
    &command_edition,      &command_conflicts,
    &command_reread,       &command_work,
    &command_check,        &command_prune,
    &command_reconcile,    &command_doctor,
    &command_metrics,      &command_serve,
    &command_help_command, NULL,
};

const struct command commands = {
    .purpose = "Decides which months are due, puts them on the queue, and shows how they fare.",
    .details = "Every command has --help, --json and --config FILE. '" PROGRAM " --version' "
               "says which program this is, and with which libraries.\n"
               "Exit codes: 0 done, 1 failed, 2 usage, 3 nothing selected, 4 partly done, 69 a "
               "server is not there, 75 try again, 78 configuration.",
    .commands = list,
};
