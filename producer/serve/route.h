/* route.h: which request is which command. The table is the only place that knows both; OpenAPI is
 * made of it and of the tables of the commands' options. */
#pragma once
#include "io/config/config.h"
#include "serve/tokens.h"
#include "serve/words.h"

struct web_request;

struct route {
    const char *method, *path; /* "GET", "/api/v1/months/{month}" */
    const char *words;         /* the command: "dlq list"; its options come from query or body */
    const char *fixed;         /* given always: "--yes --plan={id}"; NULL: nothing */
    const char *operands;      /* parameters of path, query or body that are operands: "group text";
                                * NULL: none */
    const char *needs;         /* parameters that must be there: "per_day"; NULL: none */
    const char *allows;        /* the only options that may be given, as parameters: "from to";
                                * NULL: all but those of a terminal */
    unsigned right;            /* whom it is for: any of these of tokens.h; 0: everybody */
    bool acts;           /* changes something: POST; Idempotency-Key, cross-site check, JSON only */
    bool buys;           /* its "yes" agrees to pay again; elsewhere it is "dry_run": false */
    bool pages;          /* has "after" and "limit": 1 to 1000, 200 where none is given */
    bool refuses;        /* its exit code 3 is a refusal, whatever was printed */
    bool verdict;        /* its exit codes are those of monitoring plugins: 0 to 3 are an answer */
    bool pieces;         /* its answer may be long, and is sent as it is printed */
    bool counts;         /* metrics, to which those of serve's own processes are added */
    int done;            /* the status where something was done; 0: 200 */
    int nothing;         /* the status for exit code 3 without a document: 200, 404 or 409 */
    const char *state;   /* the request that shows what it changes, where none above it in the path
                          * does; NULL: that of everything */
    const char *type;    /* Content-Type; NULL: application/json, and --json is given */
    const char *schema;  /* of the answer; NULL: it is no JSON */
    const char *summary; /* NULL: the command's */
    /* Where the interface is not that of the command: they make its words of the body, and the
     * answer of what it has printed. NULL: as everywhere. */
    bool (*read)(const struct parameters *body, struct words *ret, struct error *err);
    void (*shape)(const struct json *printed, const struct words *words, struct text *ret);
};
extern const struct route routes[];
extern const size_t routes_count;

#define ROUTE_VARIABLES_MAX 2

/* What a path says: its variables, and which methods it has. */
struct route_match {
    struct {
        char name[16], value[256];
    } variables[ROUTE_VARIABLES_MAX];
    size_t count;
    char methods[64]; /* "GET, HEAD, POST, OPTIONS", for Allow; "": there is no such path */
};

/** Tell which commands there are. Before anything else here; one thread.
 *  in    group  borrowed for ever;  config  likewise: what it limits of requests */
void routes_use(const struct command *group, const struct config *config) NONNULL_ALL;

/** Find the route of a request. HEAD is that of GET.
 *  out   ret   also where the path is there, but not this method
 *        NULL  there is none: 404 where ret has no methods, otherwise 405 */
const struct route *route_find(const char *method, const char *path, struct route_match *ret)
    NONNULL_ALL MUST_CHECK;

/** Make the words of the command. One thread.
 *  out   ret  the caller ends it with words_done
 *  err   USAGE (status 400) names the parameter, and says how to mend it */
bool route_words(const struct route *route, const struct route_match *match,
                 const struct web_request *request, struct words *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The command that a route carries out. Never NULL for a route of the table. */
const struct command *route_command(const struct route *route) NONNULL_ALL;

/** May this option be given over HTTP by this route? */
bool route_takes(const struct route *route, const struct cli_option *option) NONNULL_ALL;

/** Does it only say what it would do unless "dry_run" is false? */
bool route_asks_first(const struct route *route) NONNULL_ALL;

/** Has it operands that may be left out, such as months, so that those that are given are taken at
 *  once where others are only told? What must always be named is only told, too. */
bool route_does_named(const struct route *route) NONNULL_ALL;

/** The option as it is over HTTP, where a page and a batch are smaller than at a terminal. It
 *  borrows the texts. */
struct cli_option route_option(const struct route *route, const struct cli_option *option)
    NONNULL_ALL;

/** A message of a command, in the words of HTTP: "--batch-size" becomes "batch_size", and
 *  "'dlq list'" the request that does it. */
void route_speak(const struct route *route, char *message, size_t capacity) NONNULL_ALL;

/** The same of a whole document. */
void route_speak_document(const struct route *route, struct text *document) NONNULL_ALL;

/** The status of an answer that has a document, by the command's exit code and the document.
 *  out   0: it is none, but a problem */
int route_status(const struct route *route, int code, const char *document) NONNULL_ALL;

/** The document of an answer, of what the command has printed.
 *  in    words    of route_words
 *        printed  taken: it is empty afterwards
 *  err   MALFORMED the command has printed no JSON, a defect of ours */
bool route_document(const struct route *route, const struct words *words, struct text *printed,
                    struct text *ret, struct error *err) NONNULL_ALL MUST_CHECK;

/** The Content-Type of what was printed. A literal.
 *  in    words  of route_words */
const char *route_type(const struct route *route, const struct words *words) NONNULL_ALL;
