/* csv.c: a strict CSV reader, which goes on behind what is wrong.
 *
 * A record is read where it lies in the buffer and copied field by field, without its quotes. It
 * stays in the buffer until it is complete, so that a bad record costs its first line only: reading
 * goes on behind that line, and a stray quote does not swallow the rest of the file. */
#include "core/csv.h"

#include "core/mem.h"

#include <string.h>
#include <strings.h>

enum { BUFFER_BYTES = 2 * CSV_RECORD_MAX };

struct csv {
    size_t (*read)(void *context, char *to, size_t capacity);
    void *context;
    size_t at, count; /* the bytes of buffer that are not yet read as records */
    bool ended;       /* the source has no more bytes */
    char separator;   /* between fields */
    bool skips;       /* the rest of a line that is too long is still to be skipped */
    int64_t line;     /* of buffer[at] */
    int64_t record_line;
    int64_t bytes;
    struct text fields; /* of the last record, one behind another, each with its NUL */
    size_t starts[CSV_FIELDS_MAX];
    size_t field_count;
    char buffer[BUFFER_BYTES];
};

struct csv *csv_new(size_t (*read)(void *context, char *to, size_t capacity), void *context)
{
    struct csv *csv = mem_new(1, sizeof(*csv));
    csv->read = read;
    csv->context = context;
    csv->line = 1;
    csv->separator = ',';
    return csv;
}

void csv_free(struct csv *csv)
{
    if (!csv)
        return;
    text_done(&csv->fields);
    mem_free(csv);
}

/* Read on until the buffer holds a whole record: CSV_RECORD_MAX bytes, or all up to the end. */
static void fill(struct csv *csv)
{
    if (csv->ended || csv->count - csv->at >= CSV_RECORD_MAX)
        return;
    memmove(csv->buffer, csv->buffer + csv->at, csv->count - csv->at);
    csv->count -= csv->at;
    csv->at = 0;
    while (!csv->ended && csv->count < BUFFER_BYTES) {
        const size_t got =
            csv->read(csv->context, csv->buffer + csv->count, BUFFER_BYTES - csv->count);
        csv->ended = got == 0;
        csv->count += got;
        csv->bytes += (int64_t)got;
    }
}

/* ---- one record ---- */

/* Where reading stands within a record. */
struct cursor {
    const char *at, *end;
    char separator;
};

/* How many bytes the line end at this place has. 0: there is none. */
static size_t line_end(const struct cursor *cursor)
{
    if (cursor->at < cursor->end && *cursor->at == '\n')
        return 1;
    return cursor->end - cursor->at >= 2 && memcmp(cursor->at, "\r\n", 2) == 0 ? 2 : 0;
}

static const char *read_quoted(struct cursor *cursor, struct text *fields)
{
    cursor->at++;
    for (;;) {
        const char *quote = memchr(cursor->at, '"', (size_t)(cursor->end - cursor->at));
        if (!quote)
            return "a quote is not closed";
        const bool doubled = quote + 1 < cursor->end && quote[1] == '"';
        text_add_bytes(fields, cursor->at, (size_t)(quote - cursor->at) + doubled);
        cursor->at = quote + 1 + doubled;
        if (!doubled)
            return NULL;
    }
}

static const char *read_plain(struct cursor *cursor, struct text *fields)
{
    const char *from = cursor->at;
    while (cursor->at < cursor->end && *cursor->at != cursor->separator && *cursor->at != '\n' &&
           *cursor->at != '\r') {
        if (*cursor->at == '"')
            return "a quote stands within a field that is not quoted";
        cursor->at++;
    }
    text_add_bytes(fields, from, (size_t)(cursor->at - from));
    return NULL;
}

/* Read ="0306406152" or "="0306406152"", which spreadsheets write so that digits stay a text.
 * false: it is something else, and nothing is read. */
static bool read_formula(struct cursor *cursor, struct text *fields)
{
    const char *at = cursor->at, *const end = cursor->end;
    const bool quoted = at < end && *at == '"';
    at += quoted;
    if (end - at < 3 || memcmp(at, "=\"", 2) != 0)
        return false;
    const char *from = at += 2;
    while (at < end && *at != '"' && *at != '\n' && *at != '\r')
        at++;
    const char *const behind = at;
    for (int quotes = quoted ? 2 : 1; quotes > 0; quotes--, at++)
        if (at == end || *at != '"')
            return false;
    if (at < end && *at != cursor->separator && *at != '\n' && *at != '\r')
        return false;
    text_add_bytes(fields, from, (size_t)(behind - from));
    cursor->at = at;
    return true;
}

/* Read one field. Returns NULL, or why it cannot be read. */
static const char *read_field(struct csv *csv, struct cursor *cursor)
{
    if (csv->field_count == CSV_FIELDS_MAX)
        return "there are more than 64 fields";
    const size_t start = csv->fields.count;
    const bool quoted = cursor->at < cursor->end && *cursor->at == '"';
    const char *reason = NULL;
    if (!read_formula(cursor, &csv->fields))
        reason = quoted ? read_quoted(cursor, &csv->fields) : read_plain(cursor, &csv->fields);
    if (reason)
        return reason;
    if (!text_is_utf8(csv->fields.bytes + start, csv->fields.count - start))
        return "a field is not UTF-8, or a character in it is cut off";
    text_add_bytes(&csv->fields, "", 1);
    csv->starts[csv->field_count++] = start;
    return NULL;
}

/* Read one record with its line end. Returns NULL, or why it cannot be read. */
static const char *read_record(struct csv *csv, struct cursor *cursor)
{
    for (;;) {
        const char *reason = read_field(csv, cursor);
        if (reason)
            return reason;
        const size_t end = line_end(cursor);
        if (end > 0 || cursor->at == cursor->end) {
            cursor->at += end;
            return NULL;
        }
        if (*cursor->at != cursor->separator)
            return *cursor->at == '\r' ? "a carriage return stands alone"
                                       : "something stands behind a closing quote";
        cursor->at++;
    }
}

/* ---- from record to record ---- */

/* Take bytes off the buffer, and count their lines. */
static void take(struct csv *csv, size_t bytes)
{
    const char *at = csv->buffer + csv->at, *const end = at + bytes;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        csv->line++;
        at++;
    }
    csv->at += bytes;
}

/* Take the bytes up to the next line end. false: the buffer holds none, and all of it was taken. */
static bool take_line(struct csv *csv)
{
    const char *at = csv->buffer + csv->at;
    const char *end = memchr(at, '\n', csv->count - csv->at);
    take(csv, end ? (size_t)(end - at) + 1 : csv->count - csv->at);
    return end != NULL;
}

/* Skip what is left of a line that was too long, a byte order mark, and empty lines. */
static void skip(struct csv *csv)
{
    fill(csv);
    while (csv->skips && csv->at < csv->count) {
        csv->skips = !take_line(csv);
        fill(csv);
    }
    if (csv->bytes == (int64_t)csv->count && csv->at == 0 && csv->count >= 3 &&
        memcmp(csv->buffer, "\xef\xbb\xbf", 3) == 0)
        take(csv, 3);
    for (;;) {
        const struct cursor cursor = {csv->buffer + csv->at, csv->buffer + csv->count,
                                      csv->separator};
        const size_t bytes = line_end(&cursor);
        if (bytes == 0)
            return;
        take(csv, bytes);
        fill(csv);
    }
}

/* The separator that a first line "sep=;" names; NUL: it is another line. */
static char named_separator(const struct csv *csv)
{
    const char *at = csv->buffer + csv->at;
    const size_t left = csv->count - csv->at;
    if (left < 6 || strncasecmp(at, "sep=", 4) != 0)
        return '\0';
    return at[5] == '\n' || at[5] == '\r' ? at[4] : '\0';
}

char csv_detect_separator(struct csv *csv)
{
    static const char separators[] = ",;\t|";
    size_t counts[sizeof(separators)] = {0}, most = 0;
    bool quoted = false;
    skip(csv);
    const char named = named_separator(csv);
    if (named && named != '"') {
        csv->separator = named;
        (void)take_line(csv); /* it has an end */
        return named;
    }
    for (size_t at = csv->at; at < csv->count && (quoted || csv->buffer[at] != '\n'); at++) {
        const char c = csv->buffer[at];
        const char *found = c != '\0' && !quoted ? strchr(separators, c) : NULL;
        quoted = quoted != (c == '"');
        if (found)
            counts[found - separators]++;
    }
    for (size_t i = 1; i < sizeof(separators) - 1; i++)
        if (counts[i] > counts[most])
            most = i;
    csv->separator = separators[most];
    return csv->separator;
}

enum csv_result csv_next(struct csv *csv, const char **ret_reason)
{
    skip(csv);
    text_clear(&csv->fields);
    csv->field_count = 0;
    csv->record_line = csv->line;
    if (csv->at == csv->count)
        return CSV_END;

    const size_t left = csv->count - csv->at;
    const bool cut = left > CSV_RECORD_MAX || !csv->ended;
    struct cursor cursor = {csv->buffer + csv->at, csv->buffer + csv->at, csv->separator};
    cursor.end += cut ? CSV_RECORD_MAX : left;
    const char *reason = read_record(csv, &cursor);
    if (!reason && cut && cursor.at == cursor.end && cursor.at[-1] != '\n')
        reason = "a record is longer than 32 KiB";
    if (!reason) {
        take(csv, (size_t)(cursor.at - (csv->buffer + csv->at)));
        return CSV_RECORD;
    }
    csv->field_count = 0;
    csv->skips = !take_line(csv);
    *ret_reason = reason;
    return CSV_BAD;
}

size_t csv_count(const struct csv *csv)
{
    return csv->field_count;
}

const char *csv_field(const struct csv *csv, size_t field)
{
    return field < csv->field_count ? csv->fields.bytes + csv->starts[field] : "";
}

int64_t csv_line(const struct csv *csv)
{
    return csv->record_line;
}

int64_t csv_bytes(const struct csv *csv)
{
    return csv->bytes;
}
