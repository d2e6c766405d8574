/* openai_answer.c: what chat completions are answered with by OpenAI, x.ai, Ollama, vLLM and
 * llama.cpp. consumer/providers/README.md has the facts.
 *
 * The servers agree on the answer and differ in how they fail. There are two shapes of error, and
 * either may come with HTTP 200. A refusal may be a field, the content, a finish reason, or a 403
 * that has nothing to do with the key. */
#include "answer_reader.h"
#include "body.h"
#include "book_list.h"
#include "field.h"
#include "provider_error.h"
#include "redact.h"

#include <string.h>
#include <strings.h>

/* ---- errors ---- */

static const struct provider_error_rule error_rules[] = {
    /* It comes first, because what the model wrote stands in it, whatever its words. */
    {200, 500, "json_validate_failed|failed to generate json|failed_generation",
     .class = ERROR_MALFORMED, .meaning = "the model wrote no JSON"},
    {200, 499, PROVIDER_SAYS_MONEY, .class = ERROR_CONFIG, .meaning = "the credits are gone"},
    {401, 403, PROVIDER_SAYS_ACCOUNT, .class = ERROR_CONFIG, .meaning = "access is refused"},
    {200, 428, PROVIDER_SAYS_MODERATION, .class = ERROR_NONE},
    {200, 200, "unable to generate|unable to provide", .class = ERROR_NONE},
    {200, 499, PROVIDER_SAYS_KEY, .class = ERROR_CONFIG, .meaning = "the key is refused"},
    /* Its words are those of spent credits, and a time to wait tells that they are not. */
    {429, 429, "exceeded your current quota", .waits = true, .class = ERROR_RATE_LIMITED},
    {200, 499, "exceeded your current quota", .class = ERROR_CONFIG,
     .meaning = "the credits are gone"},
    {200, 428, PROVIDER_SAYS_TOKENS, .class = ERROR_CONFIG,
     .meaning = "max_tokens, or the question, is too long for the model"},
    {500, 500, PROVIDER_SAYS_TOKENS, .class = ERROR_CONFIG,
     .meaning = "max_tokens, or the question, is too long for the model"},
    {400, 400, "model_not_found|model not found|model does not exist|not a valid model",
     .class = ERROR_CONFIG, .meaning = "no such model"},
    {403, 403, .html = true, .class = ERROR_TRANSIENT}, /* from Cloudflare, which is before x.ai */
    {429, 429, .waits = true, .class = ERROR_RATE_LIMITED},
    {429, 429, "per day|per-day|(rpd)|(tpd)", .class = ERROR_QUOTA},
};

/* End the reading with an error, or with a refusal in the form of an error. */
static bool end_with(const struct provider_settings *settings, const struct provider_error *reply,
                     const struct http_response *response, struct generate_answer *ret,
                     struct error *err)
{
    const struct provider_error_rule *rule =
        provider_error_classify(reply, error_rules, ARRAY_LEN(error_rules));
    if (provider_error_end(settings, reply, rule, ret, err))
        return true;
    if (err->class == ERROR_REQUEST && text_equal(response->should_retry, "true"))
        err->class = ERROR_TRANSIENT;
    return false;
}

/* in  error  that an answer holds; NULL: the response is none */
static bool read_error(const struct provider_settings *settings,
                       const struct http_response *response, const struct json *error,
                       struct generate_answer *ret, struct error *err)
{
    CLEANUP(provider_error_done) struct provider_error reply = {0};
    if (error)
        provider_error_read_within(settings, error, &reply);
    else
        provider_error_read(settings, response, &reply);
    return end_with(settings, &reply, response, ret, err);
}

/* ---- the answer ---- */

/* x.ai counts reasoning beside the completion, others within it. Of servers that we do not know, a
 * total above the sum of the two tells that they count it beside, too. */
static void read_usage(const struct provider_settings *settings, const struct json *root,
                       struct generate_answer *ret)
{
    const struct json *usage = json_member(root, "usage");
    const struct json *details = json_member(usage, "completion_tokens_details");
    if (json_type_of(usage) != JSON_OBJECT && *ret->model)
        return; /* a part of a stream, of which another has them */
    const int64_t in = field_count(usage, "prompt_tokens");
    const int64_t total = field_count(usage, "total_tokens");
    int64_t out = field_count(usage, "completion_tokens");
    if (provider_served_by(settings, "x.ai"))
        out += field_count(details, "reasoning_tokens");
    ret->tokens_in = in;
    ret->tokens_out = total - in > out ? total - in : out;
    const char *model = field_string(root, "model");
    redact_copy(settings->key, *model ? model : settings->model, ret->model, sizeof(ret->model));
}

/* What the documents of an answer say: one, or each part of a stream. */
struct reading {
    struct text text;
    const char *finish, *refusal;
    const struct json *error; /* NULL: there is none */
    bool chosen;              /* there is a choice */
};

static void reading_done(struct reading *reading)
{
    text_done(&reading->text);
}
CLEANUP_STRUCT(struct reading, reading_done)

/* A part of the content that is no part of the answer. */
static bool is_thought(const struct json *part)
{
    static const char *const types[] = {"reason", "think", "thought", "analysis", "summary"};
    const char *type = field_string(part, "type");
    bool is = false;
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        is = is || strcasestr(type, types[i]);
    return is;
}

/* Join the content, which is a string or a list of parts. A refusal may be one of the parts. */
static void join_content(const struct json *message, struct reading *ret)
{
    const struct json *content = json_member(message, "content");
    const char *text = json_string(content, SIZE_MAX);
    if (text)
        text_add(&ret->text, text);
    for (size_t i = 0; i < json_count(content); i++) {
        const struct json *part = json_element(content, i);
        const char *refusal = field_string(part, "refusal");
        if (*refusal)
            ret->refusal = refusal;
        if (!is_thought(part) && json_get_string(part, "text", SIZE_MAX, &text) == JSON_FOUND)
            text_add(&ret->text, text);
    }
}

/* An answer that was made the arguments of a function, though none was offered. */
static void join_calls(const struct json *message, struct reading *ret)
{
    const struct json *calls = json_member(message, "tool_calls");
    const char *text = NULL;
    for (size_t i = 0; i < json_count(calls); i++)
        if (json_get_string(json_member(json_element(calls, i), "function"), "arguments", SIZE_MAX,
                            &text) == JSON_FOUND)
            text_add(&ret->text, text);
}

static void join_choice(const struct json *choice, struct reading *ret)
{
    const struct json *message = json_member(choice, "message");
    const struct json *error = json_member(choice, "error");
    const char *finish = field_string(choice, "finish_reason");
    if (!message)
        message = json_member(choice, "delta"); /* of a stream */
    const char *refusal = field_string(message, "refusal");
    ret->chosen = ret->chosen || json_type_of(choice) == JSON_OBJECT;
    ret->finish = *finish ? finish : ret->finish;
    ret->refusal = *refusal ? refusal : ret->refusal;
    if (!ret->error && provider_error_is_said(error))
        ret->error = error;
    join_content(message, ret);
    if (ret->text.count == 0)
        join_calls(message, ret);
}

static bool is_error(const struct json *document)
{
    return provider_error_is_said(json_member(document, "error")) ||
           strcmp(field_string(document, "object"), "error") == 0;
}

static void join_document(const struct provider_settings *settings, const struct json *document,
                          struct reading *reading, struct generate_answer *ret)
{
    const struct json *choices = json_member(document, "choices");
    if (json_count(choices) == 0)
        return;
    if (!reading->error && provider_error_is_said(json_member(document, "error")))
        reading->error = json_member(document, "error");
    read_usage(settings, document, ret);
    join_choice(json_element(choices, 0), reading);
}

static bool end_reading(const struct provider_settings *settings, const struct reading *reading,
                        struct generate_answer *ret, struct error *err)
{
    const char *finish = reading->finish, *refusal = reading->refusal;
    char shown[40];
    redact_copy(settings->key, *finish ? finish : "none", shown, sizeof(shown));
    if (*refusal || text_list_has("content_filter,sensitive,safety", finish))
        return generate_answer_refuse(settings, *refusal ? "" : finish, refusal, ret);
    if (text_list_has("error,network_error,insufficient_system_resource", finish))
        return error_set(err, ERROR_TRANSIENT, 200, "the service failed within its answer");
    const bool cut_off = text_list_has("length,max_tokens,model_length", finish);
    if (book_list_read(settings, text_of(&reading->text), cut_off, ret, err))
        return true;
    return error_wrap(err, "finish reason %s, %lld tokens", shown, (long long)ret->tokens_out);
}

/* in  root  of the response with status 200 */
static bool read_documents(const struct provider_settings *settings,
                           const struct http_response *response, const struct json *root,
                           struct generate_answer *ret, struct error *err)
{
    CLEANUP(reading_done) struct reading reading = {.finish = "", .refusal = ""};
    const bool many = json_type_of(root) == JSON_ARRAY;
    for (size_t i = 0; i < (many ? json_count(root) : 1); i++) {
        const struct json *one = many ? json_element(root, i) : root;
        if (json_count(json_member(one, "choices")) == 0 && is_error(one))
            return read_error(settings, response, many ? one : NULL, ret, err);
        join_document(settings, one, &reading, ret);
    }
    if (reading.error)
        return read_error(settings, response, reading.error, ret, err);
    if (!reading.chosen)
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no choices");
    return end_reading(settings, &reading, ret, err);
}

bool openai_answer_read(const struct provider_settings *settings,
                        const struct http_response *response, struct generate_answer *ret,
                        struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    if (response->status != 200)
        return read_error(settings, response, NULL, ret, err);
    return body_parse(response, &root, err) && read_documents(settings, response, root, ret, err);
}
