/* config_private.h: what the config*.c files share with each other and with the test of
 * deploy/backfill.conf. */
#pragma once
#include "core/suggestion.h"
#include "core/text.h"
#include "io/config/config.h"

enum config_kind {
    CONFIG_NUMBER,  /* whole, min .. max */
    CONFIG_LIMIT,   /* whole, min .. max, or "off": of an alarm */
    CONFIG_DECIMAL, /* above 0, at most max; kept as text */
    CONFIG_AMOUNT,  /* money: 0 .. max, at most 6 decimals; kept as text */
    CONFIG_TEXT,    /* min .. max bytes */
    CONFIG_SECRET,  /* min .. max bytes, which are never shown */
    CONFIG_TOKENS,  /* secrets that callers show, with commas or line ends between them; of the
                           * environment or a file of their own, never of the configuration */
    CONFIG_CHOICE,  /* one of choices */
    CONFIG_PROVIDER_KIND, /* a kind of core/provider_table.h */
    CONFIG_NAMES,         /* comma list of provider names */
    CONFIG_DELAYS,        /* comma list of durations */
};

struct config_key {
    const char *path; /* "consumer.concurrency"; of a setting of a provider, its last word only */
    enum config_kind kind;
    size_t offset;        /* in struct config, or of a setting in struct config_provider */
    int64_t min, max;     /* of the number, or of the bytes of a text */
    const char *fallback; /* the default, as it would stand in the environment */
    const char *choices;  /* "text|json" */
};

/* ---- config_alert.c ---- */

/** Is what is configured for sending alarms good: a command that can be split into words, URLs of
 *  https, or of http where that is allowed?
 *  err   CONFIG names the key, and no URL */
bool config_alerts_check(const struct config *config, struct error *err) NONNULL_ALL MUST_CHECK;

/* ---- config_tokens.c ---- */

/** May a key of CONFIG_TOKENS have this value?
 *  err   CONFIG names origin, and not the value */
bool config_tokens_check(const struct config_key *key, const char *value, const char *origin,
                         struct error *err) NONNULL_ALL MUST_CHECK;
/** Say that such a key stands in the configuration file. Returns false.
 *  err   CONFIG names the variables that it belongs into */
bool config_tokens_refuse(const struct config_key *key, const char *origin, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* ---- config_keys.c: what can be set, and what it may be ---- */

/** All keys, in the order of the documentation; NULL behind the last. */
const struct config_key *config_key_at(size_t index);
/** All settings of a provider; NULL behind the last. */
const struct config_key *config_setting_at(size_t index);
/** The key of this path, or the setting of this name; NULL: there is none. */
const struct config_key *config_key_find(const char *path) NONNULL_ALL;
const struct config_key *config_setting_find(const char *name) NONNULL_ALL;

#define CONFIG_VARIABLE_BYTES 64

/** Write the environment variable of a key: BACKFILL_CONSUMER_CONCURRENCY of
 *  "consumer.concurrency". */
void config_variable(const char *path, char ret[static CONFIG_VARIABLE_BYTES]);

/** May the key have this value?
 *  in    origin  where it stands, for the message: a variable, or file, line and key
 *  err   CONFIG names origin and, where it is no secret, the value */
bool config_value_check(const struct config_key *key, const char *value, const char *origin,
                        struct error *err) NONNULL_ALL MUST_CHECK;

#define CONFIG_CHOICE_BYTES 32

/** The choice of the key that a value means: "warning" of "Warning" and of "warn".
 *  out   false: none, and ret is untouched */
bool config_choice(const struct config_key *key, const char *value,
                   char ret[static CONFIG_CHOICE_BYTES]) NONNULL_ALL MUST_CHECK;

/* ---- config_alarm.c ---- */

/** The keys of alarms, which config_key_at gives behind all others; NULL behind the last. */
const struct config_key *config_alarm_key_at(size_t index);

/** err   CONFIG an alarm is critical where it would not warn yet; both keys are named */
bool config_alarm_check(const struct config *config, struct error *err) NONNULL_ALL MUST_CHECK;

/* ---- config_environment.c ---- */

/** The value of a variable; NULL where it is not set, or set to nothing. */
const char *config_variable_value(const char *name) NONNULL_ALL;

/* ---- config.c ---- */

/** A copy that lives as long as config. */
const char *config_keep(struct config *config, const char *text) NONNULL_ALL;

/** The same of a value that was checked; of a choice, the word that it means. */
const char *config_keep_value(struct config *config, const struct config_key *key,
                              const char *value) NONNULL_ALL;

/** Check a value and set the key; config keeps a copy.
 *  err   as config_value_check */
bool config_assign(struct config *config, const struct config_key *key, const char *value,
                   const char *origin, struct error *err) NONNULL_ALL MUST_CHECK;

/* ---- config_sources.c ---- */

/** Note that a key has a value that is not its default.
 *  in   value  NULL: a secret */
void config_note(struct config *config, const char *key, const char *origin, const char *value)
    __attribute__((nonnull(1, 2, 3)));
/** Note a BACKFILL_ variable that nobody knows.
 *  in   meant  the variable that was perhaps meant, or "" */
void config_note_unknown(struct config *config, const char *variable, const char *meant)
    NONNULL_ALL;
void config_sources_free(struct config *config) NONNULL_ALL;

/* ---- config_provider.c ---- */

/** Add the built-in providers. */
void config_providers_init(struct config *config) NONNULL_ALL;

/* A value and where it stands: a variable, or file, line and key. */
struct config_given {
    const char *value, *origin;
};

/** Check a value and set a setting of a provider. A provider that is not known yet is added.
 *  err   CONFIG the name or the value is wrong, or there are too many providers */
bool config_provider_assign(struct config *config, const char *name,
                            const struct config_key *setting, struct config_given given,
                            struct error *err) NONNULL_ALL MUST_CHECK;

/** May a provider have this name? */
bool config_provider_name(const char *name) NONNULL_ALL MUST_CHECK;

/** Is every name of a comma list a provider with a kind, and none there twice?
 *  in    key  of the list, for the message
 *  err   CONFIG names key and name */
bool config_providers_check(const struct config *config, const char *key, const char *names,
                            struct error *err) NONNULL_ALL MUST_CHECK;

/* ---- config_environment.c, config_settings.c ---- */

/** Set what the BACKFILL_ variables say, and the keys of the built-in providers (GEMINI_API_KEY).
 *  err   CONFIG a value is wrong, or the file of a secret cannot be read */
bool config_read_environment(struct config *config, struct error *err) NONNULL_ALL MUST_CHECK;
/** Set what a file says.
 *  err   CONFIG as config_file_read; a key is unknown, or a value is wrong */
bool config_read_settings(struct config *config, const char *file, struct error *err)
    NONNULL_ALL MUST_CHECK;
