/* test_alert.c: the JSON of an alarm, member by member. tests/integration/test_alerts looks at it
 * as a receiver does. */
#include "model/alert.h"

#include "io/json/json.h"
#include "test.h"

static const struct alert firing = {.status = "firing",
                                    .name = "provider_closed",
                                    .subject = "isbndb",
                                    .severity = "critical",
                                    .summary = "isbndb is closed: \"HTTP 503\"\nas it said",
                                    .starts_at = "2023-11-30T08:15:00Z",
                                    .fingerprint = "0123456789abcdef",
                                    .installation = "00000000-0000-4000-8000-000000000001",
                                    .url = "https://backfill.example"};

static struct json *document(const struct alert *alert)
{
    static const struct json_limits limits = {.bytes = 100000, .depth = 8, .tokens = 1000};
    CLEANUP(text_done) struct text text = {0};
    struct json *root = NULL;
    struct error err = {0};
    alert_json(alert, &text);
    if (!json_parse(text_of(&text), text.count, &limits, &root, &err))
        fail_msg("%s: %s", err.message, text_of(&text));
    return root;
}

static void expect(const struct json *object, const char *key, const char *want)
{
    const char *got = NULL;
    const enum json_found found = json_get_string(object, key, 1000, &got);
    if (!want) {
        EXPECT_ROW(key, found == JSON_ABSENT);
        return;
    }
    EXPECT_ROW(key, found == JSON_FOUND);
    assert_string_equal(got, want);
}

static void alert_json__has_every_member(void **state)
{
    (void)state;
    CLEANUP(json_free) struct json *root = document(&firing);
    const struct json *alert = json_element(json_member(root, "alerts"), 0);
    const struct json *labels[] = {json_member(root, "commonLabels"), json_member(alert, "labels")};
    expect(root, "version", "4");
    expect(root, "groupKey", "00000000-0000-4000-8000-000000000001/provider_closed/isbndb");
    expect(root, "status", "firing");
    expect(root, "receiver", "backfill");
    expect(root, "externalURL", "https://backfill.example");
    assert_int_equal(json_member_count(root), 10);
    assert_int_equal(json_count(json_member(root, "alerts")), 1);
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        expect(labels[i], "alertname", "provider_closed");
        expect(labels[i], "subject", "isbndb");
        expect(labels[i], "severity", "critical");
        expect(labels[i], "installation", "00000000-0000-4000-8000-000000000001");
        assert_int_equal(json_member_count(labels[i]), 4);
    }
    assert_int_equal(json_member_count(json_member(root, "groupLabels")), 3);
    expect(json_member(root, "groupLabels"), "severity", NULL);
    expect(json_member(alert, "annotations"), "summary",
           "isbndb is closed: \"HTTP 503\"\nas it said");
    expect(json_member(root, "commonAnnotations"), "summary",
           "isbndb is closed: \"HTTP 503\"\nas it said");
    expect(alert, "status", "firing");
    expect(alert, "startsAt", "2023-11-30T08:15:00Z");
    expect(alert, "endsAt", "0001-01-01T00:00:00Z");
    expect(alert, "generatorURL", "https://backfill.example");
    expect(alert, "fingerprint", "0123456789abcdef");
    assert_int_equal(json_member_count(alert), 7);
}

static void alert_json__says_that_it_is_over(void **state)
{
    (void)state;
    struct alert over = firing;
    over.status = "resolved";
    over.subject = "";
    over.ends_at = "2023-11-30T09:15:00Z";
    CLEANUP(json_free) struct json *root = document(&over);
    const struct json *alert = json_element(json_member(root, "alerts"), 0);
    expect(root, "status", "resolved");
    expect(alert, "status", "resolved");
    expect(alert, "endsAt", "2023-11-30T09:15:00Z");
    expect(json_member(alert, "labels"), "subject", NULL);
    expect(json_member(root, "groupLabels"), "subject", NULL);
}

static void alert_json__takes_words_of_others(void **state)
{
    (void)state;
    struct alert strange = firing;
    strange.summary = "\xff\x01\\\"";
    CLEANUP(json_free) struct json *root = document(&strange);
    expect(json_member(root, "commonAnnotations"), "summary", "\xef\xbf\xbd\x01\\\"");
}

TEST_MAIN(cmocka_unit_test(alert_json__has_every_member),
          cmocka_unit_test(alert_json__says_that_it_is_over),
          cmocka_unit_test(alert_json__takes_words_of_others))
