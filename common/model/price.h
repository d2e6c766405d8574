/* price.h: what the calls of a provider cost, as the configuration says it: by tokens, by call, or
 * both; for one model or for any. Money is counted in millionths (core/amount.h). */
#pragma once
#include "core/amount.h"
#include "core/error.h"
#include "io/config/config.h"

struct price {
    bool known;      /* false: nothing is said of this model, and nobody may take it for nothing */
    int64_t in, out; /* of a million tokens */
    int64_t call;
};

/** Read the price of a provider's calls. 'prices' is a comma list of MODEL=IN/OUT or
 *  MODEL=IN/OUT/CALL, and stands over price_in, price_out and price_call for the models that it
 *  names.
 *  in    model  that is asked; NULL: none is named
 *  err   CONFIG an amount or a list that cannot be read, a model that is named twice, price_in
 *        without price_out or the other way round. The whole list is read, whatever the model */
bool price_read(const struct config_provider *provider, const char *model, struct price *ret,
                struct error *err) __attribute__((nonnull(1, 3, 4))) MUST_CHECK;

/** Is the model that is asked among those that 'prices' names? A name that nobody asks is hardly
 *  what somebody means: a typing error, or the model was changed and its price was not.
 *  in    model  NULL: none is asked;  provider  its prices were read by price_read
 *  err   CONFIG names the model and the first one of the list. Nothing is wrong without a list */
bool price_check_model(const struct config_provider *provider, const char *model, struct error *err)
    __attribute__((nonnull(1, 3))) MUST_CHECK;

/** What one call costs, rounded to whole millionths; 0 where the price is not known.
 *  in    tokens_in, tokens_out  at most 1,000,000 each */
int64_t price_of_call(const struct price *price, int64_t tokens_in, int64_t tokens_out) NONNULL_ALL;
