/* broker_url.h: where the broker is: a comma list of nodes, each with all that connecting needs. */
#pragma once
#include "core/error.h"

#define BROKER_NODES_MAX 16

struct broker_node {
    char *host; /* a name, or an address without brackets */
    int port;
    bool tls;
    char *user, *password, *vhost;
};

struct broker_nodes {
    struct broker_node node[BROKER_NODES_MAX];
    size_t count; /* at least 1 after broker_url_parse */
};

/** Read "amqp[s]://user:password@host:port/vhost[,…]". Each element is a whole URL, or a
 *  host[:port] that takes everything else from the URL before it. User, password, host and vhost
 *  are percent-decoded. Without a path, or with "/", the vhost is "/"; without a port it is 5672,
 *  or 5671 with amqps; without a user it is guest.
 *  out   ret  the caller frees it with broker_nodes_done
 *  err   CONFIG says which element and what is wrong with it, and never quotes the URL, because a
 *        password that was not encoded may stand anywhere in it */
bool broker_url_parse(const char *url, struct broker_nodes *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
void broker_nodes_done(struct broker_nodes *nodes); /* wipes the passwords */
CLEANUP_STRUCT(struct broker_nodes, broker_nodes_done)
