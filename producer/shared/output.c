/* output.c: rows as JSON or as a table, from one description of their columns. What the columns
 * mean is known to each command. */
#include "shared/output.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/json_write.h"
#include "io/json/json.h"
#include "shared/table.h"

#define SHOWN_BYTES 401

/* ---- rows as JSON ---- */

/* "2026-11-29 16:43", with seconds or a zone behind it or not, as "2026-11-29T16:43:00Z". */
static void write_time(struct text *out, const char *key, const char *value)
{
    char time[32];
    if (value && strlen(value) >= 16 && value[10] == ' ') {
        (void)snprintf(time, sizeof(time), "%.10sT%.5s:%.2sZ", value, value + 11,
                       value[16] == ':' ? value + 17 : "00");
        value = time;
    }
    json_write_text(out, key, value);
}

void output_row_json(struct text *out, const struct rows *rows, size_t row,
                     const struct column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = row_text(rows, row, (int)i);
        if (!columns[i].key)
            continue;
        switch (columns[i].kind) {
        case COLUMN_TEXT:
            json_write_text(out, columns[i].key, value);
            break;
        case COLUMN_TIME:
            write_time(out, columns[i].key, value);
            break;
        case COLUMN_NUMBER:
        case COLUMN_CALLS:
        case COLUMN_JSON:
        case COLUMN_MS:
            json_write_raw(out, columns[i].key, value);
            break;
        case COLUMN_BOOL:
            json_write_bool(out, columns[i].key, row_bool(rows, row, (int)i));
            break;
        case COLUMN_HIDDEN:
            break;
        }
    }
}

void output_rows_json(struct text *out, const char *key, const struct rows *rows,
                      const struct column *columns, size_t count)
{
    json_write_open(out, key, '[');
    for (size_t row = 0; row < rows_count(rows); row++) {
        json_write_open(out, NULL, '{');
        output_row_json(out, rows, row, columns, count);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

/* ---- rows as a table ---- */

/* Add {"gemini": 1, "isbndb": 19} as "gemini 1, isbndb 19". */
void output_add_counts(struct text *out, const char *json)
{
    const char *between = "";
    static const struct json_limits limits = {.bytes = 64 * 1024, .depth = 4, .tokens = 1000};
    CLEANUP(json_free) struct json *calls = NULL;
    struct error unreadable = {0};
    if (!json_parse(json, strlen(json), &limits, &calls, &unreadable)) {
        text_add(out, "?"); /* the other cells are shown even where this one is wrong */
        return;
    }
    for (size_t i = 0; i < json_member_count(calls); i++) {
        const char *provider = "";
        int64_t count = 0;
        (void)json_member_at(calls, i, &provider); /* the value is read by its key */
        if (json_get_int(calls, provider, 0, INT64_MAX, &count) == JSON_FOUND && count > 0) {
            text_add_format(out, "%s%s %lld", between, provider, (long long)count);
            between = ", ";
        }
    }
}

/* Add a value as a cell, which stays empty where there is none. */
static void add_value(struct text *cell, const struct rows *rows, size_t row, int column,
                      enum column_kind kind)
{
    char duration[24];
    const char *value = row_text(rows, row, column);
    if (!value || kind == COLUMN_HIDDEN)
        return;
    switch (kind) {
    case COLUMN_TEXT:
    case COLUMN_TIME:
    case COLUMN_NUMBER:
    case COLUMN_JSON:
    case COLUMN_HIDDEN:
        text_add(cell, value);
        break;
    case COLUMN_BOOL:
        text_add(cell, row_bool(rows, row, column) ? "yes" : "");
        break;
    case COLUMN_CALLS:
        output_add_counts(cell, value);
        break;
    case COLUMN_MS:
        clock_duration_text(row_int(rows, row, column), duration);
        text_add(cell, duration);
        break;
    }
}

static bool is_shown(const struct column *column)
{
    return column->heading && column->kind != COLUMN_HIDDEN;
}

static void add_cells(struct table *table, const struct rows *rows, size_t row,
                      const struct column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP(text_done) struct text value = {0};
        if (!is_shown(&columns[i]))
            continue;
        add_value(&value, rows, row, (int)i, columns[i].kind);
        const bool nothing = row_is_null(rows, row, (int)i);
        table_add(table, nothing ? "-" : text_of(&value));
    }
}

void output_hide_zeroes(struct column *column, const struct rows *rows, int place)
{
    for (size_t i = 0; i < rows_count(rows); i++)
        if (row_int(rows, i, place) != 0)
            return;
    column->heading = NULL;
}

void output_fill_table(struct table *table, const struct rows *rows, const struct column *columns,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_shown(&columns[i]))
            table_heading(table, columns[i].heading,
                          columns[i].kind == COLUMN_NUMBER || columns[i].kind == COLUMN_MS);
    for (size_t row = 0; row < rows_count(rows); row++)
        add_cells(table, rows, row, columns, count);
}

void output_table_within(const struct rows *rows, const struct column *columns, size_t count,
                         int width)
{
    CLEANUP(table_done) struct table table = {0};
    if (rows_count(rows) == 0)
        return;
    output_fill_table(&table, rows, columns, count);
    table_print_within(&table, width);
}

void output_table(const struct rows *rows, const struct column *columns, size_t count)
{
    CLEANUP(table_done) struct table table = {0};
    if (rows_count(rows) == 0)
        return;
    output_fill_table(&table, rows, columns, count);
    table_print(&table);
}

void output_fill_lines(struct table *table, const struct rows *rows, size_t row,
                       const struct column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP(text_done) struct text value = {0};
        if (is_shown(&columns[i]))
            add_value(&value, rows, row, (int)i, columns[i].kind);
        if (value.count == 0)
            continue;
        table_add(table, columns[i].heading);
        table_add(table, text_of(&value));
    }
}

void output_lines(const struct rows *rows, size_t row, const struct column *columns, size_t count)
{
    CLEANUP(table_done) struct table table = {0};
    table_heading(&table, NULL, /* right= */ false);
    table_heading(&table, NULL, /* right= */ false);
    output_fill_lines(&table, rows, row, columns, count);
    table_print(&table);
}

const char *output_count(int64_t count, const char *one, const char *many)
{
    static char kept[4][128];
    static unsigned next; /* commands have one thread */
    char *here = kept[next++ % ARRAY_LEN(kept)];
    (void)snprintf(here, sizeof(kept[0]), "%lld %s", (long long)count, count == 1 ? one : many);
    return here;
}

const char *output_shown(const char *value)
{
    static char kept[4][SHOWN_BYTES];
    static unsigned next; /* commands have one thread */
    char *here = kept[next++ % ARRAY_LEN(kept)];
    const char *shown = value ? value : "?";
    text_copy_printable(here, sizeof(kept[0]), shown, strlen(shown));
    return here;
}

void output_add_escaped(struct text *out, const char *bytes, size_t count)
{
    const char *end = bytes + count;
    while (bytes < end) {
        const char *stop = bytes;
        while (stop < end && *stop != '\n' && *stop != '\t')
            stop++;
        text_add_printable(out, bytes, (size_t)(stop - bytes), SIZE_MAX);
        text_add_bytes(out, stop, stop < end);
        bytes = stop + (stop < end);
    }
}

void output_print_text(const char *utf8)
{
    CLEANUP(text_done) struct text shown = {0};
    output_add_escaped(&shown, utf8, strlen(utf8));
    (void)printf("%s%s", text_of(&shown),
                 shown.count > 0 && shown.bytes[shown.count - 1] == '\n' ? "" : "\n");
}

void output_print_json(const struct text *document)
{
    (void)printf("%s\n", text_of(document)); /* main checks stdout once, at the end */
}

void output_rows(bool as_json, const char *key, const struct rows *rows,
                 const struct column *columns, size_t count)
{
    CLEANUP(text_done) struct text out = {0};
    if (!as_json) {
        output_table(rows, columns, count);
        return;
    }
    json_write_open(&out, NULL, '{');
    output_rows_json(&out, key, rows, columns, count);
    json_write_close(&out, '}');
    output_print_json(&out);
}

void output_next(struct text *out, const struct rows *rows, struct page page)
{
    const size_t count = rows_count(rows);
    const bool full = page.limit > 0 && (int64_t)count == page.limit;
    json_write_raw(out, "next", full ? row_text(rows, count - 1, page.column) : NULL);
}

void output_page(const char *key, const struct rows *rows, const struct column *columns,
                 size_t count, struct page page)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    output_rows_json(&out, key, rows, columns, count);
    output_next(&out, rows, page);
    json_write_close(&out, '}');
    output_print_json(&out);
}
