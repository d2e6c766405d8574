/* csv_write.c: CSV for spreadsheets and for programs. A field that begins like a formula is made a
 * text by an apostrophe: a program that reads it must know that, so what has to stay as it was is
 * better written as JSON. */
#include "core/csv_write.h"

#include <string.h>

void csv_writer_done(struct csv_writer *writer)
{
    if (writer)
        text_done(&writer->text);
}

/* Would a spreadsheet take this for a formula? The signs of full width count as well. */
static bool is_formula(const char *value)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};
    if (*value != '\0' && strchr("=+-@\t\r\n", *value))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(wide); i++)
        if (strncmp(value, wide[i], strlen(wide[i])) == 0)
            return true;
    return false;
}

static void add_field(struct csv_writer *writer, const char *value)
{
    if (writer->in_record)
        text_add(&writer->text, ",");
    writer->in_record = true;
    if (!strpbrk(value, ",\"\r\n")) {
        text_add(&writer->text, value);
        return;
    }
    text_add(&writer->text, "\"");
    for (const char *c = value; *c != '\0'; c++)
        text_add_bytes(&writer->text, *c == '"' ? "\"\"" : c, *c == '"' ? 2 : 1);
    text_add(&writer->text, "\"");
}

void csv_write_value(struct csv_writer *writer, const char *value)
{
    add_field(writer, value ? value : "");
}

void csv_write_text(struct csv_writer *writer, const char *value)
{
    CLEANUP(text_done) struct text safe = {0};
    if (value && is_formula(value))
        text_add(&safe, "'");
    while (value && *value != '\0') {
        const size_t count = strcspn(value, "\n\t");
        text_add_printable(&safe, value, count, SIZE_MAX);
        text_add_bytes(&safe, value + count, value[count] != '\0');
        value += count + (value[count] != '\0');
    }
    add_field(writer, text_of(&safe));
}

void csv_write_end(struct csv_writer *writer)
{
    text_add(&writer->text, "\r\n");
    writer->in_record = false;
}
