/* config.h: the configuration. A flag stands over the environment, which stands over the file,
 * which stands over the default.
 *
 * One table in config_keys.c names every key with its type, range and default; deploy/backfill.conf
 * says what each is for, and a test compares the two. The environment variable of a key is its path
 * in capitals ("consumer.concurrency": BACKFILL_CONSUMER_CONCURRENCY), and one that is set to
 * nothing counts as not set; a secret may also be read from the file that the variable with _FILE
 * behind it names. Secrets (URLs with passwords, keys) are never logged. A configuration is read
 * before threads start; afterwards only its URLs change, by config_take_urls. */
#pragma once
#include <stdatomic.h>

#include "core/error.h"
#include "core/text.h"
#include "io/database/database.h"

#define CONFIG_PROVIDERS_MAX 32
#define CONFIG_DEFAULT_FILE "/etc/backfill/backfill.conf"

/* A provider: a built-in one, or one that the file or the environment describes. Its settings are
 * checked and kept as text; NULL where the default of its kind holds. */
struct config_provider {
    char name[32];    /* lower case letters, digits, underscores */
    const char *kind; /* of core/provider_table.h: "openai"; NULL: its description names none */
    const char *base_url;
    const char *model;
    const char *rate_per_second; /* decimal number */
    const char *daily_calls;     /* whole numbers */
    const char *buffer_calls;
    const char *reset_zone; /* whose midnight begins its day: "America/Los_Angeles" */
    const char *timeout_ms;
    const char *max_tokens;           /* of one answer of a generator */
    const char *price_in, *price_out; /* of a million tokens; decimal numbers */
    const char *price_call;
    const char *prices;           /* by model, as model/price.h reads them */
    const char *key;              /* a secret */
    const char *allow_plain_http; /* "true" or "false" */
};

#define CONFIG_LIMIT_OFF (-1)

/* An alarm warns when its value is above the one, and is critical above the other; off: never. */
struct config_alarm {
    int64_t warning, critical;
};

/* The alarms, as deploy/backfill.conf describes them. Only resolution_low is one of values below
 * its limits. */
struct config_alarms {
    int64_t window_hours; /* what is judged by the months that completed lately looks at so many */
    int64_t resolution_target,
        resolution_target_recent; /* percent; shown beside what was reached */
    int64_t recent_years;         /* how many years are recent */
    int64_t unusual_neighbours;   /* with fewer completed months around it, none is unusual */
    struct config_alarm resolution_low, months_failed, months_partial, month_long_processing;
    struct config_alarm month_unusual, months_orphaned, no_consumer, nothing_consumed;
    struct config_alarm retries_overdue, process_ended, fleet_paused, outbox_old, outbox_refused;
    struct config_alarm dead_letters, group_returned, provider_closed, quota_high, budget_near;
    struct config_alarm budget_unpriced;
    struct config_alarm budget_spent, alert_failing, isbns_waiting, nothing_enriched;
};

/* A value that is not the default. */
struct config_source {
    struct config_source *next;
    const char *key;    /* "consumer.concurrency"; NULL: a BACKFILL_ variable that nobody knows */
    const char *origin; /* the variable, or file and line */
    const char *value;  /* NULL: a secret; of an unknown variable, the one that was perhaps meant */
};

struct config {
    /* the database */
    const char *database_url; /* URL or connection string of libpq */
    /* For locks and migrations. It differs from database_url only where a pooler is used. */
    const char *database_direct_url;
    int64_t database_pool_size; /* connections that the workers of one consumer share */
    int64_t database_statement_timeout_ms;
    /* the broker */
    const char *broker_url; /* amqp(s)://user:password@host:port/vhost, a comma list of nodes */
    const char *broker_ca_file;
    int64_t broker_heartbeat_seconds;
    int64_t broker_timeout_ms; /* for one answer of the broker, and for unacknowledged TCP data */
    const char *broker_exchange;
    const char *broker_dead_exchange;
    const char *broker_enriched_exchange; /* "": no events */
    const char *broker_backfill_queue;
    const char *broker_enrichment_queue;
    const char *broker_backfill_dlq;
    const char *broker_enrichment_dlq;
    /* who generates and who resolves, in order: comma lists of provider names */
    const char *generators;
    const char *resolvers;
    const char *enrichers; /* who is asked for editions of ISBNs, in order */
    const char *contact;   /* e-mail or URL in the User-Agent of every call; "": none */
    const char *http_client_ca_file, *http_client_proxy; /* "": the system's store; no proxy */
    const char *prompts_dir; /* folder of prompt variants beside the embedded ones; "": none */
    const char *budget_per_day, *budget_total; /* in the currency of the prices; 0: no limit */
    int64_t schedule_after_days;               /* so many days after its end a month is due */
    int64_t schedule_http_batch_size;          /* months at most that one request schedules */
    /* a month */
    int64_t month_deadline_seconds;
    int64_t retry_max;        /* charged failures until a month fails, 1 .. 5 */
    const char *retry_delays; /* comma list of durations: "10s,1m,5m,20m" */
    int64_t crash_max;        /* counted crashes until a month is dead-lettered */
    int64_t suspect_rest_ms; /* how long a month that must run alone waits while another one runs */
    /* the consumer */
    int64_t consumer_concurrency;
    const char *consumer_queue;                          /* "backfill", "enrichment", or both */
    int64_t enrichment_batch_size, enrichment_gather_ms; /* ISBNs; how long they are gathered */
    int64_t enrichment_share_percent; /* of a provider's day, while months wait */
    const char *consumer_listen;      /* address:port of metrics and health; "": none */
    int64_t drain_seconds; /* how long months in flight may go on when the process stops */
    /* times of the janitor and the relay; tests shorten them */
    int64_t janitor_sweep_ms; /* between two sweeps */
    int64_t janitor_heartbeat_ms;
    int64_t janitor_takeover_ms; /* so long without a beat and with a free lock is dead */
    int64_t janitor_frozen_ms;   /* so long without a beat is dead, whatever the lock says */
    int64_t janitor_grace_ms;    /* age of its session before a janitor takes months over */
    int64_t janitor_announce_ms; /* how long a month may wait before it is announced again */
    int64_t relay_poll_ms;       /* between two looks for rows that are due */
    int64_t relay_retry_ms;      /* the first wait of a row that was returned or refused */
    int64_t reconnect_max_ms;    /* the longest pause between two tries to reach a server */
    /* how long rows are kept, in days; 0: for ever */
    int64_t retention_every_seconds; /* between two looks for rows that are too old */
    int64_t retention_answers_days, retention_attempts_days, retention_lookups_days;
    int64_t retention_letters_days, retention_processes_days, retention_bookings_days;
    int64_t retention_operations_days, retention_plans_days, retention_usage_days;
    struct config_alarms alarm;
    int64_t retention_alarms_days, retention_provider_events_days, retention_requests_days;
    int64_t retention_enrichment_log_days, retention_edition_responses_days;
    /* sending alarms; the texts are "" where they are not set */
    const char *alert_command;       /* split into words without a shell */
    const char *alert_webhook;       /* URL, a secret, as the next */
    const char *alert_heartbeat_url; /* of a dead man's switch */
    const char *alert_plain_http;    /* where http:// may go: "loopback", "anywhere" */
    const char *alert_url;           /* where people look; sent with each alarm */
    int64_t alert_for_seconds;       /* so long an alarm holds before it is said */
    int64_t alert_every_seconds;     /* between two looks */
    int64_t alert_remind_hours;      /* 0: nobody is reminded */
    int64_t alert_retry_seconds;     /* the first pause after a failure */
    int64_t alert_timeout_ms;        /* of one sending */
    /* who may call serve: "" or secrets, with commas or line ends between them; see serve/auth.h */
    const char *cron_secret, *http_read_token, *http_operator_token;
    int64_t http_session_hours; /* how long a login to the page lasts */
    const char *http_proxies;   /* comma list of addresses whose X-Forwarded-… is believed */
    /* serve */
    const char *http_listen;      /* address:port */
    const char *http_hosts;       /* comma list of names that it goes by; "": those of loopback */
    int64_t http_workers;         /* processes that carry out commands */
    int64_t http_request_seconds; /* how long one request may take */
    int64_t http_body_bytes;      /* of a request */
    /* logs */
    const char *log_level;  /* debug, info, warning, error */
    const char *log_format; /* text, json */

    struct config_provider providers[CONFIG_PROVIDERS_MAX]; /* the built-in first */
    size_t provider_count;
    const char *file;              /* the file that was read; NULL: none */
    struct config_source *sources; /* in the order in which they were read; owned */

    /* read again since the start (config_take_urls); NULL: not changed. Of config.c */
    _Atomic(const char *) new_database_url, new_direct_url, new_broker_url;

    struct config_memory *memory; /* what the pointers above point to; for config.c */
};

/** Read the defaults, then the file, then the environment. There is a warning for each unknown
 *  BACKFILL_ variable, for each PG variable that would lead to another database (it is dropped),
 *  and for a password in a file that everybody may read.
 *  in    file  of --config; NULL: $BACKFILL_CONFIG, otherwise CONFIG_DEFAULT_FILE if it exists
 *  out   ret   the caller frees it with config_free
 *  err   CONFIG the file is missing, unreadable or has wrong syntax; a key is unknown; a value has
 *        the wrong type or range. It names the key, the value, and where it stands */
bool config_read(const char *file, struct config **ret, struct error *err) MUST_CHECK;
void config_free(struct config *config);
CLEANUP_FUNCTION(struct config, config_free)

/** Set one key by its path, for a flag.
 *  err   CONFIG there is no such key, or the value is wrong */
bool config_set(struct config *config, const char *path, const char *value, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Check what must hold between keys, after the flags were set: the providers of the lists exist,
 *  the URLs have a known scheme, and no two queues have one name.
 *  in    needs_database, needs_broker  the servers that this command talks to
 *  err   CONFIG names the key and what is wrong */
bool config_check(const struct config *config, bool needs_database, bool needs_broker,
                  struct error *err) MUST_CHECK;

/** Take over the URLs of a configuration that was read again: config_database,
 *  config_database_direct and config_broker_url give them from now on, to any thread. One thread.
 *  in   fresh  checked */
void config_take_urls(struct config *config, const struct config *fresh) NONNULL_ALL;

/** The broker's URL; valid as long as config. */
const char *config_broker_url(const struct config *config) NONNULL_ALL;

/** Add each key of the alarms to a JSON object that is open, without "alarm." before it; what is
 *  off is null. */
void config_alarm_json(struct text *out, const struct config *config) NONNULL_ALL;

/** The provider of that name, or NULL. Borrowed from config. */
const struct config_provider *config_provider(const struct config *config, const char *name)
    NONNULL_ALL;

/** How to connect to the database for everyday statements: through a pooler, where one is used.
 *  out   its texts are borrowed from config and application_name */
struct database_options config_database(const struct config *config, const char *application_name)
    NONNULL_ALL;

/** The same for locks and migrations, which need the database itself and a session of their own. */
struct database_options config_database_direct(const struct config *config,
                                               const char *application_name) NONNULL_ALL;

/** Write log lines as the configuration says from now on. Called before threads start.
 *  in    program  borrowed for ever */
void config_configure_log(const struct config *config, const char *program) NONNULL_ALL;

/** Read a comma list of durations: "10s,1m".
 *  out   ret_ms     has room for max of them
 *        ret_count  how many they are, 1 .. max
 *  err   CONFIG one is no duration, or they are more than max */
bool config_durations(const char *list, int64_t *ret_ms, size_t max, size_t *ret_count,
                      struct error *err) NONNULL_ALL MUST_CHECK;
