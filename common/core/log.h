/* log.h: one event is one line on stderr: time level event=… key=value …, or a line of JSON.
 *
 * Text from outside is escaped here, so callers pass it as it is. Never pass keys, passwords or
 * bodies.
 *
 *     LOG(LOG_INFO, "month_completed", log_str("month", "2023-11"), log_int("ms", 1350));
 *
 * A line has at least one field; keys and events are plain words of ours. A value is cut at 600
 * bytes. A line has at most 4096: fields that find no room are left out, and fields_left_out=1 says
 * so. */
#pragma once
#include "core/error.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };
#define LOG_LEVELS "debug|info|warning|error" /* what log_level_named knows */
#define LOG_FORMATS "text|json"

/** The level of a name; LOG_INFO for a name that is none of LOG_LEVELS. */
enum log_level log_level_named(const char *name) NONNULL_ALL;

struct log_field {
    const char *key; /* NULL ends the list */
    const char *string;
    int64_t number;
};

/** Set how lines are written from now on. Called before threads start.
 *  in    least    lines of a lower level are not written
 *        program  named in lines of JSON; borrowed for ever */
void log_configure(enum log_level least, bool json, const char *program);

/** The lines of this thread say from now on to which trace they belong.
 *  in    trace_id  "": to none */
void log_trace(const char *trace_id) NONNULL_ALL;

/** Write one line in one piece. Any thread; errno stays as it was.
 *  in    fields  the last one has no key
 *  time  1 s at most: a line is lost when nobody reads stderr */
void log_write(enum log_level level, const char *event, const struct log_field *fields) NONNULL_ALL;

/* A condition that lasts is logged at once, when its words change, and every 30 seconds. The struct
 * is zeroed at first, and when the condition is over. */
struct log_repeat {
    char message[sizeof(((struct error *)NULL)->message)];
    int64_t said_ms;
    bool said;
};

/** Is it time to log this, for the first time or again? If so, it counts as logged.
 *  in    now_ms  monotonic */
bool log_repeat_due(struct log_repeat *repeat, const char *message, int64_t now_ms)
    NONNULL_ALL MUST_CHECK;

static inline struct log_field log_str(const char *key, const char *value)
{
    return (struct log_field){.key = key, .string = value ? value : ""};
}
static inline struct log_field log_int(const char *key, int64_t value)
{
    return (struct log_field){.key = key, .number = value};
}
/* The class and the message of an error are two fields of a line. */
static inline struct log_field log_error_class(const struct error *err)
{
    return log_str("class", error_class_name(err->class));
}
static inline struct log_field log_error_message(const struct error *err)
{
    return log_str("error", err->message);
}

#define LOG(level, event, ...)                                                                     \
    log_write(level, event, (const struct log_field[]){__VA_ARGS__, {.key = NULL}})
