/* gemini.c: Google Gemini, generateContent. README.md in this folder has the facts.
 *
 * The schema asks for little and has no bounds, because some models answer bounds of arrays and
 * long enums with 400 ("too many states"); we check counts ourselves. Thoughts are billed within
 * the limit of tokens, so an answer may be cut off before its first word. */
#include "body.h"
#include "book_list.h"
#include "core/json_write.h"
#include "field.h"
#include "provider_error.h"
#include "provider_request.h"
#include "redact.h"

#include <string.h>

/* ---- the request ---- */

static const char schema[] =
    "{\"type\":\"OBJECT\",\"properties\":{"
    "\"books\":{\"type\":\"ARRAY\",\"items\":{\"type\":\"OBJECT\",\"properties\":{"
    "\"title\":{\"type\":\"STRING\"},\"author\":{\"type\":\"STRING\"},"
    "\"publisher\":{\"type\":\"STRING\"},\"publication_year\":{\"type\":\"INTEGER\"},"
    "\"significance\":{\"type\":\"STRING\"}},"
    "\"required\":[\"title\",\"author\",\"publication_year\"],\"propertyOrdering\":"
    "[\"title\",\"author\",\"publisher\",\"publication_year\",\"significance\"]}},"
    "\"refusal_reason\":{\"type\":\"STRING\"}},"
    "\"required\":[\"books\"],\"propertyOrdering\":[\"books\",\"refusal_reason\"]}";

static void add_parts(struct text *body, const char *text)
{
    json_write_open(body, "parts", '[');
    json_write_open(body, NULL, '{');
    json_write_text(body, "text", text);
    json_write_close(body, '}');
    json_write_close(body, ']');
}

static void add_generation_config(const struct provider_settings *settings, struct text *body)
{
    json_write_open(body, "generationConfig", '{');
    if (settings->temperature >= 0)
        json_write_double(body, "temperature", settings->temperature, 2);
    if (settings->max_tokens > 0)
        json_write_int(body, "maxOutputTokens", settings->max_tokens);
    if (settings->thinking_off)
        json_write_raw(body, "thinkingConfig", "{\"thinkingBudget\":0}");
    json_write_text(body, "responseMimeType", "application/json");
    json_write_raw(body, "responseSchema", schema);
    json_write_close(body, '}');
}

static bool build_generate(const struct provider_settings *settings,
                           const struct generate_question *question, struct http_request *ret,
                           struct error *err)
{
    if (!provider_request_begin_json(settings, ret, err))
        return false;
    text_add(&ret->url, "/v1beta/models/");
    http_add_encoded(&ret->url, settings->model);
    text_add(&ret->url, ":generateContent");
    provider_request_key(settings, "x-goog-api-key", "", ret);

    json_write_open(&ret->body, NULL, '{');
    if (question->system && *question->system) {
        json_write_open(&ret->body, "systemInstruction", '{');
        add_parts(&ret->body, question->system);
        json_write_close(&ret->body, '}');
    }
    json_write_open(&ret->body, "contents", '[');
    json_write_open(&ret->body, NULL, '{');
    add_parts(&ret->body, question->user);
    json_write_text(&ret->body, "role", "user");
    json_write_close(&ret->body, '}');
    json_write_close(&ret->body, ']');
    add_generation_config(settings, &ret->body);
    json_write_close(&ret->body, '}');
    return true;
}

/* ---- errors ---- */

static const struct provider_error_rule error_rules[] = {
    {400, 499, "api_key_invalid|api key not valid|api key expired|api key not found",
     .class = ERROR_CONFIG, .meaning = "the key is refused"},
    {400, 400, "failed_precondition", .class = ERROR_CONFIG,
     .meaning = "region or billing of the account"},
    /* This rule comes first, because a spent day names a time to wait too. */
    {429, 429, "perday", .class = ERROR_QUOTA},
    {429, 429, "perminute", .class = ERROR_RATE_LIMITED},
    {429, 429, .waits = true, .class = ERROR_RATE_LIMITED},
    {429, 429, "plan and billing", .class = ERROR_QUOTA},
};

/* ---- the answer ---- */

static const struct json *first_of(const struct json *object, const char *key)
{
    return json_element(json_member(object, key), 0);
}

static void read_usage(const struct provider_settings *settings, const struct json *root,
                       struct generate_answer *ret)
{
    const struct json *usage = json_member(root, "usageMetadata");
    const char *model = field_string(root, "modelVersion");
    ret->tokens_in = field_count(usage, "promptTokenCount");
    ret->tokens_out =
        field_count(usage, "candidatesTokenCount") + field_count(usage, "thoughtsTokenCount");
    redact_copy(settings->key, *model ? model : settings->model, ret->model, sizeof(ret->model));
}

/* Join all parts except the thoughts, in their order. */
static void join_parts(const struct json *parts, struct text *ret)
{
    for (size_t i = 0; i < json_count(parts); i++) {
        const struct json *part = json_element(parts, i);
        const char *text = NULL;
        bool thought = false;
        if (json_get_bool(part, "thought", &thought) == JSON_FOUND && thought)
            continue;
        if (json_get_string(part, "text", SIZE_MAX, &text) == JSON_FOUND)
            text_add(ret, text);
    }
}

static bool is_refusal(const char *finish_reason)
{
    static const char *const refusals[] = {
        "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE",
    };
    for (size_t i = 0; i < ARRAY_LEN(refusals); i++)
        if (strcmp(finish_reason, refusals[i]) == 0)
            return true;
    return strncmp(finish_reason, "IMAGE_", 6) == 0;
}

static bool read_candidate(const struct provider_settings *settings, const struct json *candidate,
                           struct generate_answer *ret, struct error *err)
{
    const char *finish = field_string(candidate, "finishReason");
    const bool cut_off = strcmp(finish, "MAX_TOKENS") == 0 || strcmp(finish, "CONTINUATION") == 0;
    if (is_refusal(finish))
        return generate_answer_refuse(settings, finish, field_string(candidate, "finishMessage"),
                                      ret);

    CLEANUP(text_done) struct text text = {0};
    join_parts(json_member(json_member(candidate, "content"), "parts"), &text);
    if (book_list_read(settings, text_of(&text), cut_off, ret, err))
        return true;
    char shown[40];
    redact_copy(settings->key, *finish ? finish : "none", shown, sizeof(shown));
    return error_wrap(err, "finish reason %s, %lld tokens", shown, (long long)ret->tokens_out);
}

static bool read_answer(const struct provider_settings *settings, const struct json *root,
                        struct generate_answer *ret, struct error *err)
{
    const struct json *feedback = json_member(root, "promptFeedback");
    const char *blocked = field_string(feedback, "blockReason");
    if (*blocked && strcmp(blocked, "BLOCK_REASON_UNSPECIFIED") != 0)
        return generate_answer_refuse(settings, blocked,
                                      field_string(feedback, "blockReasonMessage"), ret);
    const struct json *candidate = first_of(root, "candidates");
    if (!candidate)
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no candidates");
    return read_candidate(settings, candidate, ret, err);
}

static bool read_generate(const struct provider_settings *settings,
                          const struct http_response *response, struct generate_answer *ret,
                          struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    if (response->status != 200)
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    if (!body_parse(response, &root, err))
        return false;
    /* Some servers that stand before the service put everything into an array. */
    const struct json *object = json_type_of(root) == JSON_ARRAY ? json_element(root, 0) : root;
    if (json_member(object, "error"))
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    read_usage(settings, object, ret);
    return read_answer(settings, object, ret, err);
}

const struct provider_kind provider_gemini = {
    .name = "gemini",
    .build_generate = build_generate,
    .read_generate = read_generate,
};
