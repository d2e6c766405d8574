/* provider.h: the functions of a kind of provider, which translate between our words and the bytes
 * of a service. README.md in this folder says what the services expect and how to add one.
 *
 * They do no I/O, read no clock, know no threads and keep nothing between calls: consumer/month and
 * consumer/gate send, wait, count and retry for all of them. */
#pragma once
#include "answers/answer.h"
#include "core/book.h"
#include "core/edition_claim.h"
#include "core/error.h"
#include "core/http_message.h"
#include "core/month.h"
#include "core/provider_table.h"

/* ---- generators ---- */

struct generate_question {
    struct month month;
    int books;          /* at most that many */
    const char *system; /* the rendered prompt, in two parts */
    const char *user;
};

/* ---- resolvers ---- */

struct resolve_answer {
    struct editions editions; /* candidates with verified ISBNs, in the service's order */
    int bad_items; /* records without title or verified ISBN; one without any ISBN is not counted */
};
void resolve_answer_done(struct resolve_answer *answer);
CLEANUP_STRUCT(struct resolve_answer, resolve_answer_done)

/* ---- sources of editions ---- */

/* The ISBNs whose records are asked for. Some services say all that they know in several answers:
 * each names what the next request needs. */
struct edition_question {
    const struct isbn *isbns;
    size_t count;      /* 1 .. editions_at_once of the kind */
    const char *title; /* of an ISBN that is asked for alone, as far as it is known; NULL: not */
    const char *next;  /* "": the first request; else next of the answer before it */
};

struct edition_answer {
    struct edition_records records; /* of the ISBNs asked for, and of others; values as they came */
    int bad_items;                  /* records that are none, or without a verified ISBN */
    char next[64]; /* not "": the service has more to say of the ISBNs that have a record, or of the
                    * one that was asked for, to a question with this next */

    /* It has none of the ISBNs, in a way in which this service also answers when it is in trouble:
     * that is no proof that it does not have them. */
    bool suspect;
};
void edition_answer_done(struct edition_answer *answer);
CLEANUP_STRUCT(struct edition_answer, edition_answer_done)

/* What a service itself says about our calls of its day. */
struct reported_usage {
    int64_t spent;
    int64_t limit; /* < 0: it does not tell */
};

struct provider_kind {
    const char *name; /* as in the table of providers: "google_books" */

    /** Write the request that asks a generator for a month's books.
     *  err  CONFIG a setting that this service needs is missing */
    bool (*build_generate)(const struct provider_settings *settings,
                           const struct generate_question *question, struct http_request *ret,
                           struct error *err) MUST_CHECK;

    /** Read a generator's response of any status, which may hold anything. A bad item among good
     *  ones is left out and counted.
     *  out  ret  on failure model and tokens are set where the answer names them, because it is
     *            billed even where it cannot be read; nothing else is set then
     *  err  RATE_LIMITED, QUOTA, CONFIG, REQUEST, TRANSIENT, MALFORMED, as the service's own
     *       documents say; retry_after_ms where it names a time; messages hold no key */
    bool (*read_generate)(const struct provider_settings *settings,
                          const struct http_response *response, struct generate_answer *ret,
                          struct error *err) MUST_CHECK;

    /** Write the request that asks a resolver for editions of a book.
     *  err  REQUEST the book cannot be put to this service (no usable title) | CONFIG as above */
    bool (*build_resolve)(const struct provider_settings *settings, const struct book *book,
                          struct http_request *ret, struct error *err) MUST_CHECK;

    /** Read a resolver's response of any status. Nothing found is an empty answer, not an error. */
    bool (*read_resolve)(const struct provider_settings *settings,
                         const struct http_response *response, struct resolve_answer *ret,
                         struct error *err) MUST_CHECK;

    size_t
        editions_at_once; /* ISBNs that one request may ask for; 0: it is no source of editions */

    unsigned editions_say; /* the fields of its records: EDITION_BIT of each */
    bool counts_isbns;     /* each ISBN that is asked for counts as one call of the day */

    /** Write the request that asks for the records of ISBNs. */
    bool (*build_editions)(const struct provider_settings *settings,
                           const struct edition_question *question, struct http_request *ret,
                           struct error *err) MUST_CHECK;

    /** Read the response of any status to this question. An ISBN without a record is one that the
     *  service does not have, unless the answer is suspect. A damaged record costs the others
     *  nothing.
     *  err  as read_resolve */
    bool (*read_editions)(const struct provider_settings *settings,
                          const struct http_response *response,
                          const struct edition_question *question, struct edition_answer *ret,
                          struct error *err) MUST_CHECK;

    /** Write the request that asks a service for its own count of our calls, and read its answer.
     *  Both are NULL where a service has no such count. */
    bool (*build_own)(const struct provider_settings *settings, struct http_request *ret,
                      struct error *err) MUST_CHECK;
    bool (*read_own)(const struct provider_settings *settings, const struct http_response *response,
                     struct reported_usage *ret, struct error *err) MUST_CHECK;
};

/** The kind of this name; NULL: there is none. */
const struct provider_kind *provider_kind_named(const char *name) NONNULL_ALL;

/** Did an OpenAI-compatible server refuse the form of answer that was asked for, so that the next
 *  plainer form is worth a try? It does so by 400, 422 or 500 and words such as response_format. */
bool provider_wants_plainer(const struct http_response *response) NONNULL_ALL MUST_CHECK;

/* provider_catalog, provider_gemini and so on, a file each: one for each kind of the table. */
#define ROW(name, kind, ...) extern const struct provider_kind provider_##kind;
PROVIDER_TABLE(ROW)
#undef ROW
