/* operations.h: operations on dead letters, which the fleet carries on when the command that began
 * them has ended. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

/** Carry on what is due, for about a second at most.
 *  in    db  a session that no other thread uses
 *  out   ret_wrote  set where rows were written to the outbox; else untouched
 *  err   as database_run */
bool operations_advance(const struct config *config, struct database *db, bool *ret_wrote,
                        struct error *err) NONNULL_ALL MUST_CHECK;
