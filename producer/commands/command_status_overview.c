/* command_status_overview.c: all that a page shows, in one document: what stands in the way, the
 * totals, every month, and the panels. */
#include "commands/command_status.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "core/version.h"
#include "shared/why.h"
#include "sql.h"

#define MINUTE_MS 60000

/* A row of four values each, because there may be thousands: month, look, rate, books. */
static void add_months(struct text *out, const struct rows *frame)
{
    json_write_open(out, "months", '[');
    for (size_t i = 0; i < rows_count(frame); i++) {
        if (!text_equal(row_text(frame, i, STATUS_FRAME_PANEL), "month"))
            continue;
        json_write_open(out, NULL, '[');
        json_write_text(out, NULL, row_text(frame, i, STATUS_FRAME_NAME));
        json_write_text(out, NULL, row_text(frame, i, STATUS_FRAME_STATE));
        json_write_raw(out, NULL, row_text(frame, i, STATUS_FRAME_NUMBER));
        json_write_raw(out, NULL, row_text(frame, i, STATUS_FRAME_TOTAL));
        json_write_close(out, ']');
    }
    json_write_close(out, ']');
}

static void add_events(struct text *out, const struct rows *frame)
{
    json_write_open(out, "events", '[');
    for (size_t i = 0; i < rows_count(frame); i++) {
        if (!text_equal(row_text(frame, i, STATUS_FRAME_PANEL), "event"))
            continue;
        json_write_open(out, NULL, '{');
        json_write_text(out, "at", row_text(frame, i, STATUS_FRAME_SINCE));
        json_write_text(out, "subject", row_text(frame, i, STATUS_FRAME_NAME));
        json_write_text(out, "state", row_text(frame, i, STATUS_FRAME_STATE));
        json_write_text(out, "words", row_text(frame, i, STATUS_FRAME_WORDS));
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static void add_letters(struct text *out, const struct rows *frame)
{
    json_write_open(out, "letters", '[');
    for (size_t i = 0; i < rows_count(frame); i++) {
        if (!text_equal(row_text(frame, i, STATUS_FRAME_PANEL), "letters"))
            continue;
        json_write_open(out, NULL, '{');
        json_write_text(out, "group", row_text(frame, i, STATUS_FRAME_NAME));
        json_write_raw(out, "letters", row_text(frame, i, STATUS_FRAME_NUMBER));
        json_write_text(out, "first_at", row_text(frame, i, STATUS_FRAME_SINCE));
        json_write_text(out, "last_at", row_text(frame, i, STATUS_FRAME_UNTIL));
        json_write_text(out, "words", row_text(frame, i, STATUS_FRAME_WORDS));
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

/* What stands in the way beside the first: what a person must act on, too. */
static void add_others(struct text *out, const struct rows *whys)
{
    json_write_open(out, "others", '[');
    for (size_t i = 1; i < rows_count(whys); i++)
        why_json(out, NULL, whys, i);
    json_write_close(out, ']');
}

/* The time that is left is of whole minutes: else each look would be another. */
static void add_progress(struct text *out, const struct snapshot *snapshot)
{
    const int64_t left = snapshot->left_ms;
    json_write_open(out, "progress", '{');
    json_write_int(out, "ended", snapshot->ended);
    json_write_int(out, "months", snapshot->months);
    json_write_int(out, "open", snapshot->open);
    json_write_int(out, "ended_an_hour", snapshot->ended_an_hour);
    json_write_int(out, "ended_in_last_hour", snapshot->ended_in_last_hour);
    if (left >= 0)
        json_write_int(out, "left_ms", (left + MINUTE_MS / 2) / MINUTE_MS * MINUTE_MS);
    else
        json_write_raw(out, "left_ms", NULL);
    json_write_close(out, '}');
}

void status_print_overview(const struct status *status)
{
    const struct snapshot *snapshot = &status->snapshot;
    CLEANUP(text_done) struct text out = {0};
    char at[21];
    clock_utc_text(clock_utc_ms(), at);
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "at", at);
    json_write_text(&out, "version", version_number());
    why_json(&out, "why", snapshot->whys, 0);
    add_others(&out, snapshot->whys);
    status_add_alarms(&out, snapshot);
    json_write_bool(&out, "paused", snapshot->paused);
    json_write_open(&out, "totals", '{');
    output_row_json(&out, snapshot->totals, 0, status_columns, STATUS_COLUMNS);
    json_write_close(&out, '}');
    add_progress(&out, snapshot);
    depths_json(&out, "queues", &status->depths);
    status_add_panel(&out, "providers", snapshot, PANEL_PROVIDERS);
    status_add_panel(&out, "orders", snapshot, PANEL_ORDERS);
    status_add_panel(&out, "consumers", snapshot, PANEL_CONSUMERS);
    add_events(&out, snapshot->frame);
    add_letters(&out, snapshot->frame);
    add_months(&out, snapshot->frame);
    json_write_close(&out, '}');
    output_print_json(&out);
}
