/* setup.c: engine and gate, as the configuration has them. */
#include "gate/setup.h"

#include <sys/resource.h>

#include "core/version.h"
#include "gate/gate.h"
#include "io/http/http.h"

#define BODIES_MAX ((size_t)64 << 20) /* of answers in flight */
#define CALLS_MAX_FLOOR 1000          /* in flight */

static bool all_local(const struct services *services)
{
    for (size_t i = 0; i < services->count; i++)
        if (!services->items[i].local)
            return false;
    return true;
}

/* A call needs a descriptor; without one it would look like a provider that fails. */
static size_t calls_at_once(const struct config *config)
{
    struct rlimit limit = {.rlim_cur = RLIM_INFINITY};
    const size_t two_a_month = 2 * (size_t)config->consumer_concurrency;
    const size_t wanted = two_a_month > CALLS_MAX_FLOOR ? two_a_month : CALLS_MAX_FLOOR;
    const rlim_t own = DESCRIPTORS_OWN + (rlim_t)config->database_pool_size;
    (void)getrlimit(RLIMIT_NOFILE, &limit); /* cannot fail for this resource */
    const rlim_t left = limit.rlim_cur > own ? limit.rlim_cur - own : 1;
    return left < wanted ? (size_t)left : wanted;
}

void setup_gate(struct consumer *consumer)
{
    const struct config *config = consumer->config;
    CLEANUP(text_done) struct text agent = {0};
    if (all_local(&consumer->services))
        return;
    text_add_format(&agent, "backfill/%s (%s)", version_number(),
                    *config->contact ? config->contact : "no contact configured");
    struct http_engine_options options = {
        .user_agent = text_of(&agent),
        .ca_file = *config->http_client_ca_file ? config->http_client_ca_file : NULL,
        .proxy = *config->http_client_proxy ? config->http_client_proxy : NULL,
        .total_bytes_max = BODIES_MAX,
        .in_flight_max = calls_at_once(config),
    };
    consumer->http = http_engine_start(&options);
    consumer->gate = gate_start(config, &consumer->services, consumer->http);
}
