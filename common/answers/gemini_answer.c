/* gemini_answer.c: what Google Gemini answers to generateContent. consumer/providers/README.md has
 * the facts. */
#include "answer_reader.h"
#include "body.h"
#include "book_list.h"
#include "field.h"
#include "provider_error.h"
#include "redact.h"

#include <string.h>

/* ---- errors ---- */

static const struct provider_error_rule error_rules[] = {
    {200, 499, PROVIDER_SAYS_MONEY, .class = ERROR_CONFIG, .meaning = "the credits are gone"},
    {400, 499, PROVIDER_SAYS_KEY, .class = ERROR_CONFIG, .meaning = "the key is refused"},
    {401, 403, PROVIDER_SAYS_ACCOUNT, .class = ERROR_CONFIG, .meaning = "access is refused"},
    {400, 428, PROVIDER_SAYS_MODERATION, .class = ERROR_NONE},
    {400, 428, PROVIDER_SAYS_TOKENS, .class = ERROR_CONFIG,
     .meaning = "max_tokens, or the question, is too long for the model"},
    {400, 400, "failed_precondition", .class = ERROR_CONFIG,
     .meaning = "region or billing of the account"},
    /* This rule comes first, because a spent day names a time to wait too. */
    {429, 429, "perday", .class = ERROR_QUOTA},
    {429, 429, "perminute", .class = ERROR_RATE_LIMITED},
    {429, 429, .waits = true, .class = ERROR_RATE_LIMITED},
    {429, 429, "plan and billing", .class = ERROR_QUOTA},
};

/* Read an error, or a refusal in the form of an error. */
static bool read_error(const struct provider_settings *settings,
                       const struct http_response *response, struct generate_answer *ret,
                       struct error *err)
{
    CLEANUP(provider_error_done) struct provider_error reply = {0};
    provider_error_read(settings, response, &reply);
    return provider_error_end(settings, &reply,
                              provider_error_classify(&reply, error_rules, ARRAY_LEN(error_rules)),
                              ret, err);
}

/* ---- the answer ---- */

static void read_usage(const struct provider_settings *settings, const struct json *root,
                       struct generate_answer *ret)
{
    const struct json *usage = json_member(root, "usageMetadata");
    const char *model = field_string(root, "modelVersion");
    if (json_type_of(usage) != JSON_OBJECT && *ret->model)
        return; /* a part of a stream, of which another has them */
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

/* What the documents of an answer say: one, or each part of a stream. Some servers that stand
 * before the service put everything into an array, too. */
struct reading {
    struct text text;
    const char *finish, *said; /* why it ended, and in which words */
    bool chosen;               /* there is a candidate */
};

static void reading_done(struct reading *reading)
{
    text_done(&reading->text);
}
CLEANUP_STRUCT(struct reading, reading_done)

static void join_candidate(const struct json *candidate, struct reading *ret)
{
    const char *finish = field_string(candidate, "finishReason");
    ret->chosen = ret->chosen || candidate;
    if (*finish) {
        ret->finish = finish;
        ret->said = field_string(candidate, "finishMessage");
    }
    join_parts(json_member(json_member(candidate, "content"), "parts"), &ret->text);
}

static bool end_reading(const struct provider_settings *settings, const struct reading *reading,
                        struct generate_answer *ret, struct error *err)
{
    const char *finish = reading->finish;
    const bool cut_off = strcmp(finish, "MAX_TOKENS") == 0 || strcmp(finish, "CONTINUATION") == 0;
    if (!reading->chosen)
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no candidates");
    if (is_refusal(finish))
        return generate_answer_refuse(settings, finish, reading->said, ret);
    if (book_list_read(settings, text_of(&reading->text), cut_off, ret, err))
        return true;
    char shown[40];
    redact_copy(settings->key, *finish ? finish : "none", shown, sizeof(shown));
    return error_wrap(err, "finish reason %s, %lld tokens", shown, (long long)ret->tokens_out);
}

/* in  root  of the response with status 200 */
static bool read_documents(const struct provider_settings *settings,
                           const struct http_response *response, const struct json *root,
                           struct generate_answer *ret, struct error *err)
{
    CLEANUP(reading_done) struct reading reading = {.finish = "", .said = ""};
    const size_t count = json_type_of(root) == JSON_ARRAY ? json_count(root) : 1;
    for (size_t i = 0; i < count; i++) {
        const struct json *one = json_type_of(root) == JSON_ARRAY ? json_element(root, i) : root;
        const struct json *feedback = json_member(one, "promptFeedback");
        const char *blocked = field_string(feedback, "blockReason");
        if (provider_error_is_said(json_member(one, "error")))
            return read_error(settings, response, ret, err);
        read_usage(settings, one, ret);
        if (*blocked && strcmp(blocked, "BLOCK_REASON_UNSPECIFIED") != 0)
            return generate_answer_refuse(settings, blocked,
                                          field_string(feedback, "blockReasonMessage"), ret);
        join_candidate(json_element(json_member(one, "candidates"), 0), &reading);
    }
    return end_reading(settings, &reading, ret, err);
}

bool gemini_answer_read(const struct provider_settings *settings,
                        const struct http_response *response, struct generate_answer *ret,
                        struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    if (response->status != 200)
        return read_error(settings, response, ret, err);
    return body_parse(response, &root, err) && read_documents(settings, response, root, ret, err);
}
