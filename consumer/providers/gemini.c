/* gemini.c: Google Gemini, generateContent. README.md in this folder has the facts; the answer is
 * read in common/answers/gemini_answer.c.
 *
 * The schema asks for little and has no bounds, because some models answer bounds of arrays and
 * long enums with 400 ("too many states"); we check counts ourselves. Thoughts are billed within
 * the limit of tokens, so an answer may be cut off before its first word. */
#include "answers/answer_reader.h"
#include "core/json_write.h"
#include "provider_request.h"

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

const struct provider_kind provider_gemini = {
    .name = "gemini",
    .build_generate = build_generate,
    .read_generate = gemini_answer_read,
};
