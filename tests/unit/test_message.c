/* test_message.c: decoding of BACKFILL_QUEUE's messages. */
#include "model/message.h"
#include "test.h"

#define ID "0b0e7a52-8a1c-4c8e-9d4a-3f1f5ce7a001"
#define GOOD "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 11}"

static char json_type[] = "application/json";
static char month_type[] = "backfill.month.v1";
static char id[] = "m1";

static struct broker_message message_of(char *body)
{
    return (struct broker_message){
        .body = body,
        .body_bytes = strlen(body),
        .content_type = json_type,
        .type = month_type,
        .type_bytes = strlen(month_type),
        .message_id = id,
        .message_id_bytes = strlen(id),
    };
}

static void message_decode_month__reads_a_good_one(void **state)
{
    (void)state;
    char body[] = "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 11, \"batch_size\": 20, "
                  "\"prompt_variant\": \"contemporary-notable\", \"dry_run\": true, \"more\": [1]}";
    struct broker_message message = message_of(body);
    struct job job = {0};
    struct error err = {0};
    assert_true(message_decode_month(&message, &job, &err));
    assert_string_equal(job.id.text, ID);
    assert_int_equal(job.month.year, 2023);
    assert_int_equal(job.month.month, 11);
    assert_true(job.dry_run);
}

static void message_decode_month__bodies(void **state)
{
    (void)state;
    static const struct {
        const char *name, *body, *says; /* says NULL: accepted */
    } rows[] = {
        {"good", GOOD, NULL},
        {"unknown fields are fine",
         "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 1, \"x\": {}}", NULL},
        {"null options are absent",
         "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 1, \"prompt_variant\": null}", NULL},
        {"empty", "", "empty body"},
        {"null", "null", "object"},
        {"list", "[]", "object"},
        {"cut off", "{\"year\": 2023", "body"},
        {"two documents", GOOD GOOD, "body"},
        {"no job_id", "{\"year\": 2023, \"month\": 11}", "job_id"},
        {"job_id no UUID", "{\"job_id\": \"1\", \"year\": 2023, \"month\": 11}", "job_id"},
        {"year as text", "{\"job_id\": \"" ID "\", \"year\": \"2023\", \"month\": 11}", "year"},
        {"year with fraction", "{\"job_id\": \"" ID "\", \"year\": 2023.0, \"month\": 11}", "year"},
        {"year 1800", "{\"job_id\": \"" ID "\", \"year\": 1800, \"month\": 11}", "year"},
        {"month 13", "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 13}", "month"},
        {"month 0", "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 0}", "month"},
        {"batch_size 0",
         "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 1, \"batch_size\": 0}", "batch_size"},
        {"batch_size 101",
         "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 1, \"batch_size\": 101}",
         "batch_size"},
        {"batch_size wraps",
         "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 1, \"batch_size\": 4294967301}",
         "batch_size"},
        {"variant a path",
         "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 1, \"prompt_variant\": \"../x\"}",
         "prompt_variant"},
        {"variant empty",
         "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 1, \"prompt_variant\": \"\"}",
         "prompt_variant"},
        {"dry_run a number",
         "{\"job_id\": \"" ID "\", \"year\": 2023, \"month\": 1, \"dry_run\": 1}", "dry_run"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char body[512];
        (void)snprintf(body, sizeof(body), "%s", rows[i].body);
        struct broker_message message = message_of(body);
        struct job job = {0};
        struct error err = {0};
        bool ok = message_decode_month(&message, &job, &err);
        EXPECT_ROW(rows[i].name, ok == (rows[i].says == NULL));
        EXPECT_ROW(rows[i].name,
                   ok || (err.class == ERROR_POISON && strstr(err.message, rows[i].says)));
    }
}

static void message_decode_month__properties(void **state)
{
    (void)state;
    char body[] = GOOD, other[] = "text/xml", gzip[] = "gzip", v2[] = "backfill.month.v2";
    char control[] = "a\r\nb", bad[] = "\xff";
    struct {
        const char *name, *says;
        struct broker_message message;
    } rows[] = {
        {"no content_type", "content_type", message_of(body)},
        {"other content_type", "content_type", message_of(body)},
        {"compressed", "content_encoding", message_of(body)},
        {"no type", "type", message_of(body)},
        {"newer version", "upgrade", message_of(body)},
        {"no message_id", "message_id", message_of(body)},
        {"message_id with line ends", "control", message_of(body)},
        {"message_id not UTF-8", "UTF-8", message_of(body)},
        {"too long", "longer", message_of(body)},
    };
    rows[0].message.content_type = NULL;
    rows[1].message.content_type = other;
    rows[2].message.content_encoding = gzip;
    rows[3].message.type = NULL;
    rows[4].message.type = v2;
    rows[5].message.message_id = NULL;
    rows[6].message.message_id = control;
    rows[6].message.message_id_bytes = strlen(control);
    rows[7].message.message_id = bad;
    rows[7].message.message_id_bytes = 1;
    rows[8].message.oversized = true;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct job job = {0};
        struct error err = {0};
        EXPECT_ROW(rows[i].name, !message_decode_month(&rows[i].message, &job, &err));
        EXPECT_ROW(rows[i].name, err.class == ERROR_POISON && strstr(err.message, rows[i].says));
    }
}

TEST_MAIN(cmocka_unit_test(message_decode_month__reads_a_good_one),
          cmocka_unit_test(message_decode_month__bodies),
          cmocka_unit_test(message_decode_month__properties))
