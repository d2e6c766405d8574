/* trial_show.c: the result of a trial, as lines of text for people. Editions are judged as they are
 * for a month, so that one sees which would be accepted. */
#include "try/trial_show.h"

#include <stdio.h>
#include <string.h>

#include "match/match.h"

#define FIELD_BYTES 200

static void show(const char *what, const char *value)
{
    CLEANUP(text_done) struct text shown = {0};
    text_add_printable(&shown, value, strlen(value), sizeof(((struct error *)NULL)->message));
    (void)printf("%-9s %s\n", what, text_of(&shown));
}

static void add_field(struct text *line, const char *before, const char *value, const char *after)
{
    if (!value || !*value)
        return;
    text_add(line, before);
    text_add_printable(line, value, strlen(value), FIELD_BYTES);
    text_add(line, after);
}

static void show_books(const struct trial *t)
{
    const struct generate_answer *answer = &t->generated;
    (void)printf("%-9s %zu%s", "books", answer->books.count, answer->truncated ? ", cut off" : "");
    (void)printf(answer->bad_items > 0 ? ", %d unusable\n" : "\n", answer->bad_items);
    for (size_t i = 0; i < answer->books.count; i++) {
        const struct book *book = &answer->books.items[i];
        CLEANUP(text_done) struct text line = {0};
        add_field(&line, "", book->title, "");
        add_field(&line, ", by ", book->authors, "");
        if (book->year > 0)
            text_add_format(&line, " (%d)", book->year);
        (void)printf("%9zu %s\n", i + 1, text_of(&line));
    }
}

static void show_editions(const struct trial *t)
{
    const struct editions *editions = &t->resolved.editions;
    struct match match = {.edition = NULL};
    match_choose(&t->book, editions->items, editions->count, &match);
    (void)printf("%-9s %zu\n", "editions", editions->count);
    for (size_t i = 0; i < editions->count; i++) {
        const struct edition *edition = &editions->items[i];
        CLEANUP(text_done) struct text line = {0};
        add_field(&line, "", edition->title, "");
        add_field(&line, ", by ", edition->authors, "");
        add_field(&line, " (", edition->published, ")");
        (void)printf("%9s %s %s\n", match.edition == edition ? "accepted" : "", edition->isbn.text,
                     text_of(&line));
    }
    show("judged", match_confidence_name(match.confidence));
}

static void show_cost(const struct trial *t)
{
    const struct generate_answer *answer = &t->generated;
    char cost[AMOUNT_BYTES];
    amount_text(service_cost(t->service, answer->tokens_in, answer->tokens_out), cost);
    (void)printf("%-9s %lld in, %lld out\n", "tokens", (long long)answer->tokens_in,
                 (long long)answer->tokens_out);
    if (service_tokens(answer->tokens_in) < answer->tokens_in ||
        service_tokens(answer->tokens_out) < answer->tokens_out)
        (void)printf("%-9s %lld in, %lld out: no call needs more\n", "counted",
                     (long long)service_tokens(answer->tokens_in),
                     (long long)service_tokens(answer->tokens_out));
    if (service_price_known(t->service))
        show("cost", cost);
    else
        (void)printf("%-9s - (providers.%s.prices names no price of %s)\n", "cost",
                     t->service->name,
                     t->service->settings.model ? t->service->settings.model : "its model");
}

void trial_show(const struct trial *t)
{
    const struct http_call *call = &t->ask.call;
    const bool failed = t->error.class != ERROR_NONE;
    show("provider", t->service->name);
    show("outcome", failed                 ? error_class_name(t->error.class)
                    : t->generated.refused ? "refused"
                                           : "ok");
    if (failed)
        show("message", t->error.message);
    if (failed && t->error.retry_after_ms > 0)
        (void)printf("%-9s %lld s\n", "wait", (long long)(t->error.retry_after_ms + 999) / 1000);
    if (t->generated.refused)
        show("words", t->generated.refusal);
    if (call->answered)
        (void)printf("%-9s HTTP %d, %zu bytes\n", "answer", call->response.status,
                     call->response.body_bytes);
    if (call->sent || t->service->local)
        (void)printf("%-9s %lld ms\n", "took", (long long)t->ms);
    if (*t->generated.model)
        show("model", t->generated.model);
    if (!t->resolves && call->answered)
        show_cost(t);
    if (!failed && t->resolves)
        show_editions(t);
    else if (!failed && !t->generated.refused)
        show_books(t);
}
