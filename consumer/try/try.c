/* try.c: one real call to a provider, through the gate and booked like any other, so that one can
 * see whether key, host and model are right before months depend on it. No broker, no month:
 * nothing but the call's own booking is written. */
#include "try/try.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/cli.h"
#include "core/clock.h"
#include "core/log.h"
#include "gate/setup.h"
#include "io/http/http.h"
#include "match/match.h"
#include "model/catalog.h"
#include "model/prompt_set.h"
#include "model/schema.h"
#include "month/ask.h"
#include "try/try_record.h"

#define BOOKS 20
#define LOOK_MS 500
#define SLOT_WAIT_MS 90000 /* for a slot: longer than the gate itself waits for a closed provider */
#define FIELD_BYTES 200

struct trial {
    struct consumer consumer;
    struct service *service;
    struct month month;
    const char *title, *author, *record;
    bool resolves; /* it is asked for the editions of a book, not for a month's books */
    struct book book;
    struct ask ask;
    int64_t ms;
    struct generate_answer generated;
    struct resolve_answer resolved;
    struct error error; /* class NONE: it was answered */
};

/* ---- asking ---- */

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

/* Send it when there is a slot, and wait for its end. */
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
        if (!said && now - start > 5000)
            (void)fprintf(stderr, PROGRAM ": still waiting for %s, or for a slot to ask it\n",
                          t->service->name);
        said = said || now - start > 5000;
        if (!withdrawn &&
            now > t->ask.deadline_ms) /* from the lane: what has a slot is on its way */
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

/* One call; true: the server wants a plainer form of answer, so another follows. */
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
    const bool again = !ok && !t->resolves && t->ask.call.answered &&
                       service_step_down(t->service, t->ask.output, &t->ask.call.response);
    if (again)
        err.class = ERROR_REQUEST;
    if (!ok)
        outcome.name = error_class_name(err.class);
    gate_record(t->consumer.gate, &t->ask, &outcome);
    if (!ok)
        ask_close_provider(t->consumer.gate, t->service, &err);
    if (!ok)
        t->error = err;
    return again;
}

static bool ask_remote(struct trial *t, struct error *err)
{
    if (!build(t, err))
        return false;
    while (ask_once(t)) {
        (void)fprintf(stderr, PROGRAM ": %s, asking in a plainer form\n", t->error.message);
        generate_answer_done(&t->generated);
        t->generated = (struct generate_answer){.refused = false};
        if (!build(t, err))
            return false;
    }
    return true;
}

/* The catalogue is in the database: there is no call, no gate and nothing to book. */
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

/* ---- saying ---- */

static void say(const char *what, const char *value)
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

static void say_books(const struct trial *t)
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

static void say_editions(const struct trial *t)
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
    say("judged", match_confidence_name(match.confidence));
}

static void say_cost(const struct trial *t)
{
    const struct generate_answer *answer = &t->generated;
    CLEANUP(text_done) struct text cost = {0};
    text_add_double(&cost, service_cost(t->service, answer->tokens_in, answer->tokens_out), 6);
    (void)printf("%-9s %lld in, %lld out\n", "tokens", (long long)answer->tokens_in,
                 (long long)answer->tokens_out);
    (void)printf("%-9s %s%s\n", "cost", text_of(&cost),
                 t->service->price_in + t->service->price_out > 0 ? "" : " (no prices are set)");
}

static void say_outcome(const struct trial *t)
{
    const struct http_call *call = &t->ask.call;
    const bool failed = t->error.class != ERROR_NONE;
    say("provider", t->service->name);
    say("outcome", failed                 ? error_class_name(t->error.class)
                   : t->generated.refused ? "refused"
                                          : "ok");
    if (failed)
        say("message", t->error.message);
    if (failed && t->error.retry_after_ms > 0)
        (void)printf("%-9s %lld s\n", "wait", (long long)(t->error.retry_after_ms + 999) / 1000);
    if (t->generated.refused)
        say("words", t->generated.refusal);
    if (call->answered)
        (void)printf("%-9s HTTP %d, %zu bytes\n", "answer", call->response.status,
                     call->response.body_bytes);
    if (call->sent || t->service->local)
        (void)printf("%-9s %lld ms\n", "took", (long long)t->ms);
    if (*t->generated.model)
        say("model", t->generated.model);
    if (!t->resolves && call->answered)
        say_cost(t);
    if (!failed && t->resolves)
        say_editions(t);
    else if (!failed && !t->generated.refused)
        say_books(t);
}

/* ---- the command ---- */

static bool choose_question(struct trial *t, struct error *err)
{
    const struct service *service = t->service;
    t->resolves = service->resolves && (t->title || !service->generates);
    if (t->title && !t->resolves)
        return error_set(err, ERROR_USAGE, 0, "--title: %s names books, it finds none",
                         service->name);
    if (t->author && !t->title)
        return error_set(err, ERROR_USAGE, 0, "--author: needs --title");
    if (t->title && (!*t->title || !text_is_utf8(t->title, strlen(t->title))))
        return error_set(err, ERROR_USAGE, 0, "--title: %s", *t->title ? "not UTF-8" : "is empty");
    if (t->author && !text_is_utf8(t->author, strlen(t->author)))
        return error_set(err, ERROR_USAGE, 0, "--author: not UTF-8");
    if (t->month.year && t->resolves)
        return error_set(err, ERROR_USAGE, 0,
                         "--month: a resolver is asked for a book (--title), not for a month");
    if (!t->month.year)
        t->month = (struct month){2023, 11};
    t->book.title = mem_text(t->title ? t->title : "The Fortress of Solitude");
    t->book.authors = mem_text(t->title ? t->author : "Jonathan Lethem");
    return true;
}

static bool open_database(struct trial *t, struct error *err)
{
    const struct config *config = t->consumer.config;
    const struct database_options options = config_database(config, PROGRAM " try");
    CLEANUP(database_close) struct database *db = NULL;
    if (!database_open(&options, &db, err) || !schema_check(db, err))
        return false;
    t->consumer.pool = database_pool_new(&options, 1, config->reconnect_max_ms);
    return true;
}

static bool run(struct trial *t, const char *name, struct error *err)
{
    const struct config *config = t->consumer.config;
    if (!config_check(config, /* needs_database= */ true, /* needs_broker= */ false, err) ||
        !prompt_set_load(config->prompts_dir, err) ||
        !services_init_one(&t->consumer.services, config, name, err))
        return false;
    t->service = &t->consumer.services.items[0];
    if (!choose_question(t, err) || (t->record && !try_record_folder(t->record, err)) ||
        !open_database(t, err))
        return false;
    setup_gate(&t->consumer);
    bool ok = t->service->local ? ask_local(t, err) : ask_remote(t, err);
    if (!ok)
        return false;
    say_outcome(t);
    if (!t->record)
        return true;
    if (t->service->local) {
        (void)fprintf(stderr, PROGRAM ": --record: %s makes no call, so there is nothing to keep\n",
                      t->service->name);
        return true;
    }
    return try_record(t->service, &t->ask.call, t->record, err);
}

static void trial_done(struct trial *t)
{
    http_engine_stop(t->consumer.http);
    gate_stop(t->consumer.gate); /* books what is left */
    database_pool_free(t->consumer.pool);
    http_call_done(&t->ask.call);
    struct books one = {.items = mem_new(1, sizeof(struct book)), .count = 1};
    one.items[0] = t->book;
    books_done(&one);
    generate_answer_done(&t->generated);
    resolve_answer_done(&t->resolved);
    prompt_set_unload();
}

static int report(const struct error *err)
{
    (void)fprintf(stderr, PROGRAM ": %s\n", err->message);
    return error_exit_code(err);
}

static int try_provider(struct trial *trial, const char *file, const char *name)
{
    CLEANUP(config_free) struct config *config = NULL;
    struct error err = {0};
    if (!config_read(file, &config, &err))
        return report(&err);
    config_configure_log(config, PROGRAM);
    trial->consumer.config = config;
    const bool ok = run(trial, name, &err);
    trial_done(trial);
    if (!ok)
        return report(&err);
    return trial->error.class == ERROR_NONE ? 0 : error_exit_code(&trial->error);
}

int try_command(int argc, char **argv)
{
    static struct trial trial; /* too big for a stack */
    const char *file = NULL;
    const struct cli_option options[] = {
        {.name = "month",
         .kind = CLI_MONTH,
         .value = &trial.month,
         .metavar = "YYYY-MM",
         .help = "which month a generator is asked for (default 2023-11)"},
        {.name = "title",
         .kind = CLI_STRING,
         .value = &trial.title,
         .metavar = "TITLE",
         .help = "which book a resolver is asked for"},
        {.name = "author",
         .kind = CLI_STRING,
         .value = &trial.author,
         .metavar = "NAME",
         .help = "and by whom"},
        {.name = "record",
         .kind = CLI_STRING,
         .value = &trial.record,
         .metavar = "DIR",
         .help = "keep request and answer there as files, keys taken out"},
        {.name = "config",
         .kind = CLI_STRING,
         .value = &file,
         .metavar = "FILE",
         .help = "configuration file (default: $BACKFILL_CONFIG, then " CONFIG_DEFAULT_FILE ")"},
        {.name = NULL},
    };
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "try",
        .arguments = "PROVIDER",
        .summary =
            "Make one real call to a provider, booked like any other, and show what it gave.",
        .details =
            "Any configured provider will do, whether generators or resolvers name it or not.\n"
            "Exit codes: 0 answered or refused, 2 usage, 69 no database, 75 rate limited or\n"
            "quota spent, 78 configuration, 1 everything else.",
        .options = options,
        .arguments_min = 1,
        .arguments_max = 1,
    };
    struct error err = {0};
    struct cli_line line = {0};
    if (!cli_parse(&command, argc, argv, &line, &err))
        return report(&err);
    if (!line.help)
        return try_provider(&trial, file, line.operands[0]);
    cli_help(&command);
    return 0;
}
