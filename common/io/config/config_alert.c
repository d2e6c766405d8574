/* config_alert.c: whether what is configured for sending alarms can work, as far as that is known
 * without sending. A URL is a secret, so no message shows one. */
#include "core/argv.h"
#include "core/host.h"
#include "io/config/config_private.h"

#include <string.h>

static bool check_url(const struct config *config, const char *key, const char *url,
                      struct error *err)
{
    CLEANUP(text_done) struct text host = {0};
    if (!*url || strncmp(url, "https://", 8) == 0)
        return true;
    if (strncmp(url, "http://", 7) != 0)
        return error_set(err, ERROR_CONFIG, 0,
                         "%s: write the whole URL, which begins with https:// (http:// only for "
                         "this machine)",
                         key);
    host_of_url(url, &host);
    return host_is_own(text_of(&host)) || text_equal(config->alert_plain_http, "anywhere") ||
           error_set(err, ERROR_CONFIG, 0,
                     "%s: http:// to '%.100s' can be read on the way: write https://, or set "
                     "alert.plain_http = \"anywhere\"",
                     key, text_of(&host));
}

bool config_alerts_check(const struct config *config, struct error *err)
{
    CLEANUP(argv_done) struct argv argv = {0};
    if (*config->alert_command && !argv_split(config->alert_command, &argv, err))
        return error_wrap(err, "alert.command");
    return check_url(config, "alert.webhook", config->alert_webhook, err) &&
           check_url(config, "alert.heartbeat_url", config->alert_heartbeat_url, err);
}
