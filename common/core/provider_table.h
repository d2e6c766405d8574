/* provider_table.h: everything that is built in about providers, a row each. This is the only place
 * for these facts: the configuration checks names by it, the limits of a provider begin with its
 * row, and consumer/providers has the functions for each kind. The documents' tables are compared
 * with it by tests/unit/test_provider_table.c.
 *
 * It stands in core because the configuration, which lies below common/model, needs the names, and
 * because consumer/providers may include nothing of the model. */
#pragma once
#include "core/base.h"

struct provider_defaults {
    const char *name;         /* "xai"; of a kind without a provider of its own, the kind's name */
    const char *kind;         /* "openai": whose functions in consumer/providers speak with it */
    bool built_in;            /* a provider of this name exists without any configuration */
    bool generates, resolves; /* what it can be asked for: books of a month, ISBNs of a book */
    bool local;               /* asked in our own database, without HTTP, rates and limits */
    const char *base_url;     /* NULL: the configuration must name one */
    const char *model;        /* NULL: resolvers need none, other servers have their own */
    bool needs_key;
    const char *key_variable;    /* the environment variable that its users know; NULL: none */
    double rate_per_second;      /* calls of the whole fleet */
    double rate_without_contact; /* where the configuration names no contact; 0: the same */
    int64_t daily_calls;         /* 0: unlimited */
    int64_t buffer_calls;        /* of them kept back */
    const char *zone;            /* whose midnight begins its day, as PostgreSQL names zones */
    int64_t timeout_ms;          /* of one call */
};

/* The rows: a name, its kind, and the members above that are not zero. A kind has a row of its own
 * name, and a constant provider_KIND with its functions in a file of consumer/providers. Rates and
 * limits are what the services' documents say (consumer/providers/README.md); the configuration
 * stands over each. There are no prices, because they change too often to be built in. */
#define PROVIDER_TABLE(ROW)                                                                        \
    ROW(catalog, catalog, .built_in = true, .generates = true, .resolves = true, .local = true,    \
        .base_url = "", .rate_per_second = 1, .zone = "UTC", .timeout_ms = 15000)                  \
    ROW(gemini, gemini, .built_in = true, .generates = true,                                       \
        .base_url = "https://generativelanguage.googleapis.com", .model = "gemini-3.5-flash",      \
        .needs_key = true, .key_variable = "GEMINI_API_KEY", .rate_per_second = 2,                 \
        .zone = "America/Los_Angeles", .timeout_ms = 60000)                                        \
    ROW(xai, openai, .built_in = true, .generates = true, .base_url = "https://api.x.ai/v1",       \
        .model = "grok-4.20-0309-non-reasoning", .needs_key = true, .key_variable = "XAI_API_KEY", \
        .rate_per_second = 2, .zone = "UTC", .timeout_ms = 60000)                                  \
    ROW(openai, openai, .generates = true, .needs_key = true, .rate_per_second = 2, .zone = "UTC", \
        .timeout_ms = 60000)                                                                       \
    ROW(isbndb, isbndb, .built_in = true, .resolves = true,                                        \
        .base_url = "https://api.premium.isbndb.com", .needs_key = true,                           \
        .key_variable = "ISBNDB_API_KEY", .rate_per_second = 3, .daily_calls = 15000,              \
        .buffer_calls = 2000, .zone = "UTC", .timeout_ms = 15000)                                  \
    ROW(google_books, google_books, .built_in = true, .resolves = true,                            \
        .base_url = "https://www.googleapis.com/books/v1", .needs_key = true,                      \
        .key_variable = "GOOGLE_BOOKS_API_KEY", .rate_per_second = 1, .daily_calls = 1000,         \
        .zone = "America/Los_Angeles", .timeout_ms = 15000)                                        \
    ROW(open_library, open_library, .built_in = true, .resolves = true,                            \
        .base_url = "https://openlibrary.org", .rate_per_second = 3, .rate_without_contact = 1,    \
        .zone = "UTC", .timeout_ms = 15000)

/* The variables of the rows, for help texts. */
#define PROVIDER_KEY_VARIABLES                                                                     \
    "GEMINI_API_KEY, XAI_API_KEY, ISBNDB_API_KEY and GOOGLE_BOOKS_API_KEY"

/* Those that are built in and not local, and those that generate, as choices of a command line. */
#define PROVIDER_NAMES "gemini|xai|isbndb|google_books|open_library"
#define PROVIDER_GENERATORS "catalog|gemini|xai"

/** The row at this index, in the order above; NULL behind the last. */
const struct provider_defaults *provider_table_at(size_t index);

/** The row of a kind; NULL: there is no such kind. */
const struct provider_defaults *provider_table_kind(const char *kind) NONNULL_ALL;

/** The row that holds for a provider: its own where it is built in and of the built-in kind,
 *  otherwise that of the kind; NULL: there is no such kind. */
const struct provider_defaults *provider_table_find(const char *name, const char *kind) NONNULL_ALL;
