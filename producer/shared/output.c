/* output.c: rows as JSON or as a table, from one description of their columns. */
#include "shared/output.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "io/json/json.h"
#include "shared/depths.h"
#include "shared/table.h"

/* ---- JSON ---- */

static void begin_member(struct text *out, const char *key)
{
    const bool first = out->count == 0 || strchr("{[:", out->bytes[out->count - 1]);
    text_add(out, first ? "" : ",");
    if (key) {
        text_add_json(out, key);
        text_add(out, ":");
    }
}

void json_open(struct text *out, const char *key, char bracket)
{
    if (out->count > 0)
        begin_member(out, key);
    text_add_bytes(out, &bracket, 1);
}

void json_close(struct text *out, char bracket)
{
    text_add_bytes(out, &bracket, 1);
}

void json_text(struct text *out, const char *key, const char *value)
{
    begin_member(out, key);
    if (value)
        text_add_json(out, value);
    else
        text_add(out, "null");
}

void json_raw(struct text *out, const char *key, const char *value)
{
    begin_member(out, key);
    text_add(out, value ? value : "null");
}

void json_int(struct text *out, const char *key, int64_t value)
{
    json_raw(out, key, sql_int(value).digits);
}

void json_bool(struct text *out, const char *key, bool value)
{
    json_raw(out, key, value ? "true" : "false");
}

void json_print(const struct text *out)
{
    (void)printf("%s\n", text_of(out)); /* main looks at stdout in the end */
}

/* ---- rows as JSON ---- */

void row_to_json(struct text *out, const struct rows *rows, size_t row,
                 const struct column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = row_text(rows, row, (int)i);
        switch (columns[i].kind) {
        case COLUMN_TEXT:
            json_text(out, columns[i].key, value);
            break;
        case COLUMN_NUMBER:
        case COLUMN_CALLS:
        case COLUMN_JSON:
        case COLUMN_MS:
            json_raw(out, columns[i].key, value);
            break;
        case COLUMN_BOOL:
            json_bool(out, columns[i].key, row_bool(rows, row, (int)i));
            break;
        case COLUMN_HIDDEN:
            break;
        }
    }
}

void rows_to_json(struct text *out, const char *key, const struct rows *rows,
                  const struct column *columns, size_t count)
{
    json_open(out, key, '[');
    for (size_t row = 0; row < rows_count(rows); row++) {
        json_open(out, NULL, '{');
        row_to_json(out, rows, row, columns, count);
        json_close(out, '}');
    }
    json_close(out, ']');
}

/* ---- rows as a table ---- */

/* {"gemini": 1, "isbndb": 19} as "gemini 1, isbndb 19". */
static void add_calls(struct text *cell, const char *value)
{
    static const struct json_limits limits = {.bytes = 64 * 1024, .depth = 4, .tokens = 1000};
    CLEANUP(json_free) struct json *calls = NULL;
    struct error unreadable = {0};
    if (!json_parse(value, strlen(value), &limits, &calls, &unreadable)) {
        text_add(cell, "?"); /* shown, not judged */
        return;
    }
    for (size_t i = 0; i < json_member_count(calls); i++) {
        const char *provider = "";
        int64_t count = 0;
        (void)json_member_at(calls, i, &provider); /* the value is read by its key */
        if (json_get_int(calls, provider, 0, INT64_MAX, &count) == JSON_FOUND && count > 0)
            text_add_format(cell, "%s%s %lld", cell->count ? ", " : "", provider, (long long)count);
    }
}

/* out  cell  empty where there is nothing to say */
static void add_value(struct text *cell, const struct rows *rows, size_t row, int column,
                      enum column_kind kind)
{
    char duration[24];
    const char *value = row_text(rows, row, column);
    if (!value || kind == COLUMN_HIDDEN)
        return;
    switch (kind) {
    case COLUMN_TEXT:
    case COLUMN_NUMBER:
    case COLUMN_JSON:
    case COLUMN_HIDDEN:
        text_add(cell, value);
        break;
    case COLUMN_BOOL:
        text_add(cell, row_bool(rows, row, column) ? "yes" : "");
        break;
    case COLUMN_CALLS:
        add_calls(cell, value);
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

void rows_to_table(const struct rows *rows, const struct column *columns, size_t count)
{
    CLEANUP(table_done) struct table table = {0};
    if (rows_count(rows) == 0)
        return;
    for (size_t i = 0; i < count; i++)
        if (is_shown(&columns[i]))
            table_heading(&table, columns[i].heading,
                          columns[i].kind == COLUMN_NUMBER || columns[i].kind == COLUMN_MS);
    for (size_t row = 0; row < rows_count(rows); row++)
        add_cells(&table, rows, row, columns, count);
    table_print(&table);
}

void row_to_lines(const struct rows *rows, size_t row, const struct column *columns, size_t count)
{
    CLEANUP(table_done) struct table table = {0};
    table_heading(&table, NULL, /* right= */ false);
    table_heading(&table, NULL, /* right= */ false);
    for (size_t i = 0; i < count; i++) {
        CLEANUP(text_done) struct text value = {0};
        if (is_shown(&columns[i]))
            add_value(&value, rows, row, (int)i, columns[i].kind);
        if (value.count == 0)
            continue;
        table_add(&table, columns[i].heading);
        table_add(&table, text_of(&value));
    }
    table_print(&table);
}

const char *counted(int64_t count, const char *one, const char *many)
{
    static char kept[4][64];
    static unsigned next; /* commands have one thread */
    char *here = kept[next++ % ARRAY_LEN(kept)];
    (void)snprintf(here, sizeof(kept[0]), "%lld %s", (long long)count, count == 1 ? one : many);
    return here;
}

/* ---- queues ---- */

void depths_to_json(struct text *out, const char *key, const struct depths *depths)
{
    json_open(out, key, '{');
    json_bool(out, "known", depths->known);
    if (!depths->known)
        json_text(out, "error", depths->why.message);
    for (size_t i = 0; i < DEPTHS_QUEUES && depths->known; i++) {
        if (depths->of[i].exists)
            json_int(out, depths->of[i].queue, depths->of[i].ready);
        else
            json_raw(out, depths->of[i].queue, NULL);
    }
    json_close(out, '}');
}

void depths_to_text(struct text *out, const struct depths *depths)
{
    if (!depths->known)
        text_add_format(out, "unknown: %s", depths->why.message);
    for (size_t i = 0; i < DEPTHS_QUEUES && depths->known; i++) {
        text_add_format(out, "%s%s ", i > 0 ? ", " : "", depths->of[i].queue);
        if (depths->of[i].exists)
            text_add_format(out, "%lld", (long long)depths->of[i].ready);
        else
            text_add(out, "does not exist");
    }
}
