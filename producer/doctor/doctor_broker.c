/* doctor_broker.c: the broker, and the topology on it against the one that is declared. */
#include "doctor/doctor.h"

#include "doctor/bindings.h"

#define VERSION_LEAST 3010  /* 3.10 */
#define VERSION_LIMITS 4000 /* from 4.0 on quorum queues have a delivery limit by default */

/* 3010 of "3.10.8"; 0: not known. */
static int version_number(const char *version)
{
    int major = 0, minor = 0;
    for (; *version >= '0' && *version <= '9' && major < 1000; version++)
        major = major * 10 + *version - '0';
    version += *version == '.';
    for (; *version >= '0' && *version <= '9' && minor < 1000; version++)
        minor = minor * 10 + *version - '0';
    return major * 1000 + minor;
}

static void look_at_version(struct doctor *doctor, const char *version)
{
    CLEANUP(text_done) struct text what = {0};
    const int number = version_number(version);
    const bool old = number > 0 && number < VERSION_LEAST;
    text_add_format(&what, "RabbitMQ %s (3.10 or later is needed) answers",
                    *version ? version : "of a version that it does not tell");
    findings_add(&doctor->findings, old ? FINDING_CRITICAL : FINDING_OK, "broker",
                 old ? "upgrade it" : "", text_of(&what));
    if (number >= VERSION_LIMITS)
        findings_good(&doctor->findings, "broker",
                      "the two dead-letter queues need the policy 'delivery-limit: -1' on this "
                      "version, which AMQP does not show");
}

static void look_at_arguments(struct doctor *doctor)
{
    const struct config *config = doctor->context->config;
    const char *const queues[] = {config->broker_backfill_queue, config->broker_enrichment_queue,
                                  config->broker_backfill_dlq, config->broker_enrichment_dlq};
    size_t same = 0, unseen = 0;
    for (size_t i = 0; i < ARRAY_LEN(queues); i++) {
        struct error err = {0};
        const bool good = topology_check_arguments(config, queues[i], &err);
        same += good;
        unseen += !good && err.code == 403;
        if (!good && err.code != 403)
            findings_add(&doctor->findings, FINDING_WARNING, "queue arguments",
                         err.code == 406 ? "delete the queue while it is empty, then run "
                                           "'backfill-producer topology'"
                                         : "",
                         err.message);
    }
    if (same == ARRAY_LEN(queues))
        findings_good(&doctor->findings, "queue arguments", "they are those that topology gives");
    else if (unseen > 0)
        findings_good(&doctor->findings, "queue arguments",
                      "they are not shown to this user (to the operator's they are)");
}

static void look_at_rights(struct doctor *doctor)
{
    struct error err = {0};
    if (doctor->role->broker == TOPOLOGY_READER)
        findings_good(&doctor->findings, "broker rights", "this role needs none but the login");
    else if (topology_check_rights(doctor->context->config, doctor->role->broker, &err))
        findings_good(&doctor->findings, "broker rights", "they are those of a %s",
                      doctor->role->name);
    else
        findings_add(&doctor->findings, FINDING_CRITICAL, "broker rights",
                     "run deploy/roles/rabbitmq on a node of the broker", err.message);
}

void doctor_broker(struct doctor *doctor)
{
    const struct config *config = doctor->context->config;
    const struct broker_options options =
        topology_connection(config, PROGRAM " doctor", /* confirms= */ false);
    CLEANUP(broker_free) struct broker *broker = NULL;
    struct error err = {0};
    if (!broker_open(&options, &broker, &err)) {
        findings_error(&doctor->findings, FINDING_CRITICAL, "broker", &err);
        return;
    }
    look_at_version(doctor, broker_server_version(broker));
    if (!topology_check(config, &err)) {
        findings_error(&doctor->findings, FINDING_CRITICAL, "topology", &err);
        return;
    }
    findings_good(&doctor->findings, "topology", "all exchanges and queues are there");
    look_at_arguments(doctor);
    bindings_look(config, &doctor->findings);
    look_at_rights(doctor);
}
