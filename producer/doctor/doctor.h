/* doctor.h: everything that an operator would look at when something is wrong, looked at once. It
 * changes nothing and makes no call that a provider would count. */
#pragma once
#include "doctor/findings.h"
#include "model/topology.h"
#include "shared/context.h"

/* Whose rights must be there, in the database and on the broker. */
struct doctor_role {
    const char *name, *database;
    enum topology_user broker;
};

struct doctor {
    struct context *context; /* its configuration was read */
    const struct doctor_role *role;
    bool offline; /* providers are not connected to */
    bool is_kept; /* the context's connection is one that the process keeps */
    struct findings findings;
};
static inline void doctor_done(struct doctor *doctor)
{
    findings_done(&doctor->findings);
}
CLEANUP_STRUCT(struct doctor, doctor_done)

/** Which values are not defaults, and where they stand; variables that nobody knows; what goes to
 *  other machines unprotected; the limit of open files. */
void doctor_configuration(struct doctor *doctor) NONNULL_ALL;

/** Connect once, then: version, encoding, clock, size, connections, schema, rights, alarms. The
 *  context keeps the connection for a bundle, or has one of its own (is_kept). */
void doctor_database(struct doctor *doctor) NONNULL_ALL;

/** Connect once, then: version, exchanges, queues and their arguments, bindings, rights. */
void doctor_broker(struct doctor *doctor) NONNULL_ALL;

/** Of each provider in use: can it do its part, is its key there, is its host reached? */
void doctor_providers(struct doctor *doctor) NONNULL_ALL;

/** Write all that was found, and the state of the fleet, into a text file for those who help. What
 *  repeats a key or a password is masked. It holds no answer of a provider and no body of a
 *  message.
 *  err   CONFIG the file is there already, or cannot be written | as database_run */
bool doctor_bundle(struct doctor *doctor, const char *file, struct error *err)
    NONNULL_ALL MUST_CHECK;
