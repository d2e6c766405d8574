/* topology.h: the exchanges and queues: their names, which the configuration sets, and their
 * bindings. */
#pragma once
#include "io/broker/broker.h"
#include "io/config/config.h"

/* Where a message is published. */
struct route {
    const char *exchange, *routing_key;
    bool is_event; /* for queues of others: who has bound none gets none, and nothing is returned */
};

/** The route of an outbox row.
 *  in    destination  the column of this name: "backfill", "enrichment_dead" and so on
 *  out   exchange is NULL where this version does not know the destination; while a fleet is
 *        upgraded, such rows wait for a newer process */
struct route topology_route(const struct config *config, const char *destination) NONNULL_ALL;

/** How to connect to the broker of this configuration.
 *  in    name      the connection's name, as the broker lists it
 *        confirms  true for a connection that publishes
 *  out   its texts are borrowed from config and name */
struct broker_options topology_connection(const struct config *config, const char *name,
                                          bool confirms) NONNULL_ALL;

/** Declare all exchanges and queues, dead-letter queues before those that point at them. To do it
 *  again changes nothing.
 *  out   ret_created  how many queues were missing before
 *  err   OWN_SERVERS broker away | CONFIG a queue exists with other arguments, no rights */
bool topology_declare(const struct config *config, int *ret_created, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* The users of the broker. Each has the rights of those before it; deploy/roles/rabbitmq gives
 * them. */
enum topology_user {
    TOPOLOGY_READER,   /* logs in, which topology_check has tried */
    TOPOLOGY_PRODUCER, /* publishes */
    TOPOLOGY_CONSUMER, /* takes months */
    TOPOLOGY_OPERATOR, /* takes dead letters; also declares, which is not tried */
};

/** Try whether our user has the rights of this one.
 *  err   OWN_SERVERS broker away | CONFIG names the right that is missing */
bool topology_check_rights(const struct config *config, enum topology_user user, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Has a queue the arguments that topology gives it: does it send on what the broker drops? It
 *  is declared again, which changes nothing; topology_check has found it before. Of bindings the
 *  broker says nothing that would not change them.
 *  in    queue  the name of one of the four
 *  err   CONFIG 406 says what is different | CONFIG 403 this user may not ask | OWN_SERVERS */
bool topology_check_arguments(const struct config *config, const char *queue, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Check that every exchange and queue exists and answers.
 *  err   OWN_SERVERS broker away | CONFIG says what is missing and what to do; no rights */
bool topology_check(const struct config *config, struct error *err) NONNULL_ALL MUST_CHECK;
