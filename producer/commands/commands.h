/* commands.h: the commands, a file each in commands/. The table is in main.c. */
#pragma once
#include "shared/command.h"

int command_cancel(struct context *context, int argc, char **argv, struct error *err);
int command_catalog(struct context *context, int argc, char **argv, struct error *err);
int command_check(struct context *context, int argc, char **argv, struct error *err);
int command_dlq(struct context *context, int argc, char **argv, struct error *err);
int command_migrate(struct context *context, int argc, char **argv, struct error *err);
int command_pause(struct context *context, int argc, char **argv, struct error *err);
int command_prompt(struct context *context, int argc, char **argv, struct error *err);
int command_provider(struct context *context, int argc, char **argv, struct error *err);
int command_quota(struct context *context, int argc, char **argv, struct error *err);
int command_report(struct context *context, int argc, char **argv, struct error *err);
int command_reset(struct context *context, int argc, char **argv, struct error *err);
int command_resume(struct context *context, int argc, char **argv, struct error *err);
int command_schedule(struct context *context, int argc, char **argv, struct error *err);
int command_seed(struct context *context, int argc, char **argv, struct error *err);
int command_show(struct context *context, int argc, char **argv, struct error *err);
int command_status(struct context *context, int argc, char **argv, struct error *err);
int command_topology(struct context *context, int argc, char **argv, struct error *err);
int command_unhold(struct context *context, int argc, char **argv, struct error *err);
