/* test_provider_openai.c: chat completions, and their answers by files of bytes: every case
 * of consumer/providers/README.md, and hostile ones. */
#include "core/text.h"
#include "http_file.h"
#include "io/json/json.h"
#include "provider_case.h"
#include "provider_check.h"
#include "test.h"

static void openai_read__table(void **state)
{
    (void)state;
    static const struct generate_case rows[] = {
        {"ok_schema", .books = 3},
        {"ok_parts", .books = 3},
        {"ok_fenced", .books = 2},
        {"ok_think", .books = 3},
        {"ok_single_array", .books = 2},
        {"ok_nested", .books = 3},
        {"ok_json_lines", .books = 3},
        {"ok_bad_item", .books = 2, .bad_items = 2},
        {"ok_empty_list", .books = 0},
        {"ok_xai_reasoning", .books = 3},
        {"ok_reasoning_within", .books = 3},
        {"ok_reasoning_beside", .books = 3},
        {"ok_no_finish", .books = 3},
        {"ok_error_null", .books = 3},
        {"ok_declared_html", .books = 3},
        {"refused_field", .refused = true, .says = "I can't help with that."},
        {"refused_part", .refused = true, .says = "I can't help with that."},
        {"refused_content_error", .refused = true, .says = "Unable to generate exactly 20"},
        {"refused_content_error_object", .refused = true, .says = "Unable to verify"},
        {"refused_filter", .refused = true, .says = "content_filter"},
        {"refused_reason", .refused = true, .says = "I cannot verify"},
        {"refused_words", .refused = true, .says = "I'm sorry"},
        {"refused_403_safety", .refused = true, .says = "Content violates usage guidelines"},
        {"refused_200_safety", .refused = true, .says = "Content violates usage guidelines"},
        {"refused_200_flat", .refused = true, .says = "Unable to generate exactly 20"},
        {"refused_400_filter", .refused = true, .says = "The response was filtered."},
        {"truncated_some", .books = 2, .truncated = true},
        {"truncated_unsaid", .books = 2, .truncated = true},
        {"truncated_none", .class = ERROR_MALFORMED, .says = "length, 900 tokens"},
        {"truncated_thinking", .class = ERROR_MALFORMED, .says = "cut off"},
        {"malformed_null_content", .class = ERROR_MALFORMED, .says = "stop, 900 tokens"},
        {"malformed_empty_content", .class = ERROR_MALFORMED, .says = "empty"},
        {"malformed_no_choices", .class = ERROR_MALFORMED, .says = "no choices"},
        {"malformed_prose", .class = ERROR_MALFORMED, .says = "no list"},
        {"malformed_wrong_types", .class = ERROR_MALFORMED, .says = "finish reason none"},
        {"malformed_html", .class = ERROR_MALFORMED, .says = "HTML"},
        {"malformed_empty", .class = ERROR_MALFORMED, .says = "empty document"},
        {"error_400_key", .class = ERROR_CONFIG, .says = "the key is refused"},
        {"error_400_key_echoed", .class = ERROR_REQUEST,
         .says = "Bad header: Bearer *******************"},
        {"error_400_arguments", .class = ERROR_REQUEST, .says = "temperature"},
        {"error_400_response_format", .class = ERROR_REQUEST, .says = "response_format"},
        {"error_400_grammar", .class = ERROR_REQUEST, .says = "grammar"},
        {"error_400_context", .class = ERROR_CONFIG, .says = "too long for the model"},
        {"error_500_context", .class = ERROR_CONFIG, .says = "too long for the model"},
        {"error_400_no_model", .class = ERROR_CONFIG, .says = "no such model"},
        {"error_400_should_retry", .class = ERROR_TRANSIENT},
        {"error_401", .class = ERROR_CONFIG},
        {"error_402", .class = ERROR_CONFIG, .says = "credits are gone"},
        {"error_403_permission", .class = ERROR_CONFIG, .says = "currently blocked"},
        {"error_403_credits", .class = ERROR_CONFIG, .says = "the credits are gone: Your team"},
        {"error_403_html", .class = ERROR_TRANSIENT, .says = "a page of HTML"},
        {"error_404_model", .class = ERROR_CONFIG, .says = "does not exist"},
        {"error_404_ollama", .class = ERROR_CONFIG, .says = "llama9"},
        {"error_405", .class = ERROR_CONFIG, .says = "Method Not Allowed"},
        {"error_408", .class = ERROR_TRANSIENT},
        {"error_409", .class = ERROR_TRANSIENT},
        {"error_415", .class = ERROR_REQUEST},
        {"error_422", .class = ERROR_REQUEST},
        {"error_429", .class = ERROR_RATE_LIMITED},
        {"error_429_retry_after", .class = ERROR_RATE_LIMITED, .retry_after_ms = 12000},
        {"error_429_retry_after_ms", .class = ERROR_RATE_LIMITED, .retry_after_ms = 350},
        {"error_429_retry_date", .class = ERROR_RATE_LIMITED, .retry_after_ms = 30000},
        {"error_429_retry_past", .class = ERROR_RATE_LIMITED},
        {"error_429_retry_nonsense", .class = ERROR_RATE_LIMITED},
        {"error_429_credits", .class = ERROR_CONFIG, .says = "the credits are gone"},
        {"error_429_insufficient_quota", .class = ERROR_CONFIG, .says = "the credits are gone"},
        {"error_429_per_day", .class = ERROR_QUOTA},
        {"error_204", .class = ERROR_TRANSIENT},
        {"error_425", .class = ERROR_TRANSIENT},
        {"error_403_account", .class = ERROR_CONFIG},     /* no refusal of a question */
        {"malformed_203_html", .class = ERROR_MALFORMED}, /* of a proxy */
        {"error_429_per_day_waits", .class = ERROR_RATE_LIMITED, .retry_after_ms = 30000},
        {"error_429_other_code", .class = ERROR_RATE_LIMITED, .says = "HTTP 429: Slow down"},
        {"error_500", .class = ERROR_TRANSIENT},
        {"error_502_html", .class = ERROR_TRANSIENT},
        {"error_503_loading", .class = ERROR_TRANSIENT, .says = "Loading model"},
        {"error_200_shape", .class = ERROR_TRANSIENT, .says = "HTTP 503: Loading model"},
        {"error_200_bad_request", .class = ERROR_REQUEST},
        {"error_200_flat", .class = ERROR_TRANSIENT, .says = "temporarily unavailable"},
        {"error_200_flat_rate", .class = ERROR_RATE_LIMITED},
        {"error_200_flat_key", .class = ERROR_CONFIG},
        {"error_200_code_text", .class = ERROR_TRANSIENT, .says = "HTTP 502"},
        {"error_200_vllm", .class = ERROR_CONFIG, .says = "does not exist"},
        {"hostile_nul", .class = ERROR_MALFORMED},
        {"hostile_utf8", .class = ERROR_MALFORMED},
        {"hostile_duplicate_keys", .class = ERROR_MALFORMED},
        {"hostile_number", .class = ERROR_MALFORMED},
        {"hostile_titles", .books = 4},
    };
    generate_cases(&provider_openai, rows, ARRAY_LEN(rows));
}

/* x.ai names reasoning beside the completion, OpenAI within it; of others the total tells. */
static void openai_read__counts_what_is_billed(void **state)
{
    (void)state;
    static const struct {
        const char *file, *base_url;
        int64_t out;
    } rows[] = {
        {"ok_schema", "https://api.x.ai/v1", 900},
        {"ok_xai_reasoning", "https://api.x.ai/v1", 1150},
        {"ok_xai_reasoning", "https://eu-west-1.api.x.ai/v1", 1150},
        {"ok_xai_reasoning", "https://api.openai.com/v1", 900},
        {"ok_xai_reasoning", "https://notx.ai/v1", 900},
        {"ok_reasoning_within", "https://api.openai.com/v1", 900},
        {"ok_reasoning_beside", "https://proxy.example.org/v1", 1150},
        {"ok_no_finish", "https://api.x.ai/v1", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct provider_settings settings = provider_check_settings(&provider_openai);
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        settings.base_url = rows[i].base_url;
        generate_answer_of(&provider_openai, &settings, rows[i].file, &answer);
        if (answer.tokens_out != rows[i].out)
            fail_msg("row '%s' at %s: %lld", rows[i].file, rows[i].base_url,
                     (long long)answer.tokens_out);
    }
}

static void openai_read__names_the_model_that_answered(void **state)
{
    (void)state;
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    generate_answer_of(&provider_openai, NULL, "ok_think", &answer);
    assert_string_equal(answer.model, "qwen3:8b");
    assert_int_equal(answer.tokens_in, 300);
}

static void openai_read__authors_in_every_form(void **state)
{
    (void)state;
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    generate_answer_of(&provider_openai, NULL, "hostile_titles", &answer);
    assert_string_equal(answer.books.items[0].authors, "<i>A</i>");
    assert_string_equal(answer.books.items[1].authors, "N");
    assert_string_equal(answer.books.items[2].authors, "A;B");
    assert_null(answer.books.items[3].authors);
}

/* A "key" that could be a word of any sentence would garble the words of all. */
static void openai_read__leaves_a_short_key(void **state)
{
    (void)state;
    static const char body[] = "{\"error\":{\"message\":\"Bearer abc is unknown\"}}";
    const struct http_response response = {
        .status = 400, .body = body, .body_bytes = sizeof(body) - 1};
    struct provider_settings settings = provider_check_settings(&provider_openai);
    struct error err = {0};
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    settings.key = "abc";
    assert_false(provider_openai.read_generate(&settings, &response, &answer, &err));
    assert_string_equal(err.message, "HTTP 400: Bearer abc is unknown");
}

static void provider_wants_plainer__table(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int status;
        const char *body;
        bool wants;
    } rows[] = {
        {"OpenAI", 400, "{\"error\":{\"message\":\"no\",\"param\":\"response_format\"}}", true},
        {"llama.cpp", 400,
         "{\"error\":{\"message\":\"Either \\\"json_schema\\\" or \\\"grammar\\\"\"}}", true},
        {"llama.cpp with 500", 500, "{\"error\":{\"message\":\"Failed to parse grammar\"}}", true},
        {"llama.cpp with 200", 200, "{\"error\":{\"code\":400,\"message\":\"grammar\"}}", true},
        {"vLLM with 422", 422, "{\"detail\":[{\"loc\":[\"body\",\"response_format\"]}]}", true},
        {"plain text", 400, "json_schema is not supported", true},
        {"another argument", 400, "{\"error\":{\"message\":\"temperature\"}}", false},
        {"another status", 429, "{\"error\":{\"message\":\"response_format\"}}", false},
        {"HTML", 400, "<html>response_format</html>", false},
        {"empty", 400, "", false},
        {"an answer", 200, "{\"choices\":[{\"message\":{\"content\":\"json_schema\"}}]}", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct http_response response = {
            .status = rows[i].status, .body = rows[i].body, .body_bytes = strlen(rows[i].body)};
        EXPECT_ROW(rows[i].name, provider_wants_plainer(&response) == rows[i].wants);
    }
}

/* ---- requests ---- */

static const struct generate_question question = {
    .month = {2023, 11},
    .books = 20,
    .system = "List real books.",
    .user = "Up to 20 books of November 2023",
};

static struct json *built(const struct provider_settings *settings, struct http_request *ret)
{
    static const struct json_limits limits = {.bytes = 1 << 20, .depth = 32, .tokens = 10000};
    struct error err = {0};
    struct json *root = NULL;
    if (!provider_openai.build_generate(settings, &question, ret, &err))
        fail_msg("%s", err.message);
    if (!json_parse(text_of(&ret->body), ret->body.count, &limits, &root, &err))
        fail_msg("%s: %s", err.message, text_of(&ret->body));
    return root;
}

static void openai_build__asks_with_schema(void **state)
{
    (void)state;
    struct provider_settings settings = provider_check_settings(&provider_openai);
    settings.temperature = 0.2;
    settings.max_tokens = 16384;
    CLEANUP(http_request_done) struct http_request request = {0};
    CLEANUP(json_free) struct json *root = built(&settings, &request);
    assert_string_equal(request.method, "POST");
    assert_string_equal(text_of(&request.url), "https://api.x.ai/v1/chat/completions");
    assert_string_equal(request_header(&request, "Authorization"), "Bearer " PROVIDER_CHECK_KEY);
    assert_null(strstr(text_of(&request.body), PROVIDER_CHECK_KEY));

    const struct json *messages = json_member(root, "messages");
    assert_int_equal(json_count(messages), 2);
    const char *user = json_string(json_member(json_element(messages, 1), "content"), 1000);
    assert_string_equal(user, question.user);
    const struct json *format = json_member(root, "response_format");
    assert_string_equal(json_string(json_member(format, "type"), 20), "json_schema");
    bool strict = false, more = true, stream = true;
    const struct json *form = json_member(format, "json_schema");
    const struct json *schema = json_member(form, "schema");
    assert_int_equal(json_get_bool(form, "strict", &strict), JSON_FOUND);
    assert_int_equal(json_get_bool(schema, "additionalProperties", &more), JSON_FOUND);
    assert_int_equal(json_get_bool(root, "stream", &stream), JSON_FOUND);
    assert_true(strict && !more && !stream);
    assert_int_equal(json_count(json_member(schema, "required")), 2);
    assert_non_null(json_member(json_member(schema, "properties"), "refusal_reason"));
    int64_t tokens = 0;
    assert_int_equal(json_get_int(root, "max_completion_tokens", 1, 99999, &tokens), JSON_FOUND);
    assert_int_equal(tokens, 16384);
}

/* Without a schema the words say what form is wanted. */
static void openai_build__steps_down(void **state)
{
    (void)state;
    static const struct {
        enum structured_output output;
        const char *type; /* of response_format; NULL: none is sent */
    } rows[] = {{OUTPUT_JSON_OBJECT, "json_object"}, {OUTPUT_PLAIN, NULL}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct provider_settings settings = provider_check_settings(&provider_openai);
        settings.output = rows[i].output;
        CLEANUP(http_request_done) struct http_request request = {0};
        CLEANUP(json_free) struct json *root = built(&settings, &request);
        const struct json *format = json_member(root, "response_format");
        assert_true(text_equal(json_string(json_member(format, "type"), 20), rows[i].type));
        const struct json *message = json_element(json_member(root, "messages"), 1);
        const char *user = json_string(json_member(message, "content"), 1000);
        assert_non_null(strstr(user, "JSON object"));
        assert_non_null(strstr(user, "refusal_reason"));
    }
}

static void openai_build__names_the_limit_as_the_server_does(void **state)
{
    (void)state;
    static const struct {
        const char *base_url, *key;
    } rows[] = {
        {"https://api.x.ai/v1", "max_completion_tokens"},
        {"https://API.OpenAI.com/v1", "max_completion_tokens"},
        {"https://x.ai", "max_completion_tokens"},
        {"http://127.0.0.1:11434/v1", "max_tokens"},
        {"http://ai", "max_tokens"},
        {"x.ai", "max_completion_tokens"},
        {"https://openai.com.example.org/v1", "max_tokens"},
        {"https://myopenai.com", "max_tokens"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct provider_settings settings = provider_check_settings(&provider_openai);
        settings.base_url = rows[i].base_url;
        settings.max_tokens = 10;
        CLEANUP(http_request_done) struct http_request request = {0};
        CLEANUP(json_free) struct json *root = built(&settings, &request);
        EXPECT_ROW(rows[i].base_url, json_member(root, rows[i].key) != NULL);
    }
}

static void openai_build__sends_temperature_zero(void **state)
{
    (void)state;
    struct provider_settings settings = provider_check_settings(&provider_openai);
    settings.temperature = 0;
    CLEANUP(http_request_done) struct http_request request = {0};
    CLEANUP(json_free) struct json *root = built(&settings, &request);
    assert_non_null(json_member(root, "temperature"));
    assert_null(json_member(root, "max_tokens"));
    assert_null(json_member(root, "max_completion_tokens"));
}

static void openai_build__asks_without_system(void **state)
{
    (void)state;
    struct error err = {0};
    const struct provider_settings settings = provider_check_settings(&provider_openai);
    const char *const systems[] = {NULL, ""};
    for (size_t i = 0; i < ARRAY_LEN(systems); i++) {
        const struct generate_question plain = {.system = systems[i], .user = "Books?"};
        CLEANUP(http_request_done) struct http_request request = {0};
        assert_true(provider_openai.build_generate(&settings, &plain, &request, &err));
        assert_null(strstr(text_of(&request.body), "\"system\""));
        assert_non_null(strstr(text_of(&request.body), "[{\"role\":\"user\""));
    }
}

static void openai_build__needs_a_base_url(void **state)
{
    (void)state;
    struct error err = {0};
    struct provider_settings settings = provider_check_settings(&provider_openai);
    settings.base_url = NULL;
    CLEANUP(http_request_done) struct http_request request = {0};
    assert_false(provider_openai.build_generate(&settings, &question, &request, &err));
    assert_int_equal(err.class, ERROR_CONFIG);
}

static void openai_build__asks_without_key(void **state)
{
    (void)state;
    struct provider_settings settings = provider_check_settings(&provider_openai);
    settings.key = NULL;
    CLEANUP(http_request_done) struct http_request request = {0};
    CLEANUP(json_free) struct json *root = built(&settings, &request);
    assert_non_null(json_member(root, "messages"));
    assert_string_equal(request_header(&request, "Authorization"), "");
}

TEST_MAIN(cmocka_unit_test(openai_read__table),
          cmocka_unit_test(openai_read__counts_what_is_billed),
          cmocka_unit_test(openai_read__names_the_model_that_answered),
          cmocka_unit_test(openai_read__authors_in_every_form),
          cmocka_unit_test(openai_read__leaves_a_short_key),
          cmocka_unit_test(provider_wants_plainer__table),
          cmocka_unit_test(openai_build__asks_with_schema),
          cmocka_unit_test(openai_build__steps_down),
          cmocka_unit_test(openai_build__names_the_limit_as_the_server_does),
          cmocka_unit_test(openai_build__sends_temperature_zero),
          cmocka_unit_test(openai_build__asks_without_system),
          cmocka_unit_test(openai_build__needs_a_base_url),
          cmocka_unit_test(openai_build__asks_without_key))
