/* dead_letter_read.c: what a dead letter tells. Anybody may have sent it, and nothing in it may
 * prevent that it is archived, so what cannot be read is left out. */
#include <stdio.h>
#include <string.h>

#include "io/json/json.h"
#include "model/dead_letter.h"

static const struct json_limits limits = {.bytes = BROKER_BODY_MAX, .depth = 32, .tokens = 10000};

#define ATTEMPTS_MAX 1000000
#define SOURCE_PREFIX "backfill-" /* of "source" in a message of ENRICHMENT_QUEUE */

/* ---- times ---- */

static int two_digits(const char *at)
{
    return (at[0] - '0') * 10 + (at[1] - '0');
}

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* Is it a time as we write them, "2023-11-30T08:15:00Z"? */
static bool time_valid(const char *text)
{
    static const char shape[] = "0000-00-00T00:00:00Z";
    for (size_t i = 0; i < sizeof(shape); i++) /* with the NUL */
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
            return false;
    const int year = two_digits(text) * 100 + two_digits(text + 2);
    const int month = two_digits(text + 5), day = two_digits(text + 8);
    return year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= days_of(year, month) &&
           two_digits(text + 11) < 24 && two_digits(text + 14) < 60 && two_digits(text + 17) < 60;
}

static const char *time_header(const struct broker_message *message, const char *key)
{
    const char *value = broker_message_header(message, key);
    return value && time_valid(value) ? value : NULL;
}

/* ---- why it was dead-lettered ---- */

static void read_reason(const struct broker_message *message, struct dead_letter *letter)
{
    const char *ours = broker_message_header(message, "backfill-reason");
    const char *brokers = broker_message_header(message, "x-death.reason");
    letter->dropped_by_broker = !ours && text_equal(brokers, "delivery_limit");
    text_copy(letter->reason, sizeof(letter->reason), ours ? ours : brokers ? brokers : "unknown");
}

static void read_headers(const struct broker_message *message, struct dead_letter *letter)
{
    const char *id = broker_message_header(message, "backfill-letter-id");
    const char *attempts = broker_message_header(message, "backfill-attempts");
    if (!id || !uuid_parse(id, &letter->letter_id))
        letter->letter_id = uuid_new();
    letter->error_class = broker_message_header(message, "backfill-error-class");
    letter->error_message = broker_message_header(message, "backfill-error");
    letter->worker = broker_message_header(message, "backfill-worker");
    if (!attempts || !text_to_int(attempts, 0, ATTEMPTS_MAX, &letter->attempts))
        letter->attempts = -1;
    letter->first_at = time_header(message, "backfill-first-at");
    letter->last_at = time_header(message, "backfill-last-at");
}

static int64_t body_bytes(const struct broker_message *message)
{
    const char *said = broker_message_header(message, DEAD_LETTER_BODY_BYTES);
    int64_t bytes = 0;
    if (message->body_bytes == 0 && said && text_to_int(said, 0, INT64_MAX, &bytes))
        return bytes;
    return message->body_bytes < INT64_MAX ? (int64_t)message->body_bytes : INT64_MAX;
}

/* A letter whose body is too long was rejected to the broker's dead-letter path, whose headers say
 * no more than "rejected". */
static void read_oversized(const struct broker_message *message, struct dead_letter *letter)
{
    (void)snprintf(letter->reason, sizeof(letter->reason), "body of %llu bytes is longer than %d",
                   (unsigned long long)message->body_bytes, BROKER_BODY_MAX);
    (void)snprintf(letter->too_long, sizeof(letter->too_long), "%.70s: not kept", letter->reason);
    letter->error_class = error_class_name(ERROR_POISON);
    letter->error_message = letter->too_long;
}

/* ---- whose message it was ---- */

static void read_body(const struct broker_message *message, struct dead_letter *letter)
{
    CLEANUP(json_free) struct json *root = NULL;
    struct error unreadable = {0}; /* the letter's reason tells it */
    if (!json_parse(message->body, message->body_bytes, &limits, &root, &unreadable))
        return;
    int64_t year = 0, month = 0;
    const char *job = NULL, *source = NULL;
    if (json_get_int(root, "year", MONTH_YEAR_MIN, MONTH_YEAR_MAX, &year) == JSON_FOUND &&
        json_get_int(root, "month", 1, 12, &month) == JSON_FOUND)
        letter->month = (struct month){.year = (int)year, .month = (int)month};
    else if (json_get_string(root, "source", 64, &source) == JSON_FOUND &&
             strncmp(source, SOURCE_PREFIX, strlen(SOURCE_PREFIX)) == 0 &&
             !month_parse(source + strlen(SOURCE_PREFIX), &letter->month))
        letter->month.year = 0;
    if (json_get_string(root, "job_id", sizeof(letter->job_id.text) - 1, &job) == JSON_FOUND &&
        !uuid_parse(job, &letter->job_id))
        letter->job_id.text[0] = '\0';
}

void dead_letter_read(const struct broker_message *message, struct dead_letter *ret)
{
    *ret = (struct dead_letter){.attempts = -1, .body_bytes = body_bytes(message)};
    read_reason(message, ret);
    read_headers(message, ret);
    if (message->oversized)
        read_oversized(message, ret);
    else
        read_body(message, ret);
}
