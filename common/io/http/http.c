/* http.c: libcurl's multi interface on one thread.
 *
 * Calls whose time has not come wait in a list, in the order of send_at_ms. Each of the others is a
 * transfer of libcurl's (http_transfer.c). libcurl tells which sockets it watches and when it wants
 * to be called, so that the cost of a turn does not grow with the calls under way: hundreds of them
 * wait half a minute for the answer of a model. */
#include <sys/epoll.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/thread.h"
#include "io/http/http_private.h"

#define TURN_MAX_MS 1000
#define EVENTS_MAX 64

void http_call_reset(struct http_call *call)
{
    const char *texts[] = {call->response.content_type, call->response.retry_after,
                           call->response.retry_after_ms, call->response.should_retry,
                           call->response.body};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        mem_free((void *)(uintptr_t)texts[i]);
    call->response = (struct http_response){0};
    call->error = (struct error){.class = ERROR_NONE};
    call->sent = call->late = call->answered = false;
}

void http_call_done(struct http_call *call)
{
    http_request_done(&call->request);
    http_call_reset(call);
}

const char *http_library_version(void)
{
    return curl_version_info(CURLVERSION_NOW)->version;
}

/* ---- what libcurl calls ---- */

/* libcurl tells which socket it wants to have watched, and for what. */
static int watch_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *known)
{
    const struct http_engine *engine = context;
    struct epoll_event event = {.data.fd = fd};
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        (void)epoll_ctl(engine->epoll_fd, EPOLL_CTL_DEL, fd, NULL); /* fails where it is closed */
        return 0;
    }
    event.events |= what != CURL_POLL_OUT ? EPOLLIN : 0U;
    event.events |= what != CURL_POLL_IN ? EPOLLOUT : 0U;
    if (epoll_ctl(engine->epoll_fd, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) != 0 &&
        epoll_ctl(engine->epoll_fd, known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event) != 0)
        mem_exhausted(); /* the kernel has no memory, or no watches, left */
    (void)curl_multi_assign(engine->multi, fd, context); /* known is set from the next time on */
    return 0;
}

static int set_timer(CURLM *multi, long timeout_ms, void *context)
{
    struct http_engine *engine = context;
    (void)multi;
    engine->timer_at_ms = timeout_ms < 0 ? INT64_MAX : clock_monotonic_ms() + timeout_ms;
    return 0;
}

/* ---- the thread ---- */

/* Most calls come in the order of their time, so the end of the list is looked at first. */
static void insert_waiting(struct http_engine *engine, struct http_call *call)
{
    struct http_call **at = &engine->waiting;
    if (engine->waiting && engine->waiting_last->send_at_ms <= call->send_at_ms)
        at = &engine->waiting_last->next;
    while (*at && (*at)->send_at_ms <= call->send_at_ms)
        at = &(*at)->next;
    call->next = *at;
    *at = call;
    if (!call->next)
        engine->waiting_last = call;
}

static bool take_submitted(struct http_engine *engine, bool *ret_cancelled)
{
    (void)pthread_mutex_lock(&engine->lock);
    struct http_call *list = engine->submitted;
    engine->submitted = NULL;
    engine->submitted_last = &engine->submitted;
    *ret_cancelled = engine->cancelled;
    bool stopping = engine->stopping;
    (void)pthread_mutex_unlock(&engine->lock);
    while (list) {
        struct http_call *call = list;
        list = call->next;
        insert_waiting(engine, call);
    }
    return stopping;
}

static void cancel_all(struct http_engine *engine)
{
    while (engine->waiting) {
        struct http_call *call = engine->waiting;
        engine->waiting = call->next;
        (void)error_set(&call->error, ERROR_CANCELLED, 0, "the process is stopping");
        call->done(call);
    }
    while (engine->running)
        http_transfer_end(engine->running, /* ended= */ false, CURLE_OK);
}

static bool is_late(const struct http_engine *engine, const struct http_call *call)
{
    return (call->latest_ms > 0 && clock_monotonic_ms() > call->latest_ms) ||
           engine->running_count >= engine->options.in_flight_max ||
           (call->still_due && !call->still_due(call));
}

/* Start the calls that are due. Returns how long it takes until the next one is due. */
static int64_t start_due(struct http_engine *engine)
{
    while (engine->waiting) {
        int64_t wait = engine->waiting->send_at_ms - clock_monotonic_ms();
        if (wait > 0)
            return wait < TURN_MAX_MS ? wait : TURN_MAX_MS;
        struct http_call *call = engine->waiting;
        engine->waiting = call->next;
        call->late = is_late(engine, call);
        if (call->late)
            call->done(call);
        else
            http_transfer_begin(engine, call);
    }
    return TURN_MAX_MS;
}

static void read_finished(struct http_engine *engine)
{
    int left = 0;
    for (CURLMsg *m = curl_multi_info_read(engine->multi, &left); m;
         m = curl_multi_info_read(engine->multi, &left)) {
        struct http_transfer *transfer = NULL;
        CURLcode code = m->data.result; /* m is freed with its handle */
        (void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        http_transfer_end(transfer, /* ended= */ true, code);
    }
}

static void act(struct http_engine *engine, curl_socket_t fd, int what)
{
    int still = 0;
    if (curl_multi_socket_action(engine->multi, fd, what, &still) != CURLM_OK)
        mem_exhausted(); /* a handle that is used well fails only without memory */
}

/* Tell libcurl when the time that it asked for has come. */
static void act_on_timer(struct http_engine *engine)
{
    if (engine->timer_at_ms > clock_monotonic_ms())
        return;
    engine->timer_at_ms = INT64_MAX;
    act(engine, CURL_SOCKET_TIMEOUT, 0);
}

static void act_on_event(struct http_engine *engine, const struct epoll_event *event)
{
    if (event->data.fd == engine->wake_fd) {
        thread_wake_clear(engine->wake_fd);
        return;
    }
    int what = event->events & EPOLLIN ? CURL_CSELECT_IN : 0;
    what |= event->events & EPOLLOUT ? CURL_CSELECT_OUT : 0;
    what |= event->events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0;
    act(engine, event->data.fd, what);
}

static void wait_and_act(struct http_engine *engine, int64_t wait)
{
    struct epoll_event events[EVENTS_MAX];
    const int64_t timer_ms = engine->timer_at_ms - clock_monotonic_ms();
    wait = timer_ms < wait ? timer_ms : wait;
    const int count = epoll_wait(engine->epoll_fd, events, EVENTS_MAX, wait > 0 ? (int)wait : 0);
    for (int i = 0; i < count; i++) /* count is -1 after a signal */
        act_on_event(engine, &events[i]);
    act_on_timer(engine);
    read_finished(engine);
}

static void *run(void *argument)
{
    struct http_engine *engine = argument;
    for (;;) {
        bool cancelled = false;
        bool stopping = take_submitted(engine, &cancelled);
        if (cancelled || stopping)
            cancel_all(engine);
        if (stopping)
            return NULL;
        wait_and_act(engine, start_due(engine));
    }
}

/* ---- from outside ---- */

static void open_multi(struct http_engine *engine)
{
    struct epoll_event event = {.events = EPOLLIN};
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(engine->multi = curl_multi_init()))
        mem_exhausted();
    (void)curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS,
                            (long)engine->options.in_flight_max);
    (void)curl_multi_setopt(engine->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    (void)curl_multi_setopt(engine->multi, CURLMOPT_SOCKETDATA, engine);
    (void)curl_multi_setopt(engine->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    (void)curl_multi_setopt(engine->multi, CURLMOPT_TIMERDATA, engine);
    engine->timer_at_ms = INT64_MAX;
    engine->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    engine->wake_fd = thread_wake_open();
    event.data.fd = engine->wake_fd;
    if (engine->epoll_fd < 0 || engine->wake_fd < 0 ||
        epoll_ctl(engine->epoll_fd, EPOLL_CTL_ADD, engine->wake_fd, &event) != 0)
        UNREACHABLE("epoll: no descriptors left at the start");
}

struct http_engine *http_engine_start(const struct http_engine_options *options)
{
    struct http_engine *engine = mem_new(1, sizeof(*engine));
    engine->options = *options;
    engine->bytes_in_flight = mem_new(options->shares, sizeof(*engine->bytes_in_flight));
    engine->user_agent = mem_text(options->user_agent);
    engine->ca_file = mem_text(options->ca_file);
    engine->proxy = mem_text(options->proxy);
    engine->submitted_last = &engine->submitted;
    (void)pthread_mutex_init(&engine->lock, NULL);
    open_multi(engine);
    engine->thread = thread_start("http", THREAD_STACK_PLAIN, run, engine);
    return engine;
}

void http_engine_submit(struct http_engine *engine, struct http_call *call)
{
    (void)pthread_mutex_lock(&engine->lock);
    const bool first = engine->submitted == NULL; /* otherwise the thread was woken already */
    call->next = NULL;
    *engine->submitted_last = call;
    engine->submitted_last = &call->next;
    (void)pthread_mutex_unlock(&engine->lock);
    if (first)
        thread_wake(engine->wake_fd);
}

void http_engine_cancel(struct http_engine *engine)
{
    (void)pthread_mutex_lock(&engine->lock);
    engine->cancelled = true;
    (void)pthread_mutex_unlock(&engine->lock);
    thread_wake(engine->wake_fd);
}

void http_engine_stop(struct http_engine *engine)
{
    if (!engine)
        return;
    (void)pthread_mutex_lock(&engine->lock);
    engine->stopping = true;
    (void)pthread_mutex_unlock(&engine->lock);
    thread_wake(engine->wake_fd);
    (void)pthread_join(engine->thread, NULL);
    while (engine->spare_count > 0)
        http_transfer_free(engine->spare[--engine->spare_count]);
    (void)curl_multi_cleanup(engine->multi);
    (void)close(engine->epoll_fd);
    (void)close(engine->wake_fd);
    (void)pthread_mutex_destroy(&engine->lock);
    mem_free(engine->bytes_in_flight);
    mem_free(engine->user_agent);
    mem_free(engine->ca_file);
    mem_free(engine->proxy);
    mem_free(engine);
}
