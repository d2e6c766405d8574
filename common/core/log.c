/* log.c: one event is one line on stderr.
 *
 * A line is built whole and handed to one write(2). It has at most PIPE_BUF bytes, because POSIX
 * writes that many to a pipe in one piece, so that lines of several threads and processes do not
 * mix. A field that does not fit is left out, and the line says so. A line that cannot be written
 * is lost; when a reader that had stopped reads again, one line says how many were lost. */
#include "core/log.h"

#include "core/clock.h"
#include "core/json_write.h"
#include "core/text.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum {
    LINE_MAX_BYTES = PIPE_BUF, /* 4096 on Linux */
    VALUE_MAX_BYTES = 600,     /* before escaping, which may make six bytes of one */
    ROOM_FOR_END = 32,         /* bytes for the field that says that others were left out */
    REPEAT_MS = 30000,         /* between two lines about a condition that lasts */
    READER_MAX_MS = 1000,      /* how long a line waits for a reader of stderr */
};

static const struct {
    const char *name, *shown; /* in the configuration; in a line */
} levels[] = {
    [LOG_DEBUG] = {"debug", "DEBUG"},
    [LOG_INFO] = {"info", "INFO"},
    [LOG_WARNING] = {"warning", "WARNING"},
    [LOG_ERROR] = {"error", "ERROR"},
};

/* Set before threads start, and only read afterwards. */
static struct {
    enum log_level least;
    bool json;
    const char *program;
} settings = {.least = LOG_INFO, .program = "backfill"};

/* Threads offer their lines to the reader of stderr one after another. */
static struct {
    pthread_mutex_t lock;
    int64_t lost; /* lines since the reader stopped reading */
} reader = {.lock = PTHREAD_MUTEX_INITIALIZER};

void log_configure(enum log_level least, bool json, const char *program)
{
    settings.least = least;
    settings.json = json;
    settings.program = program;
}

enum log_level log_level_named(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(levels); i++)
        if (strcmp(levels[i].name, name) == 0)
            return (enum log_level)i;
    return LOG_INFO;
}

static _Thread_local char trace_of_thread[33]; /* "": none */

void log_trace(const char *trace_id)
{
    text_copy(trace_of_thread, sizeof(trace_of_thread), trace_id);
}

static void add_time(struct text *line)
{
    const int64_t now_ms = clock_utc_ms();
    char text[21];
    clock_utc_text(now_ms, text);
    text_add_format(line, "%.19s.%03dZ", text, (int)(now_ms % 1000));
}

/* ---- the text format ---- */

/* Is the value still read as one value when it stands without quotes? */
static bool is_bare(const char *value)
{
    for (const char *c = value; *c != '\0'; c++)
        if (*c <= ' ' || (unsigned char)*c >= 0x7f || *c == '"' || *c == '\\' || *c == '=')
            return false;
    return *value != '\0';
}

static void add_quoted(struct text *line, const char *value)
{
    const char *end = value + strlen(value);
    text_add(line, "\"");
    while (value < end) {
        const size_t plain = strcspn(value, "\"\\");
        text_add_printable(line, value, plain, SIZE_MAX);
        value += plain;
        if (value < end) {
            text_add(line, "\\");
            text_add_bytes(line, value++, 1);
        }
    }
    text_add(line, "\"");
}

static void add_text_field(struct text *line, const struct log_field *field)
{
    text_add_format(line, " %s=", field->key);
    char value[VALUE_MAX_BYTES + 1];
    if (!field->string) {
        text_add_format(line, "%lld", (long long)field->number);
        return;
    }
    text_copy(value, sizeof(value), field->string);
    if (is_bare(value))
        text_add(line, value);
    else
        add_quoted(line, value);
}

/* ---- the JSON format ---- */

static void add_json_field(struct text *line, const struct log_field *field)
{
    char value[VALUE_MAX_BYTES + 1];
    if (!field->string) {
        json_write_int(line, field->key, field->number);
        return;
    }
    text_copy(value, sizeof(value), field->string);
    json_write_text(line, field->key, value);
}

/* ---- a line ---- */

static void begin_line(struct text *line, enum log_level level, const char *event)
{
    if (settings.json)
        text_add(line, "{\"time\":\"");
    add_time(line);
    if (settings.json)
        text_add_format(line, "\",\"level\":\"%s\",\"event\":\"%s\",\"program\":\"%s\"",
                        levels[level].shown, event, settings.program);
    else
        text_add_format(line, " %s event=%s", levels[level].shown, event);
}

static void add_fields(struct text *line, const struct log_field *fields)
{
    static const struct log_field cut = {.key = "fields_left_out", .number = 1};
    void (*const add)(struct text *, const struct log_field *) =
        settings.json ? add_json_field : add_text_field;
    for (; fields->key; fields++) {
        const size_t before = line->count;
        add(line, fields);
        if (line->count <= LINE_MAX_BYTES - ROOM_FOR_END)
            continue;
        line->count = before;
        add(line, &cut);
        return;
    }
}

static void add_trace(struct text *line)
{
    const struct log_field field = log_str("trace_id", trace_of_thread);
    const size_t before = line->count;
    if (*trace_of_thread)
        (settings.json ? add_json_field : add_text_field)(line, &field);
    if (line->count > LINE_MAX_BYTES - ROOM_FOR_END)
        line->count = before;
}

static void write_line(const struct text *line)
{
    ssize_t written = 0;
    do {
        written = write(STDERR_FILENO, line->bytes, line->count);
    } while (written < 0 && errno == EINTR);
}

/* Can a line be written without blocking? A pipe reports room when PIPE_BUF bytes fit. A descriptor
 * that cannot be polled, or that is broken, does not block. */
static bool has_room(int64_t wait_ms)
{
    struct pollfd descriptor = {.fd = STDERR_FILENO, .events = POLLOUT};
    return poll(&descriptor, 1, (int)wait_ms) != 0;
}

static void write_lost(int64_t count)
{
    CLEANUP(text_done) struct text line = {0};
    const struct log_field fields[] = {{.key = "count", .number = count}, {.key = NULL}};
    begin_line(&line, LOG_WARNING, "log_lines_lost");
    add_fields(&line, fields);
    text_add(&line, settings.json ? "}\n" : "\n");
    write_line(&line);
}

/* A reader that does not read any more must not stop the work: the thread that writes the heartbeat
 * writes lines, too. */
static void offer_line(const struct text *line)
{
    (void)pthread_mutex_lock(&reader.lock); /* a plain mutex: cannot fail */
    bool room = has_room(reader.lost > 0 ? 0 : READER_MAX_MS);
    if (room && reader.lost > 0) {
        write_lost(reader.lost);
        reader.lost = 0;
        room = has_room(0);
    }
    if (room)
        write_line(line);
    else
        reader.lost++;
    (void)pthread_mutex_unlock(&reader.lock);
}

void log_write(enum log_level level, const char *event, const struct log_field *fields)
{
    if (level < settings.least)
        return;
    const int saved = errno; /* the caller may look at it after this line */
    CLEANUP(text_done) struct text line = {0};
    begin_line(&line, level, event);
    add_fields(&line, fields);
    add_trace(&line);
    text_add(&line, settings.json ? "}\n" : "\n");
    offer_line(&line);
    errno = saved;
}

bool log_repeat_due(struct log_repeat *repeat, const char *message, int64_t now_ms)
{
    if (repeat->said && now_ms - repeat->said_ms < REPEAT_MS &&
        strcmp(repeat->message, message) == 0)
        return false;
    text_copy(repeat->message, sizeof(repeat->message), message);
    repeat->said_ms = now_ms;
    repeat->said = true;
    return true;
}
