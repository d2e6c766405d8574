/* provider_case.h: tables of recorded answers: a file of bytes, and what it must be read as. */
#pragma once
#include "providers/provider.h"

struct generate_case {
    const char *file;       /* in the folder, without .http */
    enum error_class class; /* ERROR_NONE: it is an answer */
    size_t books;
    int bad_items;
    bool refused, truncated;
    int64_t retry_after_ms;
    const char *says; /* part of the message or the refusal; NULL: any */
};

struct resolve_case {
    const char *file;
    enum error_class class;
    const char *isbns; /* of the candidates in their order, a blank between; NULL: none */
    int bad_items;
    int64_t retry_after_ms;
    const char *says;
};

/** Read every row's file and compare; fails the test naming the row. Every file of the folder
 *  tests/data/KIND must have a row. */
void generate_cases(const struct provider_kind *kind, const struct generate_case *rows,
                    size_t count) NONNULL_ALL;
void resolve_cases(const struct provider_kind *kind, const struct resolve_case *rows, size_t count)
    NONNULL_ALL;

/** Read the answer in tests/data/KIND/FILE.http, which must be one. */
void generate_answer_of(const struct provider_kind *kind, const struct provider_settings *settings,
                        const char *file, struct generate_answer *ret)
    __attribute__((nonnull(1, 3, 4)));
void resolve_answer_of(const struct provider_kind *kind, const char *file,
                       struct resolve_answer *ret) NONNULL_ALL;

/** Build the request that asks a resolver for a book, with the settings of provider_check. */
bool request_for_book(const struct provider_kind *kind, const char *title, const char *authors,
                      struct http_request *ret, struct error *err)
    __attribute__((nonnull(1, 2, 4, 5)));

/** A header of a request by name, "" where there is none. */
const char *request_header(const struct http_request *request, const char *name) NONNULL_ALL;
