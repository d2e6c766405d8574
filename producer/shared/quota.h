/* quota.h: what providers' days have left and what months take of them: for quota and schedule. */
#pragma once
#include "shared/command.h"
#include "shared/output.h"

/* What quota.sql answers. */
enum {
    QUOTA_PROVIDER,
    QUOTA_ROLE,
    QUOTA_USED,
    QUOTA_DRIFT,
    QUOTA_LIMIT,
    QUOTA_BUFFER,
    QUOTA_LEFT,
    QUOTA_RESERVED,
    QUOTA_CALLS_A_MONTH,
    QUOTA_RATE,
    QUOTA_STATE,
    QUOTA_CLOSED_UNTIL,
    QUOTA_CLASS,
    QUOTA_WHY,
    QUOTA_RESET,
    QUOTA_COST,
    QUOTA_FORECAST_CALLS,
    QUOTA_FORECAST_COST,
    QUOTA_FORECAST_HOURS,
    QUOTA_FORECAST_DAYS,
    QUOTA_MONTHS_LEFT, /* NULL: as many as you like */
    QUOTA_COLUMNS
};

/** The day of every configured provider that is not local, generators first; no row: all are local.
 *  in   months  to forecast; books  asked of each generator in each
 *  err  CONFIG limits that make no sense */
bool quota_read(struct context *context, int64_t months, int64_t books, struct rows **ret,
                struct error *err) NONNULL_ALL MUST_CHECK;
