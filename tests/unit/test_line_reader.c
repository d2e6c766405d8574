/* test_line_reader.c: lines of a stream, in pieces of any size. */
#include "core/line_reader.h"
#include "core/text.h"
#include "test.h"

struct source {
    const char *bytes;
    size_t count, piece;
};

static bool read_source(void *context, char *to, size_t capacity, size_t *ret_count,
                        struct error *err)
{
    (void)err;
    struct source *source = context;
    size_t count = source->count < capacity ? source->count : capacity;
    if (count > source->piece)
        count = source->piece;
    if (count > 0)
        memcpy(to, source->bytes, count);
    source->bytes += count;
    source->count -= count;
    *ret_count = count;
    return true;
}

/* Each line between brackets, one that is too long as "-", and where the next one begins. */
static void read_all(const char *input, size_t piece, int64_t skip, struct text *ret)
{
    enum { LINE_MAX_BYTES = 5 };
    struct source source = {.bytes = input, .count = strlen(input), .piece = piece};
    CLEANUP(line_reader_free)
    struct line_reader *reader = line_reader_new(read_source, &source, LINE_MAX_BYTES);
    struct error err = {0};
    text_clear(ret);
    assert_true(line_reader_skip(reader, skip, &err));
    for (;;) {
        struct line line = {.bytes = NULL};
        bool more = false;
        assert_true(line_reader_next(reader, &line, &more, &err));
        if (!more)
            return;
        assert_true(line.too_long || line.bytes[line.count] == '\0');
        if (line.too_long)
            text_add(ret, "-");
        else
            text_add_format(ret, "[%s]", line.bytes);
        text_add_format(ret, "%lld", (long long)line_reader_offset(reader));
    }
}

static void line_reader_next__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input;
        int64_t skip;
        const char *lines;
    } rows[] = {
        {"nothing", "", 0, ""},
        {"lines", "a\nbc\n", 0, "[a]2[bc]5"},
        {"the last without an end", "a\nbc", 0, "[a]2[bc]4"},
        {"empty lines", "\n\na\n", 0, "[]1[]2[a]4"},
        {"as long as may be", "12345\n12345", 0, "[12345]6[12345]11"},
        {"too long", "123456\nb\n1234567890123\nc", 0, "-7[b]9-23[c]24"},
        {"the last too long", "a\n123456", 0, "[a]2-8"},
        {"behind what is skipped", "a\nbc\n", 2, "[bc]5"},
    };
    CLEANUP(text_done) struct text lines = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t piece = 1; piece < 30; piece += 7) {
            read_all(rows[i].input, piece, rows[i].skip, &lines);
            EXPECT_ROW(rows[i].name, strcmp(text_of(&lines), rows[i].lines) == 0);
        }
}

static void line_reader_skip__refuses_more_than_there_is(void **state)
{
    (void)state;
    struct source source = {.bytes = "abc", .count = 3, .piece = 2};
    CLEANUP(line_reader_free)
    struct line_reader *reader = line_reader_new(read_source, &source, /* line_max= */ 10);
    struct error err = {0};
    assert_false(line_reader_skip(reader, /* bytes= */ 4, &err));
    assert_int_equal(err.class, ERROR_USAGE);
}

TEST_MAIN(cmocka_unit_test(line_reader_next__table),
          cmocka_unit_test(line_reader_skip__refuses_more_than_there_is))
