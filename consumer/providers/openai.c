/* openai.c: chat completions, as OpenAI, x.ai, Ollama, vLLM and llama.cpp serve them. README.md in
 * this folder has the facts; the answer is read in common/answers/openai_answer.c. */
#include "answers/answer_reader.h"
#include "answers/body.h"
#include "answers/provider_error.h"
#include "core/json_write.h"
#include "provider_request.h"

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
    const bool newer =
        provider_served_by(settings, "x.ai") || provider_served_by(settings, "openai.com");
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

const struct provider_kind provider_openai = {
    .name = "openai",
    .build_generate = build_generate,
    .read_generate = openai_answer_read,
};
