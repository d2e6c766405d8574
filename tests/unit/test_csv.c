/* test_csv.c: reading CSV. */
#include "core/csv.h"
#include "core/mem.h"
#include "test.h"

/* A source that gives its bytes in pieces. */
struct source {
    const char *bytes;
    size_t count, piece;
};

static size_t read_source(void *context, char *to, size_t capacity)
{
    struct source *source = context;
    size_t count = source->count < capacity ? source->count : capacity;
    if (source->piece && count > source->piece)
        count = source->piece;
    memcpy(to, source->bytes, count);
    source->bytes += count;
    source->count -= count;
    return count;
}

/* Everything that is read: "1:a|b" a record, "2!why" a bad one, one behind another with ';'. */
static void read_all(const char *bytes, size_t count, size_t piece, struct text *ret)
{
    struct source source = {.bytes = bytes, .count = count, .piece = piece};
    CLEANUP(csv_free) struct csv *csv = csv_new(read_source, &source);
    const char *reason = NULL;
    enum csv_result result;
    text_clear(ret);
    while ((result = csv_next(csv, &reason)) != CSV_END) {
        text_add_format(ret, "%s%lld", ret->count ? ";" : "", (long long)csv_line(csv));
        if (result == CSV_BAD)
            text_add_format(ret, "!%s", reason);
        for (size_t i = 0; i < csv_count(csv); i++)
            text_add_format(ret, "%s%s", i ? "|" : ":", csv_field(csv, i));
    }
    assert_true(csv_bytes(csv) == (int64_t)count);
}

static void csv_next__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *read;
    } rows[] = {
        {"nothing", "", ""},
        {"one field", "a\n", "1:a"},
        {"no line end at the end", "a,b", "1:a|b"},
        {"two records", "a,b\nc,d\n", "1:a|b;2:c|d"},
        {"CRLF", "a,b\r\nc,d\r\n", "1:a|b;2:c|d"},
        {"empty fields", ",a,\n", "1:|a|"},
        {"empty lines", "\n\na\n\r\n\nb\n\n", "3:a;6:b"},
        {"byte order mark",
         "\xef\xbb\xbf"
         "a,b\n",
         "1:a|b"},
        {"byte order mark before a quote", "\xef\xbb\xbf\"a\",b\n", "1:a|b"},
        {"quoted", "\"a\",\"b,c\"\n", "1:a|b,c"},
        {"quotes doubled", "\"a \"\"b\"\"\"\n", "1:a \"b\""},
        {"empty and quoted", "\"\",\"\"\n", "1:|"},
        {"line end in quotes", "\"a\nb\",c\nd\n", "1:a\nb|c;3:d"},
        {"blanks are kept", " a , b \n", "1: a | b "},
        {"quoted, no line end at the end", "\"a\"", "1:a"},
        {"quote within", "a\"b,c\nd\n", "1!a quote stands within a field that is not quoted;2:d"},
        {"behind a quote", "\"a\"b\nc\n", "1!something stands behind a closing quote;2:c"},
        {"blank before a quote", "a, \"b\"\nc\n",
         "1!a quote stands within a field that is not quoted;2:c"},
        {"not closed", "a\n\"b\nc\nd", "1:a;2!a quote is not closed;3:c;4:d"},
        {"not closed at the end", "a\n\"b", "1:a;2!a quote is not closed"},
        {"carriage return alone", "a\rb\nc\n", "1!a carriage return stands alone;2:c"},
        {"not UTF-8", "a\xff\nb\n", "1!a field is not UTF-8, or a character in it is cut off;2:b"},
        {"cut character", "\xc3\nb\n",
         "1!a field is not UTF-8, or a character in it is cut off;2:b"},
        {"UTF-8", "é,日本\n", "1:é|日本"},
    };
    CLEANUP(text_done) struct text read = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t piece = 0; piece < 4; piece++) { /* at once, and byte by byte */
            read_all(rows[i].input, strlen(rows[i].input), piece, &read);
            if (strcmp(text_of(&read), rows[i].read) != 0)
                fail_msg("row '%s': %s", rows[i].name, text_of(&read));
        }
    }
}

static void csv_detect_separator__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *read;
    } rows[] = {
        {"commas", "a,b;c\n1,2\n", ",1:a|b;c;2:1|2"},
        {"semicolons", "a;b;c\n1,5;2;3\n", ";1:a|b|c;2:1,5|2|3"},
        {"tabs", "a\tb,c\td\n1\t2\t3\n", "\t1:a|b,c|d;2:1|2|3"},
        {"named", "sep=;\r\na;b\r\n1;2\r\n", ";2:a|b;3:1|2"},
        {"named behind a byte order mark", "\xef\xbb\xbfSEP=\t\na\tb\n", "\t2:a|b"},
        {"a quote that holds others", "\"a;;;\",b\n", ",1:a;;;|b"},
        {"one column", "a\nb\n", ",1:a;2:b"},
        {"nothing", "", ","},
        {"formulas", "=\"07\",\"=\"08\"\",\"=\"\"09\"\"\",=1\n", ",1:07|08|=\"09\"|=1"},
        {"a formula that is none", "=\"07\"8,b\n",
         ",1!a quote stands within a field that is not quoted"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct source source = {.bytes = rows[i].input, .count = strlen(rows[i].input)};
        CLEANUP(text_done) struct text read = {0};
        CLEANUP(csv_free) struct csv *csv = csv_new(read_source, &source);
        const char *reason = NULL;
        enum csv_result result;
        const char separator = csv_detect_separator(csv);
        text_add_bytes(&read, &separator, 1);
        while ((result = csv_next(csv, &reason)) != CSV_END) {
            text_add_format(&read, "%s%lld", read.count > 1 ? ";" : "", (long long)csv_line(csv));
            if (result == CSV_BAD)
                text_add_format(&read, "!%s", reason);
            for (size_t k = 0; k < csv_count(csv); k++)
                text_add_format(&read, "%s%s", k ? "|" : ":", csv_field(csv, k));
        }
        if (strcmp(text_of(&read), rows[i].read) != 0)
            fail_msg("row '%s': %s", rows[i].name, text_of(&read));
    }
}

static void csv_next__refuses_nul(void **state)
{
    (void)state;
    static const char bytes[] = "a\0b,c\nd\n";
    CLEANUP(text_done) struct text read = {0};
    read_all(bytes, sizeof(bytes) - 1, 0, &read);
    assert_string_equal(text_of(&read),
                        "1!a field is not UTF-8, or a character in it is cut off;2:d");
}

static void csv_next__bounds_fields(void **state)
{
    (void)state;
    char bytes[2 * CSV_FIELDS_MAX + 8] = "";
    memset(bytes, ',', CSV_FIELDS_MAX);
    memcpy(bytes + CSV_FIELDS_MAX, "\na\n", 4);
    CLEANUP(text_done) struct text read = {0};
    read_all(bytes, strlen(bytes), 0, &read);
    assert_string_equal(text_of(&read), "1!there are more than 64 fields;2:a");
    read_all(bytes + 1, strlen(bytes + 1), 0, &read); /* one less is right */
    assert_memory_equal(text_of(&read), "1:|||", 5);
}

/* A record of so many bytes with its line end, and one behind it. */
static void check_length(size_t bytes, bool good)
{
    CLEANUP(mem_free) char *input = mem_new(bytes + 8, 1);
    memset(input, 'x', bytes);
    memcpy(input + bytes - 1, "\nb\n", 4);
    CLEANUP(text_done) struct text read = {0};
    read_all(input, bytes + 2, 0, &read);
    const char *end = text_of(&read) + read.count - 4;
    assert_string_equal(end, ";2:b");
    assert_true((strstr(text_of(&read), "longer than 32 KiB") == NULL) == good);
}

static void csv_next__bounds_records(void **state)
{
    (void)state;
    check_length(CSV_RECORD_MAX - 1, true);
    check_length(CSV_RECORD_MAX, true);
    check_length(CSV_RECORD_MAX + 1, false);
    check_length(2 * CSV_RECORD_MAX, false);
    check_length(5 * CSV_RECORD_MAX, false);
}

/* A quote that is never closed costs its own line, wherever the buffer ends. */
static void csv_next__recovers_from_a_stray_quote(void **state)
{
    (void)state;
    enum { LINES = 20000 };
    CLEANUP(text_done) struct text input = {0};
    for (int line = 1; line <= LINES; line++)
        text_add(&input, line == 9 ? "\"stray\n" : "field,field\n");
    struct source source = {.bytes = input.bytes, .count = input.count, .piece = 1000};
    CLEANUP(csv_free) struct csv *csv = csv_new(read_source, &source);
    const char *reason = NULL;
    int records = 0, bad = 0;
    enum csv_result result;
    while ((result = csv_next(csv, &reason)) != CSV_END) {
        records += result == CSV_RECORD;
        bad += result == CSV_BAD && csv_line(csv) == 9;
    }
    assert_int_equal(records, LINES - 1);
    assert_int_equal(bad, 1);
    assert_true(csv_line(csv) == LINES + 1);
}

TEST_MAIN(cmocka_unit_test(csv_next__table), cmocka_unit_test(csv_detect_separator__table),
          cmocka_unit_test(csv_next__refuses_nul), cmocka_unit_test(csv_next__bounds_fields),
          cmocka_unit_test(csv_next__bounds_records),
          cmocka_unit_test(csv_next__recovers_from_a_stray_quote))
