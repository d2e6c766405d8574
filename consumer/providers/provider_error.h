/* provider_error.h: what a service answers when it does not answer the question, and what must be
 * done about it.
 *
 * Every service has a table of rules in its own file. The first rule that fits decides; where none
 * fits, a rule of provider_error.c that holds for all services does. Status 429 alone does not say
 * whether calls came too fast, or the day's calls or the money are spent: only the body does. */
#pragma once
#include "provider.h"

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

/** Read, classify and set, for services that never decline. Returns false. */
bool provider_error_report(const struct provider_settings *settings,
                           const struct http_response *response,
                           const struct provider_error_rule *rules, size_t count, struct error *err)
    NONNULL_ALL;
