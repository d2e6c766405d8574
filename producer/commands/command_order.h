/* command_order.h: what the files of the command order share. */
#pragma once
#include "commands/commands.h"
#include "shared/money.h"

/** Read the number of an order, the first operand.
 *  err   USAGE it is none */
bool order_read_id(const struct operands *operands, int64_t *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Say that there is no such order.
 *  out   the exit code */
int order_missing(int64_t id, struct error *err) NONNULL_ALL MUST_CHECK;

/* How far the budgets go that limit an order. */
struct order_money {
    struct rows *budgets, *forecast; /* NULL: nothing of the order is left */
    struct money_need need;
};
void order_money_done(struct order_money *money);
CLEANUP_STRUCT(struct order_money, order_money_done)

/** Read how far the budgets go.
 *  in    order  a row of order_list.sql, the first
 *  err   as quota_read */
bool order_money_read(struct context *context, const struct rows *order, struct order_money *ret,
                      struct error *err) NONNULL_ALL MUST_CHECK;

/** Print a sentence for each budget on stdout. */
void order_money_print(const struct order_money *money) NONNULL_ALL;

/** Add them to a JSON document, as the array "budgets". */
void order_money_json(struct text *out, const struct order_money *money) NONNULL_ALL;

extern const struct command command_order_budget;
