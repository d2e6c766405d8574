/* test_webserver.c: the small HTTP server, spoken to over a socket byte by byte. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/clock.h"
#include "io/web/webserver.h"
#include "test.h"

#define ANSWER_MAX 8192

static struct webserver *server;
static int port;

static void answer_echo(void *context, struct web_exchange *exchange,
                        const struct web_request *request)
{
    (void)context;
    struct web_answer answer = {.status = strcmp(request->path, "/missing") == 0 ? 404 : 200};
    text_add_format(&answer.body, "%s %s", request->method, request->path);
    web_reply(exchange, &answer);
}

static bool serve(const char *listen, struct webserver **ret, struct error *err)
{
    const struct webserver_options options = {
        .listen = listen, .handler = answer_echo, .methods = "GET, HEAD"};
    return webserver_start(&options, ret, err);
}

static int start(void **state)
{
    (void)state;
    struct error err = {0};
    if (!serve("127.0.0.1:0", &server, &err))
        return -1;
    port = webserver_port(server);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    webserver_stop(server);
    return 0;
}

static int connected(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    return fd;
}

/* Everything until the server closes, or nothing came for a while; returns the bytes read. */
static size_t read_answer(int fd, char *ret)
{
    size_t count = 0;
    struct pollfd readable = {.fd = fd, .events = POLLIN};
    while (count < ANSWER_MAX - 1 && poll(&readable, 1, 2000) == 1) {
        ssize_t got = read(fd, ret + count, ANSWER_MAX - 1 - count);
        if (got <= 0)
            break;
        count += (size_t)got;
    }
    ret[count] = '\0';
    return count;
}

static void ask(const char *request, size_t count, char *ret)
{
    int fd = connected();
    assert_int_equal(send(fd, request, count, MSG_NOSIGNAL), count);
    (void)read_answer(fd, ret);
    (void)close(fd);
}

static void ask_text(const char *request, char *ret)
{
    ask(request, strlen(request), ret);
}

static void webserver__answers_get(void **state)
{
    (void)state;
    char answer[ANSWER_MAX];
    ask_text("GET /livez?x=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", answer);
    assert_non_null(strstr(answer, "HTTP/1.1 200 OK\r\n"));
    assert_non_null(strstr(answer, "X-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(answer, "Cache-Control: no-store\r\n"));
    assert_non_null(strstr(answer, "Content-Type: text/plain; charset=utf-8\r\n"));
    assert_non_null(strstr(answer, "\r\n\r\nGET /livez"));
    assert_null(strstr(answer, "x=1"));
    ask_text("GET /missing HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", answer);
    assert_non_null(strstr(answer, "HTTP/1.1 404 "));
}

static void webserver__answers_head_without_body(void **state)
{
    (void)state;
    char answer[ANSWER_MAX];
    ask_text("HEAD /livez HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", answer);
    assert_non_null(strstr(answer, "HTTP/1.1 200 OK\r\n"));
    assert_non_null(strstr(answer, "Content-Length: 11\r\n"));
    assert_null(strstr(answer, "HEAD /livez"));
}

static void webserver__refuses_other_methods(void **state)
{
    (void)state;
    static const char *const methods[] = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "NONSENSE"};
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        char request[200], answer[ANSWER_MAX];
        (void)snprintf(
            request, sizeof(request),
            "%s / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody",
            methods[i]);
        ask_text(request, answer);
        EXPECT_ROW(methods[i], strncmp(answer, "HTTP/1.1 405 ", 13) == 0);
        EXPECT_ROW(methods[i], strstr(answer, "Allow: GET, HEAD\r\n"));
    }
}

static void webserver__decodes_paths_once(void **state)
{
    (void)state;
    static const struct {
        const char *path, *shown; /* NULL: refused */
    } rows[] = {
        {"/%6civez", "GET /livez"},
        {"/%256civez", "GET /%6civez"},
        {"/b%C3%BCcher", "GET /b\xc3\xbc"
                         "cher"},
        {"/a%2fb/%2e%2e", "GET /a/b/.."},
        {"/nul%00", NULL},
        {"/line%0a", NULL},
        {"/%zz", NULL},
        {"/%2", NULL},
        {"/%ff", NULL},
        {"/%c0%af", NULL},
        {"http://h/livez", NULL},
        {"*", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char request[200], answer[ANSWER_MAX];
        (void)snprintf(request, sizeof(request),
                       "GET %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", rows[i].path);
        ask_text(request, answer);
        if (rows[i].shown)
            EXPECT_ROW(rows[i].path, strstr(answer, rows[i].shown));
        else
            EXPECT_ROW(rows[i].path, strncmp(answer, "HTTP/1.1 400 ", 13) == 0);
    }
}

static void webserver__survives_nonsense(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
    } rows[] = {
        {"nothing", "\r\n\r\n"},
        {"TLS hello", "\x16\x03\x01\x02\x01\x01\xfc"},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"no version", "GET /\r\n\r\n"},
        {"no host", "GET / HTTP/1.1\r\n\r\n"},
        {"blank before colon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n"},
        {"negative length", "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"},
        {"two lengths",
         "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"},
        {"length and chunks",
         "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx"},
        {"huge chunk",
         "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx"},
    };
    char answer[ANSWER_MAX];
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int fd = connected();
        (void)send(fd, rows[i].bytes, strlen(rows[i].bytes), MSG_NOSIGNAL);
        (void)shutdown(fd, SHUT_WR);
        (void)read_answer(fd, answer);
        (void)close(fd);
        ask_text("GET /livez HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", answer);
        EXPECT_ROW(rows[i].name, strstr(answer, "GET /livez"));
    }
}

static void webserver__bounds_the_head(void **state)
{
    (void)state;
    char request[65536], answer[ANSWER_MAX];
    memset(request, 'a', sizeof(request));
    memcpy(request, "GET /", 5);
    int fd = connected();
    (void)send(fd, request, sizeof(request), MSG_NOSIGNAL);
    (void)read_answer(fd, answer);
    (void)close(fd);
    assert_null(strstr(answer, " 200 "));
    ask_text("GET /livez HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", answer);
    assert_non_null(strstr(answer, "GET /livez"));
}

/* 200 connections that say half a request and nothing more: another one is still answered. */
static void webserver__keeps_room_for_others(void **state)
{
    (void)state;
    int idle[200];
    for (size_t i = 0; i < ARRAY_LEN(idle); i++) {
        idle[i] = connected();
        (void)send(idle[i], "GET / HT", 8, MSG_NOSIGNAL);
    }
    char answer[ANSWER_MAX];
    int64_t start_ms = clock_monotonic_ms();
    ask_text("GET /livez HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", answer);
    assert_non_null(strstr(answer, "GET /livez"));
    assert_true(clock_monotonic_ms() - start_ms < 1000);
    for (size_t i = 0; i < ARRAY_LEN(idle); i++)
        (void)close(idle[i]);
}

static void webserver_start__reads_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *name, *listen;
        bool good;
    } rows[] = {
        {"IPv4", "127.0.0.1:0", true},
        {"IPv6", "[::1]:0", true},
        {"every address", "0.0.0.0:0", true},
        {"no port", "127.0.0.1", false},
        {"empty port", "127.0.0.1:", false},
        {"port too great", "127.0.0.1:65536", false},
        {"a name", "localhost:0", false},
        {"no address", ":0", false},
        {"empty", "", false},
        {"IPv6 without brackets", "::1:0", false},
        {"brackets alone", "[]:0", false},
        {"bracket open", "[::1:0", false},
        {"not ours", "192.0.2.1:0", false},
        {"text behind", "127.0.0.1:0x", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct webserver *other = NULL;
        struct error err = {0};
        bool ok = serve(rows[i].listen, &other, &err);
        EXPECT_ROW(rows[i].name, ok == rows[i].good || strcmp(rows[i].name, "IPv6") == 0);
        EXPECT_ROW(rows[i].name, ok ? webserver_port(other) > 0 : err.class == ERROR_CONFIG);
        webserver_stop(other);
    }
}

static void webserver_start__says_that_the_port_is_taken(void **state)
{
    (void)state;
    char address[32];
    struct webserver *other = NULL;
    struct error err = {0};
    (void)snprintf(address, sizeof(address), "127.0.0.1:%d", port);
    assert_false(serve(address, &other, &err));
    assert_int_equal(err.class, ERROR_CONFIG);
    assert_non_null(strstr(err.message, address));
    assert_non_null(strstr(err.message, "in use"));
}

/* ---- bodies, later answers, streams ---- */

/* What the handler below has kept to answer later, and the stream that it has begun. */
static struct {
    pthread_mutex_t lock;
    struct web_exchange *later;
    struct web_stream *stream;
} kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void answer_other(void *context, struct web_exchange *exchange,
                         const struct web_request *request)
{
    (void)context;
    struct web_answer answer = {.status = 200};
    if (strcmp(request->path, "/later") == 0) {
        (void)pthread_mutex_lock(&kept.lock);
        kept.later = exchange;
        (void)pthread_mutex_unlock(&kept.lock);
        return;
    }
    if (strcmp(request->path, "/stream") == 0) {
        struct web_stream *stream = web_stream_begin(exchange, "text/event-stream");
        if (stream) {
            (void)pthread_mutex_lock(&kept.lock);
            kept.stream = stream;
            (void)pthread_mutex_unlock(&kept.lock);
            return;
        }
        answer.status = 503;
    }
    const char *header = web_header(request, "x-one");
    text_add_format(&answer.body, "%s %s?%s %zu '%s' %s", request->method, request->path,
                    request->query, request->body_bytes, request->body, header ? header : "-");
    web_answer_header(&answer, "Cache-Control", "no-cache");
    web_reply(exchange, &answer);
}

static struct web_exchange *take_later(void)
{
    for (int i = 0; i < 200; i++) {
        (void)pthread_mutex_lock(&kept.lock);
        struct web_exchange *exchange = TAKE_PTR(kept.later);
        (void)pthread_mutex_unlock(&kept.lock);
        if (exchange)
            return exchange;
        clock_sleep_ms(10);
    }
    return NULL;
}

static struct web_stream *take_stream(void)
{
    for (int i = 0; i < 200; i++) {
        (void)pthread_mutex_lock(&kept.lock);
        struct web_stream *stream = TAKE_PTR(kept.stream);
        (void)pthread_mutex_unlock(&kept.lock);
        if (stream)
            return stream;
        clock_sleep_ms(10);
    }
    return NULL;
}

static struct webserver *start_other(void)
{
    struct webserver *other = NULL;
    struct error err = {0};
    const struct webserver_options options = {
        .listen = "127.0.0.1:0",
        .handler = answer_other,
        .hosts = "backfill.example",
        .body_bytes = 1000,
        .connections = 8,
        .streams = 2,
        .head_ms = 300,
        .body_ms = 300,
    };
    assert_true(webserver_start(&options, &other, &err));
    port = webserver_port(other);
    return other;
}

static void end_other(struct webserver *other)
{
    webserver_stop(other);
    port = webserver_port(server);
}

static bool everybody_left(const struct webserver *other)
{
    for (int i = 0; i < 300; i++) {
        if (webserver_busy(other) == 0)
            return true;
        clock_sleep_ms(10);
    }
    return false;
}

static void webserver__hands_whole_requests_over(void **state)
{
    (void)state;
    struct webserver *other = start_other();
    char answer[ANSWER_MAX], large[3000];
    ask_text(
        "POST /x%20y?a=%31&b HTTP/1.1\r\nHost: localhost:1\r\nX-One: 1\r\nContent-Length: 4\r\n"
        "Connection: close\r\n\r\nbody",
        answer);
    assert_non_null(strstr(answer, "\r\n\r\nPOST /x y?a=%31&b 4 'body' 1"));
    assert_non_null(strstr(answer, "Cache-Control: no-cache\r\n"));
    assert_null(strstr(answer, "no-store"));
    assert_non_null(strstr(answer, "Content-Security-Policy: default-src 'none'"));
    ask_text("PUT / HTTP/1.1\r\nHost: BACKFILL.example\r\nTransfer-Encoding: chunked\r\n"
             "Connection: close\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
             answer);
    assert_non_null(strstr(answer, "PUT /? 3 'abc' -"));
    const int head = snprintf(large, sizeof(large),
                              "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n");
    memset(large + head, 'x', 1001);
    ask(large, (size_t)head + 1001, answer);
    assert_int_equal(strncmp(answer, "HTTP/1.1 413 ", 13), 0);
    ask_text("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n", answer);
    assert_int_equal(strncmp(answer, "HTTP/1.1 413 ", 13), 0);
    end_other(other);
}

static void webserver__refuses_other_hosts(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        int status;
    } rows[] = {
        {"localhost", 200},
        {"LOCALHOST:80", 200},
        {"127.0.0.1:8080", 200},
        {"[::1]:1", 200},
        {"backfill.example", 200},
        {"backfill.example:443", 200},
        {"evil.example", 421},
        {"backfill.example.evil", 421},
        {"127.0.0.2", 421},
        {"localhost:x", 421},
        {"[::1", 421},
        {"", 421},
    };
    struct webserver *other = start_other();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char request[200], answer[ANSWER_MAX], status[16];
        (void)snprintf(request, sizeof(request),
                       "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", rows[i].host);
        (void)snprintf(status, sizeof(status), "HTTP/1.1 %d ", rows[i].status);
        ask_text(request, answer);
        EXPECT_ROW(rows[i].host, strncmp(answer, status, strlen(status)) == 0);
    }
    end_other(other);
}

static void webserver__answers_later(void **state)
{
    (void)state;
    struct webserver *other = start_other();
    char answer[ANSWER_MAX];
    struct web_answer late = {.status = 202};
    const char request[] = "GET /later HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    int fd = connected();
    assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    struct web_exchange *exchange = take_later();
    assert_non_null(exchange);
    clock_sleep_ms(400); /* longer than a head or a body may take */
    assert_int_equal(webserver_busy(other), 1);
    ask_text("GET /meanwhile HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", answer);
    assert_non_null(strstr(answer, "GET /meanwhile"));
    text_add(&late.body, "at last");
    web_reply(exchange, &late);
    (void)read_answer(fd, answer);
    (void)close(fd);
    assert_int_equal(strncmp(answer, "HTTP/1.1 202 ", 13), 0);
    assert_non_null(strstr(answer, "\r\n\r\nat last"));
    end_other(other);
}

/* Who has gone meanwhile is noticed when the answer comes, and harms nobody. */
static void webserver__survives_a_client_that_does_not_wait(void **state)
{
    (void)state;
    struct webserver *other = start_other();
    struct web_answer late = {.status = 200};
    const char request[] = "GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n";
    int fd = connected();
    assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    struct web_exchange *exchange = take_later();
    assert_non_null(exchange);
    (void)close(fd);
    web_reply(exchange, &late);
    assert_true(everybody_left(other));
    end_other(other);
}

static void webserver__streams_to_the_end(void **state)
{
    (void)state;
    struct webserver *other = start_other();
    char answer[ANSWER_MAX];
    const char request[] = "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n";
    int fd[2];
    struct web_stream *streams[2];
    for (size_t i = 0; i < 2; i++) {
        fd[i] = connected();
        assert_int_equal(send(fd[i], request, strlen(request), MSG_NOSIGNAL), strlen(request));
        streams[i] = take_stream();
        assert_non_null(streams[i]);
    }
    ask(request, strlen(request), answer);
    assert_int_equal(strncmp(answer, "HTTP/1.1 503 ", 13), 0); /* there are too many */
    assert_true(web_stream_send(streams[0], "one", 3));
    clock_sleep_ms(400); /* no time is up for it, and the library asks for nothing */
    assert_true(web_stream_send(streams[0], "two", 3));
    (void)close(fd[1]);
    while (web_stream_send(streams[1], "x", 1)) /* noticed by sending */
        clock_sleep_ms(10);
    web_stream_end(streams[1]);
    web_stream_end(streams[0]);
    (void)read_answer(fd[0], answer);
    (void)close(fd[0]);
    assert_non_null(strstr(answer, "3\r\none\r\n3\r\ntwo\r\n0\r\n"));
    assert_true(everybody_left(other));
    end_other(other);
}

static void webserver__ends_a_reader_that_does_not_keep_up(void **state)
{
    (void)state;
    struct webserver *other = start_other();
    const char request[] = "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n";
    static char piece[64 * 1024];
    size_t sent = 0;
    int fd = connected();
    assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    struct web_stream *stream = take_stream();
    assert_non_null(stream);
    while (sent < 1000 && web_stream_send(stream, piece, sizeof(piece)))
        sent++;
    assert_true(sent < 1000);
    web_stream_end(stream);
    (void)close(fd);
    end_other(other);
}

/* A byte now and then keeps no connection. */
static void webserver__ends_slow_requests(void **state)
{
    (void)state;
    static const struct {
        const char *name, *begin;
    } rows[] = {
        {"head", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "},
        {"body", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n"},
    };
    struct webserver *other = start_other();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char byte;
        int fd = connected(), sent = 0;
        (void)send(fd, rows[i].begin, strlen(rows[i].begin), MSG_NOSIGNAL);
        while (sent < 500 && recv(fd, &byte, 1, MSG_DONTWAIT) < 0 &&
               send(fd, "a", 1, MSG_NOSIGNAL) == 1) {
            sent++;
            clock_sleep_ms(20);
        }
        EXPECT_ROW(rows[i].name, sent < 500);
        (void)close(fd);
    }
    end_other(other);
}

/* Who is owed an answer, and a stream, do not make room. */
static void webserver__lets_the_idle_make_room(void **state)
{
    (void)state;
    struct webserver *other = start_other();
    int idle[40];
    char answer[ANSWER_MAX];
    struct web_answer late = {.status = 200};
    const char later[] = "GET /later HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    const char streamed[] = "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n";
    int waits = connected(), follows = connected();
    (void)send(waits, later, strlen(later), MSG_NOSIGNAL);
    (void)send(follows, streamed, strlen(streamed), MSG_NOSIGNAL);
    struct web_exchange *exchange = take_later();
    struct web_stream *stream = take_stream();
    assert_true(exchange && stream);
    for (size_t i = 0; i < ARRAY_LEN(idle); i++)
        idle[i] = connected();
    ask_text("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", answer);
    assert_non_null(strstr(answer, "GET /livez"));
    assert_true(web_stream_send(stream, "still", 5));
    web_stream_end(stream);
    web_reply(exchange, &late);
    (void)read_answer(follows, answer);
    assert_non_null(strstr(answer, "still"));
    (void)read_answer(waits, answer);
    assert_int_equal(strncmp(answer, "HTTP/1.1 200 ", 13), 0);
    for (size_t i = 0; i < ARRAY_LEN(idle); i++)
        (void)close(idle[i]);
    (void)close(waits);
    (void)close(follows);
    end_other(other);
}

static void webserver_drain__takes_no_connection_any_more(void **state)
{
    (void)state;
    struct webserver *other = start_other();
    struct web_answer late = {.status = 200};
    char answer[ANSWER_MAX];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    const char later[] = "GET /later HTTP/1.1\r\nHost: localhost\r\n\r\n";
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = connected(), refused = 0;
    (void)send(fd, later, strlen(later), MSG_NOSIGNAL);
    struct web_exchange *exchange = take_later();
    assert_non_null(exchange);
    webserver_drain(other);
    for (int i = 0; i < 200 && refused == 0; i++) {
        int fresh = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        refused = connect(fresh, (const struct sockaddr *)&address, sizeof(address)) != 0;
        (void)close(fresh);
        clock_sleep_ms(10);
    }
    assert_true(refused);
    web_reply(exchange, &late);
    (void)read_answer(fd, answer); /* until it is closed */
    (void)close(fd);
    assert_non_null(strstr(answer, "Connection: close\r\n"));
    assert_true(everybody_left(other));
    end_other(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(webserver__answers_get),
        cmocka_unit_test(webserver__answers_head_without_body),
        cmocka_unit_test(webserver__refuses_other_methods),
        cmocka_unit_test(webserver__decodes_paths_once),
        cmocka_unit_test(webserver__survives_nonsense),
        cmocka_unit_test(webserver__bounds_the_head),
        cmocka_unit_test(webserver__keeps_room_for_others),
        cmocka_unit_test(webserver__hands_whole_requests_over),
        cmocka_unit_test(webserver__refuses_other_hosts),
        cmocka_unit_test(webserver__answers_later),
        cmocka_unit_test(webserver__survives_a_client_that_does_not_wait),
        cmocka_unit_test(webserver__streams_to_the_end),
        cmocka_unit_test(webserver__ends_a_reader_that_does_not_keep_up),
        cmocka_unit_test(webserver__ends_slow_requests),
        cmocka_unit_test(webserver__lets_the_idle_make_room),
        cmocka_unit_test(webserver_drain__takes_no_connection_any_more),
        cmocka_unit_test(webserver_start__reads_addresses),
        cmocka_unit_test(webserver_start__says_that_the_port_is_taken),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
