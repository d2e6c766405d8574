/* test_database_params.c: parameters and array literals, and what can be said of a URL without a
 * server. */
#include "test.h"

#include "io/database/database.h"

static void sql_int__writes_digits(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *digits;
    } rows[] = {
        {0, "0"},
        {7, "7"},
        {-1, "-1"},
        {2023, "2023"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct sql_param first = sql_int(rows[i].value);
        const struct sql_param copy = first; /* a copy must not point into the first */
        assert_null(copy.text);
        assert_string_equal(copy.digits, rows[i].digits);
    }
}

static void sql_int_or_null__is_null_when_absent(void **state)
{
    (void)state;
    const struct sql_param absent = sql_int_or_null(5, false);
    assert_true(!absent.text && !absent.bytes && !absent.digits[0]);
    assert_string_equal(sql_int_or_null(5, true).digits, "5");
}

static void sql_bytes__of_nothing_is_not_null(void **state)
{
    (void)state;
    const struct sql_param empty = sql_bytes(NULL, 0);
    assert_non_null(empty.bytes);
    assert_int_equal(empty.count, 0);
}

static void sql_array__quotes_every_text(void **state)
{
    (void)state;
    static const struct {
        const char *name, *values[4], *literal;
        size_t count;
    } rows[] = {
        {"empty array", {NULL}, "{}", 0},
        {"one", {"a"}, "{\"a\"}", 1},
        {"SQL NULL", {"a", NULL}, "{\"a\",NULL}", 2},
        {"the word NULL", {"NULL"}, "{\"NULL\"}", 1},
        {"empty text", {""}, "{\"\"}", 1},
        {"quote", {"say \"x\""}, "{\"say \\\"x\\\"\"}", 1},
        {"backslash at the end", {"a\\"}, "{\"a\\\\\"}", 1},
        {"braces and comma", {"{a,b}", "}"}, "{\"{a,b}\",\"}\"}", 2},
        {"apostrophe and UTF-8", {"O'Brien", "Ångström"}, "{\"O'Brien\",\"Ångström\"}", 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(sql_array_done) struct sql_array array = {0};
        for (size_t k = 0; k < rows[i].count; k++)
            sql_array_add(&array, rows[i].values[k]);
        EXPECT_ROW(rows[i].name, strcmp(sql_array_text(&array), rows[i].literal) == 0);
        EXPECT_ROW(rows[i].name, strcmp(sql_array_text(&array), rows[i].literal) == 0); /* again */
    }
}

static void sql_array__takes_integers(void **state)
{
    (void)state;
    CLEANUP(sql_array_done) struct sql_array array = {0};
    sql_array_add_int(&array, -5);
    sql_array_add_int(&array, INT64_MAX);
    assert_string_equal(sql_array_text(&array), "{-5,9223372036854775807}");
}

static void rows__accept_null(void **state)
{
    (void)state;
    assert_int_equal(rows_count(NULL), 0);
    assert_int_equal(rows_affected(NULL), 0);
    rows_free(NULL);
    database_close(NULL);
}

/* Nothing of a password may be seen, whatever it makes of the URL. */
static void database_open__refuses_urls_without_showing_them(void **state)
{
    (void)state;
    static const struct {
        const char *name, *url;
        enum error_class class;
        const char *said;
    } rows[] = {
        {"no URL", "backfill-s3cret", ERROR_CONFIG, "database url: missing '…' after '…'"},
        {"bad escape", "postgresql://u:s3cret%zz@h/d", ERROR_CONFIG,
         "invalid percent-encoded token"},
        {"open bracket", "postgresql://u:s3cret@[::1/d", ERROR_CONFIG, "database url: "},
        {"at in password", "postgresql://u:p@s3cret@h/d", ERROR_CONFIG, "write %40 for '@'"},
        {"slash in password", "postgresql://u:p/s3cret@h/d", ERROR_CONFIG, "%2F for '/'"},
        {"digits and slash", "postgresql://u:12/s3cret@h/d", ERROR_CONFIG, "write %40 for '@'"},
        {"unknown option", "postgresql://h/d?s3cret=1", ERROR_CONFIG,
         "invalid URI query parameter"},
        {"sslmode", "postgresql://h/d?sslmode=s3cret", ERROR_CONFIG, "invalid sslmode value: '…'"},
        {"port", "host=h port=s3cret", ERROR_CONFIG, "port is not a number from 1 to 65535"},
        {"service", "service=s3cret-service", ERROR_CONFIG, "database: "},
        {"no server", "postgresql:///d?host=/nonexistent&password=s3cret", ERROR_OWN_SERVERS,
         "/nonexistent/.s.PGSQL.5432\" failed: No such file or directory"},
        {"refused", "postgresql://u:s3cret@127.0.0.1:1/d", ERROR_OWN_SERVERS, "Connection refused"},
        {"where to look", "postgresql:///d?host=/nonexistent", ERROR_OWN_SERVERS,
         "BACKFILL_DATABASE_URL says where it is)"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct database *db = NULL;
        struct error err = {0};
        const struct database_options options = {
            .url = rows[i].url, .application_name = "test", .connect_timeout_ms = 2000};
        EXPECT_ROW(rows[i].name, !database_open(&options, &db, &err));
        if (err.class != rows[i].class || !strstr(err.message, rows[i].said))
            fail_msg("row '%s': %s: %s", rows[i].name, error_class_name(err.class), err.message);
        if (strcmp(rows[i].name, "service") != 0) /* its name is no secret */
            EXPECT_ROW(rows[i].name, !strstr(err.message, "s3cret"));
        EXPECT_ROW(rows[i].name, !strchr(err.message, '\n') && !strstr(err.message, "\\x0A"));
    }
}

TEST_MAIN(cmocka_unit_test(sql_int__writes_digits),
          cmocka_unit_test(sql_int_or_null__is_null_when_absent),
          cmocka_unit_test(sql_bytes__of_nothing_is_not_null),
          cmocka_unit_test(sql_array__quotes_every_text),
          cmocka_unit_test(sql_array__takes_integers), cmocka_unit_test(rows__accept_null),
          cmocka_unit_test(database_open__refuses_urls_without_showing_them))
