/* test_json_write.c: documents that are written member by member. */
#include "core/json_write.h"
#include "test.h"

static void json_write__puts_commas_between_members(void **state)
{
    CLEANUP(text_done) struct text out = {0};
    (void)state;
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "a \"key\"", "{[:");
    json_write_open(&out, "list", '[');
    json_write_close(&out, ']');
    json_write_open(&out, "more", '[');
    json_write_int(&out, NULL, INT64_MIN);
    json_write_text(&out, NULL, NULL);
    json_write_open(&out, NULL, '{');
    json_write_close(&out, '}');
    json_write_close(&out, ']');
    json_write_bool(&out, "yes", true);
    json_write_double(&out, "half", 0.5, 2);
    json_write_raw(&out, "nothing", NULL);
    json_write_raw(&out, "object", "{\"b\": 1}");
    json_write_close(&out, '}');
    assert_string_equal(
        text_of(&out),
        "{\"a \\\"key\\\"\":\"{[:\",\"list\":[],\"more\":[-9223372036854775808,null,{}],"
        "\"yes\":true,\"half\":0.50,\"nothing\":null,\"object\":{\"b\": 1}}");
}

static void json_write__writes_a_value_alone(void **state)
{
    CLEANUP(text_done) struct text out = {0};
    (void)state;
    json_write_text(&out, NULL, "a\xff");
    assert_string_equal(text_of(&out), "\"a\\ufffd\"");
}

static void json_write_raw__escapes_what_is_not_seen(void **state)
{
    CLEANUP(text_done) struct text out = {0};
    (void)state;
    json_write_raw(&out, NULL, "{\"a\\\"\xe2\x80\xae\":\n\t\"\xc2\x9b\xe2\x80\x8b\x7fé\\u0007\"}");
    assert_string_equal(text_of(&out), "{\"a\\\"\\u202e\":\n\t\"\\u009b\\u200b\\u007fé\\u0007\"}");
}

TEST_MAIN(cmocka_unit_test(json_write_raw__escapes_what_is_not_seen),
          cmocka_unit_test(json_write__puts_commas_between_members),
          cmocka_unit_test(json_write__writes_a_value_alone))
