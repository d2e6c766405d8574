/* budget.h: what calls may cost, as the configuration and standing orders limit it. The gate
 * keeps to it; here is asked whether that is possible. */
#pragma once
#include "io/config/config.h"
#include "io/database/database.h"

/** An amount of the configuration as the parameter of a statement: NULL where it is 0, no limit. */
struct sql_param budget_param(const char *amount) NONNULL_ALL;

/** Is the money counted that is limited? Not where a generator's calls may cost something and its
 *  model has no price. Nothing is checked where nothing limits money.
 *  in    names  a comma list of providers: the configuration's generators
 *        other  what limits money besides the configuration: "order 3"; NULL: nothing does
 *  err   CONFIG names the setting to write | as provider_limits_read */
bool budget_check(const struct config *config, const char *names, const char *other,
                  struct error *err) __attribute__((nonnull(1, 2, 4))) MUST_CHECK;

/** The same of the configuration's generators, for a limit that somebody wants to set: who asks can
 *  do without.
 *  in    what  the limit: "--budget"
 *  err   USAGE names the setting to write | as provider_limits_read */
bool budget_check_wanted(const struct config *config, const char *what, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The same of the configuration's generators, and of what open standing orders limit.
 *  err   as budget_check | as database_run */
bool budget_check_all(struct database *db, const struct config *config, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Name the models that the configuration's generators ask and that have no price in it: "MODEL of
 *  PROVIDER, …".
 *  out   ret  added; nothing where there is none */
void budget_unpriced(const struct config *config, struct text *ret) NONNULL_ALL;

/** Let months go on that wait for a limit of the configuration which was raised since: once at the
 *  start, because it is then that limits are read.
 *  err   as database_run */
bool budget_wake(struct database *db, const struct config *config, struct error *err)
    NONNULL_ALL MUST_CHECK;
