/* price.c: reads prices. A list is read to its end, so that a fault in it shows at the start and
 * not on the day when its model is asked. */
#include "model/price.h"

#include <string.h>

#include "core/text.h"

#define MODEL_BYTES 256
#define AMOUNT_WORD_BYTES 32

/* A piece of the list, without the blanks around it. */
struct piece {
    const char *at;
    size_t length;
};

static struct piece trim(const char *at, size_t length)
{
    while (length > 0 && *at == ' ') {
        at++;
        length--;
    }
    while (length > 0 && at[length - 1] == ' ')
        length--;
    return (struct piece){at, length};
}

static bool is_model(struct piece piece, const char *model)
{
    return model && strlen(model) == piece.length && memcmp(piece.at, model, piece.length) == 0;
}

static bool read_amount(struct piece piece, int64_t *ret)
{
    char word[AMOUNT_WORD_BYTES];
    if (piece.length >= sizeof(word))
        return false;
    memcpy(word, piece.at, piece.length);
    word[piece.length] = '\0';
    return amount_parse(word, ret);
}

/* IN/OUT or IN/OUT/CALL; a call that is not named costs what price_call says. */
static bool read_amounts(struct piece amounts, struct price *ret)
{
    int64_t *const parts[] = {&ret->in, &ret->out, &ret->call};
    size_t count = 0;
    for (const char *at = amounts.at, *end = at + amounts.length; at <= end; count++) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        const size_t length = (size_t)((slash ? slash : end) - at);
        if (count == ARRAY_LEN(parts) || !read_amount(trim(at, length), parts[count]))
            return false;
        at += length + 1;
    }
    return count >= 2;
}

/* The first '=' ends the name: so a list with other separators is no name by mistake. */
static bool split(struct piece entry, struct piece *model, struct piece *amounts)
{
    const char *equals = memchr(entry.at, '=', entry.length);
    if (!equals)
        return false;
    *model = trim(entry.at, (size_t)(equals - entry.at));
    *amounts = trim(equals + 1, (size_t)(entry.at + entry.length - equals - 1));
    return model->length > 0 && model->length < MODEL_BYTES;
}

/* Is a model named again in the rest of the list? */
static bool is_named(const char *list, struct piece model)
{
    while (list) {
        const char *comma = strchr(list, ',');
        struct piece other = {0}, amounts = {0};
        if (split(trim(list, comma ? (size_t)(comma - list) : strlen(list)), &other, &amounts) &&
            other.length == model.length && memcmp(other.at, model.at, model.length) == 0)
            return true;
        list = comma ? comma + 1 : NULL;
    }
    return false;
}

static int shown(struct piece piece)
{
    return (int)(piece.length < 100 ? piece.length : 100);
}

/* What is read for whom. */
struct reading {
    const struct config_provider *provider;
    const char *model;
};

/* One entry of the list, whose rest begins behind it. */
static bool read_entry(const struct reading *reading, struct piece entry, const char *rest,
                       struct price *ret, struct error *err)
{
    const char *name = reading->provider->name;
    struct piece named = {0}, amounts = {0};
    struct price price = {.known = true, .call = ret->call};
    if (!split(entry, &named, &amounts) || !read_amounts(amounts, &price))
        return error_set(err, ERROR_CONFIG, 0,
                         "providers.%s.prices: '%.*s' is not MODEL=IN/OUT, with amounts from 0 to "
                         "1000000 for a million tokens (gemini-2.5-flash=0.30/2.50)",
                         name, shown(entry), entry.at);
    if (is_named(rest, named))
        return error_set(err, ERROR_CONFIG, 0, "providers.%s.prices: names '%.*s' twice", name,
                         shown(named), named.at);
    if (is_model(named, reading->model))
        *ret = price;
    return true;
}

static bool read_list(const struct config_provider *provider, const char *model, struct price *ret,
                      struct error *err)
{
    const struct reading reading = {provider, model};
    const char *rest = provider->prices;
    while (rest) {
        const char *comma = strchr(rest, ',');
        const struct piece entry = trim(rest, comma ? (size_t)(comma - rest) : strlen(rest));
        rest = comma ? comma + 1 : NULL;
        if (!read_entry(&reading, entry, rest, ret, err))
            return false;
    }
    return true;
}

static bool read_setting(const struct config_provider *provider, const char *setting,
                         const char *value, int64_t *ret, struct error *err)
{
    return !value || amount_parse(value, ret) ||
           error_set(err, ERROR_CONFIG, 0,
                     "providers.%s.%s: '%.100s' is not an amount from 0 to 1000000 with at most 6 "
                     "decimals",
                     provider->name, setting, value);
}

/* Half a price would make the other half free, which is hardly what somebody means. */
static bool check_both(const struct config_provider *provider, struct error *err)
{
    const bool in = provider->price_in, out = provider->price_out;
    return in == out ||
           error_set(err, ERROR_CONFIG, 0,
                     "providers.%s: %s is set and %s is not: set both (0 is free)", provider->name,
                     in ? "price_in" : "price_out", in ? "price_out" : "price_in");
}

bool price_read(const struct config_provider *provider, const char *model, struct price *ret,
                struct error *err)
{
    struct price price = {.known = provider->price_in || provider->price_call};
    if (!read_setting(provider, "price_in", provider->price_in, &price.in, err) ||
        !read_setting(provider, "price_out", provider->price_out, &price.out, err) ||
        !read_setting(provider, "price_call", provider->price_call, &price.call, err) ||
        !check_both(provider, err) || !read_list(provider, model, &price, err))
        return false;
    *ret = price;
    return true;
}

bool price_check_model(const struct config_provider *provider, const char *model, struct error *err)
{
    struct piece first = {0};
    for (const char *rest = provider->prices; rest;) {
        const char *comma = strchr(rest, ',');
        struct piece named = {0}, amounts = {0};
        if (split(trim(rest, comma ? (size_t)(comma - rest) : strlen(rest)), &named, &amounts)) {
            if (is_model(named, model))
                return true;
            first = first.at ? first : named;
        }
        rest = comma ? comma + 1 : NULL;
    }
    return !first.at ||
           error_set(err, ERROR_CONFIG, 0,
                     "providers.%s.prices names '%.*s', and not %.100s, which is asked",
                     provider->name, shown(first), first.at,
                     model ? model : "a call without a model");
}

int64_t price_of_call(const struct price *price, int64_t tokens_in, int64_t tokens_out)
{
    const int64_t whole =
        tokens_in * (price->in / AMOUNT_ONE) + tokens_out * (price->out / AMOUNT_ONE);
    const int64_t rest =
        tokens_in * (price->in % AMOUNT_ONE) + tokens_out * (price->out % AMOUNT_ONE);
    return price->call + whole + (rest + AMOUNT_ONE / 2) / AMOUNT_ONE;
}
