/* test_log.c: one event, one line, whatever the values are. */
#include "core/log.h"

#include "core/text.h"
#include "test.h"

#include <fcntl.h>
#include <unistd.h>

static int ends[2] = {-1, -1};
static int saved_stderr = -1;

/* stderr goes into a pipe while a line is written. */
static void begin_capture(void)
{
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    saved_stderr = dup(STDERR_FILENO);
    assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
}

/* What was written since, as one string. Returns how many bytes. */
static size_t end_capture(char *ret, size_t capacity)
{
    assert_int_equal(dup2(saved_stderr, STDERR_FILENO), STDERR_FILENO);
    close(saved_stderr);
    const ssize_t count = read(ends[0], ret, capacity - 1);
    close(ends[0]);
    close(ends[1]);
    ret[count > 0 ? count : 0] = '\0';
    return count > 0 ? (size_t)count : 0;
}

/* The line without its time, whose form is checked: "2026-11-23T10:00:00.123Z". */
static const char *behind_time(const char *line)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
    for (size_t i = 0; form[i] != '\0'; i++)
        if (form[i] == 'd' ? line[i] < '0' || line[i] > '9' : line[i] != form[i])
            fail_msg("no time: %s", line);
    return line + strlen(form);
}

static const struct {
    const char *name, *value, *text, *json;
} values[] = {
    {"a word", "2023-11", "2023-11", "\"2023-11\""},
    {"a path", "/a/b:c@d?e&f", "/a/b:c@d?e&f", "\"/a/b:c@d?e&f\""},
    {"nothing", "", "\"\"", "\"\""},
    {"blanks", "a b", "\"a b\"", "\"a b\""},
    {"an equals sign", "a=b", "\"a=b\"", "\"a=b\""},
    {"quotes", "say \"no\"", "\"say \\\"no\\\"\"", "\"say \\\"no\\\"\""},
    {"a backslash", "a\\b", "\"a\\\\b\"", "\"a\\\\b\""},
    {"a forged line", "x\r\n2026 INFO event=y", "\"x\\x0D\\x0A2026 INFO event=y\"",
     "\"x\\r\\n2026 INFO event=y\""},
    {"ANSI", "\x1b[2J\x07", "\"\\x1B[2J\\x07\"", "\"\\u001b[2J\\u0007\""},
    {"DEL", "\x7f", "\"\\x7F\"", "\"\\u007f\""},
    {"C1 control",
     "\xc2\x9b"
     "2J",
     "\"\\u009b2J\"", "\"\\u009b2J\""},
    {"turned direction", "\xe2\x80\xae", "\"\\u202e\"", "\"\\u202e\""},
    {"no UTF-8", "a\xff\xc3", "\"a\\xFF\\xC3\"", "\"a\\ufffd\\ufffd\""},
    {"other letters", "猫é📚", "\"猫é📚\"", "\"猫é📚\""},
    {"markup", "<script>", "<script>", "\"<script>\""},
};

static void log_write__writes_text(void **state)
{
    (void)state;
    log_configure(LOG_INFO, /* json= */ false, "test");
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        char line[8192], expected[1024];
        begin_capture();
        LOG(LOG_INFO, "month_completed", log_str("value", values[i].value), log_int("ms", -1350));
        (void)end_capture(line, sizeof(line)); /* the line says how long it is */
        (void)snprintf(expected, sizeof(expected),
                       " INFO event=month_completed value=%s ms=-1350\n", values[i].text);
        EXPECT_ROW(values[i].name, strcmp(behind_time(line), expected) == 0);
    }
}

static void log_write__writes_json(void **state)
{
    (void)state;
    log_configure(LOG_INFO, /* json= */ true, "test");
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        char line[8192], expected[1024];
        begin_capture();
        LOG(LOG_ERROR, "month_failed", log_str("value", values[i].value), log_int("ms", 1350));
        (void)end_capture(line, sizeof(line)); /* the line says how long it is */
        (void)snprintf(expected, sizeof(expected),
                       "\",\"level\":\"ERROR\",\"event\":\"month_failed\",\"program\":\"test\","
                       "\"value\":%s,\"ms\":1350}\n",
                       values[i].json);
        EXPECT_ROW(values[i].name, strncmp(line, "{\"time\":\"", 9) == 0);
        EXPECT_ROW(values[i].name, strcmp(behind_time(line + 9), expected) == 0);
    }
}

/* Nine values of 10 KB each, the worst kinds to escape: still one line, whole, at most 4 KiB. */
static void log_write__keeps_lines_whole_and_short(void **state)
{
    (void)state;
    static const char *const floods[] = {"a", "\"", "\n", "猫", "\xff", "\xe2\x80\xae"};
    for (size_t i = 0; i < 2 * ARRAY_LEN(floods); i++) {
        const bool json = i % 2;
        CLEANUP(text_done) struct text flood = {0};
        while (flood.count < 10000)
            text_add(&flood, floods[i / 2]);
        const char *value = text_of(&flood);
        log_configure(LOG_INFO, json, "test");
        char line[16384];
        begin_capture();
        LOG(LOG_INFO, "flood", log_str("a", value), log_str("b", value), log_str("c", value),
            log_str("d", value), log_str("e", value), log_str("f", value), log_str("g", value),
            log_str("h", value), log_str("i", value), log_int("last", 1));
        const size_t count = end_capture(line, sizeof(line));
        assert_in_range(count, 600, 4096); /* PIPE_BUF: never mixed with others */
        assert_true(text_is_utf8(line, count));
        assert_ptr_equal(strchr(line, '\n'), line + count - 1);
        assert_non_null(strstr(line, json ? ",\"fields_left_out\":1}\n" : " fields_left_out=1\n"));
    }
}

static void log_write__leaves_out_lower_levels(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum log_level least, level;
        const char *shown; /* NULL: not */
    } rows[] = {
        {"debug at debug", LOG_DEBUG, LOG_DEBUG, " DEBUG event=x n=1\n"},
        {"debug at info", LOG_INFO, LOG_DEBUG, NULL},
        {"warning at info", LOG_INFO, LOG_WARNING, " WARNING event=x n=1\n"},
        {"warning at error", LOG_ERROR, LOG_WARNING, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char line[256];
        log_configure(rows[i].least, /* json= */ false, "test");
        begin_capture();
        LOG(rows[i].level, "x", log_int("n", 1));
        const size_t count = end_capture(line, sizeof(line));
        EXPECT_ROW(rows[i].name, (count > 0) == (rows[i].shown != NULL));
        if (rows[i].shown)
            EXPECT_ROW(rows[i].name, strcmp(behind_time(line), rows[i].shown) == 0);
    }
}

static void log_error__shows_class_and_message(void **state)
{
    (void)state;
    struct error err = {0};
    (void)error_set(&err, ERROR_QUOTA, 429, "isbndb: 15,000 of 15,000"); /* always false */
    char line[512];
    log_configure(LOG_INFO, /* json= */ false, "test");
    begin_capture();
    LOG(LOG_WARNING, "provider_closed", log_error_class(&err), log_error_message(&err));
    (void)end_capture(line, sizeof(line)); /* the line says how long it is */
    assert_string_equal(behind_time(line), " WARNING event=provider_closed class=quota "
                                           "error=\"isbndb: 15,000 of 15,000\"\n");
}

static void log_repeat_due__at_once_on_change_and_now_and_then(void **state)
{
    (void)state;
    static const struct {
        const char *name, *message;
        int64_t now_ms;
        bool due;
    } rows[] = {
        {"at once", "refused", 5, true},
        {"the same a moment later", "refused", 5 + 200, false},
        {"the same just before its time", "refused", 5 + 29999, false},
        {"the same after 30 s", "refused", 5 + 30000, true},
        {"and counted from there", "refused", 5 + 59999, false},
        {"another one", "no such host", 5 + 59999, true},
        {"and back", "refused", 5 + 59999, true},
    };
    struct log_repeat repeat = {.said = false};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        EXPECT_ROW(rows[i].name,
                   log_repeat_due(&repeat, rows[i].message, rows[i].now_ms) == rows[i].due);
}

/* The end that writes blocks here, as stderr does. */
static void log_write__does_not_wait_for_a_reader_for_ever(void **state)
{
    (void)state;
    static char all[1 << 20];
    log_configure(LOG_INFO, /* json= */ false, "test");
    assert_int_equal(pipe2(ends, 0), 0);
    saved_stderr = dup(STDERR_FILENO);
    assert_int_equal(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    assert_int_equal(fcntl(ends[1], F_SETPIPE_SZ, 4096 * 4), 4096 * 4);
    for (int i = 0; i < 2000; i++) /* far more than the pipe holds: it would block */
        LOG(LOG_INFO, "flood", log_int("n", i));
    size_t count = (size_t)read(ends[0], all, sizeof(all) - 1);
    assert_in_range(count, 1, 4096 * 4);
    LOG(LOG_INFO, "again", log_int("n", 1)); /* it reads again */
    (void)end_capture(all, sizeof(all));     /* the lines are looked at */
    assert_non_null(strstr(all, "WARNING event=log_lines_lost count="));
    assert_non_null(strstr(all, "INFO event=again n=1"));
}

TEST_MAIN(cmocka_unit_test(log_write__writes_text), cmocka_unit_test(log_write__writes_json),
          cmocka_unit_test(log_write__keeps_lines_whole_and_short),
          cmocka_unit_test(log_write__leaves_out_lower_levels),
          cmocka_unit_test(log_error__shows_class_and_message),
          cmocka_unit_test(log_repeat_due__at_once_on_change_and_now_and_then),
          cmocka_unit_test(log_write__does_not_wait_for_a_reader_for_ever))
