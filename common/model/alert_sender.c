/* alert_sender.c: a command is run, a URL is called. What of a URL is secret is masked wherever the
 * other side repeats it: path and query, in which many services carry a token, and its login. */
#include "model/alert_sender.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/argv.h"
#include "core/clock.h"
#include "core/mem.h"
#include "core/secret.h"
#include "core/thread.h"
#include "core/version.h"
#include "io/child.h"
#include "io/http/http.h"

#define ANSWER_MAX ((size_t)64 << 10) /* bytes of an answer that are read */
#define SHOWN_BYTES 200               /* of its first line */
#define LOOK_MS 100                   /* whether sending is to stop */
#define NO_ANSWER 1001                /* no HTTP status, and no exit code */

struct alert_sender {
    const struct config *config;
    const atomic_bool *stop;
    struct http_engine *http; /* NULL: no URL was called yet */
    struct argv command;
    struct text variables[4]; /* that every command gets, of ours: PATH and the like */
    size_t variable_count;
};

/* ---- the configuration ---- */

const char *alert_way_name(enum alert_way way)
{
    static const char *const names[ALERT_WAYS] = {"command", "webhook"};
    return names[way];
}

bool alert_way_is_set(const struct config *config, enum alert_way way)
{
    return *(way == ALERT_COMMAND ? config->alert_command : config->alert_webhook) != '\0';
}

/* ---- HTTP ---- */

static struct http_engine *start_engine(const struct config *config)
{
    CLEANUP(text_done) struct text agent = {0};
    text_add_format(&agent, "backfill/%s (alerts)", version_number());
    const struct http_engine_options options = {
        .user_agent = text_of(&agent),
        .ca_file = *config->http_client_ca_file ? config->http_client_ca_file : NULL,
        .proxy = *config->http_client_proxy ? config->http_client_proxy : NULL,
        .total_bytes_max = ANSWER_MAX,
        .shares = 1,
        .in_flight_max = 2,
    };
    return http_engine_start(&options);
}

/* A call, and whoever waits for its end. */
struct waited {
    struct http_call call;
    pthread_mutex_t lock;
    pthread_cond_t ended_now;
    bool ended; /* guarded by lock */
};

static void end_call(struct http_call *call)
{
    struct waited *waited = call->owner;
    (void)pthread_mutex_lock(&waited->lock);
    waited->ended = true;
    (void)pthread_cond_signal(&waited->ended_now);
    (void)pthread_mutex_unlock(&waited->lock);
}

/* The engine ends every call in its time. One that is to stop is cancelled with all others of the
 * engine, of which there are none. */
static void wait_for(struct alert_sender *sender, struct waited *waited)
{
    bool told = false;
    (void)pthread_mutex_lock(&waited->lock);
    while (!waited->ended) {
        (void)thread_wait_until(&waited->ended_now, &waited->lock, clock_monotonic_ms() + LOOK_MS);
        if (!told && atomic_load(sender->stop)) {
            http_engine_cancel(sender->http);
            told = true;
        }
    }
    (void)pthread_mutex_unlock(&waited->lock);
}

/* What of a URL nobody is to read: all that stands behind the host. */
static const char *secret_of(const char *url)
{
    const char *host = strstr(url, "://");
    const char *path = host ? strpbrk(host + 3, "/?#") : NULL;
    return path && path[1] ? path : NULL;
}

/* The first line of an answer, without what is secret. */
static void add_first_line(const struct http_response *response, const char *url, struct text *ret)
{
    CLEANUP(secrets_done) struct secrets secrets = {0};
    const size_t count = strcspn(response->body, "\r\n");
    CLEANUP(mem_free) char *line = mem_bytes(response->body, count);
    secrets_add_login(&secrets, url);
    secrets_mask(&secrets, line, count);
    text_add_printable(ret, line, count, SHOWN_BYTES);
}

static bool judge(const struct http_call *call, const char *url, struct text *ret_answer,
                  struct error *err)
{
    if (!call->answered) {
        *err = call->error;
        if (err->class == ERROR_NONE)
            (void)error_set(err, ERROR_TRANSIENT, 0, "it was not sent");
        if (call->sent)
            err->code = NO_ANSWER;
        return false;
    }
    text_add_format(ret_answer, "HTTP %d", call->response.status);
    if (call->response.status / 100 == 2)
        return true;
    CLEANUP(text_done) struct text line = {0};
    add_first_line(&call->response, url, &line);
    return error_set(err, ERROR_TRANSIENT, call->response.status, "HTTP %d%s%s",
                     call->response.status, line.count > 0 ? ": " : "", text_of(&line));
}

static void prepare(const struct config *config, const char *url, struct waited *waited)
{
    waited->call = (struct http_call){
        .allow_plain_http = true, /* where the configuration may name it: see config_alert.c */
        .connect_timeout_ms = config->alert_timeout_ms,
        .total_timeout_ms = config->alert_timeout_ms,
        .low_speed_timeout_ms = config->alert_timeout_ms,
        .body_max = ANSWER_MAX,
        .secret = secret_of(url),
        .done = end_call,
        .owner = waited,
    };
    text_add(&waited->call.request.url, url);
}

/* in  body  JSON to be posted; NULL: a GET */
static bool call_url(struct alert_sender *sender, const char *url, const char *body,
                     struct text *ret_answer, struct error *err)
{
    struct waited waited = {.ended = false};
    if (!sender->http) /* who sends by a command only needs no thread for it */
        sender->http = start_engine(sender->config);
    prepare(sender->config, url, &waited);
    waited.call.request.method = body ? "POST" : "GET";
    if (body) {
        text_add(&waited.call.request.body, body);
        http_request_header(&waited.call.request, "Content-Type", "application/json");
    }
    (void)pthread_mutex_init(&waited.lock, NULL);
    thread_cond_init(&waited.ended_now);
    http_engine_submit(sender->http, &waited.call);
    wait_for(sender, &waited);
    const bool good = judge(&waited.call, url, ret_answer, err);
    http_call_done(&waited.call);
    (void)pthread_cond_destroy(&waited.ended_now);
    (void)pthread_mutex_destroy(&waited.lock);
    return good;
}

/* ---- the command ---- */

/* Of our own variables a command gets those without which programs do not find their way. None of
 * them is a secret; what systemd and the shell have given us beside them may be one. */
static void keep_variables(struct alert_sender *sender)
{
    static const char *const names[] = {"PATH", "HOME", "LANG", "TZ"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *value = getenv(names[i]);
        if (value)
            text_add_format(&sender->variables[sender->variable_count++], "%s=%s", names[i], value);
    }
}

static bool run_command(struct alert_sender *sender, const struct alert *alert, const char *body,
                        struct text *ret_answer, struct error *err)
{
    const char *const pairs[][2] = {{"NAME", alert->name},
                                    {"STATUS", alert->status},
                                    {"SEVERITY", alert->severity},
                                    {"SUMMARY", alert->summary}};
    struct text own[ARRAY_LEN(pairs)] = {{.bytes = NULL}};
    char *variables[ARRAY_LEN(pairs) + ARRAY_LEN(sender->variables) + 1] = {NULL};
    size_t count = 0;
    for (; count < ARRAY_LEN(pairs); count++) {
        text_add_format(&own[count], "BACKFILL_ALERT_%s=", pairs[count][0]);
        text_add_printable(&own[count], pairs[count][1], strlen(pairs[count][1]), 2000);
        variables[count] = own[count].bytes;
    }
    for (size_t i = 0; i < sender->variable_count; i++)
        variables[count++] = sender->variables[i].bytes;
    const struct child child = {.words = sender->command.words,
                                .variables = variables,
                                .input = body,
                                .timeout_ms = sender->config->alert_timeout_ms};
    const bool good = child_run(&child, sender->stop, ret_answer, err);
    for (size_t i = 0; i < ARRAY_LEN(own); i++)
        text_done(&own[i]);
    return good;
}

/* ---- sending ---- */

struct alert_sender *alert_sender_new(const struct config *config, const atomic_bool *stop)
{
    struct alert_sender *sender = mem_new(1, sizeof(*sender));
    struct error err = {0};
    sender->config = config;
    sender->stop = stop;
    if (*config->alert_command && !argv_split(config->alert_command, &sender->command, &err))
        UNREACHABLE("a command that was checked");
    keep_variables(sender);
    return sender;
}

void alert_sender_free(struct alert_sender *sender)
{
    if (!sender)
        return;
    http_engine_stop(sender->http);
    argv_done(&sender->command);
    for (size_t i = 0; i < ARRAY_LEN(sender->variables); i++)
        text_done(&sender->variables[i]);
    mem_free(sender);
}

bool alert_send(struct alert_sender *sender, enum alert_way way, const struct alert *alert,
                struct text *ret_answer, struct error *err)
{
    CLEANUP(text_done) struct text body = {0};
    alert_json(alert, &body);
    if (way == ALERT_COMMAND)
        return run_command(sender, alert, text_of(&body), ret_answer, err);
    return call_url(sender, sender->config->alert_webhook, text_of(&body), ret_answer, err);
}

bool alert_may_be_heard(const struct error *err)
{
    return err->class == ERROR_CANCELLED || err->code == NO_ANSWER || err->code == CHILD_TIMED_OUT;
}

bool alert_ping(struct alert_sender *sender, struct error *err)
{
    CLEANUP(text_done) struct text answer = {0};
    return call_url(sender, sender->config->alert_heartbeat_url, NULL, &answer, err);
}
