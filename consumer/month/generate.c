/* generate.c: asks the generators that have not answered yet, all at once, and stores each raw
 * answer before it is read. Then the books are merged: the same book of two generators is one.
 * Which generators failed is stored with the books: the month can be taken again for them. */
#include "month/generate.h"

#include <string.h>

#include "core/json_write.h"
#include "core/log.h"
#include "match/merge.h"
#include "model/catalog.h"
#include "model/prompt_set.h"
#include "month/alike.h"
#include "month/ask.h"
#include "sql.h"

struct generating {
    struct attempt *attempt;
    /* By generator, in the order of their list. */
    struct generate_answer *answers;
    bool answered[CONFIG_PROVIDERS_MAX];
    bool is_read[CONFIG_PROVIDERS_MAX]; /* else its answer was pruned, or there is none */
    const struct prompt *prompt;        /* NULL: there is no such variant */
    char prompt_hash[17];
    struct text system, user;          /* rendered */
    struct text failures;              /* a JSON object, by generator */
    struct sql_array local, local_raw; /* local generators and their answers, not stored yet */
};

static void generating_done(struct generating *g)
{
    for (size_t i = 0; i < CONFIG_PROVIDERS_MAX; i++)
        generate_answer_done(&g->answers[i]);
    mem_free(g->answers);
    text_done(&g->system);
    text_done(&g->user);
    text_done(&g->failures);
    sql_array_done(&g->local);
    sql_array_done(&g->local_raw);
}
CLEANUP_STRUCT(struct generating, generating_done)

static size_t index_of(const struct services *services, const struct service *service)
{
    size_t i = 0;
    while (services->generators[i] != service)
        i++;
    return i;
}

/* ---- reading ---- */

static void log_answer(const struct attempt *attempt, const struct service *service,
                       const struct generate_answer *answer)
{
    if (answer->refused)
        LOG(LOG_WARNING, "generator_refused",
            log_str("month", month_text(attempt->claim.month).text),
            log_str("provider", service->name), log_str("words", answer->refusal));
    else if (answer->truncated || answer->bad_items > 0)
        LOG(LOG_WARNING, "answer_incomplete",
            log_str("month", month_text(attempt->claim.month).text),
            log_str("provider", service->name), log_int("books", (int64_t)answer->books.count),
            log_int("bad_items", answer->bad_items), log_int("truncated", answer->truncated));
}

/* Move an answer here. */
static void take_answer(struct generating *g, const struct service *service,
                        struct generate_answer *answer)
{
    size_t i = index_of(&g->attempt->consumer->services, service);
    log_answer(g->attempt, service, answer);
    g->answered[i] = true;
    g->is_read[i] = true;
    generate_answer_done(&g->answers[i]);
    g->answers[i] = *answer;
    answer->books = (struct books){.count = 0};
}

static bool store_raw(const struct generating *g, const struct service *service,
                      const struct http_response *response, struct error *err)
{
    struct attempt *attempt = g->attempt;
    struct raw_answer raw = {
        .provider = service->name,
        .model = service->settings.model,
        .prompt_name = attempt->claim.prompt_variant,
        .prompt_hash = g->prompt ? g->prompt_hash : NULL,
        .body = response->body,
        .body_bytes = response->body_bytes,
    };
    return month_log_store_answer(attempt->consumer->pool, &attempt->claim, &raw, err) ||
           error_wrap(err, "store answer of %s", service->name);
}

static bool build_ask(struct generating *g, const struct service *service, struct ask *ret,
                      struct error *err)
{
    const struct provider_settings settings = service_settings(service);
    struct generate_question question = {
        .month = g->attempt->claim.month,
        .books = g->attempt->claim.batch_size,
        .system = text_of(&g->system),
        .user = text_of(&g->user),
    };
    ret->service = service;
    ret->subject = g;
    ret->output = settings.output;
    ret->max_tokens = settings.max_tokens;
    ret->call.secret = settings.key;
    return service->kind->build_generate(&settings, &question, &ret->call.request, err) ||
           error_wrap(err, "%s", service->name);
}

/* The server does not take the form of answer that was asked for, or not as many tokens: build the
 * next plainer one. */
static void build_plainer(struct generating *g, struct ask *ask, struct error *err)
{
    struct error why = {0};
    LOG(LOG_WARNING, "plainer_answers", log_str("provider", ask->service->name),
        log_error_message(err));
    err->class = ERROR_REQUEST; /* it is our form that was refused, whatever the status */
    http_request_done(&ask->call.request);
    ask->again = build_ask(g, ask->service, ask, &why);
    if (!ask->again)
        *err = why;
}

/* Keep what the reading of a stored answer showed, where that is more than that it was answered by
 * the model that was asked. */
static bool keep_reading(const struct generating *g, const struct service *service,
                         const struct generate_answer *answer, bool is_readable, struct error *err)
{
    const char *asked = service->settings.model;
    const struct raw_answer read = {
        .provider = service->name,
        .outcome = !is_readable      ? ANSWER_UNREADABLE
                   : answer->refused ? ANSWER_REFUSED
                                     : ANSWER_ANSWERED,
        .refusal = answer->refused ? answer->refusal : NULL,
        .model = *answer->model == '\0' ? asked : answer->model,
    };
    return (read.outcome == ANSWER_ANSWERED && text_equal(answer->model, asked)) ||
           month_log_answer_read(g->attempt->consumer->pool, &g->attempt->claim, &read, err);
}

/* An answer with status 200 was paid for: it is stored before it is read. */
static bool read_ask(void *context, struct ask *ask, struct outcome *ret, struct error *err)
{
    (void)context; /* the attempt, which the generating has, too */
    struct generating *g = ask->subject;
    const struct service *service = ask->service;
    const struct http_response *response = &ask->call.response;
    CLEANUP(generate_answer_done) struct generate_answer answer = {.refused = false};
    ask->unstored = response->status == 200 && !store_raw(g, service, response, err);
    if (ask->unstored)
        return false;
    const struct provider_settings settings = service_settings_sent(service, ask->call.secret);
    const bool ok = service->kind->read_generate(&settings, response, &answer, err);
    ret->tokens_in = answer.tokens_in;
    ret->tokens_out = answer.tokens_out;
    struct error why = {0};
    if (response->status == 200 && !keep_reading(g, service, &answer, ok, &why)) {
        *err = why;
        ask->unstored = true;
        return false;
    }
    if (!ok && service_step_down(service, ask->output, ask->max_tokens, response))
        build_plainer(g, ask, err);
    if (!ok)
        return error_wrap(err, "%s", service->name);
    ret->name = answer.refused ? "refused" : "ok";
    take_answer(g, service, &answer);
    return true;
}

/* ---- asking ---- */

/* The catalogue is asked in the database. Its answer costs nothing, so it is stored with the
 * books. */
static bool ask_local(struct generating *g, const struct service *service, struct error *err)
{
    struct attempt *attempt = g->attempt;
    CLEANUP(mem_free) char *body = NULL;
    CLEANUP(generate_answer_done) struct generate_answer answer = {.refused = false};
    attempt_count_call(attempt, service->name);
    if (!catalog_generate(attempt->consumer->pool, attempt->claim.month, attempt->claim.batch_size,
                          &body, err))
        return error_wrap(err, "%s", service->name);
    struct http_response response = {.status = 200, .body = body, .body_bytes = strlen(body)};
    if (!service->kind->read_generate(&service->settings, &response, &answer, err))
        return error_wrap(err, "%s", service->name);
    take_answer(g, service, &answer);
    sql_array_add(&g->local, service->name);
    sql_array_add(&g->local_raw, body);
    return true;
}

static void list_failure(struct text *failures, const struct service *service,
                         const struct error *why)
{
    json_write_open(failures, service->name, '{');
    json_write_text(failures, "class", error_class_name(why->class));
    json_write_text(failures, "message", why->message);
    json_write_close(failures, '}');
}

/* in  waits_for  a provider or a budget: until it opens, asking again is of no use */
static void remember_failure(struct generating *g, const struct service *service,
                             const char *waits_for, const struct error *why)
{
    struct attempt *attempt = g->attempt;
    list_failure(&g->failures, service, why);
    LOG(LOG_WARNING, "generator_failed", log_str("month", month_text(attempt->claim.month).text),
        log_str("provider", service->name), log_error_class(why), log_error_message(why));
    attempt_note_failure(attempt, waits_for, why);
}

/* How the calls of generators have ended. A generator that no slot was reserved for in time, or
 * that no budget pays for, puts the month off: the answers of the others are stored, and it is
 * asked by the next attempt. */
static bool take_failures(struct generating *g, const struct asks *asks, struct error *err)
{
    for (size_t i = 0; i < asks->count; i++) {
        const struct ask *ask = &asks->items[i];
        if (asks->errors[i].class == ERROR_NONE)
            continue;
        /* What it answered counts no more, where it has declined every month alike. */
        g->is_read[index_of(&g->attempt->consumer->services, ask->service)] = false;
        remember_failure(g, ask->service, ask->waits_for ? ask->waits_for : ask->service->name,
                         &asks->errors[i]);
    }
    for (size_t i = 0; i < asks->count; i++)
        if (asks->items[i].too_late || asks->items[i].waits_for)
            return attempt_end_by_failures(g->attempt, err);
    return true;
}

static bool ask_remote(struct generating *g, struct error *err)
{
    struct attempt *attempt = g->attempt;
    const struct services *services = &attempt->consumer->services;
    if (!g->prompt) /* it is this process that lacks it: no month is to be charged for that */
        return error_set(err, ERROR_CONFIG, 0,
                         "there is no prompt variant '%s' here: see prompts_dir of this consumer",
                         attempt->claim.prompt_variant);
    prompt_render(g->prompt, attempt->claim.month, attempt->claim.batch_size, &g->system, &g->user);
    CLEANUP(asks_done) struct asks asks = {0};
    asks_init(&asks, CONFIG_PROVIDERS_MAX);
    for (size_t i = 0; i < services->generator_count; i++) {
        const struct service *service = services->generators[i];
        struct error why = {0};
        if (service->local || g->answered[i])
            continue;
        if (build_ask(g, service, &asks.items[asks.count], &why))
            asks.count++;
        else
            remember_failure(g, service, service->name, &why);
    }
    static const struct ask_reader reader = {.read = read_ask};
    return ask_all(attempt, &asks, &reader, err) && alike_note_generators(attempt, &asks, err) &&
           take_failures(g, &asks, err);
}

/* ---- answers that an earlier attempt has stored ---- */

static void read_body(struct generating *g, const struct service *service,
                      const struct rows *answers, size_t row)
{
    struct error why = {0};
    size_t bytes = 0;
    CLEANUP(mem_free) char *body = row_bytes(answers, row, MONTH_ANSWERS_BODY, &bytes);
    CLEANUP(generate_answer_done) struct generate_answer answer = {.refused = false};
    struct http_response response = {.status = 200, .body = body, .body_bytes = bytes};
    if (service->kind->read_generate(&service->settings, &response, &answer, &why))
        take_answer(g, service, &answer); /* what cannot be read is asked again */
}

/* An answer that was pruned is of a month that has completed: its books are stored, and nobody pays
 * for it again. */
static void read_stored(struct generating *g, const struct rows *answers)
{
    const struct services *services = &g->attempt->consumer->services;
    for (size_t row = 0; row < rows_count(answers); row++)
        for (size_t i = 0; i < services->generator_count; i++) {
            const struct service *service = services->generators[i];
            if (strcmp(service->name, row_text(answers, row, MONTH_ANSWERS_PROVIDER)) != 0)
                continue;
            if (row_bool(answers, row, MONTH_ANSWERS_IS_PRUNED))
                g->answered[i] = true;
            else
                read_body(g, service, answers, row);
        }
}

static bool ask_all_generators(struct generating *g, struct error *err)
{
    const struct services *services = &g->attempt->consumer->services;
    for (size_t i = 0; i < services->generator_count; i++) {
        struct error why = {0};
        if (!services->generators[i]->local || g->answered[i])
            continue;
        if (!attempt_may_go_on(g->attempt, err))
            return false;
        if (ask_local(g, services->generators[i], &why))
            continue;
        if (asking_is_ended_by(&why)) {
            *err = why;
            return false;
        }
        remember_failure(g, services->generators[i], services->generators[i]->name, &why);
    }
    return ask_remote(g, err);
}

static bool read_books(struct attempt *attempt, struct books *ret, struct error *err)
{
    const bool ok = month_log_books(attempt->consumer->pool, &attempt->claim, ret, err);
    attempt->has_books = ok && ret->count > 0;
    return ok;
}

static struct read_answer told_by(const struct generating *g, size_t i)
{
    const struct generate_answer *answer = &g->answers[i];
    return (struct read_answer){
        .provider = g->attempt->consumer->services.generators[i]->name,
        .model = answer->model,
        .refusal = answer->refused ? answer->refusal : NULL,
        .tokens_in = answer->tokens_in,
        .tokens_out = answer->tokens_out,
        .books = answer->books.count,
    };
}

/* The books are those of the earlier attempts, which are stored, and then those of the answers. */
static bool store_books(struct generating *g, struct books *ret, struct error *err)
{
    struct attempt *attempt = g->attempt;
    const struct services *services = &attempt->consumer->services;
    const size_t stored = ret->count;
    const char *names[CONFIG_PROVIDERS_MAX];
    struct read_answer read[CONFIG_PROVIDERS_MAX];
    size_t read_count = 0;
    for (size_t i = 0; i < services->generator_count; i++) {
        names[i] = services->generators[i]->name;
        if (g->is_read[i])
            read[read_count++] = told_by(g, i);
        merge_books(&g->answers[i].books, i, ret);
    }
    if (ret->count == 0 && attempt->failure.class != ERROR_NONE)
        return attempt_end_by_failures(attempt, err);
    json_write_close(&g->failures, '}');
    const struct generated generated = {
        .books = ret,
        .stored = stored,
        .generators = names,
        .generator_count = services->generator_count,
        .read = read,
        .read_count = read_count,
        .providers = &g->local,
        .answers = &g->local_raw,
        .prompt_hash = g->prompt ? g->prompt_hash : NULL,
        .failures = text_of(&g->failures),
    };
    if (!month_log_store_books(attempt->consumer->pool, &attempt->claim, &generated, err))
        return false;
    attempt->has_books = ret->count > 0;
    attempt_forget_failures(attempt); /* its resolvers are what the month may wait for now */
    return true;
}

bool generate_books(struct attempt *attempt, struct books *ret, struct error *err)
{
    const enum month_stage stage = attempt->claim.stage;
    if (stage >= STAGE_GENERATED)
        return read_books(attempt, ret, err);

    CLEANUP(rows_free) struct rows *answers = NULL;
    CLEANUP(generating_done)
    struct generating generating = {
        .attempt = attempt,
        .answers = mem_new(CONFIG_PROVIDERS_MAX, sizeof(*generating.answers)),
        .prompt = prompt_set_find(attempt->claim.prompt_variant),
    };
    if (stage == STAGE_ANSWERED &&
        (!month_log_answers(attempt->consumer->pool, &attempt->claim, &answers, err) ||
         !read_books(attempt, ret, err)))
        return false;
    if (generating.prompt)
        prompt_hash(generating.prompt, generating.prompt_hash);
    json_write_open(&generating.failures, NULL, '{');
    read_stored(&generating, answers);
    return ask_all_generators(&generating, err) && store_books(&generating, ret, err);
}
