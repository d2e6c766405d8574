/* config.h: the configuration: flag over environment over file over default.
 *
 * One table in config_keys.c names every key with its type, range and default; deploy/backfill.conf
 * says what each is for (a test compares the two). The environment variable of a key is its path in
 * capitals ("consumer.concurrency": BACKFILL_CONSUMER_CONCURRENCY); a URL may also be read from the
 * file that the variable with _FILE behind it names. Secrets (URLs with passwords, keys) are never
 * logged or dumped. Read once at start, before threads; immutable afterwards. */
#pragma once
#include "core/error.h"
#include "io/database/database.h"

#define CONFIG_PROVIDERS_MAX 32
#define CONFIG_DEFAULT_FILE "/etc/backfill/backfill.conf"

/* A provider: one of the built-in, or a block of the file or the environment. Settings are checked
 * and kept as text; NULL where the kind's default holds. */
struct config_provider {
    char name[32];    /* lower case letters, digits, underscores */
    const char *kind; /* of core/provider_table.h: "openai"; NULL: a block that names none */
    const char *base_url;
    const char *model;
    const char *rate_per_second; /* decimal number */
    const char *daily_calls;     /* whole numbers */
    const char *buffer_calls;
    const char *reset_zone; /* whose midnight begins its day: "America/Los_Angeles" */
    const char *timeout_ms;
    const char *price_in, *price_out; /* of a million tokens, decimal numbers */
    const char *key;                  /* secret */
    const char *allow_plain_http;     /* "true" or "false" */
};

struct config {
    /* database */
    const char *database_url; /* libpq URL or connection string */
    const char
        *database_direct_url;   /* for locks and migrations; the same unless a pooler is used */
    int64_t database_pool_size; /* connections shared by the workers of one consumer */
    int64_t database_statement_timeout_ms;
    /* broker */
    const char *broker_url; /* amqp(s)://user:password@host:port/vhost, a comma list of nodes */
    const char *broker_ca_file;
    int64_t broker_heartbeat_seconds;
    int64_t broker_timeout_ms; /* for one answer of the broker, and for unacknowledged TCP data */
    const char *broker_exchange;
    const char *broker_dead_exchange;
    const char *broker_backfill_queue;
    const char *broker_enrichment_queue;
    const char *broker_backfill_dlq;
    const char *broker_enrichment_dlq;
    /* who generates and who resolves, in order: comma lists of provider names */
    const char *generators;
    const char *resolvers;
    const char *contact; /* e-mail or URL in the User-Agent of every call; "": none */
    const char *http_client_ca_file, *http_client_proxy; /* "": the system's store; no proxy */
    const char *prompts_dir; /* folder of prompt variants beside the embedded; "": none */
    const char *budget_per_day, *budget_total; /* amounts, in the prices' currency; 0: no limit */
    /* a month */
    int64_t month_deadline_seconds;
    int64_t retry_max;        /* charged failures until a month fails (1..5) */
    const char *retry_delays; /* comma list of durations: "10s,1m,5m,20m" */
    int64_t crash_max;        /* counted crashes until a month is dead-lettered */
    int64_t suspect_rest_ms;  /* of a month that must run alone while another one does */
    /* the consumer */
    int64_t consumer_concurrency;
    const char *consumer_listen; /* address:port of metrics and health; "" is off */
    int64_t drain_seconds;
    /* times of janitor and relay; tests shorten them */
    int64_t janitor_sweep_ms;
    int64_t janitor_heartbeat_ms;
    int64_t janitor_takeover_ms; /* lock free, heartbeat unchanged so long */
    int64_t janitor_frozen_ms;   /* heartbeat unchanged so long, lock or not */
    int64_t janitor_grace_ms;    /* no rescue in the first of its own session */
    int64_t janitor_announce_ms; /* queued this long without a message: announce again */
    int64_t relay_poll_ms;
    int64_t relay_retry_ms; /* first wait of a row that was returned or refused */
    int64_t reconnect_max_ms;
    /* how long what is kept, in days; 0: for ever */
    int64_t retention_every_seconds; /* between two looks for what is too old */
    int64_t retention_answers_days, retention_attempts_days, retention_lookups_days;
    int64_t retention_letters_days, retention_processes_days, retention_bookings_days;
    int64_t retention_usage_days;
    /* logs */
    const char *log_level;  /* debug, info, warning, error */
    const char *log_format; /* text, json */

    struct config_provider providers[CONFIG_PROVIDERS_MAX]; /* the built-in first */
    size_t provider_count;
    const char *file; /* the one that was read; NULL: none */

    struct config_memory *memory; /* of config.c: what the pointers above point to */
};

/** Read defaults, then the file, then the environment. Unknown BACKFILL_* variables, PG* variables
 *  that would lead to another database (they are dropped) and a password in a file that others can
 *  read are one warning each.
 *  in   file  from --config; NULL: $BACKFILL_CONFIG, else CONFIG_DEFAULT_FILE if it exists, else
 *             none
 *  out  ret   caller frees with config_free
 *  err  CONFIG missing or unreadable file, syntax, unknown key (with its line), wrong type or range
 *       (names key, value and where it came from) */
bool config_read(const char *file, struct config **ret, struct error *err) MUST_CHECK;
void config_free(struct config *config);
CLEANUP_FUNCTION(struct config, config_free)

/** Set one key from a flag, by its path; the same checks as for the file. */
bool config_set(struct config *config, const char *path, const char *value, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Check what must hold together, once flags are in: the providers named exist, urls are there.
 *  in  needs_database, needs_broker  what this command talks to */
bool config_check(const struct config *config, bool needs_database, bool needs_broker,
                  struct error *err) MUST_CHECK;

/** The provider of that name, or NULL. Borrowed from config. */
const struct config_provider *config_provider(const struct config *config, const char *name)
    NONNULL_ALL;

/** How to connect to the database for everyday statements: through a pooler, where one is used.
 *  Texts are borrowed. */
struct database_options config_database(const struct config *config, const char *application_name)
    NONNULL_ALL;

/** The same for locks and migrations, which need the database itself and a session of their own. */
struct database_options config_database_direct(const struct config *config,
                                               const char *application_name) NONNULL_ALL;

/** Write log lines as the configuration says, from now on; before threads start. */
void config_configure_log(const struct config *config, const char *program) NONNULL_ALL;

/** Read the comma list of durations.
 *  out  ret_ms  at most max of them; ret_count how many */
bool config_durations(const char *list, int64_t *ret_ms, size_t max, size_t *ret_count,
                      struct error *err) NONNULL_ALL MUST_CHECK;
