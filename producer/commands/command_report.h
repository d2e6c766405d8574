/* command_report.h: what a report holds, and the forms in which it is printed. */
#pragma once
#include "shared/command.h"
#include "shared/depths.h"
#include "shared/output.h"

/* The lists of a report, in the order in which they are shown. */
enum report_list {
    REPORT_LIST_STATES,
    REPORT_LIST_MONTHS,
    REPORT_LIST_PROMPTS,
    REPORT_LIST_REFUSALS,
    REPORT_LIST_ERRORS,
    REPORT_LIST_QUOTA,
    REPORT_LIST_DAYS,
    REPORT_LIST_COUNT_,
};

struct report {
    struct context *context; /* its configuration */
    struct range range;      /* closed */
    bool in_range;           /* it was asked for */
    int64_t since_ms;        /* ago, to compare with; 0: nothing */
    struct month after;      /* the months listed are those behind it; year 0: all */
    int64_t limit;           /* so many of them at most; 0: all */
    struct rows *header, *totals, *outbox, *lists[REPORT_LIST_COUNT_];
    struct depths depths;
};
void report_done(struct report *report);
CLEANUP_STRUCT(struct report, report_done)

/** Read everything, the database in one snapshot.
 *  in    report  its first members are set
 *  err   as quota_read */
bool report_read(struct report *report, struct error *err) NONNULL_ALL MUST_CHECK;

/** Print it on stdout.
 *  in    markdown  as a document */
void report_print(const struct report *report, bool markdown) NONNULL_ALL;
void report_print_json(const struct report *report) NONNULL_ALL;

/** Print its months on stdout. */
void report_print_csv(const struct report *report) NONNULL_ALL;

/* How a list is shown. */
struct report_section {
    const char *key;     /* in JSON */
    const char *heading; /* for people */
    const char *none;    /* said where it is empty; NULL: it is left out */
    const struct column *columns;
    size_t count;
};
extern const struct report_section report_sections[REPORT_LIST_COUNT_];

/* Of the months together. */
#define REPORT_TOTALS_COUNT 20
extern const struct column report_totals[REPORT_TOTALS_COUNT];

/* A setting on which the results of months depend. */
struct report_setting {
    const char *path;
    bool is_number;
    size_t at; /* the offset of its const char * or int64_t in struct config */
};

/** A row of the table of settings, from 0; NULL: there is no further one. */
const struct report_setting *report_setting_at(size_t place);

/** The value of a setting as text. It lives until the next call. */
const char *report_setting_text(const struct config *config, const struct report_setting *setting)
    NONNULL_ALL;

/** Add the providers that the configuration names, generators first: name, role, model, rate a
 *  second, limit a day and what is kept of it, timeout. */
struct table;
void report_providers(const struct config *config, struct table *ret) NONNULL_ALL;

/** Add the queues: name, messages, consumers. */
void report_queues(const struct depths *depths, struct table *ret) NONNULL_ALL;
