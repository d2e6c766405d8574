/* upkeep_isbns.c: the janitor's part in the life of ISBNs. */
#include "enrich/upkeep_isbns.h"

#include "core/log.h"
#include "io/metrics.h"
#include "model/month_log.h"
#include "sql.h"

#define ANNOUNCED_AT_ONCE 5000

bool isbns_take_over(struct database *db, int64_t own_id, int64_t crash_max,
                     const struct gone_owners *gone, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_enrich_take_over, &rows, err, sql_int(own_id), sql_int(crash_max),
                      sql_text(gone->owners), sql_text(gone->heartbeats), sql_text(gone->frozen)))
        return error_wrap(err, "taking ISBNs over");
    const int64_t taken = row_int(rows, 0, ENRICH_TAKE_OVER_TAKEN);
    metrics_add(METRIC_ISBNS_TAKEN_OVER, taken);
    metrics_add(METRIC_ISBNS_FAILED, row_int(rows, 0, ENRICH_TAKE_OVER_FAILED));
    if (taken > 0)
        LOG(LOG_WARNING, "isbns_taken_over", log_int("isbns", taken),
            log_int("failed", row_int(rows, 0, ENRICH_TAKE_OVER_FAILED)));
    return true;
}

static bool own_claims(struct database *db, int64_t owner, struct rows **ret, struct error *err)
{
    return DATABASE_RUN(db, &sql_enrich_own_claims, ret, err, sql_int(owner)) ||
           error_wrap(err, "reading claims of ISBNs");
}

/* Workers are asked after the rows are read, because a worker has its token before its rows. */
bool isbns_release_forgotten(struct database *db, int64_t own_id,
                             const struct claim_holders *holders, bool *ret_any, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!own_claims(db, own_id, &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        CLEANUP(rows_free) struct rows *released = NULL;
        const char *token = row_text(rows, i, ENRICH_OWN_CLAIMS_CLAIM_TOKEN);
        if (holders->hold(holders->context, token))
            continue;
        if (!DATABASE_RUN(db, &sql_enrich_release, &released, err, sql_int(own_id), sql_text(token),
                          sql_bool(true)))
            return error_wrap(err, "releasing ISBNs");
        if (rows_affected(released) > 0)
            LOG(LOG_WARNING, "claim_released", log_int("isbns", (int64_t)rows_affected(released)));
    }
    *ret_any = rows_count(rows) > 0;
    return true;
}

bool isbns_adopt(struct database *db, int64_t former, int64_t own_id,
                 const struct claim_holders *holders, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!own_claims(db, former, &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *token = row_text(rows, i, ENRICH_OWN_CLAIMS_CLAIM_TOKEN);
        if (holders->hold(holders->context, token) &&
            !DATABASE_RUN(db, &sql_enrich_adopt, NULL, err, sql_int(former), sql_text(token),
                          sql_int(own_id)))
            return error_wrap(err, "adopting claims of ISBNs");
    }
    return true;
}

bool isbns_announce(struct database *db, int64_t lost_ms, int64_t *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_enrich_announce, &rows, err, sql_int_or_null(lost_ms, lost_ms >= 0),
                      sql_int(CRASHES_OF_A_SUSPECT), sql_int(ANNOUNCED_AT_ONCE)))
        return error_wrap(err, "announcing ISBNs");
    *ret = row_int(rows, 0, ENRICH_ANNOUNCE_ANNOUNCED);
    metrics_add(METRIC_ISBNS_ANNOUNCED, *ret);
    if (*ret > 0)
        LOG(LOG_INFO, "isbns_announced", log_int("isbns", *ret));
    return true;
}
