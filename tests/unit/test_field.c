/* test_field.c: members of a service's JSON as what we keep. */
#include "answers/field.h"
#include "test.h"

static void field_clean__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *clean;
    } rows[] = {
        {"plain", "The Women", "The Women"},
        {"blanks", "  The   Women ", "The Women"},
        {"line ends and tabs", "The\r\n\tWomen\n", "The Women"},
        {"C0", "a\x01z\x1f!", "a z !"},
        {"DEL", "a\x7fz", "a z"},
        {"first of C1", "a\xc2\x80z", "a z"},
        {"last of C1", "a\xc2\x9fz", "a z"},
        {"no-break space stays", "a\u00a0z", "a\u00a0z"},
        {"before the separators", "a\u2027z", "a\u2027z"},
        {"line separator", "a\u2028z", "a z"},
        {"paragraph separator", "a\u2029z", "a z"},
        {"first embedding", "a\u202az", "az"},
        {"override", "a\u202ez", "az"},
        {"narrow space stays", "a\u202fz", "a\u202fz"},
        {"before the isolates", "a\u2065z", "a\u2065z"},
        {"first isolate", "a\u2066z", "az"},
        {"last isolate", "a\u2069z", "az"},
        {"behind the isolates", "a\u206az", "a\u206az"},
        {"same bytes, other lead", "\u0166\u1066", "\u0166\u1066"},
        {"only hidden", "\u202e\n\x01", ""},
        {"four bytes", "\U0001f600", "\U0001f600"},
        {"empty", "", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text clean = {0};
        field_clean(rows[i].input, &clean);
        if (strcmp(text_of(&clean), rows[i].clean) != 0)
            fail_msg("row '%s': '%s'", rows[i].name, text_of(&clean));
    }
}

static void field_clean__appends(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text clean = {0};
    text_add(&clean, "a");
    field_clean(" z ", &clean);
    assert_string_equal(text_of(&clean), "az");
}

/* A member x of a document with these values, read by a function under test. */
static struct json *document(const char *value)
{
    static const struct json_limits limits = {.bytes = 1 << 20, .depth = 32, .tokens = 10000};
    struct error err = {0};
    struct json *root = NULL;
    CLEANUP(text_done) struct text text = {0};
    text_add_format(&text, "{\"x\":%s}", value);
    if (!json_parse(text_of(&text), text.count, &limits, &root, &err))
        fail_msg("%s: %s", err.message, value);
    return root;
}

static void field_date__table(void **state)
{
    (void)state;
    static const struct {
        const char *value, *date;
    } rows[] = {
        {"\"2024-02-06\"", "2024-02-06"},
        {"\"2024-02\"", "2024-02"},
        {"\"2024\"", "2024"},
        {"2024", "2024"},
        {"[\"2024-02\",\"2023\"]", "2024-02"},
        {"\"2024-02-06T00:00:00Z\"", "2024-02-06"},
        {"\"2024-12-31\"", "2024-12-31"},
        {"\"2024-13-01\"", "2024"},
        {"\"2024-00\"", "2024"},
        {"\"2024-02-32\"", "2024-02"},
        {"\"2024-02-00\"", "2024-02"},
        {"\"2024-02-066\"", "2024-02"},
        {"\"2024-2-6\"", "2024"},
        {"\"2024/02/06\"", "2024"},
        {"\"20240206\"", NULL},
        {"\"February 6, 2024\"", "2024"},
        {"\"c2001\"", "2001"},
        {"\"0000-00-00\"", NULL},
        {"\"\"", NULL},
        {"null", NULL},
        {"{}", NULL},
        {"[]", NULL},
        {"-5", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(json_free) struct json *root = document(rows[i].value);
        CLEANUP(mem_free) char *date = field_date(root, "x");
        if (!text_equal(date, rows[i].date))
            fail_msg("row '%s': %s", rows[i].value, date ? date : "none");
    }
}

static void field_year__limits(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        int year;
    } rows[] = {
        {"1", 1},           {"0", 0},
        {"2200", 2200},     {"2201", 0},
        {"\"1000\"", 1000}, {"\"0999\"", 0},
        {"\"2200\"", 2200}, {"\"2201\"", 0},
        {"2023.9", 2023},   {"\"12345 1999\"", 1999},
        {"\"x19\"", 0},     {"\"199\"", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(json_free) struct json *root = document(rows[i].value);
        const int year = field_year(root, "x");
        if (year != rows[i].year)
            fail_msg("row '%s': %d", rows[i].value, year);
    }
}

static void field_isbn__table(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        enum field_isbn found;
    } rows[] = {
        {"\"978-0-306-40615-7\"", FIELD_ISBN_GOOD},
        {"\"0306406152\"", FIELD_ISBN_GOOD},
        {"\"9780306406158\"", FIELD_ISBN_BAD},
        {"\"9791234567896\"", FIELD_ISBN_GOOD},
        {"\"9790260000438\"", FIELD_ISBN_GOOD}, /* printed music */
        {"\"0000000000000\"", FIELD_ISBN_BAD},
        {"9780306406157", FIELD_ISBN_BAD},
        {"[\"9780306406157\"]", FIELD_ISBN_BAD},
        {"\"\"", FIELD_ISBN_NONE},
        {"null", FIELD_ISBN_NONE},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct isbn isbn = {0};
        CLEANUP(json_free) struct json *root = document(rows[i].value);
        EXPECT_ROW(rows[i].value, field_isbn(root, "x", &isbn) == rows[i].found);
        EXPECT_ROW(rows[i].value, (isbn.text[0] != '\0') == (rows[i].found == FIELD_ISBN_GOOD));
    }
}

/* As many names as fit, none of them cut. */
static void field_names__keeps_whole_names(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text list = {0};
    text_add(&list, "[");
    for (int i = 0; i < 15; i++)
        text_add_format(&list, "%s\"%0*d\"", i ? "," : "", 199, i);
    text_add(&list, "]");
    CLEANUP(json_free) struct json *root = document(text_of(&list));
    CLEANUP(mem_free) char *names = field_names(root, "x");
    assert_non_null(names);
    assert_int_equal(strlen(names), 10 * 199 + 9);
}

TEST_MAIN(cmocka_unit_test(field_clean__table), cmocka_unit_test(field_clean__appends),
          cmocka_unit_test(field_date__table), cmocka_unit_test(field_year__limits),
          cmocka_unit_test(field_isbn__table), cmocka_unit_test(field_names__keeps_whole_names))
