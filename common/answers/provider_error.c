/* provider_error.c: reads what a service answers where it does not answer the question, and finds
 * the class of the error. The body is flattened to its strings, whatever its shape (Google's
 * details, OpenAI's error object, the flat one of x.ai, an array around them), and the words of the
 * rules are looked for in these. So a shape that nobody has seen yet is still understood. */
#include "provider_error.h"

#include "body.h"
#include "field.h"
#include "provider_wait.h"
#include "redact.h"

#include <assert.h>
#include <string.h>

enum {
    WORDS_BYTES_MAX = 16 * 1024,
    STRING_BYTES_MAX = 4 * 1024,
    RAW_BYTES_MAX = 2 * 1024, /* of a body that is neither JSON nor HTML */
    MEMBERS_MAX = 32,         /* of one object or array that are read */
    DEPTH_MAX = 8,
};

void provider_error_done(struct provider_error *reply)
{
    text_done(&reply->words);
}

/* ---- reading ---- */

static void add_words(struct provider_error *reply, const char *words)
{
    const size_t begin = reply->words.count;
    const size_t count = strlen(words);
    if (count > STRING_BYTES_MAX || begin + count > WORDS_BYTES_MAX)
        return;
    text_add(&reply->words, words);
    for (char *at = reply->words.bytes + begin; *at; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at + ('a' - 'A'));
    text_add(&reply->words, "\n");
}

/* Take the status that a body names: llama.cpp has it as "code", Open Library as "status". */
static void note_number(struct provider_error *reply, const struct json *object, const char *key)
{
    int64_t status = 0;
    const char *digits = NULL;
    if (reply->status >= 400 || (strcmp(key, "code") != 0 && strcmp(key, "status") != 0))
        return;
    const bool is_text = json_get_string(object, key, 3, &digits) == JSON_FOUND;
    if (is_text ? text_to_int(digits, 400, 599, &status)
                : json_get_int(object, key, 400, 599, &status) == JSON_FOUND)
        reply->status = (int)status;
}

/* Add all strings of a value, at most DEPTH_MAX levels deep. */
static void flatten(struct provider_error *reply, const struct json *value, int depth);

static void flatten_member(struct provider_error *reply, const struct json *object, size_t index,
                           int depth)
{
    const char *key = "";
    const struct json *member = json_member_at(object, index, &key);
    const char *text = json_string(member, STRING_BYTES_MAX);
    note_number(reply, object, key);
    if (text && reply->wait_ms == 0 && strcmp(key, "retryDelay") == 0)
        reply->wait_ms = provider_wait_ms(text, strlen(text));
    if (reply->wait_ms == 0)
        reply->wait_ms = provider_wait_of(key, json_double_of(member));
    flatten(reply, member, depth);
}

static void flatten(struct provider_error *reply, const struct json *value, int depth)
{
    const char *text = json_string(value, STRING_BYTES_MAX);
    if (text)
        add_words(reply, text);
    if (depth == DEPTH_MAX)
        return;
    for (size_t i = 0; i < json_count(value) && i < MEMBERS_MAX; i++)
        flatten(reply, json_element(value, i), depth + 1);
    for (size_t i = 0; i < json_member_count(value) && i < MEMBERS_MAX; i++)
        flatten_member(reply, value, i, depth + 1);
}

/* The sentence for people; NULL: there is none. */
static const char *sentence_in(const struct json *object)
{
    static const char *const keys[] = {"message",      "error",  "error_message",
                                       "errorMessage", "detail", "msg"};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const char *text = NULL;
        if (json_get_string(object, keys[i], STRING_BYTES_MAX, &text) == JSON_FOUND && *text)
            return text;
    }
    return NULL;
}

static void read_json(struct provider_error *reply, const struct provider_settings *settings,
                      const struct json *root)
{
    flatten(reply, root, 0);
    const struct json *object = json_type_of(root) == JSON_ARRAY ? json_element(root, 0) : root;
    const char *sentence = sentence_in(json_member(object, "error"));
    if (!sentence)
        sentence = sentence_in(object);
    redact_copy(settings->key, sentence, reply->said, sizeof(reply->said));
}

bool provider_error_is_said(const struct json *value)
{
    const char *unused = "";
    const char *text = json_string(value, SIZE_MAX);
    bool said = (text && *text) || json_bool_of(value) || json_double_of(value) != 0;
    for (size_t i = 0; !said && i < json_count(value) && i < MEMBERS_MAX; i++)
        said = provider_error_is_said(json_element(value, i));
    for (size_t i = 0; !said && i < json_member_count(value) && i < MEMBERS_MAX; i++)
        said = provider_error_is_said(json_member_at(value, i, &unused));
    return said;
}

void provider_error_read_within(const struct provider_settings *settings, const struct json *error,
                                struct provider_error *ret)
{
    const char *text = json_string(error, STRING_BYTES_MAX);
    *ret = (struct provider_error){.status = 200};
    read_json(ret, settings, error);
    if (text)
        redact_copy(settings->key, text, ret->said, sizeof(ret->said));
    if (ret->wait_ms == 0)
        ret->wait_ms = provider_wait_in_words(text_of(&ret->words));
}

/* Read a body that is no JSON, such as the line of plain text with which proxies answer. */
static void read_plain(struct provider_error *reply, const struct provider_settings *settings,
                       const struct http_response *response)
{
    CLEANUP(text_done) struct text plain = {0};
    const size_t count =
        response->body_bytes < RAW_BYTES_MAX ? response->body_bytes : RAW_BYTES_MAX;
    text_add_printable(&plain, response->body, count, RAW_BYTES_MAX);
    add_words(reply, text_of(&plain));
    redact_copy(settings->key, text_of(&plain), reply->said, sizeof(reply->said));
}

void provider_error_read(const struct provider_settings *settings,
                         const struct http_response *response, struct provider_error *ret)
{
    struct error no_json = {0};
    CLEANUP(json_free) struct json *root = NULL;
    *ret = (struct provider_error){
        .status = response->status,
        .html = body_is_html(response),
        .wait_ms = http_retry_after_ms(response, PROVIDER_WAIT_MAX_MS),
    };
    if (ret->html)
        text_copy(ret->said, sizeof(ret->said), "a page of HTML");
    else if (body_parse(response, &root, &no_json))
        read_json(ret, settings, root);
    else
        read_plain(ret, settings, response);
    if (ret->wait_ms == 0)
        ret->wait_ms = provider_wait_in_words(text_of(&ret->words));
}

/* ---- judging ---- */

bool provider_error_says(const struct provider_error *reply, const char *words)
{
    for (const char *at = words; *at;) {
        const size_t length = strcspn(at, "|");
        if (memmem(text_of(&reply->words), reply->words.count, at, length))
            return true;
        at += length + (at[length] == '|');
    }
    return false;
}

/* The rules for all services, which hold where no rule of a service fits. The last one always
 * fits. */
static const struct provider_error_rule common[] = {
    {200, 299, .html = true, .class = ERROR_MALFORMED},
    {200, 299, "rate limit|rate_limit|rate-limit|too many requests", .class = ERROR_RATE_LIMITED},
    {200, 299, .class = ERROR_TRANSIENT, .meaning = "an error instead of an answer"},
    {300, 399, .class = ERROR_CONFIG, .meaning = "redirects are not followed, check base_url"},
    {401, 401, .class = ERROR_CONFIG, .meaning = "the key is refused"},
    {402, 402, .class = ERROR_CONFIG, .meaning = "the credits are gone"},
    {403, 403, .class = ERROR_CONFIG, .meaning = "access is refused"},
    {404, 405, .class = ERROR_CONFIG, .meaning = "not there, check base_url and model"},
    {407, 407, .class = ERROR_CONFIG, .meaning = "a proxy asks for a password"},
    {408, 408, .class = ERROR_TRANSIENT},
    {409, 409, .class = ERROR_TRANSIENT},
    {410, 410, .class = ERROR_CONFIG, .meaning = "gone, check base_url and model"},
    {421, 421, .class = ERROR_TRANSIENT},
    {423, 425, .class = ERROR_TRANSIENT},
    {429, 429, .class = ERROR_RATE_LIMITED},
    {451, 451, .class = ERROR_CONFIG, .meaning = "not served here by law"},
    {460, 460, .class = ERROR_TRANSIENT}, /* of a load balancer: we have gone */
    {499, 499, .class = ERROR_TRANSIENT}, /* the call was cancelled on its way */
    {500, 599, .class = ERROR_TRANSIENT},
    {0, 999, .class = ERROR_REQUEST},
};

static bool fits(const struct provider_error_rule *rule, const struct provider_error *reply)
{
    return reply->status >= rule->from && reply->status <= rule->to &&
           (!rule->html || reply->html) && (!rule->waits || reply->wait_ms > 0) &&
           (!rule->words || provider_error_says(reply, rule->words));
}

const struct provider_error_rule *provider_error_classify(const struct provider_error *reply,
                                                          const struct provider_error_rule *rules,
                                                          size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fits(&rules[i], reply))
            return &rules[i];
    for (size_t i = 0; i < ARRAY_LEN(common); i++)
        if (fits(&common[i], reply))
            return &common[i];
    UNREACHABLE("a status beyond 999");
}

bool provider_error_set(const struct provider_error *reply, const struct provider_error_rule *rule,
                        struct error *err)
{
    assert(rule->class != ERROR_NONE);
    const char *meaning = rule->meaning ? rule->meaning : "";
    (void)error_set(err, rule->class, reply->status, "HTTP %d%s%s%s%s", reply->status,
                    *meaning ? ": " : "", meaning, *reply->said ? ": " : "", reply->said);
    if (rule->class == ERROR_RATE_LIMITED || rule->class == ERROR_TRANSIENT)
        err->retry_after_ms = reply->wait_ms > 0 ? reply->wait_ms : rule->wait_ms;
    return false;
}

bool provider_error_end(const struct provider_settings *settings,
                        const struct provider_error *reply, const struct provider_error_rule *rule,
                        struct generate_answer *ret, struct error *err)
{
    if (rule->class == ERROR_NONE)
        return generate_answer_refuse(settings, *reply->said ? "" : "declined", reply->said, ret);
    return provider_error_set(reply, rule, err);
}

bool provider_error_report(const struct provider_settings *settings,
                           const struct http_response *response,
                           const struct provider_error_rule *rules, size_t count, struct error *err)
{
    CLEANUP(provider_error_done) struct provider_error reply = {0};
    provider_error_read(settings, response, &reply);
    return provider_error_set(&reply, provider_error_classify(&reply, rules, count), err);
}
