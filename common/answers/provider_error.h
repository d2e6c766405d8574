/* provider_error.h: what a service answers when it does not answer the question, and what must be
 * done about it.
 *
 * Every service has a table of rules in its own file. The first rule that fits decides; where none
 * fits, a rule of provider_error.c that holds for all services does. Status 429 alone does not say
 * whether calls came too fast, or the day's calls or the money are spent: only the body does. */
#pragma once
#include "answer.h"
#include "io/json/json.h"

struct provider_error_rule {
    int from, to;      /* HTTP status, both inclusive */
    const char *words; /* fits where one of these stands in the body: small letters, '|' between
                        * them; NULL: fits any body */
    bool html;         /* fits only where the body is a page of HTML */
    bool waits;        /* fits only where the service names a time to wait */
    /* What must be done. ERROR_NONE: the service declines to answer, which is no error. */
    enum error_class class;
    const char *meaning; /* for people, before the service's own words; NULL: none */
    int64_t wait_ms;     /* the time to wait where the service names none */
};

struct provider_error {
    int status; /* of HTTP; where HTTP says 200, the one that the body names */
    bool html;
    int64_t wait_ms;   /* the time to wait that headers or body name; 0: none */
    struct text words; /* every string of the body in small letters, a line each; never shown */
    char said[300];    /* its sentence for people, without our key; empty: none */
};
void provider_error_done(struct provider_error *reply);
CLEANUP_STRUCT(struct provider_error, provider_error_done)

/* Words of errors, for the tables of the services. */

/* The money is gone, in whatever words: only a person can mend it. */
#define PROVIDER_SAYS_MONEY                                                                        \
    "out of credits|all available credits|any credits|insufficient credit|not enough credit|"      \
    "spending limit|spend limit|insufficient_quota|billing_hard_limit|billing hard limit|"         \
    "credits are depleted|credits have been depleted|credits depleted|credits are exhausted|"      \
    "credits have been exhausted|credits exhausted|prepayment|insufficient balance|"               \
    "insufficient_balance|insufficient funds|insufficient account "                                \
    "balance|insufficient_user_quota|"                                                             \
    "balance is insufficient|balance is not enough|balance not enough|balance is too low|"         \
    "balance too low|credit balance|negative balance|recharge|top up|top-up|add credits|"          \
    "add more credits|purchase credits|purchase more credits|buy credits|buy more credits|"        \
    "included credits|no credits left|no credits remaining|no remaining credits|payment "          \
    "required|payment is required|payment method|overdue|in arrears|"                              \
    "arrearage|unpaid|billing_not_active|not active, please check your billing|subscription has "  \
    "expired|"                                                                                     \
    "not enough balance|balance is negative|out of funds|budget has been exceeded|trial has "      \
    "ended|trial has expired|trial credits|余额不足|欠费"
/* The account is closed, which is no refusal of one question. */
#define PROVIDER_SAYS_ACCOUNT                                                                      \
    "account is suspended|account has been|account was|account_deactivated|account is not active|" \
    "account is deactivated|account is disabled|account is blocked|organization has been|"         \
    "project has been|key has been"
/* The question, or the answer to it, is declined. */
#define PROVIDER_SAYS_MODERATION                                                                   \
    "requires moderation|was flagged|been flagged|were flagged|moderation_blocked|"                \
    "content_moderation|content moderation|content violates|content_filter|content filter|"        \
    "content_policy|content policy|content management policy|safety_check|safety system|"          \
    "safety filter|safety policy|responsibleaipolicy|usage guidelines|usage policies|"             \
    "usage policy|data_inspection_failed|datainspectionfailed|inappropriate content|"              \
    "sensitive content|prohibited content|prohibited_content|harmful content|guardrail|"           \
    "content exists risk"
/* Our limit of an answer's tokens, or the question with it, is more than the model takes. */
#define PROVIDER_SAYS_TOKENS                                                                       \
    "max_tokens|max_completion_tokens|max_output_tokens|maxoutputtokens|max_new_tokens|"           \
    "max tokens|completion tokens|output tokens|exceed_context_size|context_length_exceeded|"      \
    "context length|context window|context size|input token count|maximum number of tokens|"       \
    "maximum tokens|too many tokens"
#define PROVIDER_SAYS_KEY                                                                          \
    "incorrect api key|invalid api key|invalid_api_key|api key not valid|no api key|"              \
    "api_key_invalid|api key expired|api key not found"

/** Is this member of an answer an error? One that is empty ("", {}, 0, false, {"message": ""}) is
 *  none. */
bool provider_error_is_said(const struct json *value) MUST_CHECK;

/** Take an error apart that an answer with status 200 holds, beside what else it holds.
 *  in    error  an object or a string
 *  out   ret    the caller frees it with provider_error_done */
void provider_error_read_within(const struct provider_settings *settings, const struct json *error,
                                struct provider_error *ret) NONNULL_ALL;

/** Take a response apart that is no answer.
 *  in    settings  the key of the request, which is taken out of what is shown
 *  out   ret       the caller frees it with provider_error_done */
void provider_error_read(const struct provider_settings *settings,
                         const struct http_response *response, struct provider_error *ret)
    NONNULL_ALL;

/** Does one of these words ('|' between them, in small letters) stand in the body? */
bool provider_error_says(const struct provider_error *reply, const char *words)
    NONNULL_ALL MUST_CHECK;

/** Find the first rule that fits, among the service's rules and then among those for all services.
 *  Never NULL. */
const struct provider_error_rule *provider_error_classify(const struct provider_error *reply,
                                                          const struct provider_error_rule *rules,
                                                          size_t count) NONNULL_ALL MUST_CHECK;

/** Fill err as the rule says, and return false. The time to wait is set only for RATE_LIMITED and
 *  TRANSIENT, because a service whose day is spent names a few seconds, too.
 *  in    rule  its class is not ERROR_NONE */
bool provider_error_set(const struct provider_error *reply, const struct provider_error_rule *rule,
                        struct error *err) NONNULL_ALL;

/** End the reading of a generator's answer that is an error: a refusal where the rule says so.
 *  out   true: ret is refused */
bool provider_error_end(const struct provider_settings *settings,
                        const struct provider_error *reply, const struct provider_error_rule *rule,
                        struct generate_answer *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** Read, classify and set, for services that never decline. Returns false. */
bool provider_error_report(const struct provider_settings *settings,
                           const struct http_response *response,
                           const struct provider_error_rule *rules, size_t count, struct error *err)
    NONNULL_ALL;
