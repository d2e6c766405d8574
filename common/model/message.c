/* message.c: decodes what arrives on the queues, strictly, and months. The first thing that is
 * wrong is reported. It does not know whether the month or its job exists. */
#include "model/message.h"

#include <string.h>

#include "io/json/json.h"
#include "model/prompt.h"

#define BATCH_SIZE_MAX 100
#define UUID_BYTES 36
#define VARIANT_BYTES 50

static const struct json_limits limits = {.bytes = BROKER_BODY_MAX, .depth = 32, .tokens = 10000};

static bool poison(struct error *err, const char *what)
{
    return error_set(err, ERROR_POISON, 0, "%s", what);
}

static bool check_content(const struct broker_message *message, struct error *err)
{
    if (message->oversized)
        return error_set(err, ERROR_POISON, 0, "body of %llu bytes is longer than %d",
                         (unsigned long long)message->body_bytes, BROKER_BODY_MAX);
    if (message->body_bytes == 0)
        return poison(err, "empty body");
    if (!message->content_type || strcmp(message->content_type, "application/json") != 0)
        return error_set(err, ERROR_POISON, 0, "content_type is '%.64s', not application/json",
                         message->content_type ? message->content_type : "");
    if (message->content_encoding && *message->content_encoding)
        return error_set(err, ERROR_POISON, 0, "content_encoding '%.64s' is not supported",
                         message->content_encoding);
    return true;
}

static bool check_identity(const struct broker_message *message, const char *type,
                           struct error *err)
{
    if (!message->type)
        return poison(err, "property type is missing");
    if (strcmp(message->type, type) != 0)
        return error_set(err, ERROR_POISON, 0,
                         "type '%.100s' is not %s (upgrade consumers before producers, then "
                         "replay)",
                         message->type, type);
    if (!message->message_id || !*message->message_id)
        return poison(err, "property message_id is missing");
    if (!text_is_utf8(message->message_id, message->message_id_bytes))
        return poison(err, "property message_id is not UTF-8");
    for (const char *c = message->message_id; *c; c++)
        if ((unsigned char)*c < ' ')
            return poison(err, "property message_id holds control characters");
    return true;
}

static bool decode_job(const struct json *root, struct job *ret, struct error *err)
{
    const char *id = NULL;
    int64_t year = 0, month = 0;
    struct uuid uuid = {0};
    if (json_get_string(root, "job_id", UUID_BYTES, &id) != JSON_FOUND || !uuid_parse(id, &uuid))
        return poison(err, "job_id is missing or not a UUID");
    if (json_get_int(root, "year", MONTH_YEAR_MIN, MONTH_YEAR_MAX, &year) != JSON_FOUND)
        return poison(err, "year is missing or not a whole number from 1900 to 2100");
    if (json_get_int(root, "month", 1, 12, &month) != JSON_FOUND)
        return poison(err, "month is missing or not a whole number from 1 to 12");
    ret->id = uuid;
    ret->month = (struct month){.year = (int)year, .month = (int)month};
    return true;
}

static bool decode_options(const struct json *root, struct job *ret, struct error *err)
{
    int64_t batch_size = 0;
    const char *variant = NULL;
    bool dry_run = false;
    if (json_get_int(root, "batch_size", 1, BATCH_SIZE_MAX, &batch_size) == JSON_WRONG)
        return poison(err, "batch_size is not a whole number from 1 to 100");
    enum json_found found = json_get_string(root, "prompt_variant", VARIANT_BYTES, &variant);
    if (found == JSON_WRONG || (found == JSON_FOUND && !prompt_name_valid(variant)))
        return poison(err,
                      "prompt_variant is not a name of lower-case letters, digits and hyphens");
    if (json_get_bool(root, "dry_run", &dry_run) == JSON_WRONG)
        return poison(err, "dry_run is neither true nor false");
    ret->dry_run = dry_run;
    return true;
}

bool message_read_body(const struct broker_message *message, const char *type, struct json **ret,
                       struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    struct error why = {0};
    if (!check_content(message, err))
        return false;
    if (!json_parse(message->body, message->body_bytes, &limits, &root, &why))
        return error_set(err, ERROR_POISON, 0, "body: %s", why.message);
    if (json_type_of(root) != JSON_OBJECT)
        return poison(err, "body is no JSON object");
    if (!check_identity(message, type, err))
        return false;
    *ret = TAKE_PTR(root);
    return true;
}

bool message_decode_month(const struct broker_message *message, struct job *ret, struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    struct job job = {0};
    if (!message_read_body(message, MESSAGE_MONTH_TYPE, &root, err) ||
        !decode_job(root, &job, err) || !decode_options(root, &job, err))
        return false;
    if (!trace_parse(broker_message_header(message, "traceparent"), &job.trace))
        job.trace = (struct trace){.id = ""};
    *ret = job;
    return true;
}
