/* test_isbn_message.c: decoding of ENRICHMENT_QUEUE's messages. */
#include "model/isbn_message.h"

#include "core/text.h"
#include "test.h"

static char json_type[] = "application/json";
static char isbns_type[] = ISBN_MESSAGE_TYPE;
static char id[] = "m1";

static struct broker_message message_of(char *body)
{
    return (struct broker_message){
        .body = body,
        .body_bytes = strlen(body),
        .content_type = json_type,
        .type = isbns_type,
        .type_bytes = strlen(isbns_type),
        .message_id = id,
        .message_id_bytes = strlen(id),
    };
}

static void isbn_message_decode__keeps_each_isbn_once(void **state)
{
    (void)state;
    char body[] = "{\"isbns\": [\"978-0-14-143951-8\", \"0141439513\", \"9780141439519\", \"\", "
                  "\"9780000000002\"], \"source\": \"test\", \"priority\": \"high\"}";
    struct broker_message message = message_of(body);
    CLEANUP(isbn_message_done) struct isbn_message read = {.count = 0};
    struct error err = {0};
    assert_true(isbn_message_decode(&message, &read, &err));
    assert_int_equal(read.count, 2);
    assert_string_equal(read.isbns[0].text, "9780141439518");
    assert_string_equal(read.isbns[1].text, "9780000000002");
    assert_int_equal(read.invalid_count, 2);
    assert_string_equal(read.invalid[0], "9780141439519");
    assert_string_equal(read.invalid[1], "");
    assert_string_equal(read.source, "test");
}

static void isbn_message_decode__cuts_what_is_no_isbn(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text body = {0};
    text_add(&body, "{\"isbns\": [\"");
    for (int i = 0; i < 100; i++)
        text_add(&body, "\303\244"); /* two bytes: a cut may not fall between them */
    text_add(&body, "\"]}");
    struct broker_message message = message_of(body.bytes);
    CLEANUP(isbn_message_done) struct isbn_message read = {.count = 0};
    struct error err = {0};
    assert_true(isbn_message_decode(&message, &read, &err));
    assert_int_equal(read.count, 0);
    assert_int_equal(strlen(read.invalid[0]), ISBN_MESSAGE_TEXT_MAX);
    assert_true(text_is_utf8(read.invalid[0], strlen(read.invalid[0])));
}

static void isbn_message_decode__refuses(void **state)
{
    (void)state;
    static const struct {
        const char *name, *body, *says;
    } rows[] = {
        {"no list", "{}", "isbns is missing"},
        {"a text", "{\"isbns\": \"9780141439518\"}", "no list"},
        {"empty", "{\"isbns\": []}", "0 ISBNs"},
        {"a number", "{\"isbns\": [9780141439518]}", "no text"},
        {"null", "{\"isbns\": [null]}", "no text"},
        {"a wrong source", "{\"isbns\": [\"1\"], \"source\": 1}", "source"},
        {"a wrong job", "{\"isbns\": [\"1\"], \"job_id\": \"1\"}", "job_id"},
        {"an array", "[]", "object"},
        {"nothing", "", "empty body"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char body[100];
        text_copy(body, sizeof(body), rows[i].body);
        struct broker_message message = message_of(body);
        CLEANUP(isbn_message_done) struct isbn_message read = {.count = 0};
        struct error err = {0};
        if (isbn_message_decode(&message, &read, &err) || !strstr(err.message, rows[i].says) ||
            err.class != ERROR_POISON)
            fail_msg("%s: %s", rows[i].name, err.message);
    }
}

static void isbn_message_decode__refuses_too_many(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text body = {0};
    text_add(&body, "{\"isbns\": [\"1\"");
    for (int i = 0; i < ISBN_MESSAGE_MAX; i++)
        text_add(&body, ", \"1\"");
    text_add(&body, "]}");
    struct broker_message message = message_of(body.bytes);
    CLEANUP(isbn_message_done) struct isbn_message read = {.count = 0};
    struct error err = {0};
    assert_false(isbn_message_decode(&message, &read, &err));
    assert_non_null(strstr(err.message, "101 ISBNs"));
}

TEST_MAIN(cmocka_unit_test(isbn_message_decode__keeps_each_isbn_once),
          cmocka_unit_test(isbn_message_decode__cuts_what_is_no_isbn),
          cmocka_unit_test(isbn_message_decode__refuses),
          cmocka_unit_test(isbn_message_decode__refuses_too_many))
