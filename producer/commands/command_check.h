/* command_check.h: what the files of the command check share. */
#pragma once
#include "model/topology.h"
#include "shared/context.h"
#include "shared/depths.h"
#include "shared/verdicts.h"

/* Whose rights are checked, in the database and on the broker. */
struct check_role {
    const char *name, *database;
    enum topology_user broker;
};

struct check {
    struct context *context;
    const struct check_role *role;
    struct depths depths; /* of the queues, where the broker was reached */
    bool looks;           /* the database is there, and lets us look at everything */
    struct verdicts verdicts;
};

/** Add what was found of one thing. */
void check_found(struct check *check, enum verdict_state state, const char *name,
                 const char *subject, const char *summary) __attribute__((nonnull(1, 3, 5)));

/** Look at the database: the connection, its schema, and our rights. */
void check_database(struct check *check) NONNULL_ALL;

/** Look at the broker: the connection, its exchanges and queues, and our rights. */
void check_broker(struct check *check) NONNULL_ALL;

/** Send a test message in each way that alarms are sent, and add what came of each. */
void check_test_alert(struct check *check) NONNULL_ALL;

/** Look at the configuration: providers with their keys, and what goes to other machines. */
void check_configuration(struct check *check) NONNULL_ALL;
