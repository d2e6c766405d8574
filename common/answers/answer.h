/* answer.h: what the answer of a generator says, and what reading it may depend on. */
#pragma once
#include "core/book.h"
#include "core/error.h"
#include "core/http_message.h"

/* How an OpenAI-compatible server is asked for JSON. After an answer for which
 * provider_wants_plainer is true, the next one is asked for. */
enum structured_output { OUTPUT_JSON_SCHEMA, OUTPUT_JSON_OBJECT, OUTPUT_PLAIN };

/* All that a translation may depend on besides the question. */
struct provider_settings {
    const char *name;     /* "xai" */
    const char *base_url; /* what stands before "/chat/completions", "/books/…" */
    const char *model;    /* of generators; NULL: none is set */
    const char *key; /* NULL: none is needed. It goes into headers only, never into URL or body */
    const char *program; /* "Backfill/0.1.0", with which the User-Agent begins; NULL: "Backfill" */
    const char *contact; /* e-mail or URL for the User-Agent; NULL: none */
    double temperature;  /* < 0: not sent */
    int max_tokens;      /* of an answer; 0: the service's own limit */
    bool thinking_off;   /* ask Gemini for no thoughts; models that must think answer 400 */
    enum structured_output output;
};

/** Is the host of the base URL this domain, or within it? */
bool provider_served_by(const struct provider_settings *settings, const char *domain)
    NONNULL_ALL MUST_CHECK;

struct generate_answer {
    struct books books;
    bool refused; /* it declined or was blocked: there are no books, and it is no error */
    char refusal[512];
    bool truncated;                /* it was cut off, and its complete items were kept */
    int bad_items;                 /* items among good ones that were left out */
    char model[128];               /* the model that answered */
    int64_t tokens_in, tokens_out; /* as billed, with reasoning and thoughts; 0: unknown */
};
void generate_answer_done(struct generate_answer *answer);
CLEANUP_STRUCT(struct generate_answer, generate_answer_done)

/** Mark an answer as refused. Returns true, because a refusal is an answer.
 *  in    reason, message  the service's words, of which either may be ""; our key is taken out */
bool generate_answer_refuse(const struct provider_settings *settings, const char *reason,
                            const char *message, struct generate_answer *ret) NONNULL_ALL;
