/* test_text.c: strings: building, checking, escaping, numbers. */
#include "core/text.h"

#include "core/mem.h"
#include "test.h"

#include <float.h>
#include <locale.h>
#include <math.h>

/* ---- building ---- */

static void text_add__builds(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text text = {0};
    assert_string_equal(text_of(&text), "");
    text_clear(&text);
    assert_string_equal(text_of(&text), "");
    text_add(&text, "a");
    text_add_bytes(&text, "b\0c", 3);
    text_add_bytes(&text, NULL, 0);
    text_add_format(&text, "%d-%s", 7, "x");
    assert_int_equal(text.count, 7);
    assert_memory_equal(text.bytes, "ab\0c7-x", 8);
    text_clear(&text);
    assert_string_equal(text_of(&text), "");
    assert_true(text.capacity > 0);
}

static void text_add__grows_at_every_size(void **state)
{
    (void)state;
    static const char letters[] = "0123456789";
    for (size_t step = 1; step <= 10; step++) {
        CLEANUP(text_done) struct text text = {0};
        for (size_t i = 0; i < 1000; i++) {
            text_add_bytes(&text, letters, step);
            assert_int_equal(strlen(text.bytes), step * (i + 1));
        }
    }
}

static void text_add_double__table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double value;
        int decimals;
        const char *text;
    } rows[] = {
        {"a rate", 92.307692, 2, "92.31"},
        {"rounded up over a ten", 99.999, 2, "100.00"},
        {"no decimals", 2.5, 0, "3"},
        {"small", 0.05, 2, "0.05"},
        {"negative", -0.5, 1, "-0.5"},
        {"negative that rounds to nothing", -0.001, 2, "0.00"},
        {"nine decimals", 123456789.125, 9, "123456789.125000000"},
        {"zero", 0.0, 3, "0.000"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text text = {0};
        text_add_double(&text, rows[i].value, rows[i].decimals);
        EXPECT_ROW(rows[i].name, strcmp(text_of(&text), rows[i].text) == 0);
    }
}

/* ---- UTF-8 ---- */

static void text_utf8_span__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
        size_t count, valid;
    } rows[] = {
        {"empty", "", 0, 0},
        {"ASCII", "abcdefghijklmnopqrstuvwxyz", 26, 26},
        {"two, three, four bytes", "é猫📚", 9, 9},
        {"the last code point", "\xf4\x8f\xbf\xbf", 4, 4},
        {"before the surrogates", "\xed\x9f\xbf", 3, 3},
        {"NUL", "abcdefg\0h", 9, 7},
        {"NUL in a word of eight", "abc\0efghijklmnop", 16, 3},
        {"invalid byte behind a word of eight", "abcdefgh\xff", 9, 8},
        {"lone continuation", "\x80", 1, 0},
        {"overlong slash", "\xc0\xaf", 2, 0},
        {"overlong of three", "\xe0\x80\xaf", 3, 0},
        {"overlong of four", "\xf0\x80\x80\xaf", 4, 0},
        {"surrogate", "\xed\xa0\x80", 3, 0},
        {"beyond U+10FFFF", "\xf4\x90\x80\x80", 4, 0},
        {"five bytes", "\xf8\x88\x80\x80\x80", 5, 0},
        {"cut after one of two", "a\xc3", 2, 1},
        {"cut after three of four", "a\xf0\x9f\x93", 4, 1},
        {"continuation missing", "\xe7\x8c\x20", 3, 0},
        {"FE and FF", "\xfe\xff", 2, 0},
        {"UTF-16", "a\0b\0", 4, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        /* Copied to memory of exactly this size, so that reading on is seen. */
        char *bytes = malloc(rows[i].count ? rows[i].count : 1);
        memcpy(bytes, rows[i].bytes, rows[i].count);
        EXPECT_ROW(rows[i].name, text_utf8_span(bytes, rows[i].count) == rows[i].valid);
        EXPECT_ROW(rows[i].name,
                   text_is_utf8(bytes, rows[i].count) == (rows[i].valid == rows[i].count));
        free(bytes);
    }
}

static void text_add_printable__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input;
        size_t limit;
        const char *output;
    } rows[] = {
        {"plain", "Ça va? 猫", 100, "Ça va? 猫"},
        {"line ends and tab", "a\r\n\tb", 100, "a\\x0D\\x0A\\x09b"},
        {"terminal commands", "\x1b]0;x\x07\x7f", 100, "\\x1B]0;x\\x07\\x7F"},
        {"no UTF-8", "\xff\xfe", 100, "\\xFF\\xFE"},
        {"line separator", "\xe2\x80\xa8", 100, "\\u2028"},
        {"isolate", "\xe2\x81\xa6", 100, "\\u2066"},
        {"left-to-right mark", "\xe2\x80\x8e", 100, "\\u200e"},
        {"right-to-left mark", "\xe2\x80\x8f", 100, "\\u200f"},
        {"Arabic letter mark", "\xd8\x9c", 100, "\\u061c"},
        {"byte order mark", "\xef\xbb\xbf", 100, "\\ufeff"},
        {"zero width space", "\xe2\x80\x8b", 100, "\\u200b"},
        {"word joiner", "\xe2\x81\xa0", 100, "\\u2060"},
        {"soft hyphen", "\xc2\xad", 100, "\\u00ad"},
        {"a tag", "\xf3\xa0\x81\x81", 100, "\\u{e0041}"},
        {"what stands beside them", "‐“אﻼ£\xf3\xb0\x80\x80", 100, "‐“אﻼ£\xf3\xb0\x80\x80"},
        {"no-break space is shown",
         "a\xc2\xa0"
         "b",
         100,
         "a\xc2\xa0"
         "b"},
        {"cut before a character", "ab猫", 4, "ab"},
        {"cut behind a character", "ab猫c", 5, "ab猫"},
        {"cut before an escape", "ab\n", 5, "ab"},
        {"an escape that just fits", "ab\n", 6, "ab\\x0A"},
        {"no room", "ab", 0, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text text = {0};
        text_add_printable(&text, rows[i].input, strlen(rows[i].input), rows[i].limit);
        EXPECT_ROW(rows[i].name, strcmp(text_of(&text), rows[i].output) == 0);
        char copy[101];
        text_copy_printable(copy, rows[i].limit + 1, rows[i].input, strlen(rows[i].input));
        EXPECT_ROW(rows[i].name, strcmp(copy, rows[i].output) == 0);
    }
}

static void text_add_json__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *output;
    } rows[] = {
        {"empty", "", "\"\""},
        {"plain", "Ça va? 猫 📚 /", "\"Ça va? 猫 📚 /\""},
        {"quote and backslash", "a\"b\\c", "\"a\\\"b\\\\c\""},
        {"line ends", "\r\n\t", "\"\\r\\n\\t\""},
        {"controls", "\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\""},
        {"C1 control", "\xc2\x85", "\"\\u0085\""},
        {"line separators", "\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\""},
        {"turned direction", "\xe2\x80\xae", "\"\\u202e\""},
        {"zero width", "\xe2\x80\x8b\xd8\x9c\xef\xbb\xbf", "\"\\u200b\\u061c\\ufeff\""},
        {"beyond 16 bits", "\xf3\xa0\x80\x81", "\"\\udb40\\udc01\""},
        {"no UTF-8", "a\xff\xc3", "\"a\\ufffd\\ufffd\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text text = {0};
        text_add_json(&text, rows[i].input);
        EXPECT_ROW(rows[i].name, strcmp(text_of(&text), rows[i].output) == 0);
    }
}

static void text_copy__cuts_at_a_character(void **state)
{
    (void)state;
    static const struct {
        const char *name, *from;
        size_t capacity;
        const char *to;
    } rows[] = {
        {"fits", "abc", 4, "abc"},      {"one too long", "abc", 3, "ab"},
        {"no room", "abc", 1, ""},      {"two bytes", "aé", 3, "a"},
        {"three bytes", "a猫", 4, "a"}, {"three bytes fit", "a猫b", 5, "a猫"},
        {"four bytes", "a📚b", 5, "a"},  {"empty", "", 1, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char to[8];
        text_copy(to, rows[i].capacity, rows[i].from);
        EXPECT_ROW(rows[i].name, strcmp(to, rows[i].to) == 0);
    }
}

/* ---- numbers ---- */

static void text_to_int__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        int64_t min, max;
        bool ok;
        int64_t value;
    } rows[] = {
        {"zero", "0", INT64_MIN, INT64_MAX, true, 0},
        {"a number", "42", 1, 100, true, 42},
        {"negative", "-42", -50, 0, true, -42},
        {"the greatest", "9223372036854775807", INT64_MIN, INT64_MAX, true, INT64_MAX},
        {"the least", "-9223372036854775808", INT64_MIN, INT64_MAX, true, INT64_MIN},
        {"one beyond", "9223372036854775808", INT64_MIN, INT64_MAX, false, 0},
        {"one before", "-9223372036854775809", INT64_MIN, INT64_MAX, false, 0},
        {"far beyond", "99999999999999999999999", INT64_MIN, INT64_MAX, false, 0},
        {"wraps as 32 bits", "4294972968", 1, 65535, false, 0},
        {"below the range", "0", 1, 5, false, 0},
        {"above the range", "6", 1, 5, false, 0},
        {"plus", "+1", 0, 9, false, 0},
        {"blank before", " 1", 0, 9, false, 0},
        {"blank behind", "1 ", 0, 9, false, 0},
        {"leading zero", "01", 0, 9, false, 0},
        {"hexadecimal", "0x1", 0, 9, false, 0},
        {"a point", "1.0", 0, 9, false, 0},
        {"an exponent", "1e3", 0, 9999, false, 0},
        {"minus zero", "-0", -9, 9, false, 0},
        {"two minus", "--1", -9, 9, false, 0},
        {"only minus", "-", -9, 9, false, 0},
        {"empty", "", -9, 9, false, 0},
        {"full-width", "１", 0, 9, false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t value = 12345;
        const bool ok = text_to_int(rows[i].text, rows[i].min, rows[i].max, &value);
        EXPECT_ROW(rows[i].name, ok == rows[i].ok);
        EXPECT_ROW(rows[i].name, value == (ok ? rows[i].value : 12345));
    }
}

static void text_to_double__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        bool ok;
        double value;
    } rows[] = {
        {"a half", "0.5", true, 0.5},
        {"whole", "12", true, 12},
        {"negative", "-3.25", true, -3.25},
        {"nearest double", "0.1", true, 0.1},
        {"many digits", "3.14159265358979323846264338327950288", true, 3.141592653589793},
        {"beyond the range given", "1000.1", false, 0},
        {"a comma", "0,5", false, 0},
        {"no digit before", ".5", false, 0},
        {"no digit behind", "5.", false, 0},
        {"exponent", "1e2", false, 0},
        {"hexadecimal", "0x1p3", false, 0},
        {"NaN", "nan", false, 0},
        {"infinity", "inf", false, 0},
        {"plus", "+1", false, 0},
        {"blank", " 1", false, 0},
        {"thousands", "1.000.000", false, 0},
        {"leading zero", "00.5", false, 0},
        {"empty", "", false, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        double value = 12345;
        const bool ok = text_to_double(rows[i].text, -1000, 1000, &value);
        EXPECT_ROW(rows[i].name, ok == rows[i].ok);
        EXPECT_ROW(rows[i].name, fabs(value - (ok ? rows[i].value : 12345)) <= 0);
    }
    double value = 0;
    char huge[400];
    memset(huge, '9', sizeof(huge) - 1);
    huge[sizeof(huge) - 1] = '\0';
    assert_false(text_to_double(huge, -DBL_MAX, DBL_MAX, &value));
    assert_false(text_to_double(huge, -(double)INFINITY, (double)INFINITY, &value));
    assert_true(isinf(text_double_of("1e999")));
}

static void text_to_duration_ms__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        int64_t ms; /* -1: refused */
    } rows[] = {
        {"milliseconds", "500ms", 500},
        {"seconds", "90s", 90000},
        {"minutes", "15m", 900000},
        {"hours", "1h", 3600000},
        {"days", "7d", 604800000},
        {"nothing", "0s", 0},
        {"no unit", "90", -1},
        {"no number", "s", -1},
        {"unknown unit", "1w", -1},
        {"capital unit", "1H", -1},
        {"blank", "1 h", -1},
        {"two", "1h30m", -1},
        {"a fraction", "1.5h", -1},
        {"negative", "-1h", -1},
        {"beyond the range", "9223372036854775807s", -1},
        {"empty", "", -1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t ms = -1;
        EXPECT_ROW(rows[i].name, text_to_duration_ms(rows[i].text, &ms) == (rows[i].ms >= 0));
        EXPECT_ROW(rows[i].name, ms == rows[i].ms);
    }
}

/* Where numbers are written with a comma (where that locale is not installed, this shows nothing).
 */
static void text_to_double__is_the_same_in_every_locale(void **state)
{
    (void)state;
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "de_DE.utf8"))
        SKIP_TEST("the locale de_DE is not installed");
    char shown[8];
    (void)snprintf(shown, sizeof(shown), "%.1f", 0.5); /* does the locale do what it is for? */
    CLEANUP(text_done) struct text text = {0};
    text_add_double(&text, 0.5, 1);
    double value = 0;
    const bool ok = text_to_double("0.5", 0, 1, &value);
    double comma = 0;
    const bool comma_ok = text_to_double("0,5", 0, 1, &comma);
    (void)setlocale(LC_ALL, "C"); /* always there */
    assert_string_equal(shown, "0,5");
    assert_true(ok && fabs(value - 0.5) <= 0);
    assert_false(comma_ok);
    assert_string_equal(text_of(&text), "0.5");
}

/* ---- comparing ---- */

static void text_list_has__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *list, *needle;
        bool has;
    } rows[] = {
        {"the only word", "catalog", "catalog", true},
        {"first", "a,b,c", "a", true},
        {"last, blanks around", "a , b ,\tc ", "c", true},
        {"a part of a word", "catalogue", "catalog", false},
        {"a longer word", "cat", "catalog", false},
        {"empty list", "", "a", false},
        {"only commas", ",,", "a", false},
        {"nothing is in no list", "a,,b", "", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        EXPECT_ROW(rows[i].name, text_list_has(rows[i].list, rows[i].needle) == rows[i].has);
}

static void text_equal__knows_null(void **state)
{
    (void)state;
    assert_true(text_equal(NULL, NULL));
    assert_false(text_equal(NULL, ""));
    assert_false(text_equal("", NULL));
    assert_true(text_equal("a", "a"));
    assert_false(text_equal("a", "b"));
}

static void text_add_int__table(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *text;
    } rows[] = {
        {0, "0"},
        {-1, "-1"},
        {1234567890, "1234567890"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    CLEANUP(text_done) struct text text = {0};
    text_cut(&text, 0);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        text_add_int(&text, rows[i].value);
        assert_string_equal(text_of(&text), rows[i].text);
        text_cut(&text, 30);
        text_cut(&text, 1);
        assert_int_equal(text.count, 1);
        text_cut(&text, 0);
        assert_string_equal(text_of(&text), "");
    }
}

TEST_MAIN(cmocka_unit_test(text_add__builds), cmocka_unit_test(text_add_int__table),
          cmocka_unit_test(text_add__grows_at_every_size), cmocka_unit_test(text_add_double__table),
          cmocka_unit_test(text_utf8_span__table), cmocka_unit_test(text_add_printable__table),
          cmocka_unit_test(text_add_json__table), cmocka_unit_test(text_copy__cuts_at_a_character),
          cmocka_unit_test(text_to_int__table), cmocka_unit_test(text_to_double__table),
          cmocka_unit_test(text_to_duration_ms__table),
          cmocka_unit_test(text_to_double__is_the_same_in_every_locale),
          cmocka_unit_test(text_list_has__table), cmocka_unit_test(text_equal__knows_null))
