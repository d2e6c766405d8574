/* host.h: the hosts that URLs name, and whether what is sent there leaves this machine. */
#pragma once
#include "core/text.h"

/** The host of a URL, without login, port and brackets.
 *  in    url  "scheme://user:password@host:port/path"; all but the host may be missing
 *  out   ret  it is added, nothing where there is none */
void host_of_url(const char *url, struct text *ret) NONNULL_ALL;

/** Is this host the machine itself: localhost, an address of loopback, a folder of sockets, ""? */
bool host_is_own(const char *host) NONNULL_ALL MUST_CHECK;
