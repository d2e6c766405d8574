/* fuzz_prices.c: any bytes as a list of prices, and as a single amount. Seeds:
 * tests/fuzz/corpus/prices. */
#include "fuzz.h"

#include "core/mem.h"
#include "model/price.h"

static void check_amount(const char *typed)
{
    int64_t amount = -1, again = -1;
    char text[AMOUNT_BYTES];
    if (!amount_parse(typed, &amount)) {
        MUST(amount == -1);
        return;
    }
    MUST(amount >= 0 && amount <= AMOUNT_LARGEST);
    amount_text(amount, text);
    MUST(amount_parse(text, &again) && again == amount);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(mem_free) char *typed = mem_bytes(bytes, count);
    const struct config_provider provider = {.name = "x", .kind = "openai", .prices = typed};
    struct price price = {.in = -1};
    struct error err = {0};
    check_amount(typed);
    if (!price_read(&provider, "a", &price, &err)) {
        MUST(price.in == -1 && err.class == ERROR_CONFIG);
        return 0;
    }
    MUST(price.in >= 0 && price.in <= AMOUNT_LARGEST && price.out >= 0 && price.call >= 0);
    MUST(price.known || (price.in == 0 && price.out == 0 && price.call == 0));
    MUST(price_of_call(&price, 131072, 131072) >= price.call);
    return 0;
}
