/* test_dead_letter.c: what a dead letter says of itself, be it ours, the broker's or anybody's. */
#include "model/dead_letter.h"
#include "test.h"

#define ID "0b0e7a52-8a1c-4c8e-9d4a-3f1f5ce7a001"

static struct broker_message message_of(char *body, struct broker_header *headers, size_t count)
{
    return (struct broker_message){
        .body = body,
        .body_bytes = strlen(body),
        .headers = headers,
        .header_count = count,
    };
}

static void dead_letter_read__takes_our_own_headers(void **state)
{
    (void)state;
    char body[] = "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 11}";
    struct broker_header headers[] = {
        {"backfill-letter-id", ID},
        {"backfill-reason", "month_failed"},
        {"backfill-error-class", "transient"},
        {"backfill-error", "timed out"},
        {"backfill-attempts", "5"},
        {"backfill-worker", "host:1/2"},
        {"backfill-first-at", "2024-02-29T23:59:59Z"},
        {"x-death.reason", "rejected"},
    };
    const struct broker_message message = message_of(body, headers, ARRAY_LEN(headers));
    struct dead_letter letter;
    dead_letter_read(&message, &letter);
    assert_string_equal(letter.letter_id.text, ID);
    assert_string_equal(letter.reason, "month_failed");
    assert_string_equal(letter.error_class, "transient");
    assert_string_equal(letter.error_message, "timed out");
    assert_string_equal(letter.worker, "host:1/2");
    assert_int_equal(letter.attempts, 5);
    assert_string_equal(letter.first_at, "2024-02-29T23:59:59Z");
    assert_null(letter.last_at);
    assert_int_equal(letter.month.year, 2023);
    assert_int_equal(letter.month.month, 11);
    assert_string_equal(letter.job_id.text, ID);
    assert_false(letter.dropped_by_broker);
}

static void dead_letter_read__reasons_of_the_broker(void **state)
{
    (void)state;
    static const struct {
        const char *name, *brokers, *reason;
        bool dropped_by_broker;
    } rows[] = {
        {"delivered too often", "delivery_limit", "delivery_limit", true},
        {"rejected", "rejected", "rejected", false},
        {"expired", "expired", "expired", false},
        {"put there by hand", NULL, "unknown", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct broker_header header = {"x-death.reason", rows[i].brokers};
        char body[] = "{}";
        const struct broker_message message = message_of(body, &header, rows[i].brokers ? 1 : 0);
        struct dead_letter letter;
        dead_letter_read(&message, &letter);
        EXPECT_ROW(rows[i].name, strcmp(letter.reason, rows[i].reason) == 0);
        EXPECT_ROW(rows[i].name, letter.dropped_by_broker == rows[i].dropped_by_broker);
        EXPECT_ROW(rows[i].name, strlen(letter.letter_id.text) == 36);
        EXPECT_ROW(rows[i].name, letter.month.year == 0 && !*letter.job_id.text);
    }
}

static void dead_letter_read__names_the_size_of_what_is_too_long(void **state)
{
    (void)state;
    struct broker_header header = {"x-death.reason", "rejected"};
    char body[] = "";
    struct broker_message message = message_of(body, &header, 1);
    message.oversized = true;
    message.body_bytes = 2097152;
    struct dead_letter letter;
    dead_letter_read(&message, &letter);
    assert_string_equal(letter.reason, "body of 2097152 bytes is longer than 1048576");
    assert_string_equal(letter.error_class, "poison");
    assert_non_null(strstr(letter.error_message, "not kept"));
    assert_int_equal(letter.body_bytes, 2097152);
}

static void dead_letter_read__takes_the_size_of_a_body_that_was_not_kept(void **state)
{
    (void)state;
    static const struct {
        const char *said, *body;
        int64_t bytes;
    } rows[] = {{"2097152", "", 2097152}, {"2097152", "x", 1}, {"-1", "", 0}, {"many", "", 0}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct broker_header header = {DEAD_LETTER_BODY_BYTES, rows[i].said};
        char body[8];
        (void)snprintf(body, sizeof(body), "%s", rows[i].body);
        struct broker_message message = message_of(body, &header, 1);
        struct dead_letter letter;
        dead_letter_read(&message, &letter);
        EXPECT_ROW(rows[i].said, letter.body_bytes == rows[i].bytes);
    }
}

/* A time that PostgreSQL refuses would keep the letter from being archived, for ever. */
static void dead_letter_read__times(void **state)
{
    (void)state;
    static const struct {
        const char *time;
        bool taken;
    } rows[] = {
        {"2023-11-30T08:15:00Z", true},
        {"2024-02-29T00:00:00Z", true},
        {"2000-02-29T00:00:00Z", true},
        {"2023-12-31T23:59:59Z", true},
        {"2023-02-29T00:00:00Z", false},
        {"2100-02-29T00:00:00Z", false},
        {"2023-11-31T00:00:00Z", false},
        {"2023-13-01T00:00:00Z", false},
        {"2023-00-01T00:00:00Z", false},
        {"2023-01-00T00:00:00Z", false},
        {"2023-01-01T24:00:00Z", false},
        {"2023-01-01T00:60:00Z", false},
        {"2023-01-01T00:00:60Z", false},
        {"0000-01-01T00:00:00Z", false},
        {"2023-01-01T00:00:00", false},
        {"2023-01-01T00:00:00Zx", false},
        {"2023-01-01 00:00:00Z", false},
        {"now", false},
        {"", false},
        {"202a-01-01T00:00:00Z", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct broker_header header = {"backfill-last-at", rows[i].time};
        char body[] = "{}";
        const struct broker_message message = message_of(body, &header, 1);
        struct dead_letter letter;
        dead_letter_read(&message, &letter);
        EXPECT_ROW(rows[i].time, (letter.last_at != NULL) == rows[i].taken);
    }
}

static void dead_letter_read__leaves_out_what_cannot_be_true(void **state)
{
    (void)state;
    static const struct {
        const char *name, *attempts, *letter_id;
        const char *body;
        int year;
        bool job;
    } rows[] = {
        {"attempts beyond counting", "99999999999999999999", ID, "{}", 0, false},
        {"attempts below zero", "-1", ID, "{}", 0, false},
        {"id that is none", "x", "nonsense", "{}", 0, false},
        {"no JSON", "x", ID, "\xff", 0, false},
        {"month 13", "x", ID, "{\"year\": 2023, \"month\": 13}", 0, false},
        {"year as text", "x", ID, "{\"year\": \"2023\", \"month\": 1}", 0, false},
        {"job that is none", "x", ID, "{\"job_id\": \"1\", \"year\": 2023, \"month\": 1}", 2023,
         false},
        {"a message of enrichment", "x", ID,
         "{\"job_id\": \"" ID "\", \"source\": \"backfill-2022-07\"}", 2022, true},
        {"its source is wrong", "x", ID, "{\"source\": \"backfill-2022-13\"}", 0, false},
        {"its source is another", "x", ID, "{\"source\": \"2022-07\"}", 0, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct broker_header headers[] = {{"backfill-attempts", rows[i].attempts},
                                          {"backfill-letter-id", rows[i].letter_id}};
        char body[128];
        (void)snprintf(body, sizeof(body), "%s", rows[i].body);
        const struct broker_message message = message_of(body, headers, ARRAY_LEN(headers));
        struct dead_letter letter;
        dead_letter_read(&message, &letter);
        EXPECT_ROW(rows[i].name, letter.attempts == -1);
        EXPECT_ROW(rows[i].name, strlen(letter.letter_id.text) == 36);
        EXPECT_ROW(rows[i].name, letter.month.year == rows[i].year);
        EXPECT_ROW(rows[i].name, (*letter.job_id.text != '\0') == rows[i].job);
    }
}

TEST_MAIN(cmocka_unit_test(dead_letter_read__takes_our_own_headers),
          cmocka_unit_test(dead_letter_read__reasons_of_the_broker),
          cmocka_unit_test(dead_letter_read__names_the_size_of_what_is_too_long),
          cmocka_unit_test(dead_letter_read__takes_the_size_of_a_body_that_was_not_kept),
          cmocka_unit_test(dead_letter_read__times),
          cmocka_unit_test(dead_letter_read__leaves_out_what_cannot_be_true))
