/* transport.h: whether what we send to other machines can be read or answered by somebody else on
 * the way. Nothing is sent to find out: the configuration says it. */
#pragma once
#include "io/config/config.h"

/* One of those to whom we send, and what is wrong with the way there. */
struct transport {
    const char *to; /* "broker" */
    /** err   CONFIG names the host and the mend */
    bool (*check)(const struct config *config, struct error *err);
};

/** out   NULL: there is none of this number */
const struct transport *transport_at(size_t index) MUST_CHECK;
