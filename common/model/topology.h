/* topology.h: the exchanges and queues, their names by configuration, and how they hang
 * together. */
#pragma once
#include "io/broker/broker.h"
#include "io/config/config.h"

/* Where a message goes: the words of outbox.destination. */
struct route {
    const char *exchange, *routing_key;
};

/** The route of an outbox destination; exchange is NULL for one that this version does not know:
 *  while a fleet is upgraded, rows of a newer one wait for it. */
struct route topology_route(const struct config *config, const char *destination) NONNULL_ALL;

/** How to connect to the broker of this configuration. Texts are borrowed.
 *  in  name      shown by the broker as the connection's
 *      confirms  for a connection that publishes */
struct broker_options topology_connection(const struct config *config, const char *name,
                                          bool confirms) NONNULL_ALL;

/** Declare everything, dead-letter queues before the queues that point at them. To do it again
 *  changes nothing. Connections are opened as needed: asking for a queue that is missing costs the
 *  connection.
 *  out  ret_created  how many queues had to be created
 *  err  CONFIG a queue exists with other arguments, no rights | OWN_SERVERS */
bool topology_declare(const struct config *config, int *ret_created, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Whose rights on the broker; each has those before it. deploy/roles/rabbitmq gives them. */
enum topology_user {
    TOPOLOGY_READER,   /* may log in */
    TOPOLOGY_PRODUCER, /* publishes */
    TOPOLOGY_CONSUMER, /* and takes months */
    TOPOLOGY_OPERATOR, /* and dead letters; declares, which is not tried */
};

/** Try whether our user has these rights. err CONFIG names the one that is missing | OWN_SERVERS */
bool topology_check_rights(const struct config *config, enum topology_user user, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Check that every exchange and queue is there and answers.
 *  err   CONFIG names what is missing and how to make it | OWN_SERVERS */
bool topology_check(const struct config *config, struct error *err) NONNULL_ALL MUST_CHECK;
