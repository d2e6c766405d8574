/* edition_claim.c: records of answers. A list owns its records and their values, and is freed as a
 * whole. */
#include "core/edition_claim.h"

#include <string.h>

#include "core/mem.h"

static const char *const names[EDITION_FIELD_COUNT_] = {
#define EDITION_FIELD_NAME(field, name) [EDITION_##field] = (name),
    EDITION_FIELDS(EDITION_FIELD_NAME)
#undef EDITION_FIELD_NAME
};

const char *edition_field_name(enum edition_field field)
{
    return names[field];
}

bool edition_field_find(const char *name, enum edition_field *ret)
{
    for (int field = 0; field < EDITION_FIELD_COUNT_; field++)
        if (strcmp(names[field], name) == 0) {
            *ret = (enum edition_field)field;
            return true;
        }
    return false;
}

struct edition_record *edition_records_add(struct edition_records *records, const struct isbn *isbn)
{
    if (records->count == records->capacity) {
        records->capacity = records->capacity ? records->capacity * 2 : 16;
        records->items = mem_resize(records->items, records->capacity, sizeof(*records->items));
    }
    struct edition_record *record = &records->items[records->count++];
    *record = (struct edition_record){.isbn = *isbn};
    return record;
}

void edition_records_done(struct edition_records *records)
{
    for (size_t i = 0; i < records->count; i++) {
        for (size_t k = 0; k < records->items[i].count; k++)
            mem_free(records->items[i].items[k].value);
        mem_free(records->items[i].items);
    }
    mem_free(records->items);
    *records = (struct edition_records){0};
}

const char *edition_record_value(const struct edition_record *record, enum edition_field field)
{
    for (size_t i = 0; i < record->count; i++)
        if (record->items[i].field == field)
            return record->items[i].value;
    return NULL;
}

/* How many bytes of a value are kept: whole characters, and JSON whole or not at all. */
static size_t kept_bytes(const char *value)
{
    size_t count = strlen(value);
    if (count > EDITION_VALUE_MAX)
        count = *value == '{' || *value == '[' ? 0 : EDITION_VALUE_MAX;
    return text_utf8_span(value, count);
}

void edition_record_say(struct edition_record *record, enum edition_field field, const char *value)
{
    const size_t bytes = value ? kept_bytes(value) : 0;
    if (bytes == 0 || edition_record_value(record, field))
        return;
    if (record->count == record->capacity) {
        record->capacity = record->capacity ? record->capacity * 2 : 8;
        record->items = mem_resize(record->items, record->capacity, sizeof(*record->items));
    }
    record->items[record->count++] =
        (struct edition_claim){.field = field, .value = mem_bytes(value, bytes)};
}
