/* amqp_peer.h: a broker that says what a test wants, played by a thread on a loopback socket. It
 * shakes hands as AMQP 0-9-1 asks, then sends the bytes of its script. */
#pragma once
#include <pthread.h>

#include "core/base.h"

#define PEER_TIMEOUT_MS 600

/* ---- frames, as bytes ---- */

struct peer_bytes {
    uint8_t at[256 * 1024];
    size_t count;
};

void peer_add(struct peer_bytes *to, const void *bytes, size_t count);
void peer_add_number(struct peer_bytes *to, uint64_t number, size_t size);
void peer_add_frame(struct peer_bytes *to, uint8_t type, uint16_t channel,
                    const struct peer_bytes *payload);
void peer_add_method(struct peer_bytes *to, uint16_t channel, uint16_t class, uint16_t method,
                     const void *arguments, size_t count);
/* basic.deliver: consumer tag, delivery tag 1, not redelivered, exchange, routing key. */
void peer_add_deliver(struct peer_bytes *to, uint16_t channel);
void peer_add_header(struct peer_bytes *to, uint64_t body_bytes);
void peer_add_body(struct peer_bytes *to, size_t count);
void peer_add_close(struct peer_bytes *to, uint16_t channel, uint16_t code, const char *reason);

/* ---- the peer ---- */

enum manners {
    POLITE,
    REFUSES_LOGIN,
    BREAKS_LOGIN, /* the frame of its answer has no end */
    BREAKS_CHANNEL,
    SAYS_HTTP,
    SILENT,
    NEVER_READS,
    FLOODS
};

struct peer {
    int listener, port;
    pthread_t thread;
    enum manners manners;
    uint32_t frame_max;
    uint16_t heartbeat;
    bool then_closes; /* after the script */
    struct peer_bytes script;
};

/** Listen and wait for one connection; port says where. */
void peer_start(struct peer *peer);
/** Wait for the end of that connection. */
void peer_stop(struct peer *peer);
