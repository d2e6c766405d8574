/* broker_headers.c: the header table of a received message as printable keys and values. Only the
 * top level is read, because tables nest as deep as the sender likes; the archive keeps the bytes
 * as they came. Of x-death, where the broker says why it dead-lettered a message, the first entry
 * is taken, which is the latest. */
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "io/broker/broker_private.h"

#define KEY_MAX 1024 /* of 255 bytes, each of which may be printed as four */
#define VALUE_MAX 8192

const amqp_field_value_t *broker_table_find(const amqp_table_t *table, const char *key)
{
    size_t length = strlen(key);
    for (int i = 0; i < table->num_entries; i++) {
        const amqp_table_entry_t *entry = &table->entries[i];
        if (entry->key.len == length && memcmp(entry->key.bytes, key, length) == 0)
            return &entry->value;
    }
    return NULL;
}

int64_t broker_field_int(const amqp_field_value_t *value, int64_t fallback)
{
    switch (value ? value->kind : 0) {
    case AMQP_FIELD_KIND_I8:
        return value->value.i8;
    case AMQP_FIELD_KIND_U8:
        return value->value.u8;
    case AMQP_FIELD_KIND_I16:
        return value->value.i16;
    case AMQP_FIELD_KIND_U16:
        return value->value.u16;
    case AMQP_FIELD_KIND_I32:
        return value->value.i32;
    case AMQP_FIELD_KIND_U32:
        return value->value.u32;
    case AMQP_FIELD_KIND_I64:
        return value->value.i64;
    case AMQP_FIELD_KIND_U64:
    case AMQP_FIELD_KIND_TIMESTAMP:
        return value->value.u64 > INT64_MAX ? INT64_MAX : (int64_t)value->value.u64;
    default: /* the kind is a byte from outside, not an enum */
        return fallback;
    }
}

/* The name of a kind whose values are not shown. NULL: they are. */
static const char *kind_name(uint8_t kind)
{
    static const struct {
        uint8_t kind;
        const char *name;
    } names[] = {
        {AMQP_FIELD_KIND_TABLE, "table"}, {AMQP_FIELD_KIND_ARRAY, "array"},
        {AMQP_FIELD_KIND_F32, "float"},   {AMQP_FIELD_KIND_F64, "float"},
        {AMQP_FIELD_KIND_VOID, "void"},   {AMQP_FIELD_KIND_DECIMAL, "decimal"},
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (names[i].kind == kind)
            return names[i].name;
    return NULL;
}

/* Add the printable value and a NUL. */
static void add_value(struct text *strings, const amqp_field_value_t *value)
{
    const char *name = kind_name(value->kind);
    if (name)
        text_add(strings, name);
    else if (value->kind == AMQP_FIELD_KIND_UTF8 || value->kind == AMQP_FIELD_KIND_BYTES)
        text_add_printable(strings, value->value.bytes.bytes, value->value.bytes.len, VALUE_MAX);
    else if (value->kind == AMQP_FIELD_KIND_BOOLEAN)
        text_add(strings, value->value.boolean ? "true" : "false");
    else
        text_add_format(strings, "%lld", (long long)broker_field_int(value, 0));
    text_add_bytes(strings, "", 1);
}

/* The first entry of x-death. NULL: there is none, or it is no table. */
static const amqp_table_t *latest_death(const amqp_table_t *table)
{
    const amqp_field_value_t *deaths = broker_table_find(table, "x-death");
    if (!deaths || deaths->kind != AMQP_FIELD_KIND_ARRAY || deaths->value.array.num_entries < 1)
        return NULL;
    const amqp_field_value_t *latest = &deaths->value.array.entries[0];
    return latest->kind == AMQP_FIELD_KIND_TABLE ? &latest->value.table : NULL;
}

static size_t add_death(struct text *strings, const amqp_table_t *death)
{
    static const struct {
        const char *key, *flattened;
    } deaths[] = {
        {"reason", "x-death.reason"}, {"queue", "x-death.queue"}, {"count", "x-death.count"}};
    size_t added = 0;
    for (size_t i = 0; i < ARRAY_LEN(deaths); i++) {
        const amqp_field_value_t *value = broker_table_find(death, deaths[i].key);
        if (!value)
            continue;
        text_add_bytes(strings, deaths[i].flattened, strlen(deaths[i].flattened) + 1);
        add_value(strings, value);
        added++;
    }
    return added;
}

/* Set the headers. One block of memory holds their array and, behind it, their strings: key, NUL,
 * value, NUL, key and so on. */
static void keep(struct broker_message *message, const struct text *strings, size_t count)
{
    size_t array_bytes = count * sizeof(*message->headers);
    char *block = mem_new(1, array_bytes + strings->count);
    char *at = memcpy(block + array_bytes, text_of(strings), strings->count);
    message->headers = (struct broker_header *)(void *)block; /* the start of a block is aligned */
    message->header_count = count;
    for (size_t i = 0; i < count; i++) {
        message->headers[i].key = at;
        at += strlen(at) + 1;
        message->headers[i].value = at;
        at += strlen(at) + 1;
    }
}

void broker_headers_flatten(const amqp_table_t *table, struct broker_message *message)
{
    CLEANUP(text_done) struct text strings = {0};
    size_t count = 0;
    for (int i = 0; i < table->num_entries; i++) {
        const amqp_table_entry_t *entry = &table->entries[i];
        text_add_printable(&strings, entry->key.bytes, entry->key.len, KEY_MAX);
        text_add_bytes(&strings, "", 1);
        add_value(&strings, &entry->value);
        count++;
    }
    const amqp_table_t *death = latest_death(table);
    if (death)
        count += add_death(&strings, death);
    if (count > 0)
        keep(message, &strings, count);
}
