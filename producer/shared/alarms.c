/* alarms.c: asks the database once for all alarms. Nothing is judged here. */
#include "shared/alarms.h"

#include "model/alarm_limits.h"
#include "model/zones.h"
#include "sql.h"

static enum verdict_state state_of(const char *severity)
{
    return text_equal(severity, "critical")  ? VERDICT_CRITICAL
           : text_equal(severity, "warning") ? VERDICT_WARNING
                                             : VERDICT_OK;
}

bool alarms_read(const struct context *context, const struct depths *depths,
                 struct verdicts *verdicts, struct error *err)
{
    CLEANUP(text_done) struct text limits = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    const struct alarm_depths seen = {
        .queue = depths->known && depths->of[0].exists ? depths->of[0].ready : -1,
        .letters = depths_letters(depths)};
    alarm_limits(context->config, &seen, &limits);
    if (!zones_check(context->db, context->config, err) ||
        !DATABASE_RUN(context->db, &sql_check_alarms, &rows, err, sql_text(text_of(&limits))))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        verdicts_add(verdicts, &(struct verdict){
                                   .state = state_of(row_text(rows, i, CHECK_ALARMS_SEVERITY)),
                                   .name = row_text(rows, i, CHECK_ALARMS_NAME),
                                   .subject = row_text(rows, i, CHECK_ALARMS_SUBJECT),
                                   .summary = row_text(rows, i, CHECK_ALARMS_SUMMARY),
                                   .since = row_text(rows, i, CHECK_ALARMS_SINCE),
                                   .value = row_text(rows, i, CHECK_ALARMS_VALUE),
                                   .warn = row_text(rows, i, CHECK_ALARMS_WARN),
                                   .crit = row_text(rows, i, CHECK_ALARMS_CRIT),
                               });
    return true;
}
