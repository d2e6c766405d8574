/* commands.h: the commands of backfill-producer. Each stands in the file of its name. */
#pragma once
#include "shared/command.h"

/* The group of all commands, in the order in which --help lists them. */
extern const struct command commands;

extern const struct command command_answers;
extern const struct command command_cancel;
extern const struct command command_catalog;
extern const struct command command_check;
extern const struct command command_conflicts;
extern const struct command command_dlq;
extern const struct command command_dlq_discard;
extern const struct command command_dlq_export;
extern const struct command command_dlq_fix;
extern const struct command command_dlq_groups;
extern const struct command command_dlq_list;
extern const struct command command_dlq_note;
extern const struct command command_dlq_replay;
extern const struct command command_dlq_restore;
extern const struct command command_dlq_show;
extern const struct command command_doctor;
extern const struct command command_edition;
extern const struct command command_work;
extern const struct command command_edition_refold;
extern const struct command command_metrics;
extern const struct command command_help_command;
extern const struct command command_export;
extern const struct command command_list;
extern const struct command command_log;
extern const struct command command_migrate;
extern const struct command command_operation;
extern const struct command command_order;
extern const struct command command_pause;
extern const struct command command_plan;
extern const struct command command_prompt;
extern const struct command command_provider;
extern const struct command command_prune;
extern const struct command command_quota;
extern const struct command command_reconcile;
extern const struct command command_reread;
extern const struct command command_report;
extern const struct command command_reset;
extern const struct command command_resume;
extern const struct command command_schedule;
extern const struct command command_seed;
extern const struct command command_serve;
extern const struct command command_show;
extern const struct command command_status;
extern const struct command command_topology;
extern const struct command command_unhold;
extern const struct command command_usage;
extern const struct command command_why;

/** Carry out the commands that serve asks for: the whole life of its workers.
 *  out   the exit code */
int command_serve_worker(struct error *err) NONNULL_ALL MUST_CHECK;
