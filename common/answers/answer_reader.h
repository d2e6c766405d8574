/* answer_reader.h: the readers of generators' answers, by the kind of the generator. They do no I/O
 * and keep nothing, so that an answer that is stored reads as it did when it came, or better. */
#pragma once
#include "answer.h"

struct answer_reader {
    const char *kind; /* as in the table of providers: "gemini" */

    /** Read a generator's response of any status, which may hold anything. A bad item among good
     *  ones is left out and counted.
     *  out  ret  on failure model and tokens are set where the answer names them, because it is
     *            billed even where it cannot be read; nothing else is set then
     *  err  RATE_LIMITED, QUOTA, CONFIG, REQUEST, TRANSIENT, MALFORMED, as the service's own
     *       documents say; retry_after_ms where it names a time; messages hold no key */
    bool (*read)(const struct provider_settings *settings, const struct http_response *response,
                 struct generate_answer *ret, struct error *err) MUST_CHECK;
};

/** The reader of this kind; NULL: it is no kind of a generator. */
const struct answer_reader *answer_reader_of(const char *kind) NONNULL_ALL;

/* The functions of the readers, a file each: see read. */
bool catalog_answer_read(const struct provider_settings *settings,
                         const struct http_response *response, struct generate_answer *ret,
                         struct error *err) MUST_CHECK;
bool gemini_answer_read(const struct provider_settings *settings,
                        const struct http_response *response, struct generate_answer *ret,
                        struct error *err) MUST_CHECK;
bool openai_answer_read(const struct provider_settings *settings,
                        const struct http_response *response, struct generate_answer *ret,
                        struct error *err) MUST_CHECK;
