/* test_provider_gemini.c: Gemini's requests, and its answers by files of bytes: every case
 * of consumer/providers/README.md, and hostile ones. */
#include "core/text.h"
#include "io/json/json.h"
#include "provider_case.h"
#include "provider_check.h"
#include "test.h"

static void gemini_read__table(void **state)
{
    (void)state;
    enum { HOUR_MS = 3600 * 1000 };
    static const struct generate_case rows[] = {
        {"ok_books", .books = 3},
        {"ok_array", .books = 2},
        {"ok_thought_first", .books = 3},
        {"ok_fenced", .books = 2},
        {"ok_two_fences", .books = 3},
        {"ok_bad_item", .books = 2, .bad_items = 5},
        {"ok_empty_list", .books = 0},
        {"ok_in_array", .books = 3},
        {"ok_no_usage", .books = 3},
        {"refused_reason", .refused = true, .says = "Nothing of note"},
        {"refused_prompt_safety", .refused = true, .says = "SAFETY"},
        {"refused_prompt_prohibited", .refused = true, .says = "PROHIBITED_CONTENT: The prompt"},
        {"refused_safety", .refused = true, .says = "SAFETY"},
        {"refused_recitation", .refused = true, .says = "RECITATION"},
        {"refused_prohibited", .refused = true, .says = "PROHIBITED_CONTENT: Not for me."},
        {"refused_blocklist", .refused = true, .says = "BLOCKLIST"},
        {"refused_spii", .refused = true, .says = "SPII"},
        {"refused_language", .refused = true, .says = "LANGUAGE"},
        {"truncated_some", .books = 2, .truncated = true},
        {"truncated_continuation", .books = 2, .truncated = true},
        {"truncated_whole", .books = 3, .truncated = true}, /* it says so itself */
        {"truncated_first", .class = ERROR_MALFORMED, .says = "cut off"},
        {"truncated_by_thoughts", .class = ERROR_MALFORMED,
         .says = "MAX_TOKENS, 16381 tokens: the answer"},
        {"malformed_no_candidates", .class = ERROR_MALFORMED, .says = "no candidates"},
        {"malformed_other", .class = ERROR_MALFORMED, .says = "finish reason OTHER"},
        {"malformed_no_parts", .class = ERROR_MALFORMED, .says = "empty"},
        {"malformed_prose", .class = ERROR_MALFORMED, .says = "no list of books"},
        {"malformed_no_books", .class = ERROR_MALFORMED, .says = "none of the 2 items"},
        {"malformed_html", .class = ERROR_MALFORMED, .says = "HTML"},
        {"malformed_html_as_json", .class = ERROR_MALFORMED, .says = "HTML"},
        {"malformed_empty", .class = ERROR_MALFORMED, .says = "empty document"},
        {"malformed_null", .class = ERROR_MALFORMED},
        {"malformed_wrong_types", .class = ERROR_MALFORMED},
        {"error_400_key", .class = ERROR_CONFIG, .says = "key is refused"},
        {"error_400_key_no_details", .class = ERROR_CONFIG, .says = "API key not valid"},
        {"error_400_key_echoed", .class = ERROR_CONFIG,
         .says = ": ******************* was passed, *************** is known"},
        {"error_400_unknown_name", .class = ERROR_REQUEST, .says = "Unknown name"},
        {"error_400_states", .class = ERROR_REQUEST, .says = "too many states"},
        {"error_400_precondition", .class = ERROR_CONFIG, .says = "region or billing"},
        {"error_401", .class = ERROR_CONFIG},
        {"error_403", .class = ERROR_CONFIG, .says = "leaked"},
        {"error_404_model", .class = ERROR_CONFIG, .says = "not found"},
        {"error_408", .class = ERROR_TRANSIENT},
        {"error_429_per_minute", .class = ERROR_RATE_LIMITED},
        {"error_429_per_day", .class = ERROR_QUOTA},
        {"error_429_retry_26s", .class = ERROR_RATE_LIMITED, .retry_after_ms = 26000},
        {"error_429_retry_half", .class = ERROR_RATE_LIMITED, .retry_after_ms = 500},
        {"error_429_retry_nonsense", .class = ERROR_RATE_LIMITED},
        {"error_429_billing", .class = ERROR_QUOTA},
        {"error_429_no_details", .class = ERROR_RATE_LIMITED},
        {"error_429_array", .class = ERROR_QUOTA, .says = "exceeded your current quota"},
        {"error_429_header", .class = ERROR_RATE_LIMITED, .retry_after_ms = 7000},
        {"error_429_header_huge", .class = ERROR_RATE_LIMITED, .retry_after_ms = HOUR_MS},
        {"error_429_empty", .class = ERROR_RATE_LIMITED, .says = "HTTP 429"},
        {"error_500", .class = ERROR_TRANSIENT},
        {"error_502_html", .class = ERROR_TRANSIENT, .says = "a page of HTML"},
        {"error_503_overloaded", .class = ERROR_TRANSIENT, .says = "overloaded"},
        {"error_504", .class = ERROR_TRANSIENT},
        {"error_200_overloaded", .class = ERROR_TRANSIENT, .says = "HTTP 503: The model"},
        {"error_302", .class = ERROR_CONFIG, .says = "redirects"},
        {"hostile_nul", .class = ERROR_MALFORMED},
        {"hostile_escaped_nul", .books = 2, .bad_items = 1},
        {"hostile_utf8", .class = ERROR_MALFORMED},
        {"hostile_duplicate_keys", .class = ERROR_MALFORMED, .says = "duplicate key"},
        {"hostile_duplicate_in_item", .books = 1, .bad_items = 1},
        {"hostile_number", .class = ERROR_MALFORMED, .says = "out of range"},
        {"hostile_number_in_item", .books = 1, .bad_items = 1},
        {"hostile_tokens", .books = 3},
        {"hostile_titles", .books = 7, .bad_items = 2},
        {"hostile_lone_surrogate", .books = 1, .bad_items = 1},
    };
    generate_cases(&provider_gemini, rows, ARRAY_LEN(rows));
}

static void gemini_read__counts_what_is_billed(void **state)
{
    (void)state;
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    generate_answer_of(&provider_gemini, NULL, "ok_books", &answer);
    assert_int_equal(answer.tokens_in, 412);
    assert_int_equal(answer.tokens_out, 2000); /* thoughts too */
    assert_string_equal(answer.model, "gemini-3.5-flash");
}

static void gemini_read__names_the_model_asked_when_the_answer_does_not(void **state)
{
    (void)state;
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    generate_answer_of(&provider_gemini, NULL, "ok_no_usage", &answer);
    assert_string_equal(answer.model, "some-model");
    assert_int_equal(answer.tokens_in, 0);
    assert_int_equal(answer.tokens_out, 0);
}

static void gemini_read__bills_an_answer_that_cannot_be_read(void **state)
{
    (void)state;
    static const char body[] =
        "{\"candidates\":[{\"finishReason\":\"MAX_TOKENS\"}],"
        "\"usageMetadata\":{\"promptTokenCount\":5,\"thoughtsTokenCount\":7}}";
    const struct http_response response = {
        .status = 200, .body = body, .body_bytes = sizeof(body) - 1};
    struct error err = {0};
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    assert_false(provider_check_generate(&provider_gemini, NULL, &response, &answer, &err));
    assert_int_equal(answer.tokens_in, 5);
    assert_int_equal(answer.tokens_out, 7);
}

static void gemini_read__keeps_what_a_book_says(void **state)
{
    (void)state;
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    generate_answer_of(&provider_gemini, NULL, "ok_thought_first", &answer);
    const struct book *book = &answer.books.items[0];
    assert_string_equal(book->title, "The Women");
    assert_string_equal(book->authors, "Kristin Hannah");
    assert_string_equal(book->publisher, "St. Martin's Press");
    assert_string_equal(book->significance, "Long on the lists");
    assert_int_equal(book->year, 2024);
    assert_null(answer.books.items[2].publisher);
}

static void gemini_read__refusal_in_its_words(void **state)
{
    (void)state;
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    generate_answer_of(&provider_gemini, NULL, "refused_safety", &answer);
    assert_string_equal(answer.refusal, "SAFETY");
    generate_answer_of(&provider_gemini, NULL, "refused_reason", &answer);
    assert_string_equal(answer.refusal, "Nothing of note can be verified for this month.");
}

static void gemini_read__cleans_hostile_titles(void **state)
{
    (void)state;
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    generate_answer_of(&provider_gemini, NULL, "hostile_titles", &answer);
    assert_string_equal(answer.books.items[0].title, "<script>alert(1)</script>");
    assert_string_equal(answer.books.items[2].title, "Agnp.exe");
    assert_string_equal(answer.books.items[3].title, "Red [2J event=fake line");
}

/* Ten thousand levels in the envelope, and in the text. */
static void gemini_read__survives_depth(void **state)
{
    (void)state;
    enum { DEPTH = 10000 };
    CLEANUP(text_done) struct text deep = {0};
    for (int i = 0; i < DEPTH; i++)
        text_add(&deep, "[");
    CLEANUP(text_done) struct text inside = {0};
    text_add_format(&inside, "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%s\"}]}}]}",
                    text_of(&deep));
    const struct text *bodies[] = {&deep, &inside};
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        struct error err = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        const struct http_response response = {
            .status = 200, .body = text_of(bodies[i]), .body_bytes = bodies[i]->count};
        assert_false(provider_check_generate(&provider_gemini, NULL, &response, &answer, &err));
        assert_int_equal(err.class, ERROR_MALFORMED);
    }
}

/* ---- requests ---- */

static struct json *built(const struct provider_settings *settings,
                          const struct generate_question *question, struct http_request *ret)
{
    static const struct json_limits limits = {.bytes = 1 << 20, .depth = 32, .tokens = 10000};
    struct error err = {0};
    struct json *root = NULL;
    if (!provider_gemini.build_generate(settings, question, ret, &err))
        fail_msg("%s", err.message);
    if (!json_parse(text_of(&ret->body), ret->body.count, &limits, &root, &err))
        fail_msg("%s: %s", err.message, text_of(&ret->body));
    return root;
}

static const struct generate_question question = {
    .month = {2023, 11},
    .books = 20,
    .system = "List \"real\" books.",
    .user = "Up to 20 books of November 2023",
};

static void gemini_build__asks_with_schema(void **state)
{
    (void)state;
    struct provider_settings settings = provider_check_settings(&provider_gemini);
    settings.model = "gemini 3/x";
    settings.max_tokens = 16384;
    CLEANUP(http_request_done) struct http_request request = {0};
    CLEANUP(json_free) struct json *root = built(&settings, &question, &request);
    assert_string_equal(request.method, "POST");
    assert_string_equal(text_of(&request.url),
                        "https://generativelanguage.googleapis.com/v1beta/models/"
                        "gemini%203%2Fx:generateContent");
    assert_string_equal(request_header(&request, "x-goog-api-key"), PROVIDER_CHECK_KEY);
    assert_string_equal(request_header(&request, "Content-Type"), "application/json");
    assert_non_null(strstr(request_header(&request, "User-Agent"), "(ops@example.org)"));
    assert_null(strstr(text_of(&request.url), PROVIDER_CHECK_KEY));
    assert_null(strstr(text_of(&request.body), PROVIDER_CHECK_KEY));

    const struct json *config = json_member(root, "generationConfig");
    int64_t tokens = 0;
    assert_int_equal(json_get_int(config, "maxOutputTokens", 0, 99999, &tokens), JSON_FOUND);
    assert_int_equal(tokens, 16384);
    assert_non_null(json_member(config, "responseSchema"));
    assert_null(json_member(config, "temperature"));
    assert_null(json_member(config, "thinkingConfig"));
    const struct json *content = json_element(json_member(root, "contents"), 0);
    const struct json *part = json_element(json_member(content, "parts"), 0);
    assert_string_equal(json_string(json_member(part, "text"), 1000), question.user);
    assert_string_equal(json_string(json_member(content, "role"), 10), "user");
    part = json_element(json_member(json_member(root, "systemInstruction"), "parts"), 0);
    assert_string_equal(json_string(json_member(part, "text"), 1000), question.system);
}

/* Bounds and keywords of JSON Schema are what some models refuse. */
static void gemini_build__schema_bounds_nothing(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "maxItems", "minItems", "additionalProperties", "$schema", "enum", "anyOf", "null"};
    const struct provider_settings settings = provider_check_settings(&provider_gemini);
    CLEANUP(http_request_done) struct http_request request = {0};
    CLEANUP(json_free) struct json *root = built(&settings, &question, &request);
    assert_non_null(json_member(root, "generationConfig"));
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        EXPECT_ROW(refused[i], !strstr(text_of(&request.body), refused[i]));
}

static void gemini_build__sends_what_is_set(void **state)
{
    (void)state;
    struct provider_settings settings = provider_check_settings(&provider_gemini);
    settings.base_url = "http://127.0.0.1:8080//";
    settings.temperature = 0.1;
    settings.thinking_off = true;
    settings.key = NULL;
    const struct generate_question plain = {.user = "Books?"};
    CLEANUP(http_request_done) struct http_request request = {0};
    CLEANUP(json_free) struct json *root = built(&settings, &plain, &request);
    assert_string_equal(text_of(&request.url),
                        "http://127.0.0.1:8080/v1beta/models/some-model:generateContent");
    assert_string_equal(request_header(&request, "x-goog-api-key"), "");
    assert_null(json_member(root, "systemInstruction"));
    const struct json *config = json_member(root, "generationConfig");
    double temperature = 0;
    int64_t budget = -1;
    assert_int_equal(json_get_double(config, "temperature", 0, 2, &temperature), JSON_FOUND);
    assert_true(temperature > 0.09 && temperature < 0.11);
    assert_int_equal(
        json_get_int(json_member(config, "thinkingConfig"), "thinkingBudget", -1, 9, &budget),
        JSON_FOUND);
    assert_int_equal(budget, 0);
    assert_null(json_member(config, "maxOutputTokens"));
}

/* Zero is a temperature; only a negative one is none. */
static void gemini_build__sends_temperature_zero(void **state)
{
    (void)state;
    struct provider_settings settings = provider_check_settings(&provider_gemini);
    settings.temperature = 0;
    CLEANUP(http_request_done) struct http_request request = {0};
    CLEANUP(json_free) struct json *root = built(&settings, &question, &request);
    assert_non_null(json_member(json_member(root, "generationConfig"), "temperature"));
}

static void gemini_build__needs_a_model(void **state)
{
    (void)state;
    struct error err = {0};
    struct provider_settings settings = provider_check_settings(&provider_gemini);
    settings.model = NULL;
    CLEANUP(http_request_done) struct http_request request = {0};
    assert_false(provider_gemini.build_generate(&settings, &question, &request, &err));
    assert_int_equal(err.class, ERROR_CONFIG);
}

TEST_MAIN(cmocka_unit_test(gemini_read__table),
          cmocka_unit_test(gemini_read__counts_what_is_billed),
          cmocka_unit_test(gemini_read__names_the_model_asked_when_the_answer_does_not),
          cmocka_unit_test(gemini_read__bills_an_answer_that_cannot_be_read),
          cmocka_unit_test(gemini_read__keeps_what_a_book_says),
          cmocka_unit_test(gemini_read__refusal_in_its_words),
          cmocka_unit_test(gemini_read__cleans_hostile_titles),
          cmocka_unit_test(gemini_read__survives_depth),
          cmocka_unit_test(gemini_build__asks_with_schema),
          cmocka_unit_test(gemini_build__schema_bounds_nothing),
          cmocka_unit_test(gemini_build__sends_what_is_set),
          cmocka_unit_test(gemini_build__sends_temperature_zero),
          cmocka_unit_test(gemini_build__needs_a_model))
