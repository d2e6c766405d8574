/* database_connect.c: opening a connection that behaves the same everywhere.
 *
 * Settings that a URL may change (timeouts, keepalives) are given before it, and settings that must
 * hold (encoding, time zone, formats) behind it. The connecting is polled here, so that it ends in
 * time, and so that libpq is verbose before the server sends its first message. */
#include "io/database/database_private.h"

#include "core/clock.h"
#include "core/host.h"
#include "core/log.h"
#include "core/mem.h"
#include "io/file.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define PARAMS_MAX 16
#define VERSION_MIN 130000

struct params {
    const char *keys[PARAMS_MAX + 1]; /* NULL ends them */
    const char *values[PARAMS_MAX + 1];
    size_t count;
};

static void param(struct params *params, const char *key, const char *value)
{
    if (params->count == PARAMS_MAX)
        UNREACHABLE("too many connection parameters");
    params->keys[params->count] = key;
    params->values[params->count++] = value;
}

void database_forget_environment(void)
{
    /* The variables that libpq takes for parts that the URL leaves out, and those that it sets in
     * every session. Those of secrets, certificates and TLS (PGPASSFILE, PGSSL…) stay, because they
     * do not lead to another database. */
    static const char *const names[] = {
        "PGHOST",    "PGHOSTADDR",       "PGPORT",       "PGDATABASE",
        "PGUSER",    "PGSERVICE",        "PGOPTIONS",    "PGTARGETSESSIONATTRS",
        "PGAPPNAME", "PGCLIENTENCODING", "PGDATESTYLE",  "PGTZ",
        "PGGEQO",    "PGKRBSRVNAME",     "PGGSSENCMODE", "PGCONNECT_TIMEOUT",
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *value = getenv(names[i]);
        if (!value)
            continue;
        if (*value)
            LOG(LOG_WARNING, "config_ignored_variable", log_str("name", names[i]),
                log_str("use", "BACKFILL_DATABASE_URL"));
        (void)unsetenv(names[i]); /* cannot fail for these names */
    }
}

/* ---- reading the URL ---- */

/* libpq quotes what it cannot read, and that may be a password. Its words are kept, without what it
 * quotes. */
static bool error_unreadable(const char *libpq_message, struct error *err)
{
    CLEANUP(text_done) struct text words = {0};
    bool quoted = false;
    for (const char *at = libpq_message; *at && *at != '\n'; at++) {
        if (*at == '"') {
            quoted = !quoted;
            text_add(&words, quoted ? "'…'" : "");
        } else if (!quoted) {
            text_add_bytes(&words, at, 1);
        }
    }
    return error_set(err, ERROR_CONFIG, 0, "database url: %s", text_of(&words));
}

static const char *part(const PQconninfoOption *parts, const char *keyword)
{
    for (const PQconninfoOption *one = parts; one->keyword; one++) {
        if (strcmp(one->keyword, keyword) == 0)
            return one->val ? one->val : "";
    }
    return "";
}

/* A '@' or '/' in a password that is not written %40 or %2F ends it early. The rest of the password
 * would become a host, a port or a database, and errors would show it. So it is refused here. */
static bool check_parts(const PQconninfoOption *parts, struct error *err)
{
    int64_t port = 0;
    const char *ports = part(parts, "port"), *wrong = NULL;
    if (strchr(part(parts, "host"), '@') || strchr(part(parts, "dbname"), '@'))
        wrong = "'@' in the host or database";
    else if (*ports && !strchr(ports, ',') && !text_to_int(ports, 1, 65535, &port))
        wrong = "the port is not a number from 1 to 65535";
    if (!wrong)
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "database url: %s; in a password write %%40 for '@', "
                     "%%2F for '/'",
                     wrong);
}

/* A certificate's file that is a pipe would hold up libpq, which looks at those of a key and of
 * passwords itself. */
static bool check_files(const PQconninfoOption *parts, struct error *err)
{
    static const struct {
        const char *keyword, *variable;
    } files[] = {
        {"sslrootcert", "PGSSLROOTCERT"}, {"sslcert", "PGSSLCERT"}, {"sslcrl", "PGSSLCRL"}};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        const char *variable = getenv(files[i].variable);
        const char *file = part(parts, files[i].keyword);
        if (!*file && variable)
            file = variable;
        if (*file && !file_is_plain(file, err))
            return error_wrap(err, "database url: %s: '%.200s'", files[i].keyword, file);
    }
    return true;
}

/* The caller frees the parts with PQconninfoFree. NULL: err says why there are none. */
static PQconninfoOption *parse(const char *url, struct error *err)
{
    char *message = NULL;
    PQconninfoOption *parts = PQconninfoParse(url, &message);
    if (!parts)
        (void)error_unreadable(message ? message : "cannot be read", err);
    PQfreemem(message);
    return parts;
}

/* Read the parts of the URL that we need, and check them.
 * out  ret_options  the options that the URL sets for the session are added
 *      ret_hosts    how many servers it names */
static bool read_url(const char *url, struct text *ret_options, int64_t *ret_hosts,
                     struct error *err)
{
    PQconninfoOption *parts = parse(url, err);
    if (!parts)
        return false;
    const bool good = check_parts(parts, err) && check_files(parts, err);
    if (good) {
        text_add(ret_options, part(parts, "options"));
        *ret_hosts = 1;
        for (const char *at = part(parts, "host"); *at; at++)
            *ret_hosts += *at == ',';
    }
    PQconninfoFree(parts);
    return good;
}

/* Is every host of a comma list this machine? out  ret  the first that is not */
static bool are_own(const char *hosts, struct text *ret)
{
    for (const char *at = hosts; *at;) {
        const size_t count = strcspn(at, ",");
        text_clear(ret);
        text_add_bytes(ret, at, count);
        if (!host_is_own(text_of(ret)))
            return false;
        at += count + (at[count] == ',');
    }
    return true;
}

bool database_url_protects(const char *url, struct error *err)
{
    PQconninfoOption *parts = parse(url, err);
    if (!parts)
        return false;
    CLEANUP(text_done) struct text host = {0};
    const char *address = part(parts, "hostaddr"), *mode = part(parts, "sslmode");
    const char *variable = getenv("PGSSLMODE");
    mode = !*mode && variable ? variable : mode;
    const bool good = strcmp(mode, "verify-full") == 0 ||
                      are_own(*address ? address : part(parts, "host"), &host);
    if (!good)
        (void)error_set(err, ERROR_CONFIG, 0,
                        "sslmode is %.20s, so anybody on the way to '%.100s' can be the server: "
                        "write sslmode=verify-full",
                        *mode ? mode : "not set", text_of(&host));
    PQconninfoFree(parts);
    return good;
}

static bool session_options(const struct database_options *options, struct text *ret,
                            int64_t *ret_hosts, struct error *err)
{
    text_add_format(ret, "-c statement_timeout=%lld -c lock_timeout=10000",
                    (long long)options->statement_timeout_ms);
    /* A client that has vanished must not keep its rows locked. This is twice the longest time that
     * a transaction of ours waits for anything else (relay.c). */
    text_add(ret, " -c idle_in_transaction_session_timeout=20000 ");
    /* A session whose client is gone must not keep its locks, so the server must notice it. */
    if (options->own_session)
        text_add(ret, "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=1"
                      " -c tcp_keepalives_count=5 -c tcp_user_timeout=10000 ");
    if (!read_url(options->url, ret, ret_hosts, err))
        return false;
    /* Compiling a statement takes seconds where it reads much, and running it takes less. */
    text_add(ret, " -c jit=off -c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres"
                  " -c bytea_output=hex -c standard_conforming_strings=on");
    return true;
}

/* ---- connecting ---- */

/* in  deadline  on the monotonic clock */
static bool poll_connection(PGconn *conn, int64_t deadline, struct error *err)
{
    /* The first state counts as "writing", says libpq's documentation of PQconnectPoll. */
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    if (PQstatus(conn) == CONNECTION_BAD)
        state = PGRES_POLLING_FAILED;
    while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
        const int64_t left = deadline - clock_monotonic_ms();
        if (left <= 0)
            return error_set(err, ERROR_OWN_SERVERS, 0, "database: no answer while connecting");
        /* The socket may be another one at each turn, of the next address or the next host. */
        struct pollfd fd = {.fd = PQsocket(conn),
                            .events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        const int ready = poll(&fd, 1, left < 60000 ? (int)left : 60000);
        if (ready < 0 && errno != EINTR)
            return error_set(err, ERROR_OWN_SERVERS, errno, "database: poll: %s", strerror(errno));
        if (ready > 0)
            state = PQconnectPoll(conn);
    }
    if (state == PGRES_POLLING_OK)
        return true;
    const char *message = PQerrorMessage(conn);
    if (strncmp(message, "invalid ", 8) == 0) /* it quotes the value of an option */
        return error_unreadable(message, err);
    return error_from_pg_connect(message, PQconnectionNeedsPassword(conn) == 1, err);
}

static bool check_server(PGconn *conn, struct error *err)
{
    const char *encoding = PQparameterStatus(conn, "server_encoding");
    if (!text_equal(encoding, "UTF8"))
        return error_set(err, ERROR_CONFIG, 0, "database: '%s' has the encoding %s, not UTF8",
                         PQdb(conn), encoding ? encoding : "(unknown)");
    const int version = PQserverVersion(conn);
    if (version < VERSION_MIN)
        return error_set(err, ERROR_CONFIG, 0, "database: PostgreSQL %d is too old, 13 is needed",
                         version / 10000);
    return true;
}

/* in  session  the options of the session; needed during the call only */
static PGconn *start_connection(const struct database_options *options, const char *session)
{
    struct params params = {.count = 0};
    param(&params, "keepalives", "1");
    param(&params, "keepalives_idle", "10");
    param(&params, "keepalives_interval", "5");
    param(&params, "keepalives_count", "3");
    param(&params, "tcp_user_timeout", "10000"); /* also ends a connect() that nobody answers */
    param(&params, "dbname", options->url);
    param(&params, "options", session);
    param(&params, "application_name", options->application_name);
    param(&params, "client_encoding", "UTF8");
    /* GSSAPI is not offered, because its library crashes when an allocation fails. */
    param(&params, "gssencmode", "disable");
    return PQconnectStartParams(params.keys, params.values, /* expand_dbname: */ 1);
}

/* Without this, libpq would print notices of the server on stderr. */
static void ignore_notice(void *context, const PGresult *notice)
{
    (void)context;
    (void)notice;
}

static bool finish_connection(struct database *db, const struct database_options *options,
                              int64_t deadline, struct error *err)
{
    if (!poll_connection(db->conn, deadline, err) || !check_server(db->conn, err))
        return false;
    if (PQsetnonblocking(db->conn, 1) != 0)
        return error_from_pg(db, NULL, "database", err);
    /* It is new in 14, so it is no option of the start, which an older server would refuse. */
    if (options->own_session && PQserverVersion(db->conn) >= 140000)
        return database_simple(db, "SET client_connection_check_interval = 500", err);
    return true;
}

bool database_open(const struct database_options *options, struct database **ret, struct error *err)
{
    CLEANUP(text_done) struct text session = {0};
    int64_t hosts = 1;
    if (!session_options(options, &session, &hosts, err))
        return false;

    CLEANUP(database_close) struct database *db = mem_new(1, sizeof *db);
    db->statement_timeout_ms = options->statement_timeout_ms;
    const int64_t deadline = clock_monotonic_ms() + options->connect_timeout_ms * hosts;
    db->conn = start_connection(options, text_of(&session));
    if (!db->conn)
        mem_exhausted();
    (void)PQsetErrorVerbosity(db->conn, PQERRORS_VERBOSE);    /* returns the old verbosity */
    (void)PQsetNoticeReceiver(db->conn, ignore_notice, NULL); /* returns the old receiver */
    if (!finish_connection(db, options, deadline, err))
        return false;
    *ret = TAKE_PTR(db);
    return true;
}
