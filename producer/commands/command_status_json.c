/* command_status_json.c: 'status' printed as JSON. The keys are promised to programs. */
#include "commands/command_status.h"
#include "core/json_write.h"
#include "shared/output.h"
#include "shared/why.h"
#include "sql.h"

const struct column status_columns[STATUS_COLUMNS] = {
    [STATUS_MONTHS] = {"months", NULL, COLUMN_NUMBER},
    [STATUS_PENDING] = {"pending", NULL, COLUMN_NUMBER},
    [STATUS_QUEUED] = {"queued", NULL, COLUMN_NUMBER},
    [STATUS_PROCESSING] = {"processing", NULL, COLUMN_NUMBER},
    [STATUS_RETRY] = {"retry", NULL, COLUMN_NUMBER},
    [STATUS_COMPLETED] = {"completed", NULL, COLUMN_NUMBER},
    [STATUS_FAILED] = {"failed", NULL, COLUMN_NUMBER},
    [STATUS_HELD] = {"held", NULL, COLUMN_NUMBER},
    [STATUS_RETRY_DUE] = {"retry_due", NULL, COLUMN_NUMBER},
    [STATUS_STUCK] = {"stuck", NULL, COLUMN_NUMBER},
    [STATUS_BOOKS_GENERATED] = {"books_generated", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_RESOLVED] = {"isbns_resolved", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_QUEUED] = {"isbns_queued", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_PUBLISHED] = {"isbns_published", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_ENRICHED] = {"isbns_enriched", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_WAITING] = {"isbns_waiting", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_NOT_FOUND] = {"isbns_not_found", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_FAILED] = {"isbns_failed", NULL, COLUMN_NUMBER},
    [STATUS_ISBNS_WAITING_BECAUSE] = {"isbns_waiting_because", NULL, COLUMN_JSON},
    [STATUS_ISBN_OLDEST] = {"isbn_oldest", NULL, COLUMN_TEXT},
    [STATUS_ISBN_OLDEST_SINCE] = {"isbn_oldest_since", NULL, COLUMN_TIME},
    [STATUS_RESOLUTION_RATE] = {"resolution_rate", NULL, COLUMN_NUMBER},
    [STATUS_MEAN_OF_MONTHLY_RATES] = {"mean_of_monthly_rates", NULL, COLUMN_NUMBER},
    [STATUS_OUTBOX_DUE] = {"outbox_due", NULL, COLUMN_NUMBER},
    [STATUS_OUTBOX_LATER] = {"outbox_later", NULL, COLUMN_NUMBER},
    [STATUS_OUTBOX_NEXT] = {"outbox_next", NULL, COLUMN_TIME},
    [STATUS_OUTBOX_OLDEST] = {"outbox_oldest", NULL, COLUMN_TIME},
    [STATUS_PROCESSES_ALIVE] = {"processes_alive", NULL, COLUMN_NUMBER},
    [STATUS_PAUSED] = {"paused", NULL, COLUMN_BOOL},
    [STATUS_PAUSED_AT] = {"paused_at", NULL, COLUMN_TIME},
    [STATUS_PAUSED_BY] = {"paused_by", NULL, COLUMN_TEXT},
    [STATUS_DEAD_LETTERS] = {"dead_letters", NULL, COLUMN_NUMBER},
    [STATUS_COMPLETED_WITHOUT_BOOKS] = {"completed_without_books", NULL, COLUMN_NUMBER},
    [STATUS_PENDING_NOT_DUE] = {"pending_not_due", NULL, COLUMN_NUMBER},
    [STATUS_COMPLETED_PARTIAL] = {"completed_partial", NULL, COLUMN_NUMBER},
};

static const struct column wall_columns[] = {
    [STATUS_WALLS_PROVIDER] = {"provider", NULL, COLUMN_TEXT},
    [STATUS_WALLS_ERROR_CLASS] = {"error_class", NULL, COLUMN_TEXT},
    [STATUS_WALLS_MONTHS] = {"months", NULL, COLUMN_NUMBER},
    [STATUS_WALLS_UNTIL] = {"until", NULL, COLUMN_TIME},
};

static const struct column alarm_columns[] = {
    [STATUS_ALARMS_NAME] = {"name", NULL, COLUMN_TEXT},
    [STATUS_ALARMS_SUBJECT] = {"subject", NULL, COLUMN_TEXT},
    [STATUS_ALARMS_SEVERITY] = {"severity", NULL, COLUMN_TEXT},
    [STATUS_ALARMS_SUMMARY] = {"summary", NULL, COLUMN_TEXT},
    [STATUS_ALARMS_SINCE] = {"since", NULL, COLUMN_TEXT},
};

static const struct column recent_columns[] = {
    [STATUS_RECENT_MONTH] = {"month", NULL, COLUMN_TEXT},
    [STATUS_RECENT_STATUS] = {"status", NULL, COLUMN_TEXT},
    [STATUS_RECENT_BOOKS_GENERATED] = {"books_generated", NULL, COLUMN_NUMBER},
    [STATUS_RECENT_ISBNS_RESOLVED] = {"isbns_resolved", NULL, COLUMN_NUMBER},
    [STATUS_RECENT_ISBNS_QUEUED] = {"isbns_queued", NULL, COLUMN_NUMBER},
    [STATUS_RECENT_RESOLUTION_RATE] = {"resolution_rate", NULL, COLUMN_NUMBER},
    [STATUS_RECENT_RETRY_COUNT] = {"retry_count", NULL, COLUMN_NUMBER},
    [STATUS_RECENT_STARTED_AT] = {"started_at", NULL, COLUMN_TEXT},
    [STATUS_RECENT_COMPLETED_AT] = {"completed_at", NULL, COLUMN_TEXT},
    [STATUS_RECENT_ERROR_MESSAGE] = {"error_message", NULL, COLUMN_TEXT},
};

static void add_or_null(struct text *out, const char *key, const char *value)
{
    json_write_text(out, key, *value ? value : NULL);
}

static void add_item(struct text *out, const struct item *item)
{
    json_write_open(out, NULL, '{');
    json_write_text(out, item->panel == PANEL_ORDERS ? "order_id" : "name", item->name);
    json_write_text(out, "state", item->state);
    add_or_null(out, item->panel == PANEL_ORDERS ? "next_at" : "since", item->since);
    add_or_null(out, item->panel == PANEL_ORDERS ? "ends" : "until", item->until);
    json_write_int(out, item->panel == PANEL_ORDERS ? "taken" : "months", item->number);
    if (item->panel == PANEL_ORDERS)
        json_write_int(out, "months_left", item->total);
    if (item->panel == PANEL_PROVIDERS) {
        json_write_int(out, "used_today", item->used);
        if (item->limit > 0)
            json_write_int(out, "daily_limit", item->limit);
    }
    add_or_null(out, "words", item->words);
    json_write_close(out, '}');
}

void status_add_panel(struct text *out, const char *key, const struct snapshot *snapshot,
                      enum panel panel)
{
    json_write_open(out, key, '[');
    for (size_t i = 0; i < snapshot->count; i++)
        if (snapshot->items[i].panel == panel)
            add_item(out, &snapshot->items[i]);
    json_write_close(out, ']');
}

static void add_progress(struct text *out, const struct snapshot *snapshot)
{
    json_write_open(out, "progress", '{');
    json_write_int(out, "ended", snapshot->ended);
    json_write_int(out, "months", snapshot->months);
    json_write_int(out, "open", snapshot->open);
    json_write_int(out, "ended_an_hour", snapshot->ended_an_hour);
    json_write_int(out, "ended_in_last_hour", snapshot->ended_in_last_hour);
    if (snapshot->left_ms >= 0)
        json_write_int(out, "left_ms", snapshot->left_ms);
    else
        json_write_raw(out, "left_ms", NULL);
    json_write_close(out, '}');
}

void status_add_alarms(struct text *out, const struct snapshot *snapshot)
{
    output_rows_json(out, "alarms", snapshot->alarm_rows, alarm_columns, ARRAY_LEN(alarm_columns));
}

void status_print_json(const struct status *status)
{
    const struct snapshot *snapshot = &status->snapshot;
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    why_json(&out, "why", snapshot->whys, 0);
    status_add_alarms(&out, snapshot);
    output_row_json(&out, snapshot->totals, 0, status_columns, STATUS_COLUMNS);
    add_progress(&out, snapshot);
    if (status->with_depths)
        depths_json(&out, "queues", &status->depths);
    status_add_panel(&out, "providers", snapshot, PANEL_PROVIDERS);
    status_add_panel(&out, "consumers", snapshot, PANEL_CONSUMERS);
    status_add_panel(&out, "orders", snapshot, PANEL_ORDERS);
    output_rows_json(&out, "walls", status->snapshot.walls, wall_columns, ARRAY_LEN(wall_columns));
    output_rows_json(&out, "waiting", status->snapshot.waiting, status_month_columns,
                     STATUS_MONTH_COLUMNS);
    if (status->recent)
        output_rows_json(&out, "recent", status->recent, recent_columns, ARRAY_LEN(recent_columns));
    json_write_close(&out, '}');
    output_print_json(&out);
}
