/* stream.c: what one event is: a whole overview, when it has changed, with a hash of it as its id.
 * So a client that comes back with the id of what it saw last gets the present one if that is
 * another, and there is no gap to fill. */
#include "serve/stream.h"

#include <pthread.h>
#include <string.h>

#include "core/clock.h"
#include "core/mem.h"
#include "serve/etag.h"
#include "serve/problem.h"
#include "serve/route.h"
#include "serve/witness.h"
#include "shared/command.h"

#define ASK_MS 2000
#define OVERVIEW "/api/v1/overview"
#define BEAT_MS 15000 /* a client that went away is noticed when something is sent */
#define TYPE "text/event-stream; charset=utf-8"

struct reader {
    struct web_stream *stream; /* NULL: the place is free */
    char seen[ETAG_BYTES];     /* the id that it was sent last */
    bool told;                 /* that there is a problem */
};

struct streams {
    struct pool *pool;
    pthread_mutex_t lock; /* over all below */
    struct reader readers[STREAMS_MAX];
    struct text event; /* the latest overview, as it is sent */
    char id[ETAG_BYTES];
    int64_t at_ms; /* when it came; 0: never */
    bool asking, draining;
    int64_t asked_ms, beat_ms;
};

struct streams *streams_new(struct pool *pool)
{
    struct streams *streams = mem_new(1, sizeof(*streams));
    streams->pool = pool;
    (void)pthread_mutex_init(&streams->lock, NULL); /* cannot fail with these attributes */
    return streams;
}

/* ---- events; under the lock ---- */

static void end_reader(struct reader *reader)
{
    web_stream_end(reader->stream);
    *reader = (struct reader){.stream = NULL};
}

static void send(struct reader *reader, const struct text *bytes)
{
    if (!web_stream_send(reader->stream, text_of(bytes), bytes->count))
        end_reader(reader);
}

/* A line end in the data begins a line of its own. */
static void write_event(struct text *out, const char *name, const char *id, const struct text *data)
{
    const char *at = text_of(data), *end = at + data->count;
    while (end > at && end[-1] == '\n')
        end--;
    text_add_format(out, "event: %s\n", name);
    if (id)
        text_add_format(out, "id: %s\n", id);
    text_add(out, "data: ");
    for (; at < end; at++)
        if (*at == '\n')
            text_add(out, "\ndata: ");
        else
            text_add_bytes(out, at, 1);
    text_add(out, "\n\n");
}

static void show(struct streams *streams, struct reader *reader)
{
    reader->told = false;
    if (streams->at_ms == 0 || strcmp(reader->seen, streams->id) == 0)
        return;
    text_copy(reader->seen, sizeof(reader->seen), streams->id);
    send(reader, &streams->event);
}

/* An overview is the same document as that of its path. */
static void witness(const struct outcome *outcome)
{
    const struct web_answered answered = {.method = "GET",
                                          .path = OVERVIEW,
                                          .status = 200,
                                          .content_type = "application/json",
                                          .body = &outcome->body};
    witness_answer(NULL, &answered);
}

static void take(struct streams *streams, struct outcome *outcome)
{
    char id[ETAG_BYTES];
    struct route_match match = {.count = 0};
    route_speak_document(route_find("GET", OVERVIEW, &match), &outcome->body);
    witness(outcome);
    etag_of(text_of(&outcome->body), outcome->body.count, id);
    streams->at_ms = clock_monotonic_ms();
    if (strcmp(id, streams->id) != 0) {
        text_copy(streams->id, sizeof(streams->id), id);
        text_clear(&streams->event);
        write_event(&streams->event, "overview", id, &outcome->body);
    }
    for (size_t i = 0; i < STREAMS_MAX; i++)
        if (streams->readers[i].stream)
            show(streams, &streams->readers[i]);
}

/* Once each time that it begins: what is shown is old by now. */
static void tell_problem(struct streams *streams, const struct outcome *outcome)
{
    CLEANUP(text_done) struct text event = {0};
    CLEANUP(web_answer_done) struct web_answer problem = {.status = 503};
    struct route_match match = {.count = 0};
    const struct problem_asked asked = {route_find("GET", OVERVIEW, &match), OVERVIEW};
    problem_of_outcome(&problem, outcome, &asked);
    write_event(&event, "problem", NULL, &problem.body);
    streams->at_ms = 0; /* who comes now is told nothing old */
    for (size_t i = 0; i < STREAMS_MAX; i++) {
        struct reader *reader = &streams->readers[i];
        if (!reader->stream || reader->told)
            continue;
        reader->told = true;
        reader->seen[0] = '\0';
        send(reader, &event);
    }
}

/* ---- asking ---- */

static void on_outcome(void *context, struct outcome *outcome)
{
    struct streams *streams = context;
    (void)pthread_mutex_lock(&streams->lock);
    streams->asking = false;
    if (outcome->code == EXIT_DONE)
        take(streams, outcome);
    else if (!streams->draining)
        tell_problem(streams, outcome);
    (void)pthread_mutex_unlock(&streams->lock);
}

static bool anybody(const struct streams *streams)
{
    for (size_t i = 0; i < STREAMS_MAX; i++)
        if (streams->readers[i].stream)
            return true;
    return false;
}

/* Where too many wait already, it is asked again at the next turn. */
static void ask(struct streams *streams, int64_t now_ms)
{
    char command[] = "status", option[] = "--overview", json[] = "--json";
    char *const words[] = {command, option, json};
    const struct job job = {
        .words = words, .word_count = ARRAY_LEN(words), .actor = "stream", .looks = true};
    if (!pool_ask(streams->pool, &job, on_outcome, streams))
        return;
    streams->asking = true;
    streams->asked_ms = now_ms;
}

static void beat(struct streams *streams, int64_t now_ms)
{
    CLEANUP(text_done) struct text comment = {0};
    text_add(&comment, ": we are here\n\n");
    streams->beat_ms = now_ms;
    for (size_t i = 0; i < STREAMS_MAX; i++)
        if (streams->readers[i].stream)
            send(&streams->readers[i], &comment);
}

void streams_turn(struct streams *streams)
{
    const int64_t now_ms = clock_monotonic_ms();
    (void)pthread_mutex_lock(&streams->lock);
    if (now_ms - streams->beat_ms >= BEAT_MS)
        beat(streams, now_ms);
    if (!streams->asking && !streams->draining && anybody(streams) &&
        now_ms - streams->asked_ms >= ASK_MS)
        ask(streams, now_ms);
    (void)pthread_mutex_unlock(&streams->lock);
}

/* ---- readers ---- */

static struct reader *find_place(struct streams *streams)
{
    for (size_t i = 0; !streams->draining && i < STREAMS_MAX; i++)
        if (!streams->readers[i].stream)
            return &streams->readers[i];
    return NULL;
}

static bool open_reader(struct streams *streams, struct web_exchange *exchange, const char *last_id)
{
    CLEANUP(text_done) struct text begin = {0};
    struct reader *reader = find_place(streams);
    struct web_stream *stream = reader ? web_stream_begin(exchange, TYPE) : NULL;
    const int64_t now_ms = clock_monotonic_ms();
    if (!stream)
        return false;
    *reader = (struct reader){.stream = stream};
    if (last_id)
        text_copy(reader->seen, sizeof(reader->seen), last_id);
    text_add(&begin, "retry: 3000\n\n"); /* ms until a browser comes back */
    send(reader, &begin);
    if (reader->stream && now_ms - streams->at_ms <= 2 * ASK_MS)
        show(streams, reader);
    else if (!streams->asking)
        ask(streams, now_ms);
    return true;
}

bool streams_open(struct streams *streams, struct web_exchange *exchange, const char *last_id)
{
    (void)pthread_mutex_lock(&streams->lock);
    const bool good = open_reader(streams, exchange, last_id);
    (void)pthread_mutex_unlock(&streams->lock);
    return good;
}

void streams_drain(struct streams *streams)
{
    (void)pthread_mutex_lock(&streams->lock);
    streams->draining = true;
    for (size_t i = 0; i < STREAMS_MAX; i++)
        if (streams->readers[i].stream)
            end_reader(&streams->readers[i]);
    (void)pthread_mutex_unlock(&streams->lock);
}

void streams_free(struct streams *streams)
{
    if (!streams)
        return;
    streams_drain(streams);
    text_done(&streams->event);
    (void)pthread_mutex_destroy(&streams->lock);
    mem_free(streams);
}
