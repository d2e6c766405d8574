/* web_path.h: the path of a request, and the host that it was sent to. Pure functions. */
#pragma once
#include "core/text.h"

/** Decode a path once, "%2f" being '/'.
 *  in    sent   what stands before the '?'
 *  out   ret    it is added; nothing where it cannot be decoded
 *        false: it does not begin with '/', an escape is no byte, or it decodes to what is no UTF-8
 *        or has control characters */
bool web_path_decode(const char *sent, size_t count, struct text *ret) NONNULL_ALL MUST_CHECK;

/** Is the host of a header Host ("localhost:8080") a name that this server goes by: an address or a
 *  name of loopback, the address that it listens on, or one of a list? Pages of other names would
 *  reach it by an address of their own making (DNS rebinding).
 *  in    listen  "127.0.0.1:8080"; with "0.0.0.0:…" or "[::]:…" any address will do
 *        hosts   comma list of names, without ports */
bool web_host_is_own(const char *host, const char *listen, const char *hosts)
    NONNULL_ALL MUST_CHECK;
