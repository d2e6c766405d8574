/* trial_json.c: the result of a trial, for programs. */
#include <string.h>

#include "core/json_write.h"
#include "match/match.h"
#include "try/trial_show.h"

static void write_books(struct text *out, const struct generate_answer *answer)
{
    json_write_bool(out, "truncated", answer->truncated);
    json_write_int(out, "unusable", answer->bad_items);
    json_write_open(out, "books", '[');
    for (size_t i = 0; i < answer->books.count; i++) {
        const struct book *book = &answer->books.items[i];
        json_write_open(out, NULL, '{');
        json_write_text(out, "title", book->title);
        json_write_text(out, "authors", book->authors);
        if (book->year > 0)
            json_write_int(out, "year", book->year);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static void write_editions(struct text *out, const struct trial *t)
{
    const struct editions *editions = &t->resolved.editions;
    struct match match = {.edition = NULL};
    match_choose(&t->book, editions->items, editions->count, &match);
    json_write_text(out, "judged", match_confidence_name(match.confidence));
    json_write_open(out, "editions", '[');
    for (size_t i = 0; i < editions->count; i++) {
        const struct edition *edition = &editions->items[i];
        json_write_open(out, NULL, '{');
        json_write_text(out, "isbn13", edition->isbn.text);
        json_write_text(out, "title", edition->title);
        json_write_text(out, "authors", edition->authors);
        json_write_text(out, "published", edition->published);
        json_write_bool(out, "accepted", match.edition == edition);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static void write_cost(struct text *out, const struct trial *t)
{
    const struct generate_answer *answer = &t->generated;
    char cost[AMOUNT_BYTES];
    amount_text(service_cost(t->service, answer->tokens_in, answer->tokens_out), cost);
    json_write_int(out, "tokens_in", answer->tokens_in);
    json_write_int(out, "tokens_out", answer->tokens_out);
    json_write_raw(out, "cost", service_price_known(t->service) ? cost : NULL);
}

void trial_json(const struct trial *t, struct text *ret)
{
    const struct http_call *call = &t->ask.call;
    const bool failed = t->error.class != ERROR_NONE;
    json_write_open(ret, NULL, '{');
    json_write_text(ret, "provider", t->service->name);
    json_write_text(ret, "outcome",
                    failed                 ? error_class_name(t->error.class)
                    : t->generated.refused ? "refused"
                                           : "ok");
    json_write_text(ret, "message", failed ? t->error.message : NULL);
    json_write_int(ret, "retry_after_ms", failed ? t->error.retry_after_ms : 0);
    json_write_text(ret, "refusal", t->generated.refused ? t->generated.refusal : NULL);
    json_write_int(ret, "http_status", call->answered ? call->response.status : 0);
    json_write_int(ret, "duration_ms", t->ms);
    json_write_text(ret, "model", *t->generated.model ? t->generated.model : NULL);
    if (!t->resolves && call->answered)
        write_cost(ret, t);
    if (!failed && t->resolves)
        write_editions(ret, t);
    else if (!failed && !t->generated.refused)
        write_books(ret, &t->generated);
    json_write_close(ret, '}');
}
