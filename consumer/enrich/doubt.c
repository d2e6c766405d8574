/* doubt.c: whether an answer without a single record is to be believed.
 *
 * A source that says how much of the day is spent is asked for that: where nothing is left, it has
 * looked for no ISBN. Of another one a witness is asked for. Without a witness nothing is known,
 * and the ISBNs wait; the first that the source has is one for all others. */
#include "enrich/doubt.h"

#include "sql.h"

static bool may_go_on(void *context, struct error *err)
{
    return batch_may_go_on(context, err);
}

/* A spent day closes the source, as if it had said so itself. */
static bool read_own(void *context, struct ask *ask, struct outcome *ret, struct error *err)
{
    (void)context;
    (void)ret; /* "ok" */
    const struct service *service = ask->service;
    struct reported_usage usage = {.limit = -1};
    const struct provider_settings settings = service_settings_sent(service, ask->call.secret);
    if (!service->kind->read_own(&settings, &ask->call.response, &usage, err))
        return error_wrap(err, "%s", service->name);
    return usage.limit < 0 || usage.spent < usage.limit ||
           error_set(err, ERROR_QUOTA, 0, "%s: %lld of the day's %lld calls are spent",
                     service->name, (long long)usage.spent, (long long)usage.limit);
}

static enum doubt_verdict ask_own(struct batch *batch, const struct service *service,
                                  struct error *why)
{
    CLEANUP(asks_done) struct asks asks = {0};
    const struct provider_settings settings = service_settings(service);
    asks_init(&asks, 1);
    asks.count = 1;
    asks.items[0] = (struct ask){.service = service, .call.secret = settings.key};
    if (!service->kind->build_own(&settings, &asks.items[0].call.request, why))
        return DOUBT_TROUBLE;
    const struct asker asker = {
        .gate = batch->consumer->gate,
        .context = batch,
        .claim = &batch->token,
        .claim_seen_ms = batch->claim_seen_ms,
        .deadline_ms = batch->deadline_ms,
        .enriches = true,
        .may_go_on = may_go_on,
    };
    static const struct ask_reader reader = {.read = read_own};
    if (!ask_together(&asker, &asks, &reader, why))
        return why->class == ERROR_RATE_LIMITED ? DOUBT_TROUBLE : DOUBT_ENDED;
    *why = asks.errors[0];
    return why->class == ERROR_NONE ? DOUBT_UNKNOWN : DOUBT_TROUBLE;
}

static enum doubt_verdict find_witness(const struct batch *batch, const struct service *service,
                                       const struct question *question, struct questions *again,
                                       struct error *why)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(sql_array_done) struct sql_array asked = {0};
    for (size_t i = 0; i < question->count; i++)
        sql_array_add(&asked, question->isbns[i].text);
    if (!POOL_RUN(batch->consumer->pool, &sql_enrich_witness, &rows, why, sql_text(service->name),
                  sql_text(sql_array_text(&asked))))
        return DOUBT_ENDED;
    if (rows_count(rows) == 0) {
        (void)error_set(why, ERROR_TRANSIENT, 0,
                        "it has none of %zu ISBNs, as when it is in trouble, and has never had one",
                        question->count);
        return DOUBT_TROUBLE;
    }
    struct question *more = questions_add(again, question->isbns, question->count, question->next);
    more->has_witness = true;
    text_copy(more->isbns[more->count].text, sizeof(more->isbns->text),
              row_text(rows, 0, ENRICH_WITNESS_ISBN13));
    return DOUBT_ASK_AGAIN;
}

enum doubt_verdict doubt_judge(struct batch *batch, const struct service *service,
                               const struct question *question, struct questions *again,
                               struct error *why)
{
    if (service->kind->build_own)
        return ask_own(batch, service, why);
    if (!question->has_witness)
        return find_witness(batch, service, question, again, why);
    (void)error_set(why, ERROR_TRANSIENT, 0,
                    "it has none of %zu ISBNs, nor one that it has had before", question->count);
    return DOUBT_TROUBLE;
}
