/* test_torture.c: every call that a scenario makes of libraries and of the system, and every
 * allocation, fails in turn, each in a process of its own. The scenario then succeeds all the same,
 * or says so with an error of a class, and loses no memory; or the process ends with one line, by
 * abort ("out of memory"), or because a thread cannot be started.
 *
 * The plain run takes a few calls of each scenario, chosen by a seed that it says; TORTURE=all
 * takes all of them; TORTURE_ONLY is a pattern of test names. TORTURE_DATABASE_URL names a database
 * for the scenario that needs one. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "amqp_peer.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "io/broker/broker.h"
#include "io/config/config.h"
#include "io/database/database.h"
#include "io/http/http.h"
#include "io/json/json.h"
#include "io/notify.h"
#include "io/web/webserver.h"
#include "model/prompt_set.h"
#include "test.h"
#include "torture.h"

#define PICKS 10
#define LIMIT_S 30

static unsigned fail_at;
static char folder[] = "/tmp/backfill-torture.XXXXXX";

/* The scenario's own preparations are over. */
static void arm(void)
{
    torture_begin(fail_at);
}

static void write_file(const char *name, const char *text)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *stream = fopen(path, "we");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

static int listen_on_loopback(int *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof(address);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

/* ---- scenarios ---- */

static bool json_scenario(struct error *err)
{
    static const char text[] =
        "{\"a\": [1, 2.5, \"x\", {\"b\": null}], \"year\": 2023, \"c\": true}";
    static const struct json_limits limits = {.bytes = 1000, .depth = 32, .tokens = 100};
    CLEANUP(json_free) struct json *root = NULL;
    int64_t year = 0;
    arm();
    if (!json_parse(text, sizeof(text) - 1, &limits, &root, err))
        return false;
    assert_int_equal(json_get_int(root, "year", 1900, 2100, &year), JSON_FOUND);
    const struct json *array = json_member(root, "a");
    bool flag = false;
    assert_int_equal(json_count(array), 4); /* nothing became null, or went away */
    assert_int_equal(json_type_of(json_element(array, 0)), JSON_INT);
    assert_int_equal(json_type_of(json_element(array, 1)), JSON_DOUBLE);
    assert_string_equal(json_string(json_element(array, 2), 10), "x");
    assert_int_equal(json_get_bool(root, "c", &flag), JSON_FOUND);
    return true;
}

static bool config_scenario(struct error *err)
{
    char file[64], secret[64];
    CLEANUP(config_free) struct config *config = NULL;
    (void)snprintf(file, sizeof(file), "%s/conf", folder);
    (void)snprintf(secret, sizeof(secret), "%s/secret", folder);
    write_file("conf",
               "consumer: { concurrency = 10; };\nproviders: { mine: { kind = \"openai\"; }; };\n");
    write_file("secret", "postgresql://u:p@h/d\n");
    assert_int_equal(unsetenv("BACKFILL_DATABASE_URL"), 0);
    assert_int_equal(setenv("BACKFILL_DATABASE_URL_FILE", secret, 1), 0);
    assert_int_equal(setenv("BACKFILL_PROVIDERS_OTHER_KIND", "catalog", 1), 0);
    arm();
    return config_read(file, &config, err) && config_check(config, true, true, err) &&
           config_set(config, "consumer.concurrency", "20", err);
}

static bool prompt_scenario(struct error *err)
{
    CLEANUP(text_done) struct text system = {0};
    CLEANUP(text_done) struct text user = {0};
    char prompts[64], path[128];
    (void)snprintf(prompts, sizeof(prompts), "%s/prompts", folder);
    (void)mkdir(prompts, 0700); /* it may be there */
    (void)snprintf(path, sizeof(path), "prompts/own.txt");
    write_file(path, "You know books.\n---\nName {books} books of {month_name} {year}.\n");
    arm();
    const bool ok = prompt_set_load(prompts, err);
    if (ok)
        prompt_render(prompt_set_find("own"), (struct month){2023, 11}, 20, &system, &user);
    prompt_set_unload();
    return ok;
}

/* Take, acknowledge, publish. */
static bool use_broker(struct broker *broker, struct error *err)
{
    const struct broker_header header = {"traceparent", "00-1-2-03"};
    const struct broker_properties properties = {
        .message_id = "m", .headers = &header, .header_count = 1};
    struct broker_event event = {.kind = BROKER_NOTHING};
    bool ok = broker_consume(broker, "q", 1, err);
    while (ok && event.kind != BROKER_DELIVERY)
        ok = broker_next(broker, 2000, -1, &event, err);
    broker_message_free(event.message);
    return ok && broker_ack(broker, 1, err) &&
           broker_publish(broker, &(const struct broker_outgoing){"x", "k", &properties, "{}", 2},
                          NULL, err);
}

static bool broker_scenario(struct error *err)
{
    static struct peer peer = {.frame_max = 131072};
    CLEANUP(broker_free) struct broker *broker = NULL;
    char url[64];
    peer_add_deliver(&peer.script, 1);
    peer_add_header(&peer.script, 3);
    peer_add_body(&peer.script, 3);
    peer_start(&peer);
    (void)snprintf(url, sizeof(url), "amqp://u:p@127.0.0.1:%d", peer.port);
    const struct broker_options options = {
        .url = url, .name = "test", .heartbeat_s = 10, .timeout_ms = PEER_TIMEOUT_MS};
    arm();
    return broker_open(&options, &broker, err) && use_broker(broker, err);
}

/* One connection after another gets the same answer. */
static void *serve_http(void *listener)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 5\r\n\r\n{}";
    char request[4096];
    torture_exempt(true);
    for (;;) {
        int fd = accept4(*(int *)listener, NULL, NULL, SOCK_CLOEXEC);
        if (recv(fd, request, sizeof(request), 0) > 0)
            (void)send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL);
        (void)close(fd);
    }
    return NULL;
}

struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t cond;
    bool done;
};

static void http_is_done(struct http_call *call)
{
    struct waiting *waiting = call->owner;
    (void)pthread_mutex_lock(&waiting->lock);
    waiting->done = true;
    (void)pthread_cond_signal(&waiting->cond);
    (void)pthread_mutex_unlock(&waiting->lock);
}

static bool http_scenario(struct error *err)
{
    static int listener;
    int port = 0;
    pthread_t server;
    struct waiting waiting = {.lock = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER};
    listener = listen_on_loopback(&port);
    assert_int_equal(pthread_create(&server, NULL, serve_http, &listener), 0);
    const struct http_engine_options options = {
        .user_agent = "test", .total_bytes_max = 1 << 20, .shares = 1, .in_flight_max = 4};
    struct http_call call = {.request = {.method = "POST"},
                             .allow_plain_http = true,
                             .connect_timeout_ms = 2000,
                             .total_timeout_ms = 2000,
                             .low_speed_timeout_ms = 2000,
                             .body_max = 1000,
                             .done = http_is_done,
                             .owner = &waiting};
    arm();
    text_add_format(&call.request.url, "http://127.0.0.1:%d/", port);
    text_add(&call.request.body, "{}");
    http_request_header(&call.request, "X-Key", "k");
    struct http_engine *engine = http_engine_start(&options);
    http_engine_submit(engine, &call);
    (void)pthread_mutex_lock(&waiting.lock);
    while (!waiting.done)
        (void)pthread_cond_wait(&waiting.cond, &waiting.lock);
    (void)pthread_mutex_unlock(&waiting.lock);
    http_engine_stop(engine);
    const bool ok = call.answered;
    *err = call.error;
    http_call_done(&call);
    return ok;
}

static void answer_web(void *context, struct web_exchange *exchange,
                       const struct web_request *request)
{
    (void)context;
    struct web_answer answer = {.status = 200};
    text_add(&answer.body, request->path);
    web_reply(exchange, &answer);
}

/* As a client, who never fails; whether an answer comes is the server's. */
static void ask_web(int port)
{
    static const char request[] = "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    char answer[1000];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    const struct timeval limit = {.tv_sec = 2};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    torture_exempt(true);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    (void)send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL);
    while (recv(fd, answer, sizeof(answer), 0) > 0)
        ;
    (void)close(fd);
    torture_exempt(false);
}

static bool webserver_scenario(struct error *err)
{
    struct webserver *server = NULL;
    arm();
    const struct webserver_options options = {.listen = "127.0.0.1:0", .handler = answer_web};
    if (!webserver_start(&options, &server, err))
        return false;
    if (webserver_port(server) != 0) /* else it does not know, and listens all the same */
        ask_web(webserver_port(server));
    webserver_stop(server);
    return true;
}

/* Neither may fail: whatever happens, the program goes on. */
static bool saying_scenario(struct error *err)
{
    (void)err;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", folder);
    (void)unlink(address.sun_path);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(setenv("NOTIFY_SOCKET", address.sun_path, 1), 0);
    arm();
    notify_send("READY=1");
    LOG(LOG_ERROR, "torture", log_str("text", "a\x1b[2J"), log_int("number", 7));
    (void)close(fd);
    return true;
}

static bool use_database(struct database *db, struct error *err)
{
    static const struct sql insert = {"torture_insert",
                                      "INSERT INTO t (a, b) VALUES ($1, $2) RETURNING a"};
    static const struct sql select = {"torture_select", "SELECT a, b, c FROM t ORDER BY a"};
    static const struct sql copy = {"torture_copy", "COPY t (a, b) FROM STDIN"};
    CLEANUP(rows_free) struct rows *inserted = NULL;
    CLEANUP(rows_free) struct rows *rows = NULL;
    size_t count = 0;
    if (!database_run_script(db, "CREATE TEMP TABLE t (a int, b bytea, c text)", err) ||
        !database_begin(db, err) ||
        !DATABASE_RUN(db, &insert, &inserted, err, sql_int(1), sql_bytes("\0x", 2)) ||
        !database_commit(db, err) || !database_copy_start(db, &copy, err) ||
        !database_copy_data(db, "2\t\\\\x00\n", 7, err) || !database_copy_finish(db, err) ||
        !DATABASE_RUN0(db, &select, &rows, err))
        return false;
    assert_int_equal(rows_count(rows), 2);
    CLEANUP(mem_free) char *bytes = row_bytes(rows, 0, 1, &count);
    assert_int_equal(count, 2);
    assert_int_equal(row_int(rows, 1, 0), 2);
    return true;
}

static bool database_scenario(struct error *err)
{
    const struct database_options options = {.url = getenv("TORTURE_DATABASE_URL"),
                                             .application_name = "torture",
                                             .connect_timeout_ms = 3000,
                                             .statement_timeout_ms = 3000,
                                             .own_session = true};
    CLEANUP(database_close) struct database *db = NULL;
    arm();
    return database_open(&options, &db, err) && use_database(db, err);
}

/* ---- the driver ---- */

struct outcome {
    bool ended, ok;
    unsigned calls;
    int class, leaks;
    char failed[40], message[200];
};

int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

static NORETURN void be_child(bool (*scenario)(struct error *err), int to)
{
    const struct rlimit none = {0};
    const char *failed = NULL;
    struct error err = {0};
    struct outcome outcome = {.ended = true};
    (void)setrlimit(RLIMIT_CORE, &none); /* one that cannot be set costs a file */
    (void)alarm(LIMIT_S);
    outcome.ok = scenario(&err);
    outcome.calls = torture_end(&failed);
    outcome.class = (int)err.class;
    text_copy(outcome.failed, sizeof(outcome.failed), failed ? failed : "");
    text_copy(outcome.message, sizeof(outcome.message), err.message);
    if (__lsan_do_recoverable_leak_check)
        outcome.leaks = __lsan_do_recoverable_leak_check();
    if (write(to, &outcome, sizeof(outcome)) != sizeof(outcome))
        _exit(1);
    _exit(0);
}

/* Run the scenario in a child whose n-th call fails.
 * out  ret_said  what it wrote to stderr;  ret_status  of waitpid(2) */
static struct outcome run_child(bool (*scenario)(struct error *err), unsigned n,
                                struct text *ret_said, int *ret_status)
{
    int ends[2], errors[2];
    char piece[4096];
    struct outcome outcome = {.ended = false};
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pipe(errors), 0);
    (void)fflush(NULL); /* else the child says it again */
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        fail_at = n;
        (void)dup2(errors[1], STDERR_FILENO);
        be_child(scenario, ends[1]);
    }
    (void)close(ends[1]);
    (void)close(errors[1]);
    for (ssize_t got = 1; got > 0;) {
        got = read(errors[0], piece, sizeof(piece));
        text_add_bytes(ret_said, piece, got > 0 ? (size_t)got : 0);
    }
    if (read(ends[0], &outcome, sizeof(outcome)) != sizeof(outcome))
        outcome.ended = false;
    assert_int_equal(waitpid(child, ret_status, 0), child);
    (void)close(ends[0]);
    (void)close(errors[0]);
    return outcome;
}

/* Did it end because memory, descriptors or threads are used up, with one line that says so? */
static bool died_well(int status, const char *said)
{
    const bool one_line = *said && strchr(said, '\n') == strrchr(said, '\n');
    if (WIFEXITED(status) && WEXITSTATUS(status) == 1)
        return one_line && strstr(said, "cannot start thread");
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && one_line &&
           (strcmp(said, "out of memory\n") == 0 || strstr(said, "no descriptors left"));
}

static bool ended_well(const struct outcome *outcome, int status)
{
    return outcome->ended && WIFEXITED(status) && WEXITSTATUS(status) == 0 && outcome->leaks == 0 &&
           outcome->ok == (outcome->class == ERROR_NONE) && outcome->ok == !*outcome->message &&
           text_is_utf8(outcome->message, strlen(outcome->message));
}

/* LeakSanitizer may look while a thread is on its way out, and says so. */
#define LEAKS_IN_DOUBT "False leaks are possible"

/* Let the n-th call fail. Returns how many calls there were; 0: it died. */
static unsigned check_call(const char *name, bool (*scenario)(struct error *err), unsigned n)
{
    static struct text said; /* kept: a failure leaves this function without cleaning up */
    int status = 0;
    text_clear(&said);
    struct outcome outcome = run_child(scenario, n, &said, &status);
    for (int i = 0; i < 5 && outcome.leaks && strstr(text_of(&said), LEAKS_IN_DOUBT); i++) {
        text_clear(&said);
        outcome = run_child(scenario, n, &said, &status);
    }
    if (!ended_well(&outcome, status) && !(n > 0 && died_well(status, text_of(&said))))
        fail_msg(
            "%s: call %u (%s) fails: status 0x%x, %s, class %d, '%s', %d leaks; it says:\n%.3000s",
            name, n, outcome.failed, (unsigned)status, outcome.ok ? "ok" : "not ok", outcome.class,
            outcome.message, outcome.leaks, text_of(&said));
    if (n == 0 && !outcome.ok)
        fail_msg("%s: fails by itself: %s", name, outcome.message);
    return outcome.calls;
}

static void check_scenario(const char *name, bool (*scenario)(struct error *err))
{
    const unsigned calls = check_call(name, scenario, 0);
    const char *seed_text = getenv("TORTURE_SEED"), *all = getenv("TORTURE");
    int64_t given = time(NULL);
    assert_true(calls > 0);
    if (seed_text)
        assert_true(text_to_int(seed_text, 0, UINT32_MAX, &given));
    unsigned seed = (unsigned)given;
    if (calls <= PICKS || (all && strcmp(all, "all") == 0)) {
        (void)printf("# %s: all of %u calls\n", name, calls);
        for (unsigned n = 1; n <= calls; n++)
            (void)check_call(name, scenario, n);
        return;
    }
    (void)printf("# %s: %d of %u calls, TORTURE_SEED=%u\n", name, PICKS, calls, seed);
    for (int i = 0; i < PICKS; i++)
        (void)check_call(name, scenario, (unsigned)rand_r(&seed) % calls + 1);
}

/* ---- the tests ---- */

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"conf",    "secret", "notify", "prompts/own.txt",
                                        "prompts", ""};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char path[128];
        (void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        (void)remove(path); /* some are not there */
    }
    return 0;
}

#define SCENARIO(name)                                                                             \
    static void name##__survives_every_failing_call(void **state)                                  \
    {                                                                                              \
        (void)state;                                                                               \
        check_scenario(#name, name##_scenario);                                                    \
    }

SCENARIO(json)
SCENARIO(config)
SCENARIO(prompt)
SCENARIO(broker)
SCENARIO(http)
SCENARIO(webserver)
SCENARIO(saying)

static void database__survives_every_failing_call(void **state)
{
    (void)state;
    if (!getenv("TORTURE_DATABASE_URL"))
        SKIP_TEST("TORTURE_DATABASE_URL names no database");
    check_scenario("database", database_scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json__survives_every_failing_call),
        cmocka_unit_test(config__survives_every_failing_call),
        cmocka_unit_test(prompt__survives_every_failing_call),
        cmocka_unit_test(broker__survives_every_failing_call),
        cmocka_unit_test(http__survives_every_failing_call),
        cmocka_unit_test(webserver__survives_every_failing_call),
        cmocka_unit_test(saying__survives_every_failing_call),
        cmocka_unit_test(database__survives_every_failing_call),
    };
    if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
        cmocka_set_message_output(CM_OUTPUT_TAP);
    if (getenv("TORTURE_ONLY"))
        cmocka_set_test_filter(getenv("TORTURE_ONLY"));
    return cmocka_run_group_tests_name(__FILE__, tests, make_folder, remove_folder) == 0 ? 0 : 1;
}
