/* database_failpoint.c: the failpoints of every statement and commit. Part of test builds only.
 *
 * A commit is named after the last statement before it, for each of those is another step:
 * commit.relay_published.before. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/mem.h"
#include "io/database_private.h"
#include "io/failpoint.h"

static bool pass(struct database *db, const char *step, const char *when, struct error *err)
{
    if (failpoint_step(step, when, err))
        return true;
    db->broken = true;
    return false;
}

/* ---- statements that a test has replaced ---- */

#define REPLACED_MAX 16
#define TEXT_BYTES 65536

static struct {
    const struct sql *statement;
    char *text;
} replaced[REPLACED_MAX]; /* guarded by lock; entries stay */
static size_t replaced_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* NULL: there is no such file */
static char *read_replacement(const char *folder, const struct sql *statement)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s.sql", folder, statement->name);
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    char *text = mem_new(TEXT_BYTES + 1, 1);
    if (fread(text, 1, TEXT_BYTES, file) == TEXT_BYTES)
        UNREACHABLE("a replaced statement is too long");
    (void)fclose(file); /* it was only read */
    return text;
}

static const char *find_replacement(const char *folder, const struct sql *statement)
{
    for (size_t i = 0; i < replaced_count; i++)
        if (replaced[i].statement == statement)
            return replaced[i].text;
    char *text = read_replacement(folder, statement);
    if (!text)
        return statement->text;
    if (replaced_count == REPLACED_MAX)
        UNREACHABLE("too many replaced statements");
    replaced[replaced_count].statement = statement;
    replaced[replaced_count++].text = text;
    return text;
}

const char *database_text(const struct sql *statement)
{
    const char *folder = getenv("BACKFILL_TEST_SQL");
    if (!folder)
        return statement->text;
    (void)pthread_mutex_lock(&lock);
    const char *text = find_replacement(folder, statement);
    (void)pthread_mutex_unlock(&lock);
    return text;
}

/* ---- failpoints ---- */

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
