/* dispatch.c: health is answered at once, from memory; what is a command goes to the pool, and is
 * answered when it is done. */
#include "serve/dispatch.h"

#include <string.h>

#include "core/json_write.h"
#include "core/log.h"
#include "core/mem.h"
#include "serve/upkeep_child.h"
#include "shared/command.h"

#define TURN_MAX_MS 60000

/* ---- health ---- */

static bool answer_live(const struct dispatch *dispatch, struct web_answer *ret)
{
    const bool turns = pool_idle_ms(dispatch->pool) <= TURN_MAX_MS;
    ret->status = turns ? 200 : 503;
    text_add(&ret->body, turns ? "ok\n" : "the pool has not turned for a minute\n");
    return true;
}

static bool answer_ready(const struct dispatch *dispatch, struct web_answer *ret)
{
    CLEANUP(text_done) struct text why = {0};
    char upkeep[512];
    const bool ready = pool_is_ready(dispatch->pool, &why);
    upkeep_child_words(dispatch->upkeep, upkeep, sizeof(upkeep));
    ret->status = ready ? 200 : 503;
    ret->content_type = "application/json";
    json_write_open(&ret->body, NULL, '{');
    json_write_bool(&ret->body, "ready", ready);
    if (!ready)
        json_write_text(&ret->body, "reason", text_of(&why));
    json_write_text(&ret->body, "upkeep", *upkeep ? upkeep : "works");
    json_write_close(&ret->body, '}');
    text_add(&ret->body, "\n");
    return true;
}

static bool is_get(const struct web_request *request)
{
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

static bool answer_at_once(const struct dispatch *dispatch, const struct web_request *request,
                           struct web_answer *ret)
{
    if (!is_get(request))
        return false;
    if (strcmp(request->path, "/livez") == 0)
        return answer_live(dispatch, ret);
    if (strcmp(request->path, "/readyz") == 0)
        return answer_ready(dispatch, ret);
    return false;
}

/* ---- commands ---- */

static void finish(void *context, struct outcome *outcome)
{
    struct web_exchange *exchange = context;
    struct web_answer answer = {.status = outcome->code == EXIT_DONE ? 200 : 500};
    answer.content_type = "application/json";
    answer.body = outcome->body;
    outcome->body = (struct text){0};
    web_reply(exchange, &answer);
}

static void refuse(struct web_exchange *exchange, int status, const char *why)
{
    struct web_answer answer = {.status = status};
    text_add_format(&answer.body, "%s\n", why);
    web_reply(exchange, &answer);
}

void dispatch_handle(void *context, struct web_exchange *exchange,
                     const struct web_request *request)
{
    const struct dispatch *dispatch = context;
    struct web_answer answer = {.status = 404};
    if (answer_at_once(dispatch, request, &answer)) {
        web_reply(exchange, &answer);
        return;
    }
    if (!is_get(request) || strcmp(request->path, "/api/v1/status") != 0) {
        refuse(exchange, 404, "not found");
        return;
    }
    char command[] = "status", json[] = "--json";
    char *const words[] = {command, json};
    const struct job job = {.words = words, .word_count = 2, .actor = request->peer};
    if (!pool_ask(dispatch->pool, &job, finish, exchange))
        refuse(exchange, 503, "too many requests wait: try again");
}

/* ---- the log ---- */

void dispatch_log(void *context, const struct web_done *done)
{
    (void)context;
    const bool refused = done->status == 401 || done->status == 403 || done->status == 429;
    const enum log_level level = done->status >= 500 ? LOG_WARNING : refused ? LOG_INFO : LOG_DEBUG;
    LOG(level, "request", log_str("method", done->method), log_str("path", done->path),
        log_int("status", done->status), log_int("ms", done->ms), log_str("peer", done->peer));
}
