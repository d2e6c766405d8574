/* snapshot.h: what a screen shows, as one moment of the database had it. It knows neither a
 * terminal nor a statement; snapshot_read.h fills it. Its texts are printable. */
#pragma once
#include "core/month.h"
#include "io/database/database.h"
#include "screen/look.h"

enum { SNAPSHOT_YEARS = MONTH_YEAR_MAX - MONTH_YEAR_MIN + 1 };

enum panel {
    PANEL_PROVIDERS,
    PANEL_CONSUMERS,
    PANEL_ORDERS,
    PANEL_ISBNS,
    PANEL_EVENTS,
    PANEL_LETTERS,
    PANELS,
};

/* One line of a panel. What its numbers are depends on the panel: status_frame.sql says it. That of
 * ISBNs is one of totals: name and since are of the oldest that waits, number is how many do. */
struct item {
    enum panel panel;
    char name[64];
    char state[16];
    char since[21], until[21]; /* 2026-11-29T14:20:05Z, or "" */
    int64_t number, total;
    int64_t used, limit; /* of a provider: the calls of its day; a limit of 0 is none */
    char *words;         /* owned, never NULL */
};

struct snapshot {
    unsigned char looks[SNAPSHOT_YEARS * 12]; /* enum look, from MONTH_YEAR_MIN on */
    int first_year, last_year;                /* of the table; 0: it has no month */
    int64_t counts[LOOKS];
    int64_t months, open, ended; /* open: queued, processing or retry; ended: completed or failed */
    int64_t left_ms; /* until what is open has ended, at the speed of the last hour; -1: unknown */
    int64_t ended_an_hour; /* at that speed */
    int64_t ended_in_last_hour;
    char rate[16]; /* per cent of the books that have an ISBN, or "" */
    bool paused;
    char *why;    /* sentences of what holds, a line each, the first one is acted on first; owned */
    char *alarms; /* what alarms, a line each, or ""; owned */
    char *detail; /* of the month that is open, a line each, or NULL; owned */
    struct item *items;
    size_t count, capacity;
    struct rows *totals, *whys, *alarm_rows; /* of status.sql and its like, to be printed; owned */
    struct rows *frame;                      /* of status_frame.sql; owned */
    struct rows *waiting, *walls; /* of status_months.sql and status_walls.sql, or NULL; owned */
};
void snapshot_done(struct snapshot *snapshot);
CLEANUP_STRUCT(struct snapshot, snapshot_done)

/** Add a line to a panel.
 *  out   the line, empty; it lives until the next one is added */
struct item *snapshot_add(struct snapshot *snapshot, enum panel panel) NONNULL_ALL;

/** Note the look of a month, which is within MONTH_YEAR_MIN and MONTH_YEAR_MAX. */
void snapshot_set(struct snapshot *snapshot, struct month month, enum look look) NONNULL_ALL;

/** The look of a month; LOOK_NONE outside the table. */
enum look snapshot_look(const struct snapshot *snapshot, struct month month) NONNULL_ALL;

/** Write how long what is open will take: "30 m", "2 h 05 m", "3 d 04 h"; "" where it is not known,
 *  or nothing is open. */
void snapshot_left(const struct snapshot *snapshot, char ret[static 24]) NONNULL_ALL;

/** The line of a provider, or NULL. */
struct item *snapshot_provider(const struct snapshot *snapshot, const char *name) NONNULL_ALL;

/** Compute what follows from the counts.
 *  in    ended, took_ms  months that ended lately, and the time that they took
 *        last_wait_ms    until the last month that waits may go on */
void snapshot_forecast(struct snapshot *snapshot, int64_t ended, int64_t took_ms,
                       int64_t last_wait_ms) NONNULL_ALL;
