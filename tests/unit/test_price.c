/* test_price.c: amounts, prices by model and by call, what calls cost, budgets without prices. */
#include "model/budget.h"
#include "model/price.h"
#include "test.h"

static void amount_parse__table(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        int64_t amount; /* -1: refused */
    } rows[] = {
        {"0", 0},
        {"0.1", 100000},
        {"0.30", 300000},
        {"15", 15000000},
        {"0.000001", 1},
        {"123456.654321", 123456654321},
        {"1000000", AMOUNT_LARGEST},
        {"1000000.000001", -1},
        {"1000001", -1},
        {"99999999999999999999999999", -1},
        {"0.0000001", -1},
        {"", -1},
        {".5", -1},
        {"5.", -1},
        {"01", -1},
        {"-1", -1},
        {"+1", -1},
        {"1e3", -1},
        {"0x1", -1},
        {"nan", -1},
        {"inf", -1},
        {"1,5", -1},
        {" 1", -1},
        {"1 ", -1},
        {"free", -1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t amount = -1;
        EXPECT_ROW(rows[i].typed, amount_parse(rows[i].typed, &amount) == (rows[i].amount >= 0));
        EXPECT_ROW(rows[i].typed, amount == rows[i].amount);
    }
}

static void amount_text__has_six_decimals(void **state)
{
    (void)state;
    char text[AMOUNT_BYTES];
    amount_text(0, text);
    assert_string_equal(text, "0.000000");
    amount_text(1, text);
    assert_string_equal(text, "0.000001");
    amount_text(12 * (int64_t)AMOUNT_ONE + 340000, text);
    assert_string_equal(text, "12.340000");
}

static void price_read__finds_the_model(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct config_provider provider;
        struct price price;
    } rows[] = {
        {"nothing is said", {.kind = "openai"}, {.known = false}},
        {"of any model", {.price_in = "0.3", .price_out = "2.5"}, {true, 300000, 2500000, 0}},
        {"free", {.price_in = "0", .price_out = "0"}, {true, 0, 0, 0}},
        {"by the call", {.price_call = "0.005"}, {true, 0, 0, 5000}},
        {"by name", {.prices = "m=1/2"}, {true, 1000000, 2000000, 0}},
        {"among others", {.prices = "l=9/9, m = 1 / 2 ,n=8/8"}, {true, 1000000, 2000000, 0}},
        {"with a call", {.prices = "m=1/2/0.5"}, {true, 1000000, 2000000, 500000}},
        {"by name, calls for all",
         {.prices = "m=1/2", .price_call = "3"},
         {true, 1000000, 2000000, 3000000}},
        {"over that of any",
         {.prices = "m=1/2", .price_in = "7", .price_out = "7"},
         {true, 1000000, 2000000, 0}},
        {"another, and that of any",
         {.prices = "l=1/2", .price_in = "7", .price_out = "8"},
         {true, 7000000, 8000000, 0}},
        {"another only", {.prices = "l=1/2"}, {.known = false}},
        {"a longer name", {.prices = "m2=1/2"}, {.known = false}},
        {"a name with signs", {.prices = "a/m:free=0/0, m=1/1"}, {true, 1000000, 1000000, 0}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct price price = {.known = false};
        struct error err = {0};
        EXPECT_ROW(rows[i].name, price_read(&rows[i].provider, "m", &price, &err));
        EXPECT_ROW(rows[i].name, price.known == rows[i].price.known);
        EXPECT_ROW(rows[i].name, price.in == rows[i].price.in && price.out == rows[i].price.out);
        EXPECT_ROW(rows[i].name, price.call == rows[i].price.call);
    }
}

static void price_read__refuses(void **state)
{
    (void)state;
    static const struct {
        const char *prices, *says;
    } rows[] = {
        {"m", "'m' is not MODEL=IN/OUT"},
        {"m=", "'m=' is not"},
        {"m=1", "'m=1' is not"},
        {"m=1/", "'m=1/' is not"},
        {"m=/1", "'m=/1' is not"},
        {"=1/2", "'=1/2' is not"},
        {" =1/2", "'=1/2' is not"},
        {"m=1/2/3/4", "is not MODEL=IN/OUT"},
        {"m=1/2/", "is not MODEL=IN/OUT"},
        {"m=-1/2", "is not MODEL=IN/OUT"},
        {"m=nan/2", "is not MODEL=IN/OUT"},
        {"m=1/inf", "is not MODEL=IN/OUT"},
        {"m=1e3/2", "is not MODEL=IN/OUT"},
        {"m=1000001/2", "is not MODEL=IN/OUT"},
        {"m=0.0000001/2", "is not MODEL=IN/OUT"},
        {"m=99999999999999999999999999999999999999999999/2", "is not MODEL=IN/OUT"},
        {"m=1.5.5/2", "is not MODEL=IN/OUT"},
        {"m=1/2;n=1/2", "is not MODEL=IN/OUT"},
        {"m=1/2,", "'' is not MODEL=IN/OUT"},
        {",m=1/2", "'' is not MODEL=IN/OUT"},
        {"m=1/2,m=1/2", "names 'm' twice"},
        {"m=1/2, n=1/2 , m =3/4", "names 'm' twice"},
        {"l=1/2,l=1/2", "names 'l' twice"}, /* also of a model that is not asked */
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct config_provider provider = {.name = "x", .prices = rows[i].prices};
        struct price price = {.in = 42};
        struct error err = {0};
        EXPECT_ROW(rows[i].prices, !price_read(&provider, "m", &price, &err));
        EXPECT_ROW(rows[i].prices, err.class == ERROR_CONFIG && price.in == 42);
        EXPECT_ROW(rows[i].prices, strstr(err.message, "providers.x.prices: "));
        EXPECT_ROW(rows[i].prices, strstr(err.message, rows[i].says));
    }
}

static void price_read__wants_both_halves(void **state)
{
    (void)state;
    const struct config_provider one = {.name = "x", .price_in = "1"},
                                 other = {.name = "x", .price_out = "1"};
    struct price price = {.in = 42};
    struct error err = {0};
    assert_false(price_read(&one, NULL, &price, &err));
    assert_non_null(strstr(err.message, "price_in is set and price_out is not"));
    assert_false(price_read(&other, NULL, &price, &err));
    assert_non_null(strstr(err.message, "price_out is set and price_in is not"));
}

/* Three tenths of a millionth are rounded once a call; nothing drifts over many calls. */
static void price_check_model__finds_a_name_that_nobody_asks(void **state)
{
    static const struct {
        const char *name, *prices, *model, *says;
    } rows[] = {
        {"no list", NULL, "m", NULL},
        {"the model", "m=1/2", "m", NULL},
        {"among others", "a=1/2, m =1/2", "m", NULL},
        {"another", "a=1/2,b=1/2", "m", "providers.p.prices names 'a', and not m, which is asked"},
        {"the beginning of one", "mm=1/2", "m",
         "providers.p.prices names 'mm', and not m, which is asked"},
        {"none is asked", "a=1/2", NULL,
         "providers.p.prices names 'a', and not a call without a model, which is asked"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char prices[40] = "";
        struct error err = {0};
        text_copy(prices, sizeof(prices), rows[i].prices ? rows[i].prices : "");
        const struct config_provider provider = {.name = "p",
                                                 .prices = rows[i].prices ? prices : NULL};
        EXPECT_ROW(rows[i].name,
                   price_check_model(&provider, rows[i].model, &err) == !rows[i].says);
        EXPECT_ROW(rows[i].name, !rows[i].says || strcmp(err.message, rows[i].says) == 0);
    }
}

static void price_of_call__counts_in_whole_millionths(void **state)
{
    (void)state;
    const struct price tenth = {.known = true, .in = 100000, .out = 0};
    assert_int_equal(price_of_call(&tenth, 1, 0), 0);
    assert_int_equal(price_of_call(&tenth, 5, 0), 1);
    assert_int_equal(price_of_call(&tenth, 10, 0), 1);
    const struct price usual = {.known = true, .in = 300000, .out = 2500000, .call = 7};
    assert_int_equal(price_of_call(&usual, 600, 2500), 180 + 6250 + 7);
    const struct price dearest = {
        .known = true, .in = AMOUNT_LARGEST, .out = AMOUNT_LARGEST, .call = AMOUNT_LARGEST};
    assert_true(price_of_call(&dearest, 1000000, 1000000) == 3 * AMOUNT_LARGEST);
    const struct price none = {.known = false};
    assert_int_equal(price_of_call(&none, 1000, 1000), 0);
}

static void budget_check__wants_prices(void **state)
{
    (void)state;
    static const struct {
        const char *name, *per_day, *total, *other, *prices, *says; /* says NULL: it is taken */
    } rows[] = {
        {"no budget", "0", "0", NULL, NULL, NULL},
        {"a budget of a day", "2", "0", NULL, NULL, "budget.per_day limits"},
        {"a budget in all", "0", "0.5", NULL, NULL, "budget.total limits"},
        {"that of an order", "0", "0", "order 3", NULL, "order 3 limits"},
        {"the setting", "2", "0", NULL, NULL, "providers.ai.prices = \"m=IN/OUT\""},
        {"a price of another", "2", "0", NULL, "n=1/2", "m of provider 'ai' has no price"},
        {"its price", "2", "0", NULL, "m=1/2", NULL},
        {"free", "2", "0", "order 3", "m=0/0", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct config_provider provider = {
            .name = "ai", .kind = "openai", .base_url = "https://ai.example/v1", .model = "m"};
        provider.prices = rows[i].prices;
        const struct config config = {.providers = {provider},
                                      .provider_count = 1,
                                      .budget_per_day = rows[i].per_day,
                                      .budget_total = rows[i].total};
        struct error err = {0};
        EXPECT_ROW(rows[i].name,
                   budget_check(&config, "ai", rows[i].other, &err) == (rows[i].says == NULL));
        EXPECT_ROW(rows[i].name, !rows[i].says || err.class == ERROR_CONFIG);
        EXPECT_ROW(rows[i].name, !rows[i].says || strstr(err.message, rows[i].says));
    }
}

TEST_MAIN(cmocka_unit_test(amount_parse__table), cmocka_unit_test(amount_text__has_six_decimals),
          cmocka_unit_test(price_read__finds_the_model), cmocka_unit_test(price_read__refuses),
          cmocka_unit_test(price_read__wants_both_halves),
          cmocka_unit_test(price_check_model__finds_a_name_that_nobody_asks),
          cmocka_unit_test(price_of_call__counts_in_whole_millionths),
          cmocka_unit_test(budget_check__wants_prices))
