/* openai.c: chat completions, as OpenAI, x.ai, Ollama, vLLM and llama.cpp serve them. README.md in
 * this folder has the facts.
 *
 * The servers agree on the answer and differ in how they fail. There are two shapes of error, and
 * either may come with HTTP 200. A refusal may be a field, the content, a finish reason, or a 403
 * that has nothing to do with the key. */
#include "body.h"
#include "book_list.h"
#include "core/json_write.h"
#include "field.h"
#include "provider_error.h"
#include "provider_request.h"
#include "redact.h"

#include <string.h>
#include <strings.h>

/* ---- the request ---- */

/* OpenAI's strict form requires every property, so one that may be missing may be null. */
static const char schema[] =
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"books\","
    "\"refusal_reason\"],\"properties\":{\"books\":{\"type\":\"array\",\"items\":{"
    "\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"title\",\"author\","
    "\"publisher\",\"publication_year\",\"significance\"],\"properties\":{"
    "\"title\":{\"type\":\"string\"},\"author\":{\"type\":\"string\"},"
    "\"publisher\":{\"type\":[\"string\",\"null\"]},\"publication_year\":{\"type\":\"integer\"},"
    "\"significance\":{\"type\":[\"string\",\"null\"]}}}},"
    "\"refusal_reason\":{\"type\":[\"string\",\"null\"]}}}";

/* Added to the question where no schema describes the form of the answer. */
static const char form[] =
    "\n\nAnswer with one JSON object and nothing else: {\"books\": [{\"title\": \"…\", "
    "\"author\": \"…\", \"publisher\": \"…\", \"publication_year\": 2000, \"significance\": "
    "\"…\"}], "
    "\"refusal_reason\": null}. Where you cannot answer, leave the list empty and give the reason.";

/* Is the host of the base URL this domain, or within it? */
static bool served_by(const struct provider_settings *settings, const char *domain)
{
    const char *base = settings->base_url ? settings->base_url : "";
    const char *scheme = strstr(base, "://");
    const char *host = scheme ? scheme + 3 : base;
    const size_t count = strcspn(host, ":/?#"), wanted = strlen(domain);
    if (count < wanted || strncasecmp(host + count - wanted, domain, wanted) != 0)
        return false;
    return count == wanted || host[count - wanted - 1] == '.';
}

static void add_message(struct text *body, const char *role, const char *content, const char *more)
{
    CLEANUP(text_done) struct text whole = {0};
    text_add_format(&whole, "%s%s", content, more);
    json_write_open(body, NULL, '{');
    json_write_text(body, "role", role);
    json_write_text(body, "content", text_of(&whole));
    json_write_close(body, '}');
}

static void add_options(const struct provider_settings *settings, struct text *body)
{
    const bool newer = served_by(settings, "x.ai") || served_by(settings, "openai.com");
    if (settings->temperature >= 0)
        json_write_double(body, "temperature", settings->temperature, 2);
    if (settings->max_tokens > 0)
        json_write_int(body, newer ? "max_completion_tokens" : "max_tokens", settings->max_tokens);
    switch (settings->output) {
    case OUTPUT_JSON_SCHEMA:
        json_write_open(body, "response_format", '{');
        json_write_text(body, "type", "json_schema");
        json_write_open(body, "json_schema", '{');
        json_write_text(body, "name", "book_list");
        json_write_bool(body, "strict", true);
        json_write_raw(body, "schema", schema);
        json_write_close(body, '}');
        json_write_close(body, '}');
        break;
    case OUTPUT_JSON_OBJECT:
        json_write_raw(body, "response_format", "{\"type\":\"json_object\"}");
        break;
    case OUTPUT_PLAIN:
        break;
    }
}

static bool build_generate(const struct provider_settings *settings,
                           const struct generate_question *question, struct http_request *ret,
                           struct error *err)
{
    if (!provider_request_begin_json(settings, ret, err))
        return false;
    text_add(&ret->url, "/chat/completions");
    provider_request_key(settings, "Authorization", "Bearer ", ret);

    json_write_open(&ret->body, NULL, '{');
    json_write_text(&ret->body, "model", settings->model);
    json_write_bool(&ret->body, "stream", false);
    json_write_open(&ret->body, "messages", '[');
    if (question->system && *question->system)
        add_message(&ret->body, "system", question->system, "");
    add_message(&ret->body, "user", question->user,
                settings->output == OUTPUT_JSON_SCHEMA ? "" : form);
    json_write_close(&ret->body, ']');
    add_options(settings, &ret->body);
    json_write_close(&ret->body, '}');
    return true;
}

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

bool provider_wants_plainer(const struct http_response *response)
{
    CLEANUP(provider_error_done) struct provider_error reply = {0};
    const struct provider_settings nobody = {.name = ""};
    if (body_is_html(response))
        return false;
    provider_error_read(&nobody, response, &reply);
    if (reply.status != 400 && reply.status != 422 && reply.status != 500)
        return false;
    return provider_error_says(
        &reply, "response_format|response format|json_schema|json schema|json_object|"
                "grammar|structured output|guided|json_validate_failed|failed to generate json");
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
    if (served_by(settings, "x.ai"))
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

static bool read_generate(const struct provider_settings *settings,
                          const struct http_response *response, struct generate_answer *ret,
                          struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    if (response->status != 200)
        return read_error(settings, response, NULL, ret, err);
    return body_parse(response, &root, err) && read_documents(settings, response, root, ret, err);
}

const struct provider_kind provider_openai = {
    .name = "openai",
    .build_generate = build_generate,
    .read_generate = read_generate,
};
