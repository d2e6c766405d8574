/* alert.c: one group with one alert in it. The group's key names installation, alarm and subject:
 * a receiver joins the end of an alarm to its beginning, and keeps two installations apart. */
#include "model/alert.h"

#include "core/json_write.h"

/* Go's zero time, which Alertmanager sends while the end is not known. */
#define NO_TIME "0001-01-01T00:00:00Z"

static void add_group_labels(const struct alert *alert, struct text *ret)
{
    json_write_text(ret, "alertname", alert->name);
    if (*alert->subject)
        json_write_text(ret, "subject", alert->subject);
    json_write_text(ret, "installation", alert->installation);
}

static void add_labels(const struct alert *alert, const char *key, struct text *ret)
{
    json_write_open(ret, key, '{');
    add_group_labels(alert, ret);
    json_write_text(ret, "severity", alert->severity);
    json_write_close(ret, '}');
}

static void add_annotations(const struct alert *alert, const char *key, struct text *ret)
{
    json_write_open(ret, key, '{');
    json_write_text(ret, "summary", alert->summary);
    json_write_close(ret, '}');
}

static void add_alert(const struct alert *alert, struct text *ret)
{
    json_write_open(ret, NULL, '{');
    json_write_text(ret, "status", alert->status);
    add_labels(alert, "labels", ret);
    add_annotations(alert, "annotations", ret);
    json_write_text(ret, "startsAt", alert->starts_at);
    json_write_text(ret, "endsAt", alert->ends_at ? alert->ends_at : NO_TIME);
    json_write_text(ret, "generatorURL", alert->url);
    json_write_text(ret, "fingerprint", alert->fingerprint);
    json_write_close(ret, '}');
}

void alert_json(const struct alert *alert, struct text *ret)
{
    CLEANUP(text_done) struct text key = {0};
    text_add_format(&key, "%s/%s/%s", alert->installation, alert->name, alert->subject);
    json_write_open(ret, NULL, '{');
    json_write_text(ret, "version", "4");
    json_write_text(ret, "groupKey", text_of(&key));
    json_write_int(ret, "truncatedAlerts", 0);
    json_write_text(ret, "status", alert->status);
    json_write_text(ret, "receiver", "backfill");
    json_write_open(ret, "groupLabels", '{');
    add_group_labels(alert, ret);
    json_write_close(ret, '}');
    add_labels(alert, "commonLabels", ret);
    add_annotations(alert, "commonAnnotations", ret);
    json_write_text(ret, "externalURL", alert->url);
    json_write_open(ret, "alerts", '[');
    add_alert(alert, ret);
    json_write_close(ret, ']');
    json_write_close(ret, '}');
}
