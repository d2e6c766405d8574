/* installation.h: which installation a message comes from. Every message that leaves the outbox
 * names its own. Two installations that use the same queues of one virtual host would take each
 * other's messages; who meets such a message stops, and leaves it in its queue. */
#pragma once
#include "core/uuid.h"
#include "io/broker/broker.h"
#include "io/database/database.h"

/** Which installation is this database?
 *  err   as database_run */
bool installation_read(struct database *db, struct uuid *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** May the message be taken? One that does not say where it comes from may: an older version sent
 *  it, or a person.
 *  in    own    of installation_read;  queue  that it lay in
 *  err   CONFIG it is another installation's; says how to mend that */
bool installation_check(const struct uuid *own, const struct broker_message *message,
                        const char *queue, struct error *err) NONNULL_ALL MUST_CHECK;
