/* command_values.c: several commands may read into the same memory, and one may change what it has
 * read, so the values of all options of all commands are put back, whatever command comes next. */
#include "shared/command_values.h"

#include <string.h>

#include "core/mem.h"

union kept {
    bool flag;
    int64_t number;
    const char *string;
    struct month month;
};

struct value {
    void *where;
    size_t bytes;
    union kept kept;
};

struct command_values {
    struct value *items;
    size_t count, capacity;
};

static size_t bytes_of(enum cli_kind kind)
{
    switch (kind) {
    case CLI_FLAG:
        return sizeof(bool);
    case CLI_INT:
    case CLI_DURATION:
        return sizeof(int64_t);
    case CLI_STRING:
    case CLI_CHOICE:
        return sizeof(const char *);
    case CLI_MONTH:
        return sizeof(struct month);
    }
    UNREACHABLE("kind of an option");
}

static void keep(struct command_values *values, const struct cli_option *option)
{
    if (values->count == values->capacity) {
        values->capacity = values->capacity ? values->capacity * 2 : 128;
        values->items = mem_resize(values->items, values->capacity, sizeof(*values->items));
    }
    struct value *value = &values->items[values->count++];
    *value = (struct value){.where = option->value, .bytes = bytes_of(option->kind)};
    memcpy(&value->kept, value->where, value->bytes);
}

static void keep_all(struct command_values *values, const struct command *group)
{
    for (size_t i = 0; group->commands[i]; i++) {
        const struct command *command = group->commands[i];
        if (command->commands)
            keep_all(values, command);
        for (const struct cli_option *option = command->options; option && option->name; option++)
            keep(values, option);
    }
}

struct command_values *command_values_keep(const struct command *group)
{
    struct command_values *values = mem_new(1, sizeof(*values));
    keep_all(values, group);
    return values;
}

void command_values_free(struct command_values *values)
{
    if (values)
        mem_free(values->items);
    mem_free(values);
}

void command_values_restore(const struct command_values *values)
{
    for (size_t i = 0; i < values->count; i++)
        memcpy(values->items[i].where, &values->items[i].kept, values->items[i].bytes);
}
