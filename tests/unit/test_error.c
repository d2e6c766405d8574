/* test_error.c: errors: what they say, and what they make a command's exit code. */
#include "core/error.h"

#include "core/choice.h"
#include "core/text.h"
#include "test.h"

static void error_set__fills_everything(void **state)
{
    (void)state;
    struct error err = {.retry_after_ms = 5, .sqlstate = "40001", .message = "old"};
    assert_false(error_set(&err, ERROR_QUOTA, 429, "isbndb: %d of %s", 15000, "15000"));
    assert_int_equal(err.class, ERROR_QUOTA);
    assert_int_equal(err.code, 429);
    assert_int_equal(err.retry_after_ms, 0);
    assert_string_equal(err.sqlstate, "");
    assert_string_equal(err.message, "isbndb: 15000 of 15000");
}

static void error_set__takes_arguments_out_of_the_same_error(void **state)
{
    (void)state;
    struct error err = {.sqlstate = "23505", .message = "duplicate key"};
    (void)error_set(&err, ERROR_CONFIG, 1, "%s (%s)", err.message, err.sqlstate); /* always false */
    assert_string_equal(err.message, "duplicate key (23505)");
}

static void error_set__makes_printable(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *message;
    } rows[] = {
        {"plain", "Les Misérables, 吾輩は猫である 📚", "Les Misérables, 吾輩は猫である 📚"},
        {"line ends", "a\r\nlevel=ERROR", "a\\x0D\\x0Alevel=ERROR"},
        {"ANSI", "\x1b[2J", "\\x1B[2J"},
        {"C1 control",
         "\xc2\x9b"
         "2J",
         "\\u009b2J"},
        {"turned direction",
         "a\xe2\x80\xae"
         "b",
         "a\\u202eb"},
        {"invalid UTF-8", "\xff\xc3", "\\xFF\\xC3"},
        {"overlong", "\xc0\xaf", "\\xC0\\xAF"},
        {"surrogate", "\xed\xa0\x80", "\\xED\\xA0\\x80"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        (void)error_set(&err, ERROR_MALFORMED, 0, "%s", rows[i].input); /* always false */
        EXPECT_ROW(rows[i].name, strcmp(err.message, rows[i].message) == 0);
    }
}

/* A message of three-byte characters, moved by 0 to 2 bytes, so that each border is met. */
static void error_set__cuts_at_a_character(void **state)
{
    (void)state;
    char flood[1200 + 1] = {0};
    for (size_t i = 0; i < 1200; i += 3)
        memcpy(flood + i, "猫", 3);
    for (int shift = 0; shift < 3; shift++) {
        struct error err = {0};
        (void)error_set(&err, ERROR_REQUEST, 0, "%.*s%s", shift, "ab", flood); /* always false */
        const size_t count = strlen(err.message);
        assert_true(text_is_utf8(err.message, count));
        assert_in_range(count, sizeof(err.message) - 3, sizeof(err.message) - 1);
    }
}

static void error_wrap__puts_clauses_before(void **state)
{
    (void)state;
    struct error err = {0};
    (void)error_set(&err, ERROR_OWN_SERVERS, 7, "connection lost"); /* always false */
    assert_false(error_wrap(&err, "commit"));
    assert_false(error_wrap(&err, "claim %s", "2023-11"));
    assert_string_equal(err.message, "claim 2023-11: commit: connection lost");
    assert_int_equal(err.class, ERROR_OWN_SERVERS);
    assert_int_equal(err.code, 7);
}

static void error_wrap__stays_within_the_message(void **state)
{
    (void)state;
    for (int shift = 0; shift < 3; shift++) {
        struct error err = {0};
        (void)error_set(&err, ERROR_TRANSIENT, 0, "%.*s", shift, "ab"); /* always false */
        for (int i = 0; i < 400; i++)
            (void)error_wrap(&err, "猫猫"); /* always false */
        const size_t count = strlen(err.message);
        assert_true(text_is_utf8(err.message, count));
        assert_in_range(count, sizeof(err.message) - 3, sizeof(err.message) - 1);
    }
}

/* A clause and a message that are each as long as can be, at every place of the cut. */
static void error_wrap__cuts_at_a_character(void **state)
{
    (void)state;
    char flood[600 + 1] = {0};
    for (size_t i = 0; i < 600; i += 3)
        memcpy(flood + i, "猫", 3);
    for (int clause = 0; clause < 9; clause++) {
        struct error err = {0};
        (void)error_set(&err, ERROR_TRANSIENT, 0, "%s", flood); /* always false */
        (void)error_wrap(&err, "%.*s", clause, "abcdefghi");    /* always false */
        assert_true(text_is_utf8(err.message, strlen(err.message)));
    }
}

static void error_class_name__names_every_class(void **state)
{
    (void)state;
    for (int one = 0; one < ERROR_CLASS_COUNT_; one++) {
        const char *name = error_class_name((enum error_class)one);
        assert_true(name[0] != '\0');
        for (int other = 0; other < one; other++)
            EXPECT_ROW(name, strcmp(name, error_class_name((enum error_class)other)) != 0);
    }
    assert_string_equal(error_class_name(ERROR_OWN_SERVERS), "own_servers");
    assert_string_equal(error_class_name(ERROR_CLAIM_LOST), "claim_lost");
}

static void error_classes__are_the_names(void **state)
{
    (void)state;
    for (int class = ERROR_NONE + 1; class < ERROR_NOTHING; class ++) {
        const char *found = NULL, *name = error_class_name((enum error_class) class);
        size_t bytes = 0;
        EXPECT_ROW(name, choice_find(ERROR_CLASSES, name, &found, &bytes));
    }
}

static void error_exit_code__table(void **state)
{
    (void)state;
    static const struct {
        enum error_class class;
        int code;
    } rows[] = {
        {ERROR_NONE, 1},          {ERROR_OWN_SERVERS, 69}, {ERROR_TRANSIENT, 1},
        {ERROR_RATE_LIMITED, 75}, {ERROR_QUOTA, 75},       {ERROR_CONFIG, 78},
        {ERROR_REQUEST, 1},       {ERROR_MALFORMED, 1},    {ERROR_POISON, 1},
        {ERROR_CLAIM_LOST, 1},    {ERROR_CANCELLED, 75},   {ERROR_USAGE, 2},
        {ERROR_NOTHING, 3},       {ERROR_MISSING, 3},
    };
    assert_int_equal(ARRAY_LEN(rows), ERROR_CLASS_COUNT_);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct error err = {.class = rows[i].class};
        EXPECT_ROW(error_class_name(rows[i].class), error_exit_code(&err) == rows[i].code);
    }
}

TEST_MAIN(cmocka_unit_test(error_set__fills_everything),
          cmocka_unit_test(error_set__takes_arguments_out_of_the_same_error),
          cmocka_unit_test(error_set__makes_printable),
          cmocka_unit_test(error_set__cuts_at_a_character),
          cmocka_unit_test(error_wrap__puts_clauses_before),
          cmocka_unit_test(error_wrap__stays_within_the_message),
          cmocka_unit_test(error_wrap__cuts_at_a_character),
          cmocka_unit_test(error_class_name__names_every_class),
          cmocka_unit_test(error_classes__are_the_names), cmocka_unit_test(error_exit_code__table))
