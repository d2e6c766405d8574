/* quota.h: how many calls of the day providers have left, and how many months will need. */
#pragma once
#include "shared/context.h"
#include "shared/output.h"

/* What a call of a generator is assumed to take until one is measured: a prompt is short, and an
 * answer of 20 books is about 2,500 tokens. */
enum { QUOTA_TOKENS_IN = 600, QUOTA_TOKENS_OUT_A_BOOK = 125 };

/* What is forecast. */
struct quota_need {
    int64_t months; /* for so many the calls, cost and time */
    int64_t books;  /* so many are asked of each generator for a month */
    /* Arrays of SQL: of these months those that ask generators, as year * 12 + month, and the
     * generation of each. Whose answer is there already is not asked again. NULL: all ask all. */
    const char *asking, *generations;
};

/** Read the day of every configured provider that is not local, generators first.
 *  out   ret     the columns QUOTA_… of sql.h, a row for each; no row where all are local;
 *                QUOTA_MONTHS_LEFT is NULL where nothing limits the months
 *  err   CONFIG limits that provider_limits_read refuses | as database_run */
bool quota_read(struct context *context, const struct quota_need *need, struct rows **ret,
                struct error *err) NONNULL_ALL MUST_CHECK;

/** Read what the last days of the same providers have spent.
 *  in    days      so many, today among them
 *        since_ms  what was used before that long ago is asked for, too; 0: it is not
 *  out   ret       the columns QUOTA_DAYS_… of sql.h, the newest day first; none without calls
 *  err   as quota_read */
bool quota_read_days(struct context *context, int64_t days, int64_t since_ms, struct rows **ret,
                     struct error *err) NONNULL_ALL MUST_CHECK;

/** Print on stdout what quota_read forecasts for the months, a row a provider. */
void quota_forecast_print(const struct rows *rows) NONNULL_ALL;

/** Add the same to a JSON document, as the array "forecast". */
void quota_forecast_json(struct text *out, const struct rows *rows) __attribute__((nonnull(1)));
