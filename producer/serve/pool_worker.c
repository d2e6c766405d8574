/* pool_worker.c: frames to and from a worker, as serve/worker.h describes them. What comes is
 * judged as what comes from outside: a worker that broke must not break the master. */
#include "serve/pool_worker.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/clock.h"
#include "io/json/json.h"
#include "serve/spawn.h"
#include "serve/worker.h"
#include "shared/command.h"

#define HEAD_MAX ((size_t)128 * 1024)
#define FRAME_BYTES 4 /* of a frame's length */
#define PIECE_BYTES ((size_t)64 * 1024)
#define AHEAD_BYTES ((size_t)256 * 1024) /* of pieces, before they are handed over */

bool pool_worker_start(struct pool_worker *worker, const char *config_file, unsigned age,
                       struct error *err)
{
    const int64_t now_ms = clock_monotonic_ms();
    if (worker->pid || now_ms < worker->again_ms)
        return true;
    worker->backoff.first_ms = 100;
    worker->backoff.max_ms = 5000;
    worker->again_ms = now_ms + backoff_next_ms(&worker->backoff);
    worker->age = age;
    worker->done_count = 0;
    if (spawn_child(SPAWN_WORKER, config_file, &worker->pid, &worker->socket, err))
        return true;
    worker->pid = 0;
    return false;
}

void pool_worker_give(struct pool_worker *worker, struct pool_job *job)
{
    worker->job = job;
    worker->sent = 0;
    worker->is_full = false;
    text_clear(&worker->received);
}

short pool_worker_events(const struct pool_worker *worker)
{
    const bool sends = worker->job && worker->sent < worker->job->frame.count;
    return (short)(POLLIN | (sends ? POLLOUT : 0));
}

/* ---- frames ---- */

/* The bytes of a frame that begins here. NULL: they are not all there.
 * out  ret_wrong  it is longer than one can be */
static const char *frame_at(const struct text *bytes, size_t at, size_t max, size_t *ret_count,
                            bool *ret_wrong)
{
    if (bytes->count < at + FRAME_BYTES)
        return NULL;
    const unsigned char *head = (const unsigned char *)bytes->bytes + at;
    const size_t count =
        (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | (size_t)head[3];
    *ret_wrong = count > max;
    if (*ret_wrong || bytes->count - at - FRAME_BYTES < count)
        return NULL;
    *ret_count = count;
    return bytes->bytes + at + FRAME_BYTES;
}

static enum error_class class_named(const char *name)
{
    for (int i = 0; i < ERROR_CLASS_COUNT_; i++)
        if (text_equal(name, error_class_name((enum error_class)i)))
            return (enum error_class)i;
    return ERROR_NONE;
}

static void take(const struct json *head, const char *key, struct text *ret)
{
    const char *value = NULL;
    if (json_get_string(head, key, HEAD_MAX, &value) == JSON_FOUND)
        text_add(ret, value);
}

/* out  ret_more  it is of a piece, and says nothing else */
static bool read_head(const char *bytes, size_t count, struct outcome *ret, bool *ret_more)
{
    static const struct json_limits limits = {.bytes = HEAD_MAX, .depth = 4, .tokens = 64};
    CLEANUP(json_free) struct json *head = NULL;
    CLEANUP(text_done) struct text class = {0};
    struct error err = {0};
    int64_t code = 0, status = 0;
    if (!json_parse(bytes, count, &limits, &head, &err))
        return false;
    if (json_get_bool(head, "more", ret_more) == JSON_FOUND && *ret_more)
        return true;
    if (json_get_int(head, "code", 0, 255, &code) != JSON_FOUND ||
        json_get_int(head, "status", 0, 599, &status) != JSON_FOUND ||
        json_get_int(head, "wait_s", 0, 86400, &ret->wait_s) != JSON_FOUND ||
        json_get_bool(head, "repeated", &ret->repeated) != JSON_FOUND)
        return false;
    ret->status = (int)status;
    take(head, "class", &class);
    take(head, "message", &ret->message);
    take(head, "notes", &ret->notes);
    ret->code = (int)code;
    ret->class = class_named(text_of(&class));
    return true;
}

/* The memory goes along with them, so that a large answer is there once. */
static void take_body(struct text *received, size_t at, size_t count, struct text *ret)
{
    memmove(received->bytes, received->bytes + at, count);
    received->bytes[count] = '\0'; /* there were the lengths of two frames, too */
    received->count = count;
    *ret = *received;
    *received = (struct text){.count = 0};
}

static void forget(struct text *bytes, size_t count)
{
    memmove(bytes->bytes, bytes->bytes + count, bytes->count - count);
    bytes->count -= count;
}

/* Two frames: a piece, or the answer, which has nothing behind it. */
static enum pool_said read_answer(struct pool_worker *worker, struct outcome *ret)
{
    struct text *bytes = &worker->received;
    size_t head_count = 0, body_count = 0;
    bool wrong = false, more = false;
    const char *head = frame_at(bytes, 0, HEAD_MAX, &head_count, &wrong);
    if (!head)
        return wrong ? POOL_GONE : POOL_NOTHING;
    const size_t body_at = FRAME_BYTES + head_count;
    const char *body = frame_at(bytes, body_at, WORKER_BODY_MAX, &body_count, &wrong);
    if (!body)
        return wrong ? POOL_GONE : POOL_NOTHING;
    const size_t end = body_at + FRAME_BYTES + body_count;
    if (!read_head(head, head_count, ret, &more) ||
        (more ? !worker->job->pieces : bytes->count != end))
        return POOL_GONE;
    if (more) {
        worker->job->pieces->take(worker->job->context, body, body_count);
        forget(bytes, end);
        return POOL_PIECE;
    }
    take_body(bytes, body_at + FRAME_BYTES, body_count, &ret->body);
    return POOL_ANSWER;
}

/* ---- the conversation ---- */

static bool is_not_now(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static bool send_rest(struct pool_worker *worker)
{
    const struct text *frame = &worker->job->frame;
    while (worker->sent < frame->count) {
        const ssize_t now = send(worker->socket, frame->bytes + worker->sent,
                                 frame->count - worker->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (now < 0)
            return is_not_now();
        worker->sent += (size_t)now;
    }
    return true;
}

/* out  false: the other side has closed it, or it broke */
static bool receive(struct pool_worker *worker)
{
    char piece[PIECE_BYTES];
    const bool pieces = worker->job && worker->job->pieces;
    while (!pieces || worker->received.count < AHEAD_BYTES) {
        const ssize_t now = recv(worker->socket, piece, sizeof(piece), MSG_DONTWAIT);
        if (now < 0)
            return is_not_now();
        if (now == 0 || worker->received.count > HEAD_MAX + WORKER_BODY_MAX)
            return false;
        text_add_bytes(&worker->received, piece, (size_t)now);
    }
    return true;
}

/* Hand over what is there, while there is room.
 * out  NOTHING: the next piece is not whole yet */
static enum pool_said take_pieces(struct pool_worker *worker, struct outcome *ret)
{
    for (;;) {
        const enum web_room room = worker->job->pieces->room(worker->job->context);
        if (room == WEB_LEFT)
            return POOL_LEFT;
        worker->is_full = room == WEB_FULL;
        if (worker->is_full)
            return POOL_PIECE;
        const enum pool_said said = read_answer(worker, ret);
        if (said != POOL_PIECE)
            return said;
    }
}

/* What is left of an earlier turn comes first. */
static enum pool_said turn_pieces(struct pool_worker *worker, struct outcome *ret)
{
    const enum pool_said before = take_pieces(worker, ret);
    if (before != POOL_NOTHING)
        return before;
    const size_t had = worker->received.count;
    const bool open = receive(worker);
    const bool grew = worker->received.count > had;
    const enum pool_said said = take_pieces(worker, ret);
    if (said != POOL_NOTHING)
        return said;
    return !open ? POOL_GONE : grew ? POOL_PIECE : POOL_NOTHING;
}

enum pool_said pool_worker_turn(struct pool_worker *worker, struct outcome *ret)
{
    if (worker->job && !send_rest(worker))
        return POOL_GONE;
    enum pool_said said = POOL_NOTHING;
    if (worker->job && worker->job->pieces) {
        said = turn_pieces(worker, ret);
    } else {
        const bool open = receive(worker);
        if (!worker->job)
            return open && worker->received.count == 0 ? POOL_NOTHING : POOL_GONE;
        said = read_answer(worker, ret);
        if (said != POOL_ANSWER && !open)
            return POOL_GONE;
    }
    if (said == POOL_ANSWER) {
        worker->done_count++;
        worker->backoff.tries = 0;
    }
    return said;
}

pid_t pool_worker_end(struct pool_worker *worker, bool kindly)
{
    const pid_t pid = worker->pid;
    if (pid == 0)
        return 0;
    (void)close(worker->socket); /* what was sent may be lost: nobody waits for it */
    worker->pid = 0;
    text_done(&worker->received);
    if (kindly)
        return pid;
    spawn_end(pid);
    return 0;
}
