/* words.h: the words of a command, made from what a request brings. Nothing of a value can become
 * another option: each is one word "--name=value", or an operand behind "--". */
#pragma once
#include "core/error.h"
#include "core/text.h"
#include "io/json/json.h"
#include "shared/command.h"

/* Zeroed memory is none. */
struct words {
    char **items; /* owned, as are the words */
    size_t count, capacity;
};
void words_done(struct words *words);
CLEANUP_STRUCT(struct words, words_done)

void words_add(struct words *words, const char *word) NONNULL_ALL;

/** Add words that have blanks between them; NULL: none. */
void words_add_all(struct words *words, const char *line) __attribute__((nonnull(1)));

/* One parameter of a request, of its query or of its JSON body. */
struct parameter {
    char *name;  /* owned */
    char *value; /* of the query, owned; NULL: it stands in json */
    const struct json *json;
};

#define PARAMETERS_MAX 64
struct parameters {
    struct parameter items[PARAMETERS_MAX];
    size_t count;
    struct json *body; /* owned */
};
void parameters_done(struct parameters *parameters);
CLEANUP_STRUCT(struct parameters, parameters_done)

/** Read a query: "from=2001-01&status=failed%2Cpartial".
 *  err   USAGE names what is wrong: too many, one twice, no UTF-8, a NUL, a broken '%' */
bool parameters_of_query(const char *query, struct parameters *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Read a JSON body: an object, or nothing at all, which is an empty one.
 *  err   USAGE names what is wrong */
bool parameters_of_body(const char *body, size_t count, struct parameters *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The parameter of this name; NULL: it was not given, or is null. */
const struct parameter *parameters_find(const struct parameters *parameters, const char *name)
    NONNULL_ALL;

/** Add a parameter as an option of a command.
 *  err   USAGE it is of the wrong type; names it and the right one */
bool words_add_option(struct words *words, const struct cli_option *option,
                      const struct parameter *parameter, struct error *err) NONNULL_ALL MUST_CHECK;

/** Add a parameter as operands: a text, a number, or an array of these.
 *  err   as above */
bool words_add_operands(struct words *words, const struct parameter *parameter, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** The option "--batch-size" is the parameter "batch_size": name it so in a message. */
void words_of_http(const struct cli_option *options, char *message, size_t capacity)
    __attribute__((nonnull(2)));

/** Is this how a parameter names the option: "batch_size" "batch-size"? */
bool words_same_name(const char *parameter, const char *option) NONNULL_ALL;
