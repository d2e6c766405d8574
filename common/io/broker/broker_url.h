/* broker_url.h: where the broker is: a comma list of nodes, read once, with what each needs. */
#pragma once
#include "core/error.h"

#define BROKER_NODES_MAX 16

struct broker_node {
    char *host; /* name or address, without brackets */
    int port;
    bool tls;
    char *user, *password, *vhost;
};

struct broker_nodes {
    struct broker_node node[BROKER_NODES_MAX];
    size_t count; /* at least 1 after reading */
};

/** Read "amqp[s]://user:password@host:port/vhost[,…]". Each element is a whole URL, or host[:port]
 *  that continues the URL before it. User, password, host and vhost are percent-decoded; an absent
 *  path and "/" are the vhost "/"; the port is 5672, with amqps 5671; without a user, guest.
 *  out  ret  caller frees with broker_nodes_done
 *  err  CONFIG which element, and what is wrong with it; never a piece of the URL itself, for a
 *       password that was not encoded may stand anywhere in it */
bool broker_url_parse(const char *url, struct broker_nodes *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
void broker_nodes_done(struct broker_nodes *nodes); /* wipes the passwords */
CLEANUP_STRUCT(struct broker_nodes, broker_nodes_done)
