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

static const char credits_gone[] = "the credits are gone";
static const char key_refused[] = "the key is refused";

static const struct provider_error_rule error_rules[] = {
    {200, 403, "content violates|safety_check|content_filter|content_policy", .class = ERROR_NONE},
    {200, 200, "unable to generate|unable to provide", .class = ERROR_NONE},
    {200, 499,
     "out of credits|all available credits|any credits|insufficient credits|spending limit|"
     "insufficient_quota|exceeded your current quota|billing_hard_limit",
     .class = ERROR_CONFIG, .meaning = credits_gone},
    {200, 499, "incorrect api key|invalid api key|invalid_api_key|api key not valid|no api key",
     .class = ERROR_CONFIG, .meaning = key_refused},
    {200, 599, "exceed_context_size|context_length_exceeded|maximum context length",
     .class = ERROR_REQUEST, .meaning = "the question is too long for the model"},
    {400, 400, "model_not_found|model not found|model does not exist", .class = ERROR_CONFIG,
     .meaning = "no such model"},
    {403, 403, .html = true, .class = ERROR_TRANSIENT}, /* from Cloudflare, which is before x.ai */
    {409, 409, .class = ERROR_TRANSIENT},
    {429, 429, .waits = true, .class = ERROR_RATE_LIMITED},
    {429, 429, "per day|(rpd)|(tpd)", .class = ERROR_QUOTA},
};

/* Read an error, or a refusal in the form of an error. */
static bool read_error(const struct provider_settings *settings,
                       const struct http_response *response, struct generate_answer *ret,
                       struct error *err)
{
    CLEANUP(provider_error_done) struct provider_error reply = {0};
    provider_error_read(settings, response, &reply);
    const struct provider_error_rule *rule =
        provider_error_classify(&reply, error_rules, ARRAY_LEN(error_rules));
    if (rule->class == ERROR_NONE)
        return generate_answer_refuse(settings, *reply.said ? "" : "declined", reply.said, ret);
    (void)provider_error_set(&reply, rule, err); /* returns false, as this function does */
    if (err->class == ERROR_REQUEST && text_equal(response->should_retry, "true"))
        err->class = ERROR_TRANSIENT;
    return false;
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
                "grammar|structured output|guided");
}

/* ---- the answer ---- */

/* x.ai counts reasoning beside the completion, others within it. Of servers that we do not know, a
 * total above the sum of the two tells that they count it beside, too. */
static void read_usage(const struct provider_settings *settings, const struct json *root,
                       struct generate_answer *ret)
{
    const struct json *usage = json_member(root, "usage");
    const struct json *details = json_member(usage, "completion_tokens_details");
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

/* Join the content, which is a string or a list of parts. A refusal may be one of the parts. */
static void join_content(const struct json *message, struct text *ret, const char **ret_refusal)
{
    const struct json *content = json_member(message, "content");
    const char *text = json_string(content, SIZE_MAX);
    if (text)
        text_add(ret, text);
    for (size_t i = 0; i < json_count(content); i++) {
        const struct json *part = json_element(content, i);
        const char *refusal = field_string(part, "refusal");
        if (*refusal)
            *ret_refusal = refusal;
        if (json_get_string(part, "text", SIZE_MAX, &text) == JSON_FOUND)
            text_add(ret, text);
    }
}

static bool read_choice(const struct provider_settings *settings, const struct json *choice,
                        struct generate_answer *ret, struct error *err)
{
    CLEANUP(text_done) struct text text = {0};
    const struct json *message = json_member(choice, "message");
    const char *finish = field_string(choice, "finish_reason");
    const char *refusal = field_string(message, "refusal");
    join_content(message, &text, &refusal);
    if (*refusal || strcmp(finish, "content_filter") == 0)
        return generate_answer_refuse(settings, *refusal ? "" : finish, refusal, ret);
    if (book_list_read(settings, text_of(&text), strcmp(finish, "length") == 0, ret, err))
        return true;
    char shown[40];
    redact_copy(settings->key, *finish ? finish : "none", shown, sizeof(shown));
    return error_wrap(err, "finish reason %s, %lld tokens", shown, (long long)ret->tokens_out);
}

static bool read_generate(const struct provider_settings *settings,
                          const struct http_response *response, struct generate_answer *ret,
                          struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    if (response->status != 200)
        return read_error(settings, response, ret, err);
    if (!body_parse(response, &root, err))
        return false;
    const struct json *choice = json_element(json_member(root, "choices"), 0);
    if (json_member(root, "error") || strcmp(field_string(root, "object"), "error") == 0)
        return read_error(settings, response, ret, err);
    if (!choice)
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no choices");
    read_usage(settings, root, ret);
    return read_choice(settings, choice, ret, err);
}

const struct provider_kind provider_openai = {
    .name = "openai",
    .build_generate = build_generate,
    .read_generate = read_generate,
};
