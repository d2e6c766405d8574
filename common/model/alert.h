/* alert.h: what is sent of an alarm, in the JSON of Alertmanager's webhook, version 4, which many
 * receivers read. Each message is of one alarm.
 * from  Prometheus, "Alerting: configuration, webhook_config" */
#pragma once
#include "core/text.h"

/* All texts are borrowed, and none but the last two is NULL. */
struct alert {
    const char *status;    /* "firing", "resolved" */
    const char *name;      /* "dead_letters" */
    const char *subject;   /* what it is about: a provider, a month; "": nothing of its own */
    const char *severity;  /* "warning", "critical" */
    const char *summary;   /* a sentence */
    const char *starts_at; /* "2023-11-30T08:15:00Z" */
    const char *fingerprint;
    const char *installation; /* the database's id */
    const char *url;          /* where people look; "": nowhere */
    const char *ends_at;      /* NULL while it fires */
};

/** Append the document. */
void alert_json(const struct alert *alert, struct text *ret) NONNULL_ALL;
