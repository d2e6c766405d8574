/* test_http.c: what the HTTP engine asks of libcurl. No server answers here: a name is looked up, a
 * connection tried, and the test reads whom libcurl turned to. Calls of libcurl to the C library
 * and to OpenSSL end in this file. */
#include "io/http/http.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/text.h"
#include "core/thread.h"
#include "test.h"

#define HANGS_MS 3000 /* a lookup of hangs.test, unless it is released before */

static atomic_bool hung_released, hung_ended;
static atomic_int looked_up;      /* names other than hangs.test */
static atomic_int stores_trusted; /* folders of certificates that OpenSSL was given */

int X509_STORE_load_path(void *store, const char *path);
int X509_STORE_load_path(void *store, const char *path)
{
    (void)store, (void)path;
    atomic_fetch_add(&stores_trusted, 1);
    return 1;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret)
{
    (void)service, (void)hints, (void)ret;
    if (strcmp(name, "hangs.test") != 0) {
        atomic_fetch_add(&looked_up, 1);
        return EAI_NONAME;
    }
    for (int ms = 0; ms < HANGS_MS && !atomic_load(&hung_released); ms += 10)
        clock_sleep_ms(10);
    atomic_store(&hung_ended, true);
    return EAI_NONAME;
}

/* ---- a call, and waiting for its end ---- */

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t done;
    int left;
};

static void tell_waiter(struct http_call *call)
{
    struct waiter *waiter = call->owner;
    (void)pthread_mutex_lock(&waiter->lock);
    waiter->left--;
    (void)pthread_cond_signal(&waiter->done);
    (void)pthread_mutex_unlock(&waiter->lock);
}

static struct http_engine *start(const char *ca_file, const char *proxy)
{
    const struct http_engine_options options = {.user_agent = "test",
                                                .ca_file = ca_file,
                                                .proxy = proxy,
                                                .total_bytes_max = 1000,
                                                .shares = 2,
                                                .in_flight_max = 10};
    return http_engine_start(&options);
}

static void submit(struct http_engine *engine, const char *url, int64_t timeout_ms, size_t share,
                   struct http_call *call, struct waiter *waiter)
{
    *call = (struct http_call){.allow_plain_http = true,
                               .connect_timeout_ms = timeout_ms,
                               .total_timeout_ms = timeout_ms,
                               .low_speed_timeout_ms = timeout_ms,
                               .body_max = 1000,
                               .share = share,
                               .secret = call->secret,
                               .still_due = call->still_due,
                               .done = tell_waiter,
                               .owner = waiter};
    call->request.method = "GET";
    text_add(&call->request.url, url);
    http_engine_submit(engine, call);
}

/* Wait until no more calls than these are left, or the time is over. */
static void wait_for(struct waiter *waiter, int left, int64_t wait_ms)
{
    const int64_t end_ms = clock_monotonic_ms() + wait_ms;
    (void)pthread_mutex_lock(&waiter->lock);
    while (waiter->left > left && thread_wait_until(&waiter->done, &waiter->lock, end_ms))
        ;
    (void)pthread_mutex_unlock(&waiter->lock);
}

static void waiter_init(struct waiter *waiter, int left)
{
    *waiter = (struct waiter){.left = left};
    (void)pthread_mutex_init(&waiter->lock, NULL);
    thread_cond_init(&waiter->done);
}

static void call_and_wait(struct http_engine *engine, const char *url, int64_t timeout_ms,
                          struct http_call *call)
{
    struct waiter waiter;
    waiter_init(&waiter, 1);
    submit(engine, url, timeout_ms, /* share= */ 0, call, &waiter);
    wait_for(&waiter, 0, 2 * (int64_t)HANGS_MS);
}

/* A socket that takes connections, and never answers. Returns its port. */
static int listen_mutely(int *ret_fd)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof(address);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *ret_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(*ret_fd >= 0);
    assert_int_equal(bind(*ret_fd, (const struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(*ret_fd, 10), 0);
    assert_int_equal(getsockname(*ret_fd, (struct sockaddr *)&address, &size), 0);
    return ntohs(address.sin_port);
}

/* ---- the tests ---- */

static void http_engine__goes_on_while_a_lookup_hangs(void **state)
{
    (void)state;
    struct http_engine *engine = start(NULL, NULL);
    struct http_call call = {0};
    const int64_t begun_ms = clock_monotonic_ms();
    call_and_wait(engine, "http://hangs.test/", 50, &call);
    assert_int_equal(call.error.class, ERROR_TRANSIENT);
    http_call_done(&call);
    call_and_wait(engine, "http://127.0.0.1:1/", 1000, &call);
    assert_true(clock_monotonic_ms() - begun_ms < HANGS_MS / 2);
    http_call_done(&call);
    http_engine_stop(engine);
    assert_true(clock_monotonic_ms() - begun_ms < HANGS_MS / 2);
    atomic_store(&hung_released, true);
    while (!atomic_load(&hung_ended))
        clock_sleep_ms(1);
}

static void http_engine__trusts_the_configured_file_alone(void **state)
{
    (void)state;
    int fd = -1;
    char url[64];
    (void)snprintf(url, sizeof(url), "https://127.0.0.1:%d/", listen_mutely(&fd));
    static const struct {
        const char *name, *ca_file;
        int folders;
    } rows[] = {{"the system's", NULL, 1},
                {"one of our own", "/etc/ssl/certs/ca-certificates.crt", 0}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct http_engine *engine = start(rows[i].ca_file, NULL);
        struct http_call call = {0};
        atomic_store(&stores_trusted, 0);
        call_and_wait(engine, url, 300, &call);
        EXPECT_ROW(rows[i].name, call.error.class == ERROR_TRANSIENT); /* no answer to its hello */
        EXPECT_ROW(rows[i].name, atomic_load(&stores_trusted) == rows[i].folders);
        http_call_done(&call);
        http_engine_stop(engine);
    }
    (void)close(fd);
}

static void http_engine__obeys_no_variable_about_proxies(void **state)
{
    (void)state;
    static const char *const names[] = {"NO_PROXY", "no_proxy"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_int_equal(setenv(names[i], "*", 1), 0);
        struct http_engine *engine = start(NULL, "http://127.0.0.1:1");
        struct http_call call = {0};
        atomic_store(&looked_up, 0);
        call_and_wait(engine, "http://service.test/", 1000, &call);
        EXPECT_ROW(names[i], atomic_load(&looked_up) == 0); /* the proxy would do it */
        EXPECT_ROW(names[i], strstr(call.error.message, "127.0.0.1"));
        http_call_done(&call);
        http_engine_stop(engine);
        assert_int_equal(unsetenv(names[i]), 0);
    }
}

/* A server that answers /whole with a body of 300 bytes, and anything else with 450 bytes of one of
 * 1000, of which no more come. It takes ANSWERS connections. */
#define ANSWERS 3
struct server {
    int fd, taken[ANSWERS];
};

static void *serve(void *argument)
{
    struct server *server = argument;
    for (int i = 0; i < ANSWERS; i++) {
        char bytes[1024] = "", head[64];
        const int fd = server->taken[i] = accept(server->fd, NULL, NULL);
        const ssize_t got = recv(fd, bytes, sizeof(bytes) - 1, 0);
        const bool whole = got > 0 && strstr(bytes, "GET /whole");
        const int length =
            snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n",
                     whole ? 300 : 1000);
        memset(bytes, 'x', sizeof(bytes));
        (void)send(fd, head, (size_t)length, MSG_NOSIGNAL);
        (void)send(fd, bytes, whole ? 300 : 450, MSG_NOSIGNAL);
    }
    return NULL;
}

static void http_engine__has_room_for_others_while_one_holds_its_answers(void **state)
{
    (void)state;
    struct server server = {.fd = -1};
    struct waiter held, whole;
    struct http_call calls[ANSWERS] = {0};
    char url[64];
    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/", listen_mutely(&server.fd));
    const pthread_t thread = thread_start("server", THREAD_STACK_PLAIN, serve, &server);
    struct http_engine *engine = start(NULL, NULL);
    waiter_init(&held, 2);
    waiter_init(&whole, 1);
    submit(engine, url, 2 * HANGS_MS, /* share= */ 0, &calls[0], &held);
    submit(engine, url, 2 * HANGS_MS, /* share= */ 0, &calls[1], &held);
    wait_for(&held, 1, 300); /* for the second one there is no room */
    (void)snprintf(url + strlen(url), sizeof(url) - strlen(url), "whole");
    submit(engine, url, 2 * HANGS_MS, /* share= */ 1, &calls[2], &whole);
    wait_for(&whole, 0, HANGS_MS);
    assert_string_equal(calls[2].error.message, "");
    assert_true(calls[2].answered);
    assert_int_equal(calls[2].response.body_bytes, 300);
    assert_int_equal(held.left, 1);
    http_engine_stop(engine);
    (void)pthread_join(thread, NULL);
    for (int i = 0; i < ANSWERS; i++) {
        http_call_done(&calls[i]);
        (void)close(server.taken[i]);
    }
    (void)close(server.fd);
}

/* It is due when its time comes, and no more when the connection is there. */
static bool due_once(const struct http_call *call)
{
    (void)call;
    static atomic_int asked;
    return atomic_fetch_add(&asked, 1) == 0;
}

static void http_engine__sends_nothing_that_is_no_more_due(void **state)
{
    (void)state;
    int fd = -1;
    char url[64], bytes[16];
    struct waiter waiter;
    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/", listen_mutely(&fd));
    struct http_engine *engine = start(NULL, NULL);
    struct http_call call = {.still_due = due_once};
    waiter_init(&waiter, 1);
    submit(engine, url, 2000, /* share= */ 0, &call, &waiter);
    wait_for(&waiter, 0, HANGS_MS);
    assert_int_equal(waiter.left, 0);
    assert_true(call.late);
    assert_false(call.sent);
    assert_int_equal(call.error.class, ERROR_NONE);
    http_engine_stop(engine);
    const int taken = accept(fd, NULL, NULL);
    assert_int_equal(recv(taken, bytes, sizeof(bytes), 0), 0); /* it was connected, no more */
    http_call_done(&call);
    (void)close(taken);
    (void)close(fd);
}

/* A proxy that repeats what it was sent, escaped and cut. */
static void *echo(void *argument)
{
    const int *listening = argument;
    static const char answer[] =
        "HTTP/1.1 401 No\r\nContent-Length: 125\r\nRetry-After: sk/Ab+1cd=EfGh9~xyz\r\n"
        "Content-Type: text/sk%2FAb%2B1cd%3DEfGh9%7Exyz\r\nConnection: close\r\n\r\n"
        "{\"key\": \"sk\\/Ab\\u002B1cd=EfGh9~xyz\", \"cut\": \"sk/Ab+1cd=Ef…\", \"login\": "
        "\"dXNlcjpwYTpzczp3b3Jk\", \"password\": \"pa%3ass%3aword\"}";
    char bytes[1024] = "";
    const int fd = accept(*listening, NULL, NULL);
    (void)recv(fd, bytes, sizeof(bytes) - 1, 0);
    (void)send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL);
    (void)close(fd);
    return NULL;
}

static void http_engine__keeps_no_secret(void **state)
{
    (void)state;
    int fd = -1;
    char proxy[64];
    (void)snprintf(proxy, sizeof(proxy), "http://user:pa%%3Ass:word@127.0.0.1:%d",
                   listen_mutely(&fd));
    const pthread_t thread = thread_start("proxy", THREAD_STACK_PLAIN, echo, &fd);
    struct http_engine *engine = start(NULL, proxy);
    struct http_call call = {0};
    struct waiter waiter;
    waiter_init(&waiter, 1);
    call.secret = "sk/Ab+1cd=EfGh9~xyz";
    submit(engine, "http://service.test/", 2000, /* share= */ 0, &call, &waiter);
    wait_for(&waiter, 0, HANGS_MS);
    assert_true(call.answered);
    assert_string_equal(call.response.body,
                        "{\"key\": \"*************************\", \"cut\": \"************…\", "
                        "\"login\": \"********************\", \"password\": \"**************\"}");
    assert_string_equal(call.response.retry_after, "*******************");
    assert_string_equal(call.response.content_type, "text/***************************");
    http_call_done(&call);
    http_engine_stop(engine);
    (void)pthread_join(thread, NULL);
    (void)close(fd);
}

static void http_engine__names_no_password_of_a_proxy(void **state)
{
    (void)state;
    struct http_engine *engine = start(NULL, "nonsense://user:pa%3Ass:word@127.0.0.1:1");
    struct http_call call = {0};
    call_and_wait(engine, "http://service.test/", 1000, &call);
    assert_false(call.answered);
    assert_null(strstr(call.error.message, "word"));
    assert_non_null(strstr(call.error.message, "nonsense"));
    http_call_done(&call);
    http_engine_stop(engine);
}

TEST_MAIN(cmocka_unit_test(http_engine__goes_on_while_a_lookup_hangs),
          cmocka_unit_test(http_engine__keeps_no_secret),
          cmocka_unit_test(http_engine__sends_nothing_that_is_no_more_due),
          cmocka_unit_test(http_engine__names_no_password_of_a_proxy),
          cmocka_unit_test(http_engine__trusts_the_configured_file_alone),
          cmocka_unit_test(http_engine__obeys_no_variable_about_proxies),
          cmocka_unit_test(http_engine__has_room_for_others_while_one_holds_its_answers))
