/* test_webserver.c: the small HTTP server, spoken to over a socket byte by byte. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
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
        cmocka_unit_test(webserver_start__reads_addresses),
        cmocka_unit_test(webserver_start__says_that_the_port_is_taken),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, start, stop);
}
