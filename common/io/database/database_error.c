/* database_error.c: errors of PostgreSQL and of libpq become ours.
 *
 * The SQLSTATE decides, and never the text, which depends on the server's lc_messages. While libpq
 * connects it has no function that tells the SQLSTATE, but its verbose message holds it, from which
 * it is read here (database_connect.c makes libpq verbose). Only errors of libpq itself have no
 * SQLSTATE; their texts are English, because no program of ours calls setlocale. */
#include "io/database/database_private.h"

#include <string.h>

struct meaning {
    const char *sqlstate; /* the whole one, or how it begins */
    enum error_class class;
    bool reopen;                /* the session must not be used any more */
    const char *before, *after; /* put around the server's words */
};

/* The first row that fits holds. Any other SQLSTATE is a defect of ours: REQUEST. */
static const struct meaning meanings[] = {
    {"08", ERROR_OWN_SERVERS, true, "", ""},
    /* Read-only: the server is no primary any more. A new connection may find the new primary. */
    {"25006", ERROR_OWN_SERVERS, true, "", ""},
    {"25P03", ERROR_OWN_SERVERS, true, "", ""},  /* idle in transaction for too long */
    {"40", ERROR_OWN_SERVERS, false, "", ""},    /* serialization failure, deadlock */
    {"53", ERROR_OWN_SERVERS, false, "", ""},    /* disk full, out of memory, connections */
    {"55P03", ERROR_OWN_SERVERS, false, "", ""}, /* lock timeout */
    {"57014", ERROR_OWN_SERVERS, false, "", ""}, /* statement timeout */
    {"57P", ERROR_OWN_SERVERS, true, "", ""},    /* shutdown, crash, starting */
    {"58", ERROR_OWN_SERVERS, false, "", ""},    /* the server's disk */
    {"XX", ERROR_OWN_SERVERS, false, "", ""},    /* an index or a page that is damaged */
    {"28", ERROR_CONFIG, false, "refused: ", ""},
    {"3D", ERROR_CONFIG, false, "", ""},
    {"42501", ERROR_CONFIG, false, "no rights: ", ""},
    {"3F000", ERROR_CONFIG, false, "schema not migrated: ", " (run backfill-producer migrate)"},
    {"42703", ERROR_CONFIG, false, "schema not migrated: ", " (run backfill-producer migrate)"},
    {"42704", ERROR_CONFIG, false, "schema not migrated: ", " (run backfill-producer migrate)"},
    {"42883", ERROR_CONFIG, false, "schema not migrated: ", " (run backfill-producer migrate)"},
    {"42P01", ERROR_CONFIG, false, "schema not migrated: ", " (run backfill-producer migrate)"},
    {"42P10", ERROR_CONFIG, false, "schema changed by hand: ", ""}, /* an index is not there */
    {"42804", ERROR_CONFIG, false, "schema changed by hand: ", ""}, /* a column's type */
    {"42809", ERROR_CONFIG, false, "schema changed by hand: ", ""}, /* a view for a table */
    {"428C9", ERROR_CONFIG, false, "schema changed by hand: ", ""}, /* a generated column */
    {"26000", ERROR_CONFIG, true, "a pooler that does not keep prepared statements: ", ""},
    {"42P05", ERROR_CONFIG, true, "a pooler that mixes prepared statements: ", ""},
};

static const struct meaning *meaning_of(const char *sqlstate)
{
    static const struct meaning ours = {"", ERROR_REQUEST, false, "", ""};
    for (size_t i = 0; i < ARRAY_LEN(meanings); i++) {
        if (strncmp(sqlstate, meanings[i].sqlstate, strlen(meanings[i].sqlstate)) == 0)
            return &meanings[i];
    }
    return &ours;
}

static const char *field(const PGresult *result, int code)
{
    const char *value = result ? PQresultErrorField(result, code) : NULL;
    return value ? value : "";
}

/* Has a migration made a prepared plan obsolete? Its SQLSTATE has other causes, too; the function
 * of the server that complains tells them apart, and no locale translates its name. Only a new
 * session prepares the statement again. */
static bool is_stale_plan(const PGresult *result)
{
    return strcmp(field(result, PG_DIAG_SQLSTATE), "0A000") == 0 &&
           strcmp(field(result, PG_DIAG_SOURCE_FUNCTION), "RevalidateCachedQuery") == 0;
}

/* Add the facts of a message of libpq. It has several lines; those that begin with a tab or with
 * one of these words are advice, which is left out. */
static void add_facts(struct text *ret, const char *message)
{
    static const char *const advice[] = {"\t", "DETAIL:", "HINT:", "LOCATION:", "CONTEXT:"};
    for (const char *line = message; *line;) {
        const size_t count = strcspn(line, "\n");
        bool fact = count > 0;
        for (size_t i = 0; i < ARRAY_LEN(advice); i++)
            fact = fact && strncmp(line, advice[i], strlen(advice[i])) != 0;
        if (fact) {
            text_add(ret, ret->count > 0 ? "; " : "");
            text_add_bytes(ret, line, count);
        }
        line += count + (line[count] == '\n');
    }
}

/* Without a SQLSTATE the error is libpq's: the connection is lost, or we have misused it. */
static bool error_from_libpq(struct database *db, const char *what, struct error *err)
{
    CLEANUP(text_done) struct text facts = {0};
    add_facts(&facts, PQerrorMessage(db->conn));
    const bool lost = PQstatus(db->conn) != CONNECTION_OK;
    db->broken = true;
    return error_set(err, lost ? ERROR_OWN_SERVERS : ERROR_REQUEST, 0, "%s: %s%s", what,
                     lost ? "connection to the database lost: " : "", text_of(&facts));
}

bool error_from_pg(struct database *db, const PGresult *result, const char *what, struct error *err)
{
    const char *sqlstate = field(result, PG_DIAG_SQLSTATE);
    if (!*sqlstate)
        return error_from_libpq(db, what, err);

    static const struct meaning stale = {"0A000", ERROR_OWN_SERVERS, true, "", ""};
    const struct meaning *meaning = is_stale_plan(result) ? &stale : meaning_of(sqlstate);
    const char *severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (meaning->reopen || strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0)
        db->broken = true;

    /* Only the primary message is shown, because details and contexts quote rows and statements. */
    (void)error_set(err, meaning->class, 0, "%s: %s%s (SQLSTATE %s)%s", what, meaning->before,
                    field(result, PG_DIAG_MESSAGE_PRIMARY), sqlstate, meaning->after);
    text_copy(err->sqlstate, sizeof err->sqlstate, sqlstate);
    return false;
}

/* ---- connecting ---- */

/* Find the last SQLSTATE in a verbose message of libpq ("FATAL:  28P01: password …"). It is the one
 * that counts, because libpq tries no further host after a server has refused.
 * out  ret  empty: there is none
 * Returns the server's words behind it; NULL: there is none. */
static const char *find_sqlstate(const char *message, char ret[static 6])
{
    static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const char *rest = NULL;
    ret[0] = '\0';
    for (const char *at = strstr(message, ":  "); at; at = strstr(at + 1, ":  ")) {
        const char *state = at + 3;
        if (strspn(state, letters) == 5 && strncmp(state + 5, ": ", 2) == 0) {
            text_copy(ret, 6, state);
            rest = state + 7;
        }
    }
    return rest;
}

/* Does libpq itself refuse to connect because of its configuration? */
static bool is_configuration(const char *message)
{
    static const char *const phrases[] = {
        "invalid ",
        "could not match",
        "definition of service",
        "service file",
        "no password supplied",
        "certificate verify failed",
        "certificate file",
        "private key file",
        "does not match host name",
        "does not support SSL",
        "root.crt",
        "sslmode value",
        "Unix-domain socket path",
        "requirepeer specifies",
        "channel binding required",
        "local user", /* a user id that has no name, as in a container */
        "could not parse network address",
        "received invalid response to", /* another kind of server: see foreign_server */
        "expected authentication request",
    };
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        if (strstr(message, phrases[i]))
            return true;
    }
    return false;
}

/* Has another kind of server answered? libpq shows the first character of what it said. */
static const char *foreign_server(const char *message)
{
    static const char *const phrases[] = {
        "received invalid response to SSL negotiation: ",
        "received invalid response to GSSAPI negotiation: ",
        "expected authentication request from server, but received "};
    for (size_t i = 0; i < ARRAY_LEN(phrases); i++) {
        const char *at = strstr(message, phrases[i]);
        if (!at)
            continue;
        at += strlen(phrases[i]);
        return *at == 'A'   ? " (what answers there is a broker)"
               : *at == 'H' ? " (what answers there is a web server)"
                            : " (what answers there is no PostgreSQL)";
    }
    return "";
}

static enum error_class connect_class(const char *sqlstate, const char *message)
{
    if (!*sqlstate)
        return is_configuration(message) ? ERROR_CONFIG : ERROR_OWN_SERVERS;
    /* A pooler that does not know a startup parameter answers 08P01. */
    if (strcmp(sqlstate, "08P01") == 0)
        return ERROR_CONFIG;
    if (strncmp(sqlstate, "55", 2) == 0) /* 55000: it takes no connections at the moment */
        return ERROR_OWN_SERVERS;
    const enum error_class class = meaning_of(sqlstate)->class;
    return class == ERROR_REQUEST ? ERROR_CONFIG : class;
}

bool error_from_pg_connect(const char *libpq_message, bool needs_password, struct error *err)
{
    char sqlstate[6];
    const char *said = find_sqlstate(libpq_message, sqlstate);
    enum error_class class = connect_class(sqlstate, libpq_message);
    if (needs_password && !said)
        class = ERROR_CONFIG;

    CLEANUP(text_done) struct text facts = {0};
    add_facts(&facts, said ? said : libpq_message);
    if (strstr(text_of(&facts), "certificate verify failed"))
        text_add(&facts, " (expired, or of an authority that sslrootcert does not hold)");
    text_add(&facts, foreign_server(libpq_message));
    if (said)
        (void)error_set(err, class, 0, "database: %s (SQLSTATE %s)", text_of(&facts), sqlstate);
    else
        (void)error_set(err, class, 0, "database: %s%s", text_of(&facts),
                        class == ERROR_OWN_SERVERS
                            ? " (database.url or BACKFILL_DATABASE_URL says where it is)"
                            : "");
    text_copy(err->sqlstate, sizeof err->sqlstate, sqlstate);
    return false;
}
