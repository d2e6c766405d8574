/* test_answer_shapes.c: shapes of answers that services really send and that no document has, each
 * for its kind. The answers in ../shared/cases/provider are read as well, where they are there. */
#include "http_file.h"
#include "provider_check.h"
#include "providers/token_limit.h"
#include "test.h"

#include "core/text.h"

#include <unistd.h>

#define B(title) "{\"title\":\"" title "\",\"author\":\"X\",\"publication_year\":2023}"
#define WRONG "[{\"title\":\"Wrong\",\"author\":\"W\"}]"
#define GOOD "{\"books\":[" B("A") "," B("B") "]}"

struct answered {
    struct generate_answer answer;
    struct error err;
    struct text titles;
};

static void answered_done(struct answered *answered)
{
    generate_answer_done(&answered->answer);
    text_done(&answered->titles);
}
CLEANUP_STRUCT(struct answered, answered_done)

static void read_response(const struct provider_kind *kind, const struct http_response *response,
                          struct answered *ret)
{
    (void)provider_check_generate(kind, NULL, response, &ret->answer, &ret->err);
    for (size_t i = 0; i < ret->answer.books.count; i++)
        text_add_format(&ret->titles, "%s%s", i ? "," : "", ret->answer.books.items[i].title);
}

static struct http_response response_of(int status, const char *body)
{
    return (struct http_response){.status = status,
                                  .content_type = "application/json",
                                  .body = body,
                                  .body_bytes = strlen(body),
                                  .received_s = HTTP_FILE_RECEIVED_S};
}

/* ---- what a model wrote ---- */

/* in  row  of both kinds of generators, whole as the content of one answer */
static void answer_with(const struct provider_kind *kind, const char *content, struct text *ret)
{
    const bool gemini = kind == &provider_gemini;
    text_add(ret, gemini ? "{\"candidates\":[{\"finishReason\":\"STOP\",\"content\":{\"parts\":[{"
                           "\"text\":"
                         : "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":");
    text_add_json(ret, content);
    text_add(ret, gemini ? "}]}}]}" : "}}]}");
}

static void read_generate__what_models_write(void **state)
{
    (void)state;
    static const struct {
        const char *name, *content;
        const char *titles; /* NULL: MALFORMED */
        int bad_items;
    } rows[] = {
        /* a quotation mark too many or too few */
        {"mark in the first title", "[{\"title\":\"A 7\" Nail\",\"author\":\"X\"}," B("B") "]", "B",
         1},
        {"mark in a title between",
         "{\"books\":[" B("A") ",{\"title\":\"7\" Nail\",\"author\":\"X\"}," B("B") "]}", "A,B", 1},
        {"mark in the last title",
         "{\"books\":[" B("A") ",{\"title\":\"7\" Nail\",\"author\":\"X\"}]}", "A", 1},
        {"marks in two titles",
         "[{\"title\":\"7\" Nail\",\"author\":\"X\"}," B(
             "A") ",{\"title\":\"8\" Nail\",\"author\":\"X\"}," B("B") "]",
         "A,B", 2},
        {"marks in two titles in a row",
         "[{\"title\":\"7\" Nail\",\"author\":\"X\"},{\"title\":\"8\" Nail\",\"author\":\"X\"}," B(
             "B") "]",
         "B", 2},
        {"mark that is missing",
         "[" B("A") ",{\"title\":\"Z,\"author\":\"X\",\"year\":1}," B("B") "]", "A,B", 1},
        {"mark that is missing at the beginning",
         "[" B("A") ",{\"title\":Z\",\"author\":\"X\",\"year\":1}," B("B") "]", "A,B", 1},
        {"mark in a description",
         "[{\"title\":\"Z\",\"significance\":\"A 7\" nail.\"},\n  " B("B") "]", "B", 1},
        {"mark before an author that is an object",
         "[{\"title\":\"7\" Z\",\"author\":{\"name\":\"X\"}}," B("B") "]", "B", 1},
        {"pairs of marks", "[{\"title\":\"The \"Best\" Z\"}," B("B") "]", "B", 1},
        {"a brace at the end of a title", "[{\"title\":\"Set {\",\"author\":\"X\"}," B("B") "]",
         "Set {,B", 0},
        {"a title that ends in escapes",
         "[{\"title\":\"Say \\\"{\\\"\",\"author\":\"X\"}," B("B") "]", "Say \"{\",B", 0},
        /* backslashes */
        {"apostrophe", "[{\"title\":\"The Maid\\'s Z\"}]", "The Maid's Z", 0},
        {"marks of markdown", "[{\"title\":\"Z\\-22 \\*\\_\\#\\. \\[1\\]\"}]", "Z-22 *_#. [1]", 0},
        {"keys too", "{\"books\":[{\"title\":\"Z\",\"publication\\_year\":2023}]}", "Z", 0},
        {"a backslash that is meant", "[{\"title\":\"A\\\\'B\"}]", "A\\'B", 0},
        {"a path", "[{\"title\":\"C:\\\\new\\\\ux\"}]", "C:\\new\\ux", 0},
        {"an escape without digits", "[{\"title\":\"Z\\u12 Z\"}]", "Zu12 Z", 0},
        /* JSON in a string */
        {"a string", "\"{\\\"books\\\":[{\\\"title\\\":\\\"Say \\\\\\\"A\\\\\\\"\\\"}]}\"",
         "Say \"A\"", 0},
        {"a string of a string",
         "\"\\\"{\\\\\\\"books\\\\\\\":[{\\\\\\\"title\\\\\\\":\\\\\\\"A\\\\\\\"}]}\\\"\"", "A", 0},
        {"a string with line ends",
         "\"{\\n  \\\"books\\\": [\\n {\\\"title\\\": \\\"A\\u00e9\\\"}]}\"", "A\xc3\xa9", 0},
        {"a string in a fence", "```json\n\"[{\\\"title\\\":\\\"A\\\"}]\"\n```", "A", 0},
        {"escaped, without marks around", "{\\\"books\\\":[{\\\"title\\\":\\\"A\\\"}]}", "A", 0},
        {"a call",
         "<tool_call>{\"name\":\"f\",\"arguments\":\"{\\\"books\\\":[{\\\"title\\\":\\\"A\\\"}]}\"}"
         "</tool_call>",
         "A", 0},
        {"a call with an object", "{\"name\":\"f\",\"arguments\":{\"books\":[" B("A") "]}}", "A",
         0},
        {"calls in a list",
         "[{\"name\":\"f\",\"arguments\":\"{\\\"books\\\":[{\\\"title\\\":\\\"A\\\"}]}\"}]", "A",
         0},
        {"a list in a string", "{\"books\":\"[{\\\"title\\\":\\\"A\\\"}]\"}", "A", 0},
        {"items in strings",
         "{\"books\":[\"{\\\"title\\\":\\\"A\\\"}\",\"{\\\"title\\\":\\\"B\\\"}\"]}", "A,B", 0},
        {"a reason in JSON in a string is none",
         "{\"message\":\"{\\\"books\\\":[{\\\"title\\\":\\\"A\\\"}]}\"}", "A", 0},
        /* thoughts */
        {"thinking", "<thinking>" WRONG "</thinking>" GOOD, "A,B", 0},
        {"thought", "<thought>" WRONG "</thought>\n\n" GOOD, "A,B", 0},
        {"reasoning with an attribute", "<reasoning effort=\"high\">" WRONG "</reasoning>" GOOD,
         "A,B", 0},
        {"a name that nobody knows", "<my_thoughts>" WRONG "</my_thoughts>" GOOD, "A,B", 0},
        {"scratchpad, in capitals", "<SCRATCHPAD>" WRONG "</SCRATCHPAD>" GOOD, "A,B", 0},
        {"square brackets", "[THINK]" WRONG "[/THINK]" GOOD, "A,B", 0},
        {"triangles", "◁think▷" WRONG "◁/think▷" GOOD, "A,B", 0},
        {"tokens", "<|begin_of_thought|>" WRONG "<|end_of_thought|>" GOOD, "A,B", 0},
        {"tokens in capitals", "<|START_THINKING|>" WRONG "<|END_THINKING|>" GOOD, "A,B", 0},
        {"a prefix", "<seed:think>" WRONG "</seed:think>" GOOD, "A,B", 0},
        {"channels",
         "<|channel|>analysis<|message|>" WRONG
         "<|end|><|start|>assistant<|channel|>final<|message|>" GOOD,
         "A,B", 0},
        {"two channels",
         "<|channel|>analysis<|message|>" WRONG "<|end|><|channel|>commentary<|message|>" WRONG
         "<|end|><|channel|>final<|message|>" GOOD "<|return|>",
         "A,B", 0},
        {"channels without marks", "analysisMaybe " WRONG "assistantfinal" GOOD, "A,B", 0},
        {"the end alone", "Hm, [ " WRONG "</think>" GOOD, "A,B", 0},
        {"the end mentioned", "<think>I close with </think> later. " WRONG "</think>" GOOD, "A,B",
         0},
        {"an end behind the answer", GOOD "</think>", "A,B", 0},
        {"thoughts behind the answer", GOOD "<think>" WRONG "</think>", "A,B", 0},
        {"twice", "<think>" WRONG "</think><think>" WRONG "</think>" GOOD, "A,B", 0},
        {"nothing comes of them", "<think>" WRONG "</think>{\"books\":[]}", "", 0},
        {"an end in a title", "[" B("Z</think> Z") "," B("B") "]", "Z</think> Z,B", 0},
        {"a beginning in a title", "[" B("Z<think> Z") "," B("B") "]", "Z<think> Z,B", 0},
        {"thoughts, and an end in a title",
         "<think>" WRONG "</think>[" B("Z</thinking>") "," B("B") "]", "Z</thinking>,B", 0},
        {"a word in brackets", "[Reasoning] " GOOD, "A,B", 0},
        {"an element for the answer", "<answer>" GOOD "</answer>", "A,B", 0},
        {"thoughts that never end", "<think>" WRONG, NULL, 0},
        /* entities */
        {"entities",
         "[{\"title\":\"Crime &amp; Punishment\"},{\"title\":\"Jos&eacute; &#39;Z&#39;\"}]",
         "Crime & Punishment,Jos\xc3\xa9 'Z'", 0},
    };
    static const struct provider_kind *const kinds[] = {&provider_gemini, &provider_openai};
    for (size_t i = 0; i < ARRAY_LEN(rows) * ARRAY_LEN(kinds); i++) {
        const struct provider_kind *kind = kinds[i % ARRAY_LEN(kinds)];
        const char *name = rows[i / ARRAY_LEN(kinds)].name;
        const char *titles = rows[i / ARRAY_LEN(kinds)].titles;
        CLEANUP(text_done) struct text body = {0};
        CLEANUP(answered_done) struct answered read = {.titles = {0}};
        answer_with(kind, rows[i / ARRAY_LEN(kinds)].content, &body);
        const struct http_response response = response_of(200, text_of(&body));
        read_response(kind, &response, &read);
        if (read.err.class != (titles ? ERROR_NONE : ERROR_MALFORMED))
            fail_msg("row '%s', %s: %s", name, kind->name, read.err.message);
        if (titles && strcmp(text_of(&read.titles), titles) != 0)
            fail_msg("row '%s', %s: '%s'", name, kind->name, text_of(&read.titles));
        if (read.answer.bad_items != rows[i / ARRAY_LEN(kinds)].bad_items)
            fail_msg("row '%s', %s: %d bad", name, kind->name, read.answer.bad_items);
        EXPECT_ROW(name, !read.answer.truncated && !read.answer.refused);
    }
}

/* ---- what stands around it ---- */

#define CONTENT "{\\\"books\\\":[{\\\"title\\\":\\\"A\\\"}]}"
#define CHOICE "{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"" CONTENT "\"}}"
#define WHOLE "{\"choices\":[" CHOICE "]}"
#define PART(content, finish)                                                                      \
    "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"delta\":{\"content\":\"" content  \
    "\"},\"finish_reason\":" finish "}]}\n\n"
#define CANDIDATE(text)                                                                            \
    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" text "\"}]}}],\"usageMetadata\":{"    \
    "\"promptTokenCount\":5}}"
#define BOM "\xef\xbb\xbf"

struct whole {
    const char *name;
    const struct provider_kind *kind;
    int status;
    const char *body;
    enum error_class class;
    size_t books;
    bool refused;
    int64_t retry_after_ms;
    const char *says; /* of the error or the refusal; NULL: any */
};

static void check_whole(const struct whole *row)
{
    CLEANUP(answered_done) struct answered read = {.titles = {0}};
    const struct http_response response = response_of(row->status, row->body);
    read_response(row->kind, &response, &read);
    const char *words = read.answer.refused ? read.answer.refusal : read.err.message;
    if (read.err.class != row->class || read.answer.books.count != row->books ||
        read.answer.refused != row->refused || read.err.retry_after_ms != row->retry_after_ms)
        fail_msg("row '%s': class %s, %zu books, refused %d, wait of %lld ms: %s", row->name,
                 error_class_name(read.err.class), read.answer.books.count, read.answer.refused,
                 (long long)read.err.retry_after_ms, words);
    if (row->says && !strstr(words, row->says))
        fail_msg("row '%s': says '%s'", row->name, words);
}

static void read_generate__what_stands_around(void **state)
{
    (void)state;
    static const struct provider_kind *const gemini = &provider_gemini, *const openai =
                                                                            &provider_openai;
    const struct whole rows[] = {
        {"byte order mark", gemini, 200, BOM CANDIDATE(CONTENT), .books = 1},
        {"byte order mark and blanks", openai, 200, BOM "\r\n " WHOLE, .books = 1},
        {"comments", openai, 200, ": PROCESSING\n\n: PROCESSING\n\n" WHOLE, .books = 1},
        {"comments and lines", openai, 200, ":\r\n{\"choices\":\r\n[" CHOICE "\r\n]\r\n}\r\n",
         .books = 1},
        {"one event", openai, 200, "data: " WHOLE "\n\n", .books = 1},
        {"one event with a name", openai, 200,
         "event: message\nid: 7\nretry: 3\ndata:" WHOLE "\n\ndata: [DONE]\n", .books = 1},
        {"a stream", openai, 200,
         ": x\n" PART("{\\\"books\\\":[{\\\"ti", "null") PART("tle\\\":\\\"A\\\"}]}", "null")
             PART("", "\"stop\"") "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\ndata: "
                                  "[DONE]\n\n",
         .books = 1},
        {"a stream that fails", openai, 200,
         PART("{\\\"books\\\":[{\\\"ti",
              "null") "data: {\"error\":{\"code\":503,\"message\":\"gone\"}}\n",
         .class = ERROR_TRANSIENT, .says = "503: gone"},
        {"a stream of the other kind", gemini, 200,
         "data: " CANDIDATE("{\\\"books\\\":[{\\\"ti") "\r\n\r\ndata: " CANDIDATE(
             "tle\\\":\\\"A\\\"}]}") "\r\n\r\n",
         .books = 1},
        {"a list of parts", gemini, 200,
         "[" CANDIDATE("{\\\"books\\\":[{\\\"ti") ",\r\n" CANDIDATE("tle\\\":\\\"A\\\"}]}") "]",
         .books = 1},
        {"stopped as an image", gemini, 200,
         "{\"candidates\":[{\"finishReason\":\"IMAGE_SAFETY\"}]}", .refused = true},
        {"to be continued", gemini, 200,
         "{\"candidates\":[{\"finishReason\":\"CONTINUATION\",\"content\":{\"parts\":[{\"text\":"
         "\"Here:\"}]}}]}",
         .class = ERROR_MALFORMED, .says = "cut off before the first book"},
        {"a quota with a time", openai, 429,
         "{\"error\":{\"message\":\"You exceeded your current quota. Try again in 7s.\"}}",
         .class = ERROR_RATE_LIMITED, .retry_after_ms = 7000},
        {"a quota without a time", openai, 429,
         "{\"error\":{\"message\":\"You exceeded your current quota.\"}}", .class = ERROR_CONFIG},
        {"a wait in words, within a choice", openai, 200,
         "{\"choices\":[{\"error\":{\"code\":429,\"message\":\"Please retry in 9s\"}}]}",
         .class = ERROR_RATE_LIMITED, .retry_after_ms = 9000},
        {"nothing but comments", openai, 200, ": x\n\n", .class = ERROR_MALFORMED},
        {"nothing but the end", openai, 200, "data: [DONE]\n\n", .class = ERROR_MALFORMED},
        {"the arguments of a call", openai, 200,
         "{\"choices\":[{\"finish_reason\":\"tool_calls\",\"message\":{\"content\":null,\"tool_"
         "calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"" CONTENT "\"}}]}}]}",
         .books = 1},
        {"parts that are thoughts", openai, 200,
         "{\"choices\":[{\"message\":{\"content\":[{\"type\":\"thinking\",\"text\":\"[{"
         "\\\"title\\\":\\\"W\\\"}]\"},{\"type\":\"output_text\",\"text\":\"" CONTENT "\"}]}}]}",
         .books = 1},
        /* errors that are none */
        {"error \"\"", openai, 200, "{\"error\":\"\",\"choices\":[" CHOICE "]}", .books = 1},
        {"error {}", openai, 200, "{\"error\":{},\"choices\":[" CHOICE "]}", .books = 1},
        {"error false", openai, 200, "{\"error\":false,\"choices\":[" CHOICE "]}", .books = 1},
        {"error of zeros", openai, 200,
         "{\"error\":{\"code\":0,\"message\":\"\",\"details\":[]},\"choices\":[" CHOICE "]}",
         .books = 1},
        {"error {} of the other kind", gemini, 200,
         "{\"error\":{},\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" CONTENT "\"}]}}]}",
         .books = 1},
        {"empty error in a choice", openai, 200,
         "{\"choices\":[{\"error\":{},\"message\":{\"content\":\"" CONTENT "\"}}]}", .books = 1},
        /* errors within, and beside */
        {"429 in a choice", openai, 200,
         "{\"choices\":[{\"error\":{\"code\":429,\"message\":\"Rate limit exceeded: "
         "free-models-per-min\"},\"finish_reason\":\"error\"}]}",
         .class = ERROR_RATE_LIMITED},
        {"502 in a choice with books", openai, 200,
         "{\"choices\":[{\"error\":{\"code\":\"502\",\"message\":\"lost\"},\"message\":{"
         "\"content\":\"" CONTENT "\"}}]}",
         .class = ERROR_TRANSIENT, .says = "502: lost"},
        {"402 in a choice", openai, 200,
         "{\"choices\":[{\"error\":{\"code\":402,\"message\":\"no\"}}]}", .class = ERROR_CONFIG},
        {"moderation in a choice", openai, 200,
         "{\"choices\":[{\"error\":{\"code\":403,\"message\":\"your input was flagged\"}}]}",
         .refused = true, .says = "flagged"},
        {"429 beside books", openai, 200,
         "{\"error\":{\"code\":429,\"message\":\"slow\"},\"choices\":[" CHOICE "]}",
         .class = ERROR_RATE_LIMITED},
        {"a string beside books", openai, 200,
         "{\"error\":\"upstream gone\",\"choices\":[" CHOICE "]}", .class = ERROR_TRANSIENT,
         .says = "upstream gone"},
        {"words of errors in a title", openai, 200,
         "{\"error\":{\"code\":503,\"message\":\"x\"},\"choices\":[{\"message\":{\"content\":\"[{"
         "\\\"title\\\":\\\"Insufficient Balance\\\"}]\"}}]}",
         .class = ERROR_TRANSIENT},
        {"JSON that was not validated, with words of others", openai, 400,
         "{\"error\":{\"code\":\"json_validate_failed\",\"message\":\"x\",\"failed_generation\":\"{"
         "\\\"title\\\": \\\"Overdue and Unpaid\\\"\"}}",
         .class = ERROR_MALFORMED},
        {"a wait in a member", openai, 429,
         "{\"error\":{\"message\":\"slow\",\"retry_after_ms\":1500}}", .class = ERROR_RATE_LIMITED,
         .retry_after_ms = 1500},
        {"no resources", openai, 200,
         "{\"choices\":[{\"finish_reason\":\"insufficient_system_resource\",\"message\":{"
         "\"content\":\"" CONTENT "\"}}]}",
         .class = ERROR_TRANSIENT},
        {"declined by a word", openai, 200,
         "{\"choices\":[{\"finish_reason\":\"sensitive\",\"message\":{\"content\":\"\"}}]}",
         .refused = true},
        {"an end by error", openai, 200,
         "{\"choices\":[{\"finish_reason\":\"error\",\"message\":{\"content\":\"" CONTENT "\"}}]}",
         .class = ERROR_TRANSIENT},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        check_whole(&rows[i]);
}

static void read_generate__what_failures_say(void **state)
{
    (void)state;
    static const struct provider_kind *const kinds[] = {&provider_gemini, &provider_openai};
    static const struct {
        int status;
        const char *said;
        enum error_class class;
        int64_t retry_after_ms;
        bool refused;
    } rows[] = {
        /* the money is gone */
        {429, "Your prepayment credits are depleted. Please go to the studio.",
         .class = ERROR_CONFIG},
        {429, "Your account is suspended due to insufficient balance, please recharge",
         .class = ERROR_CONFIG},
        {402, "Insufficient Balance", .class = ERROR_CONFIG},
        {400, "Your credit balance is too low to access the API.", .class = ERROR_CONFIG},
        {403, "Your team has run out of credits.", .class = ERROR_CONFIG},
        {429, "You have exceeded your monthly included credits.", .class = ERROR_CONFIG},
        {403, "Access denied: your account is in arrears.", .class = ERROR_CONFIG},
        {429, "You have insufficient funds. Please top up.", .class = ERROR_CONFIG},
        /* a wait in words */
        {429, "Quota exceeded, limit: 10. Please retry in 26.284s.", .class = ERROR_RATE_LIMITED,
         .retry_after_ms = 26284},
        {429, "Rate limit reached. Please try again in 1m26.4s. Visit", .class = ERROR_RATE_LIMITED,
         .retry_after_ms = 86400},
        {429, "Please try again in 350ms.", .class = ERROR_RATE_LIMITED, .retry_after_ms = 350},
        {429, "Please wait 2 minutes.", .class = ERROR_RATE_LIMITED, .retry_after_ms = 120000},
        {429, "Try again in 1 minute and 20 seconds", .class = ERROR_RATE_LIMITED,
         .retry_after_ms = 80000},
        {429, "Please retry your request after 12 seconds", .class = ERROR_RATE_LIMITED,
         .retry_after_ms = 12000},
        {429, "Retry after 2026-11-30T10:00:00Z", .class = ERROR_RATE_LIMITED},
        {429, "Your account is not active, please check your billing details",
         .class = ERROR_CONFIG},
        {429, "Retry after 30", .class = ERROR_RATE_LIMITED, .retry_after_ms = 30000},
        {429, "Requests resets in 20 seconds", .class = ERROR_RATE_LIMITED,
         .retry_after_ms = 20000},
        {429, "Try again in a while", .class = ERROR_RATE_LIMITED, .retry_after_ms = 0},
        {429, "Try again in 400 days", .class = ERROR_RATE_LIMITED,
         .retry_after_ms = (int64_t)3600 * 1000},
        {503, "Overloaded, please try again in 5 seconds.", .class = ERROR_TRANSIENT,
         .retry_after_ms = 5000},
        /* cancelled, gone, busy */
        {499, "The operation was cancelled.", .class = ERROR_TRANSIENT},
        {460, "Closed", .class = ERROR_TRANSIENT},
        {423, "Locked", .class = ERROR_TRANSIENT},
        {410, "This model is gone", .class = ERROR_CONFIG},
        {451, "Not in your country", .class = ERROR_CONFIG},
        {421, "Misdirected request", .class = ERROR_TRANSIENT},
        {407, "The proxy wants a password", .class = ERROR_CONFIG},
        /* declined */
        {403,
         "Your chosen model requires moderation and your input was flagged for \"x\". No credits "
         "were charged.",
         .refused = true},
        {400, "Your request was rejected as a result of our safety system.", .refused = true},
        {400, "The response was filtered: content management policy", .refused = true},
        {403, "Your account has been closed for breaking our usage policies.",
         .class = ERROR_CONFIG},
        /* too many tokens */
        {400, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
         .class = ERROR_CONFIG},
        {400, "This model's maximum context length is 8192 tokens.", .class = ERROR_CONFIG},
        /* of which nothing is known */
        {400, "temperature is not a number", .class = ERROR_REQUEST},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows) * ARRAY_LEN(kinds); i++) {
        CLEANUP(text_done) struct text body = {0};
        const size_t row = i / ARRAY_LEN(kinds);
        text_add(&body, "{\"error\":{\"message\":");
        text_add_json(&body, rows[row].said);
        text_add(&body, "}}");
        check_whole(&(struct whole){.name = rows[row].said,
                                    .kind = kinds[i % ARRAY_LEN(kinds)],
                                    .status = rows[row].status,
                                    .body = text_of(&body),
                                    .class = rows[row].class,
                                    .refused = rows[row].refused,
                                    .retry_after_ms = rows[row].retry_after_ms});
    }
}

/* ---- resolvers ---- */

static void read_resolve__titles_and_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const struct provider_kind *kind;
        const char *body;
    } rows[] = {
        {"entities, Google Books", &provider_google_books,
         "{\"items\":[{\"volumeInfo\":{\"title\":\"Tom &amp; "
         "Jos&eacute;\",\"authors\":[\"Jos&eacute; "
         "O&#39;Z\"],\"industryIdentifiers\":[{\"type\":\"ISBN_13\",\"identifier\":"
         "\"9780306406157\"}"
         "]}}],\"error\":{}}"},
        {"entities, ISBNdb", &provider_isbndb,
         "\xef\xbb\xbf{\"books\":[{\"title\":\"Tom &amp;amp; "
         "Jos&eacute;\",\"isbn13\":\"9780306406157\","
         "\"authors\":[\"Jos&eacute; O&apos;Z\"]}]}"},
        {"entities, Open Library", &provider_open_library,
         ": x\n{\"docs\":[{\"title\":\"Tom &#38; Jos&eacute;\",\"author_name\":[\"Jos&#xe9; O'Z\"],"
         "\"isbn\":[\"9780306406157\"]}],\"error\":\"\"}"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
        const struct http_response response = response_of(200, rows[i].body);
        EXPECT_ROW(rows[i].name, provider_check_resolve(rows[i].kind, &response, &answer, &err));
        EXPECT_ROW(rows[i].name, answer.editions.count == 1);
        EXPECT_ROW(rows[i].name, text_equal(answer.editions.items[0].title, "Tom & Jos\xc3\xa9"));
        EXPECT_ROW(rows[i].name, text_equal(answer.editions.items[0].authors, "Jos\xc3\xa9 O'Z"));
    }
}

/* ---- tokens ---- */

static void provider_token_limit__table(void **state)
{
    (void)state;
    static const struct {
        int status, asked;
        const char *said;
        int limit;
    } rows[] = {
        {400, 16384, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", 8192},
        {400, 16384,
         "max_tokens is too large: 16384. This model supports at most 4096 completion tokens, "
         "whereas you provided 16384.",
         4096},
        {400, 16384,
         "This model's maximum context length is 8192 tokens. However, you requested 17000 tokens "
         "(616 in the messages, 16384 in the completion).",
         7576},
        {400, 16384,
         "This model's maximum context length is 8,192 tokens. However, you requested 17,000 "
         "tokens.",
         7576},
        {400, 16384,
         "max_tokens: 16384 > 8192, which is the maximum allowed number of output tokens for "
         "claude-3-5",
         8192},
        {400, 16384, "maxOutputTokens must be in the range of 1 (inclusive) to 8193 (exclusive)",
         8192},
        {400, 16384, "`max_tokens` must be less than or equal to `8192`", 8192},
        {422, 16384, "max_tokens is not right", 8192},
        {400, 16384,
         "the request exceeds the available context size n_ctx 4096 n_prompt_tokens 700", 3396},
        {400, 16384, "the request exceeds the available context size: context window of 8000",
         4000},
        {400, 16384, "Unsupported parameter: 'max_tokens' is not supported with this model.", 0},
        {400, 16384, "This model's maximum context length is 512 tokens, 500 in the messages", -1},
        {400, 300, "max_tokens is not right", -1},
        {400, 16384, "temperature is not a number", -1},
        {429, 16384, "max_tokens is [1, 8192]", -1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text body = {0};
        text_add(&body, "{\"error\":{\"message\":");
        text_add_json(&body, rows[i].said);
        text_add(&body, "}}");
        const struct http_response response = response_of(rows[i].status, text_of(&body));
        const int limit = provider_token_limit(&response, rows[i].asked);
        if (limit != rows[i].limit)
            fail_msg("row '%s': %d", rows[i].said, limit);
    }
}

/* ---- the answers that are kept outside ---- */

#define CASES "/../../../shared/cases/provider/"

static void read__the_answers_outside(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        enum error_class class;
        size_t books;
        int bad_items;
        int64_t retry_after_ms;
        bool refused;
    } rows[] = {
        {"o_deepseek_max_tokens", .class = ERROR_CONFIG},
        {"o_error_400_max_tokens_too_large", .class = ERROR_CONFIG},
        {"o_error_400_vllm_context", .class = ERROR_CONFIG},
        {"g_inner_quotes_odd", .books = 4, .bad_items = 1},
        {"g_inner_quotes_odd_first", .books = 4, .bad_items = 1},
        {"g_missing_close_quote", .books = 3, .bad_items = 1},
        {"g_backslash_apostrophe", .books = 4},
        {"g_markdown_escaped_title", .books = 4},
        {"g_double_encoded", .books = 4},
        {"o_tool_call_text_string", .books = 4},
        {"g_bom", .books = 4},
        {"ge_429_message_retry_only", .class = ERROR_RATE_LIMITED, .retry_after_ms = 26284},
        {"ge_429_prepay", .class = ERROR_CONFIG},
        {"o_error_429_provider_raw_balance", .class = ERROR_CONFIG},
        {"ge_499_cancelled", .class = ERROR_TRANSIENT},
        {"o_choice_error_429", .class = ERROR_RATE_LIMITED},
        {"o_choice_error_partial", .class = ERROR_TRANSIENT},
        {"o_finish_error_null_usage", .class = ERROR_TRANSIENT},
        {"o_error_400_groq_json_validate", .class = ERROR_MALFORMED},
        {"o_error_403_moderation", .refused = true},
        {"o_thinking_tags", .books = 4},
        {"o_thought_tags", .books = 4},
        {"o_magistral_think", .books = 4},
        {"o_harmony_channels", .books = 4},
        {"o_content_parts_reasoning_text", .books = 4},
        {"o_think_close_after", .books = 4},
        {"o_keepalive_comment", .books = 4},
        {"o_sse_prefix_whole_json", .books = 4},
        {"o_sse_body", .books = 4},
        {"o_error_empty_string", .books = 4},
        {"o_error_empty_object", .books = 4},
    };
    if (access(TEST_DATA_DIR CASES, R_OK) != 0)
        return; /* only the project itself is there */
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char path[512];
        size_t count = 0;
        CLEANUP(http_file_done) struct http_file file = {0};
        CLEANUP(answered_done) struct answered read = {.titles = {0}};
        (void)snprintf(path, sizeof(path), TEST_DATA_DIR CASES "%s.http", rows[i].file);
        CLEANUP(mem_free) char *bytes = http_file_bytes(path, &count);
        CLEANUP(text_done) struct text whole = {0};
        text_add(&whole, "HTTP/1.1 ");
        text_add_bytes(&whole, bytes, count);
        http_file_parse(text_of(&whole), whole.count, &file);
        read_response(*rows[i].file == 'g' ? &provider_gemini : &provider_openai, &file.response,
                      &read);
        if (read.err.class != rows[i].class || read.answer.books.count != rows[i].books ||
            read.answer.bad_items != rows[i].bad_items || read.answer.refused != rows[i].refused ||
            read.err.retry_after_ms != rows[i].retry_after_ms)
            fail_msg("%s: class %s, %zu books, %d bad, refused %d, wait of %lld ms: %s",
                     rows[i].file, error_class_name(read.err.class), read.answer.books.count,
                     read.answer.bad_items, read.answer.refused, (long long)read.err.retry_after_ms,
                     read.err.message);
        EXPECT_ROW(rows[i].file, !strstr(text_of(&read.titles), "Wrong"));
    }
}

TEST_MAIN(cmocka_unit_test(read_generate__what_models_write),
          cmocka_unit_test(read_generate__what_stands_around),
          cmocka_unit_test(read_generate__what_failures_say),
          cmocka_unit_test(read_resolve__titles_and_names),
          cmocka_unit_test(provider_token_limit__table),
          cmocka_unit_test(read__the_answers_outside))
