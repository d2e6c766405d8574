/* fault.h: what a service said instead of an answer, and what is to be done about it.
 *
 * Every service has a table of signs; the first row that fits decides, then the rows that hold for
 * all. Only the body tells a burst from a spent day from a spent purse: all three are 429. */
#pragma once
#include "provider.h"

struct fault_sign {
    int from, to;      /* HTTP status, both inclusive */
    const char *words; /* one of these is said, '|' between them, in small letters; NULL: any */
    bool html;         /* only where the body is a page of HTML */
    bool waits;        /* only where a time to wait is named */
    /* What is to be done. ERROR_NONE: the service declines to answer, which is no fault. */
    enum error_class class;
    const char *meaning; /* for people, before the service's own words; NULL: none */
    int64_t wait_ms;     /* where the service names no time */
};

struct fault {
    int status; /* of HTTP; what the body says where HTTP says 200 */
    bool html;
    int64_t wait_ms;   /* the time named in headers or body; 0: none */
    struct text words; /* every string of the body in small letters, a line each; never shown */
    char said[300];    /* its sentence for people, without our key; empty: none */
};
void fault_done(struct fault *fault);
CLEANUP_STRUCT(struct fault, fault_done)

/** Take a response apart that is no answer. */
void fault_read(const struct provider_settings *settings, const struct http_response *response,
                struct fault *ret) NONNULL_ALL;

/** Does it say one of these words ('|' between them, in small letters)? */
bool fault_says(const struct fault *fault, const char *words) NONNULL_ALL MUST_CHECK;

/** The first sign that fits, of the service's or of those that hold for all; never NULL. */
const struct fault_sign *fault_judge(const struct fault *fault, const struct fault_sign *signs,
                                     size_t count) NONNULL_ALL MUST_CHECK;

/** Fill err as the sign says and return false. A time to wait is passed on only where waiting
 *  helps: a spent day names seconds, too. */
bool fault_set(const struct fault *fault, const struct fault_sign *sign, struct error *err)
    NONNULL_ALL;

/** All of it, for services that never decline. Returns false. */
bool fault_report(const struct provider_settings *settings, const struct http_response *response,
                  const struct fault_sign *signs, size_t count, struct error *err) NONNULL_ALL;
