/* provider_check.h: what must hold of every answer a provider reads, whatever the bytes were. */
#pragma once
#include "providers/provider.h"

/* Stands in every provider's settings here, so that it can be looked for in what they say. */
#define PROVIDER_CHECK_KEY "test-key-0123456789"

/** Settings of a provider of this kind, as the tests use them. */
struct provider_settings provider_check_settings(const struct provider_kind *kind) NONNULL_ALL;

/** Read an answer and end the process where something does not hold: texts are UTF-8 without
 *  control characters and within their limits, ISBNs are verified, a failure has a class and a
 *  message, a success has none of both, nothing repeats the key. Returns what read_… returned.
 *  in  settings  NULL: provider_check_settings */
bool provider_check_generate(const struct provider_kind *kind,
                             const struct provider_settings *settings,
                             const struct http_response *response, struct generate_answer *ret,
                             struct error *err) __attribute__((nonnull(1, 3, 4, 5)));
bool provider_check_resolve(const struct provider_kind *kind, const struct http_response *response,
                            struct resolve_answer *ret, struct error *err) NONNULL_ALL;

bool provider_check_editions(const struct provider_kind *kind, const struct http_response *response,
                             const struct edition_question *question, struct edition_answer *ret,
                             struct error *err) NONNULL_ALL;

/** The same for a fuzzer: bytes as http_file_parse takes them, everything freed. */
void provider_check_bytes(const struct provider_kind *kind, const void *bytes, size_t count);

/** Any bytes as what a model wrote (answers/book_list.h). */
void provider_check_words(const void *bytes, size_t count);
