/* operations.h: operations on dead letters, which a janitor carries on when the command that began
 * them has ended. */
#pragma once
#include "io/database/database.h"
#include "shared/consumer.h"

/** Carry on what is due, for about a second at most. The relay is told of what is to be published.
 *  in    db  a session that no other thread uses
 *  err   as database_run */
bool operations_advance(struct consumer *consumer, struct database *db, struct error *err)
    NONNULL_ALL MUST_CHECK;
