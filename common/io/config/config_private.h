/* config_private.h: what the config*.c files share, and the test of the documentation. */
#pragma once
#include "core/suggestion.h"
#include "core/text.h"
#include "io/config/config.h"

enum config_kind {
    CONFIG_NUMBER,        /* whole, min .. max */
    CONFIG_DECIMAL,       /* above 0, at most max; kept as text */
    CONFIG_AMOUNT,        /* of money: 0 .. max, at most 6 decimals; kept as text */
    CONFIG_TEXT,          /* min .. max bytes */
    CONFIG_SECRET,        /* the same; never shown */
    CONFIG_CHOICE,        /* one of choices */
    CONFIG_PROVIDER_KIND, /* a kind of the table of providers */
    CONFIG_NAMES,         /* comma list of provider names */
    CONFIG_DELAYS,        /* comma list of durations */
};

struct config_key {
    const char *path; /* "consumer.concurrency"; of a provider's setting the last word only */
    enum config_kind kind;
    size_t offset;        /* in struct config or struct config_provider */
    int64_t min, max;     /* the number, or its bytes */
    const char *fallback; /* as it would stand in the environment */
    const char *choices;  /* "text|json" */
};

/* ---- config_keys.c: what can be set, and what it may be ---- */

/** All keys, in the order of the documentation; NULL behind the last. */
const struct config_key *config_key_at(size_t index);
/** All settings of a provider; NULL behind the last. */
const struct config_key *config_setting_at(size_t index);
const struct config_key *config_key_find(const char *path) NONNULL_ALL;
const struct config_key *config_setting_find(const char *name) NONNULL_ALL;

/** "consumer.concurrency" as "BACKFILL_CONSUMER_CONCURRENCY". */
#define CONFIG_VARIABLE_BYTES 64
void config_variable(const char *path, char ret[static CONFIG_VARIABLE_BYTES]);

/** Is this a value for the key? err names origin (a variable, or file, line and key) and value. */
bool config_value_check(const struct config_key *key, const char *value, const char *origin,
                        struct error *err) NONNULL_ALL MUST_CHECK;

/* ---- config.c ---- */

/** A copy that lives as long as config. */
const char *config_keep(struct config *config, const char *text) NONNULL_ALL;

/** Check a value and set the key. */
bool config_assign(struct config *config, const struct config_key *key, const char *value,
                   const char *origin, struct error *err) NONNULL_ALL MUST_CHECK;

/* ---- config_provider.c ---- */

/** Make the built-in providers known. */
void config_providers_init(struct config *config) NONNULL_ALL;

/* A value as it was given, and where: a variable, or file, line and key. */
struct config_given {
    const char *value, *origin;
};

/** Check a value and set a provider's setting; a provider not known so far is added. */
bool config_provider_assign(struct config *config, const char *name,
                            const struct config_key *setting, struct config_given given,
                            struct error *err) NONNULL_ALL MUST_CHECK;

/** Is this how a provider may be called? */
bool config_provider_name(const char *name) NONNULL_ALL MUST_CHECK;

/** Are all names of a comma list providers of this version? */
bool config_providers_check(const struct config *config, const char *key, const char *names,
                            struct error *err) NONNULL_ALL MUST_CHECK;

/* ---- config_environment.c, config_settings.c ---- */

bool config_read_environment(struct config *config, struct error *err) NONNULL_ALL MUST_CHECK;
bool config_read_settings(struct config *config, const char *file, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* ---- config_environment.c ---- */

/** A secret by its variable, or from the file that the variable with _FILE behind it names; nothing
 *  is added when neither is set.
 *  err  CONFIG both are set, the file cannot be read */
bool config_secret(const char *variable, struct text *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Read the keys of the built-in providers from GEMINI_API_KEY and its like. */
bool config_providers_read_keys(struct config *config, struct error *err) NONNULL_ALL MUST_CHECK;
