/* session.h: can this connection hold a lock of its session? */
#pragma once
#include "io/database/database.h"

/** Refuse a connection through a pooler that gives each transaction another session of the server.
 *  A session lock would stay on a session that is somebody else's next, and never be given back.
 *  in    options  with which db was opened; behind a pooler a second connection is opened with them
 *  time  one statement; behind a pooler a second connection and a few statements
 *  err   CONFIG it is such a pooler | as database_open and database_run */
bool session_check(struct database *db, const struct database_options *options, struct error *err)
    NONNULL_ALL MUST_CHECK;
