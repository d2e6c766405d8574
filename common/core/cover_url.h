/* cover_url.h: addresses of covers that may be kept. */
#pragma once
#include "core/text.h"

/** Append the address as https, without what only changes how the picture looks.
 *  out   false, and nothing is added: the host is none of those that serve covers for good, the
 *        address expires or is signed, or it is known to be the picture of a missing cover */
bool cover_url_clean(const char *url, struct text *ret) NONNULL_ALL MUST_CHECK;
