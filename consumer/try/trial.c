/* trial.c: one question to a provider. A call goes through the gate and is recorded, as a month's
 * is. A local service is asked by a query of the database. */
#include "try/trial.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/mem.h"
#include "gate/asking.h"
#include "gate/gate.h"
#include "model/catalog.h"
#include "model/prompt_set.h"

#define BOOKS 20
#define LOOK_MS 500
#define SAY_MS 5000        /* after this time a person is told what is waited for */
#define SLOT_WAIT_MS 90000 /* for a slot; the gate does not wait so long for a closed provider */

static bool build(struct trial *t, struct error *err)
{
    const struct provider_settings settings = service_settings(t->service);
    const struct provider_kind *kind = t->service->kind;
    const struct prompt *prompt = prompt_set_find(prompt_default(t->month));
    CLEANUP(text_done) struct text system = {0};
    CLEANUP(text_done) struct text user = {0};
    http_request_done(&t->ask.call.request);
    t->ask.service = t->service;
    t->ask.output = settings.output;
    t->ask.max_tokens = settings.max_tokens;
    t->ask.call.secret = settings.key;
    t->ask.units = 1;
    if (t->resolves)
        return kind->build_resolve(&settings, &t->book, &t->ask.call.request, err);
    if (!prompt)
        UNREACHABLE("a default without a prompt");
    prompt_render(prompt, t->month, BOOKS, &system, &user);
    const struct generate_question question = {
        .month = t->month, .books = BOOKS, .system = text_of(&system), .user = text_of(&user)};
    return kind->build_generate(&settings, &question, &t->ask.call.request, err);
}

/* Have the call sent when there is a slot, and wait until it ends. */
static void send(struct trial *t)
{
    struct call_batch batch;
    const int64_t start = clock_monotonic_ms();
    bool said = false, withdrawn = false;
    call_batch_init(&batch);
    t->ask.batch = &batch;
    t->ask.deadline_ms = start + SLOT_WAIT_MS;
    service_prepare_call(t->service, &t->ask.call);
    gate_submit(t->consumer.gate, &t->ask);
    while (!call_batch_take(&batch, LOOK_MS)) {
        const int64_t now = clock_monotonic_ms();
        if (!said && now - start > SAY_MS)
            (void)fprintf(stderr, PROGRAM ": still waiting for %s, or for a slot to ask it\n",
                          t->service->name);
        said = said || now - start > SAY_MS;
        if (!withdrawn && now > t->ask.deadline_ms) /* a call that has its slot goes on */
            gate_withdraw(t->consumer.gate, &batch);
        withdrawn = withdrawn || now > t->ask.deadline_ms;
    }
    call_batch_done(&batch);
}

static bool read_answer(struct trial *t, struct outcome *ret, struct error *err)
{
    const struct service *service = t->service;
    const struct http_response *response = &t->ask.call.response;
    ret->name = "ok";
    if (!t->ask.call.answered) {
        *err = t->ask.call.error;
        return false;
    }
    if (t->resolves)
        return service->kind->read_resolve(&service->settings, response, &t->resolved, err);
    bool ok = service->kind->read_generate(&service->settings, response, &t->generated, err);
    ret->tokens_in = t->generated.tokens_in;
    ret->tokens_out = t->generated.tokens_out;
    if (ok && t->generated.refused)
        ret->name = "refused";
    return ok;
}

/* Make one call. true: the server wants a plainer form of answer or fewer tokens, so another call
 * follows. */
static bool ask_once(struct trial *t)
{
    struct outcome outcome = {.name = "ok"};
    struct error err = {0};
    send(t);
    t->ms = t->ask.call.duration_ms;
    t->error = (struct error){.class = ERROR_NONE};
    if (!t->ask.call.sent) { /* the gate has given its slot back */
        t->error = t->ask.error.class != ERROR_NONE ? t->ask.error : t->ask.call.error;
        return false;
    }
    const bool ok = read_answer(t, &outcome, &err);
    const bool again =
        !ok && !t->resolves && t->ask.call.answered &&
        service_step_down(t->service, t->ask.output, t->ask.max_tokens, &t->ask.call.response);
    if (again)
        err.class = ERROR_REQUEST;
    if (!ok) {
        outcome.name = error_class_name(err.class);
        outcome.why = err.message;
    }
    gate_record(t->consumer.gate, &t->ask, &outcome);
    if (!ok) {
        ask_close_provider(t->consumer.gate, t->service, &err);
        t->error = err;
    }
    return again;
}

static bool ask_remote(struct trial *t, struct error *err)
{
    if (!build(t, err))
        return false;
    while (ask_once(t)) {
        (void)fprintf(stderr, PROGRAM ": %s, asking in a plainer form, or for fewer tokens\n",
                      t->error.message);
        generate_answer_done(&t->generated);
        t->generated = (struct generate_answer){.refused = false};
        if (!build(t, err))
            return false;
    }
    return true;
}

/* Ask the catalogue, which is in the database. There is no call, no gate and nothing to record. */
static bool ask_local(struct trial *t, struct error *err)
{
    CLEANUP(mem_free) char *body = NULL;
    struct books one = {.items = &t->book, .count = 1};
    const int64_t start = clock_monotonic_ms();
    bool ok = t->resolves
                  ? catalog_find_editions(t->consumer.pool, &one, &t->resolved.editions, err)
                  : catalog_generate(t->consumer.pool, t->month, BOOKS, &body, err);
    t->ms = clock_monotonic_ms() - start;
    if (!ok || t->resolves || !body)
        return ok;
    const struct http_response response = {.status = 200, .body = body, .body_bytes = strlen(body)};
    return t->service->kind->read_generate(&t->service->settings, &response, &t->generated, err);
}

/* ---- from outside ---- */

bool trial_choose_question(struct trial *t, struct error *err)
{
    const struct service *service = t->service;
    t->resolves = service->resolves && (t->title || !service->generates);
    if (t->title && !t->resolves)
        return error_set(err, ERROR_USAGE, 0, "--title: %s generates books, and cannot look one up",
                         service->name);
    if (t->author && !t->title)
        return error_set(err, ERROR_USAGE, 0, "--author: needs --title");
    if (t->title && !*t->title)
        return error_set(err, ERROR_USAGE, 0, "--title: is empty");
    if (t->month.year && t->resolves)
        return error_set(err, ERROR_USAGE, 0,
                         "--month: a resolver is asked for a book (--title), not for a month");
    if (!t->month.year)
        t->month = (struct month){2023, 11};
    t->book.title = mem_text(t->title ? t->title : "The Fortress of Solitude");
    t->book.authors = mem_text(t->title ? t->author : "Jonathan Lethem");
    return true;
}

bool trial_ask(struct trial *t, struct error *err)
{
    return t->service->local ? ask_local(t, err) : ask_remote(t, err);
}

void trial_done(struct trial *t)
{
    http_call_done(&t->ask.call);
    struct books one = {.items = mem_new(1, sizeof(struct book)), .count = 1};
    one.items[0] = t->book;
    books_done(&one);
    generate_answer_done(&t->generated);
    resolve_answer_done(&t->resolved);
}
