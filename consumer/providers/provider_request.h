/* provider_request.h: what requests to all services have in common. */
#pragma once
#include "provider.h"

/** Begin a request: its method, the base URL without a slash at its end, User-Agent and Accept.
 *  in    method  a literal;  ret  zeroed
 *  err   CONFIG the settings name no base URL */
bool provider_request_begin(const struct provider_settings *settings, const char *method,
                            struct http_request *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** Begin a generator's request, a POST of JSON.
 *  err   CONFIG the settings name no base URL or no model */
bool provider_request_begin_json(const struct provider_settings *settings, struct http_request *ret,
                                 struct error *err) NONNULL_ALL MUST_CHECK;

/** Add the header with the key, where the settings have one.
 *  in    prefix  stands before the key: "Bearer ", or "" */
void provider_request_key(const struct provider_settings *settings, const char *header,
                          const char *prefix, struct http_request *ret) NONNULL_ALL;

/** Append the title as a search asks for it: cleaned, without quotation marks and brackets, and cut
 *  between words to at most max bytes.
 *  in    main_only  without the subtitle, so that records without it are found, too
 *  err   REQUEST it has no letter and no digit */
bool provider_request_title(const char *title, bool main_only, size_t max, struct text *ret,
                            struct error *err) NONNULL_ALL MUST_CHECK;

/** Append the first author as a search asks for it, at most 60 bytes.
 *  in    authors  NULL: none is known, and nothing is appended */
void provider_request_author(const char *authors, struct text *ret) __attribute__((nonnull(2)));
