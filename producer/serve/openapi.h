/* openapi.h: the OpenAPI 3.1 document of everything that serve answers. It is made of the table of
 * routes and of the tables of commands' options, so that it says what is so. */
#pragma once
#include "io/web/webserver.h"
#include "serve/route.h"

/** Write the document. After routes_use. */
void openapi_write(struct text *out) NONNULL_ALL;

/** Answer GET /openapi.json. One thread.
 *  out  false: the request is for another path, and ret is untouched */
bool openapi_answer(const struct web_request *request, struct web_answer *ret)
    NONNULL_ALL MUST_CHECK;

/** Add one operation as a member of its path: "get": {…}. For openapi.c and its test. */
void openapi_operation(struct text *out, const struct route *route) NONNULL_ALL;

/** Add the schema of an option's value, without its braces' member name.
 *  in   key      the member's name; NULL: none
 *       in_body  of a JSON body, where a list may be an array; else of a query */
void openapi_option(struct text *out, const char *key, const struct cli_option *option,
                    bool in_body) __attribute__((nonnull(1, 3)));
