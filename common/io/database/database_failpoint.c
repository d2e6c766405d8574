/* database_failpoint.c: the failpoints of every statement and commit. Part of test builds only.
 *
 * A commit is named after the last statement before it (commit.relay_published.before), because the
 * commits after different statements are different steps. */
#include <stdio.h>

#include "io/database/database_private.h"
#include "io/failpoint.h"

static bool pass(struct database *db, const char *step, const char *when, struct error *err)
{
    if (failpoint_step(step, when, err))
        return true;
    db->broken = true;
    return false;
}

bool database_before(struct database *db, const char *step, struct error *err)
{
    db->step = step;
    return pass(db, step, "before", err);
}

bool database_after(struct database *db, struct error *err)
{
    return pass(db, db->step, "after", err);
}

static bool pass_commit(struct database *db, const char *when, struct error *err)
{
    char step[80];
    (void)snprintf(step, sizeof(step), "commit.%s", db->step ? db->step : "nothing");
    return pass(db, step, when, err);
}

bool database_before_commit(struct database *db, struct error *err)
{
    return pass_commit(db, "before", err);
}

bool database_after_commit(struct database *db, struct error *err)
{
    return pass_commit(db, "after", err);
}
