/* test_csv_write.c: fields that need quotes, fields that a spreadsheet would run, and records that
 * our own strict reader takes back. */
#include "core/csv_write.h"

#include "core/csv.h"
#include "test.h"

static void csv_write_text__quotes_and_disarms(void **state)
{
    (void)state;
    static const struct {
        const char *value, *field;
    } rows[] = {
        {NULL, ""},
        {"", ""},
        {"plain", "plain"},
        {"a,b", "\"a,b\""},
        {"say \"yes\"", "\"say \"\"yes\"\"\""},
        {"two\nlines", "\"two\nlines\""},
        {"=1+1", "'=1+1"},
        {"+1", "'+1"},
        {"-1", "'-1"},
        {"@SUM(A1)", "'@SUM(A1)"},
        {"\tx", "'\tx"},
        {"\r=1", "'\\x0D=1"},
        {"＝1+1", "'＝1+1"},
        {"a=1", "a=1"},
        {"=cmd|'/c calc',\"x\"", "\"'=cmd|'/c calc',\"\"x\"\"\""},
        {"\x1b[2J", "\\x1B[2J"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(csv_writer_done) struct csv_writer writer = {0};
        csv_write_text(&writer, rows[i].value);
        EXPECT_ROW(rows[i].field, text_equal(text_of(&writer.text), rows[i].field));
    }
}

static void csv_write_value__leaves_a_number_as_it_is(void **state)
{
    (void)state;
    CLEANUP(csv_writer_done) struct csv_writer writer = {0};
    csv_write_value(&writer, NULL);
    csv_write_value(&writer, "-1.5");
    csv_write_end(&writer);
    csv_write_value(&writer, "2");
    csv_write_end(&writer);
    assert_string_equal(text_of(&writer.text), ",-1.5\r\n2\r\n");
}

struct source {
    const struct text *text;
    size_t at;
};
static size_t read_source(void *context, char *to, size_t capacity)
{
    struct source *source = context;
    const size_t left = source->text->count - source->at;
    const size_t count = left < capacity ? left : capacity;
    memcpy(to, source->text->bytes + source->at, count);
    source->at += count;
    return count;
}

static void csv_write_end__makes_records_that_are_read_back(void **state)
{
    (void)state;
    CLEANUP(csv_writer_done) struct csv_writer writer = {0};
    const char *reason = NULL;
    csv_write_text(&writer, "a \"b\", c\nd");
    csv_write_text(&writer, NULL);
    csv_write_text(&writer, "é");
    csv_write_end(&writer);
    struct source source = {.text = &writer.text};
    CLEANUP(csv_free) struct csv *csv = csv_new(read_source, &source);
    assert_int_equal(csv_next(csv, &reason), CSV_RECORD);
    assert_int_equal(csv_count(csv), 3);
    assert_string_equal(csv_field(csv, 0), "a \"b\", c\nd");
    assert_string_equal(csv_field(csv, 1), "");
    assert_string_equal(csv_field(csv, 2), "é");
    assert_int_equal(csv_next(csv, &reason), CSV_END);
}

TEST_MAIN(cmocka_unit_test(csv_write_text__quotes_and_disarms),
          cmocka_unit_test(csv_write_value__leaves_a_number_as_it_is),
          cmocka_unit_test(csv_write_end__makes_records_that_are_read_back))
