/* tokens.c: reading the secrets of the configuration, and finding the one that a caller shows.
 *
 * Hashes are compared, each with each, so that neither a byte nor the length of a secret shows in
 * the time. */
#include "serve/tokens.h"

#include <string.h>

#include "core/text.h"

#define TOKEN_BYTES_MIN 16
#define HOW_TO_MAKE "'openssl rand -hex 32' makes a good one"

/* What an error calls a key: the variable that was set. */
static const char *variable_of(const struct config *config, const char *key)
{
    const char *origin = key;
    for (const struct config_source *s = config->sources; s; s = s->next)
        if (s->key && strcmp(s->key, key) == 0)
            origin = s->origin;
    return origin;
}

static bool add(struct tokens *tokens, unsigned rights, const char *secret, size_t count)
{
    static const char purpose[] = "backfill session 1";
    const struct digest hash = digest_of(secret, count);
    const struct token *known = tokens_find(tokens, &hash);
    if (known)
        return known->rights == rights; /* the same one twice for one right does no harm */
    struct token *token = &tokens->items[tokens->count++];
    *token = (struct token){.rights = rights, .hash = hash};
    token->session_key = digest_keyed(&hash, purpose, strlen(purpose));
    return true;
}

/* The next secret of a list, without blanks around it.
 * out  ret_count  0: an empty one */
static const char *next_secret(const char **list, size_t *ret_count)
{
    const char *from = *list + strspn(*list, " ");
    size_t count = strcspn(from, ",\r\n");
    *list = from + count;
    *list += **list ? 1 : 0;
    while (count > 0 && from[count - 1] == ' ')
        count--;
    *ret_count = count;
    return from;
}

/* Read the secrets of one right. */
static bool read_list(const char *list, const char *variable, unsigned rights,
                      struct tokens *tokens, struct error *err)
{
    size_t secrets = 0;
    while (*list) {
        size_t count = 0;
        const char *secret = next_secret(&list, &count);
        if (count == 0)
            continue;
        if (count < TOKEN_BYTES_MIN)
            return error_set(
                err, ERROR_CONFIG, 0,
                "%s: a secret of %zu bytes is easily guessed: it needs at least %d; " HOW_TO_MAKE,
                variable, count, TOKEN_BYTES_MIN);
        if (++secrets > TOKENS_EACH)
            return error_set(err, ERROR_CONFIG, 0,
                             "%s: has more than two secrets: the old one and the new one are "
                             "accepted while they change",
                             variable);
        if (!add(tokens, rights, secret, count))
            return error_set(err, ERROR_CONFIG, 0,
                             "%s: holds a secret that another right has too: each right needs its "
                             "own; " HOW_TO_MAKE,
                             variable);
    }
    return true;
}

bool tokens_read(const struct config *config, struct tokens *ret, struct error *err)
{
    const struct {
        const char *key, *list;
        unsigned rights;
    } rows[] = {
        {"cron_secret", config->cron_secret, RIGHT_CRON},
        {"http.read_token", config->http_read_token, RIGHT_READ},
        {"http.operator_token", config->http_operator_token, RIGHT_READ | RIGHT_OPERATE},
    };
    struct tokens tokens = {.count = 0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (!read_list(rows[i].list, variable_of(config, rows[i].key), rows[i].rights, &tokens,
                       err))
            return false;
    if (tokens.count == 0)
        return error_set(err, ERROR_CONFIG, 0,
                         "nobody could call serve: set BACKFILL_HTTP_OPERATOR_TOKEN (may do "
                         "everything), BACKFILL_HTTP_READ_TOKEN (may look) or BACKFILL_CRON_SECRET "
                         "(the cron line), or the same with _FILE behind it, to a secret of at "
                         "least %d bytes; " HOW_TO_MAKE,
                         TOKEN_BYTES_MIN);
    *ret = tokens;
    return true;
}

const struct token *tokens_find(const struct tokens *tokens, const struct digest *hash)
{
    const struct token *found = NULL;
    for (size_t i = 0; i < tokens->count; i++)
        found = digest_equal(&tokens->items[i].hash, hash) ? &tokens->items[i] : found;
    return found;
}

const char *tokens_role(unsigned rights)
{
    return rights & RIGHT_OPERATE ? "operator" : rights & RIGHT_READ ? "reader" : "cron";
}
