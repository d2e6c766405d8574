/* problem.h: what serve answers where it does not do what was asked: application/problem+json
 * (RFC 9457). The members title, status, detail and remedy are for people; class and exit_code are
 * those of the command that was to do it. None tells of our inside: no SQL, host or path. */
#pragma once
#include "core/base.h"

struct outcome;
struct route;
struct web_answer;

/* What was asked, where a command was to do it. */
struct problem_asked {
    const struct route *route;
    const char *path; /* as it was sent */
};

/** Fill an answer. 401 says how to log in, 429 and 503 when to come back, besides.
 *  in    detail  what is wrong with this request, or NULL; made printable */
void problem_answer(struct web_answer *answer, int status, const char *detail, ...)
    __attribute__((nonnull(1))) PRINTF_LIKE(3, 4);

/** A path that takes no parameters was given one: 400.
 *  in    query  as sent
 *  out   false: there is none */
bool problem_of_query(struct web_answer *answer, const char *query) NONNULL_ALL MUST_CHECK;

/** 405.
 *  in    methods  those that there are: "GET, HEAD" */
void problem_method(struct web_answer *answer, const char *methods) NONNULL_ALL;

/** 429 or 503, with Retry-After. */
void problem_wait(struct web_answer *answer, int status, int64_t seconds, const char *detail)
    NONNULL_ALL;

/** What the web server itself refuses: the function that its options want. */
void problem_refuse(void *context, int status, const char *why, struct web_answer *answer);

/** A command did not do it. What it said is told only where it is about the request.
 *  in    outcome  its exit code is not 0, or it was lost */
void problem_of_outcome(struct web_answer *answer, const struct outcome *outcome,
                        const struct problem_asked *asked) NONNULL_ALL;

/** A command was not asked at all, because of its parameters: 400. */
void problem_of_parameters(struct web_answer *answer, const char *detail,
                           const struct problem_asked *asked) NONNULL_ALL;
