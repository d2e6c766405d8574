/* provider_request.h: what requests to all services have in common. */
#pragma once
#include "provider.h"

/** Begin a request: method, base URL without a slash at its end, User-Agent with contact, Accept.
 *  err  CONFIG the settings name no base URL */
bool provider_request_begin(const struct provider_settings *settings, const char *method,
                            struct http_request *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** Begin a generator's request: POST of JSON. err also CONFIG no model is set */
bool provider_request_begin_json(const struct provider_settings *settings, struct http_request *ret,
                                 struct error *err) NONNULL_ALL MUST_CHECK;

/** Add the header with the key, where there is one. */
void provider_request_key(const struct provider_settings *settings, const char *header,
                          const char *prefix, struct http_request *ret) NONNULL_ALL;

/** The title as a search asks for it: cleaned, without quotation marks and brackets, cut at a word
 *  so that it has at most max bytes.
 *  in   main_only  what stands before the subtitle, so that records without it are found too
 *  err  REQUEST it has no letter or digit */
bool provider_request_title(const char *title, bool main_only, size_t max, struct text *ret,
                            struct error *err) NONNULL_ALL MUST_CHECK;

/** The first of the authors as a search asks for it, at most 60 bytes; empty where none is
 *  known. */
void provider_request_author(const char *authors, struct text *ret) __attribute__((nonnull(2)));
