/* page.h: the page for browsers. Its files carry no data, so that they are for everybody. */
#pragma once
#include "io/web/webserver.h"

/** Answer a request for "/" or "/page/FILE".
 *  out   false: it is for another path, and ret is untouched */
bool page_answer(const struct web_request *request, struct web_answer *ret) NONNULL_ALL MUST_CHECK;
