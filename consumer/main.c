/* main.c: backfill-consumer: reads what to do, starts the threads, waits for a signal or for the
 * queue to be empty, and ends them in order. */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/backoff.h"
#include "core/cli.h"
#include "core/clock.h"
#include "core/log.h"
#include "core/mem.h"
#include "gate.h"
#include "health.h"
#include "intake.h"
#include "io/failpoint.h"
#include "io/http.h"
#include "io/metrics.h"
#include "io/notify.h"
#include "io/startup.h"
#include "io/webserver.h"
#include "janitor.h"
#include "model/failpoint_list.h"
#include "model/prompt.h"
#include "model/schema.h"
#include "model/topology.h"
#include "model/version.h"
#include "model/zones.h"
#include "publisher.h"
#include "setup.h"
#include "try.h"
#include "until_empty.h"
#include "worker.h"

#define LOOK_MS 100
#define DESCRIPTORS 8192
#define HAND_BACK_MS 5000 /* for a month in flight to reach its next step */

struct arguments {
    const char *config, *queue, *listen, *log_level, *log_format;
    int64_t concurrency;
    bool until_empty, version;
};

static bool set_number(struct config *config, const char *path, int64_t value, struct error *err)
{
    char digits[24];
    (void)snprintf(digits, sizeof(digits), "%lld", (long long)value);
    return config_set(config, path, digits, err);
}

static bool read_config(const struct arguments *arguments, struct config **ret, struct error *err)
{
    CLEANUP(config_free) struct config *config = NULL;
    if (!config_read(arguments->config, &config, err))
        return false;
    if (arguments->concurrency > 0 &&
        !set_number(config, "consumer.concurrency", arguments->concurrency, err))
        return false;
    const struct {
        const char *path, *value;
    } flags[] = {{"consumer.listen", arguments->listen},
                 {"log.level", arguments->log_level},
                 {"log.format", arguments->log_format}};
    if (arguments->listen && !webserver_check(arguments->listen, err)) {
        err->class = ERROR_USAGE;
        return error_wrap(err, "--listen");
    }
    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        if (flags[i].value && !config_set(config, flags[i].path, flags[i].value, err))
            return false;
    if (!config_check(config, /* needs_database= */ true, /* needs_broker= */ true, err))
        return false;
    *ret = TAKE_PTR(config);
    return true;
}

/* ---- signals ---- */

struct signals {
    sigset_t set;
    struct consumer *consumer; /* whom they are for */
    const char *config_file;   /* as it was given */
};

static void block_signals(sigset_t *ret)
{
    (void)sigemptyset(ret);
    (void)sigaddset(ret, SIGTERM);
    (void)sigaddset(ret, SIGINT);
    (void)sigaddset(ret, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, ret, NULL);
}

/* SIGHUP: read keys and prompts again, and look at providers again that wait for an operator. */
static void reload(struct consumer *consumer, const char *config_file)
{
    struct error err = {0};
    CLEANUP(config_free) struct config *fresh = NULL;
    if (config_read(config_file, &fresh, &err))
        services_take_keys(&consumer->services, fresh);
    else
        LOG(LOG_WARNING, "configuration_not_read", log_error_class(&err), log_error_message(&err));
    if (!prompts_load(consumer->config->prompts_dir, &err))
        LOG(LOG_WARNING, "prompts_not_read", log_error_class(&err), log_error_message(&err));
    if (consumer->gate)
        gate_reopen(consumer->gate);
    LOG(LOG_INFO, "reload", log_str("prompts", prompt_names()));
}

/* true: asked to stop. */
static bool wait_signal(const struct signals *signals, int64_t ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000};
    int got = sigtimedwait(&signals->set, NULL, &time);
    if (got == SIGHUP)
        reload(signals->consumer, signals->config_file);
    return got == SIGTERM || got == SIGINT;
}

/* ---- starting ---- */

/* A server that is not there is waited for; what is wrong with our configuration ends us. */
struct waiting {
    const struct signals *signals;
    struct backoff backoff;
    struct log_repeat said;
};

static struct waiting waiting_for(const struct config *config, const struct signals *signals)
{
    return (struct waiting){
        .signals = signals,
        .backoff = {.first_ms = 200, .max_ms = config->reconnect_max_ms},
    };
}

/* Is it worth another try? Waits a little if so. */
static bool wait_server(struct waiting *waiting, struct error *err)
{
    if (err->class != ERROR_OWN_SERVERS)
        return false;
    if (log_repeat_due(&waiting->said, err->message, clock_monotonic_ms()))
        LOG(LOG_WARNING, "waiting_for_servers", log_error_message(err));
    if (!wait_signal(waiting->signals, backoff_next_ms(&waiting->backoff)))
        return true;
    err->class = ERROR_CANCELLED;
    return error_wrap(err, "stopped while waiting");
}

static bool try_enter(const struct config *config, struct process **process, struct error *err)
{
    bool paused = false;
    if (!*process && !process_enter(config, "consumer", process, err))
        return false;
    if (!process_beat(*process, &paused, err)) /* opens a lost session again */
        return false;
    return schema_check(process_session(*process), err) &&
           zones_check(process_session(*process), config, err);
}

static bool enter(const struct config *config, const struct signals *signals,
                  struct process **process, struct error *err)
{
    struct waiting waiting = waiting_for(config, signals);
    while (!try_enter(config, process, err))
        if (!wait_server(&waiting, err))
            return false;
    return true;
}

static bool prepare(struct consumer *consumer, const struct config *config, struct error *err)
{
    char host[256] = "";
    if (gethostname(host, sizeof(host) - 1) != 0)
        text_copy(host, sizeof(host), "unknown");
    (void)snprintf(consumer->name, sizeof(consumer->name), "%s:%d", host, (int)getpid());
    consumer->config = config;
    if (!prompts_load(config->prompts_dir, err) || !services_init(&consumer->services, config, err))
        return false;
    consumer->retry.retry_max = config->retry_max;
    return config_durations(config->retry_delays, consumer->retry.delays_ms,
                            ARRAY_LEN(consumer->retry.delays_ms), &consumer->retry.delay_count,
                            err);
}

/* A call in flight needs a socket. */
static void raise_descriptors(void)
{
    struct rlimit limit = {0};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < DESCRIPTORS) {
        limit.rlim_cur = limit.rlim_max < DESCRIPTORS ? limit.rlim_max : DESCRIPTORS;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* as many as there may be */
    }
}

static void start_threads(struct consumer *consumer, struct process *process)
{
    const struct config *config = consumer->config;
    struct database_options options = {
        .url = config->database_url,
        .application_name = "backfill-consumer worker",
        .connect_timeout_ms = 5000,
        .statement_timeout_ms = config->database_statement_timeout_ms,
    };
    consumer->process_id = process_id(process);
    consumer->pool =
        database_pool_new(&options, (size_t)config->database_pool_size, config->reconnect_max_ms);
    setup_gate(consumer);
    (void)publisher_start(consumer);
    (void)workers_start(consumer);
    (void)intake_start(consumer);
    (void)janitor_start(consumer, process);
}

/* While the broker is away all parts but the intake are at work: to rescue the months of the dead
 * the janitor needs the database only. */
static bool begin(struct consumer *consumer, struct process *process, const struct signals *signals,
                  struct error *err)
{
    const struct config *config = consumer->config;
    struct waiting waiting = waiting_for(config, signals);
    bool there = topology_check(config, err);
    if (!there && err->class != ERROR_OWN_SERVERS)
        return false;
    start_threads(consumer, process);
    while (!there) {
        if (!wait_server(&waiting, err))
            return false;
        there = topology_check(config, err);
    }
    atomic_store(&consumer->started, true);
    intake_begin(consumer->intake);
    LOG(LOG_INFO, "started", log_int("process", consumer->process_id),
        log_int("concurrency", config->consumer_concurrency), log_str("version", version_number()));
    notify_send("READY=1");
    return true;
}

/* ---- stopping ---- */

/* Wait until nothing is in flight, or the time is up, or a (further) signal asks for more haste. */
static bool wait_in_flight(struct consumer *consumer, const struct signals *signals, int64_t ms)
{
    int64_t until = clock_monotonic_ms() + ms;
    while (intake_in_flight(consumer->intake) > 0) {
        if (clock_monotonic_ms() >= until || wait_signal(signals, 20))
            return false;
    }
    return true;
}

static void drain(struct consumer *consumer, const struct signals *signals)
{
    LOG(LOG_INFO, "draining", log_int("in_flight", (int64_t)intake_in_flight(consumer->intake)));
    notify_send("STOPPING=1");
    FAILPOINT("drain.begin");
    intake_drain(consumer->intake);
    FAILPOINT("drain.wait");
    if (wait_in_flight(consumer, signals, consumer->config->drain_seconds * 1000))
        return;
    FAILPOINT("drain.hand_back");
    atomic_store(&consumer->hand_back, true);
    if (consumer->http)
        http_engine_cancel(consumer->http);
    LOG(LOG_WARNING, "handing_back",
        log_int("months", (int64_t)intake_in_flight(consumer->intake)));
    if (wait_in_flight(consumer, signals, HAND_BACK_MS))
        return;
    database_pool_stop(consumer->pool); /* the database is away, or very slow: leave it be */
    if (!wait_in_flight(consumer, signals, HAND_BACK_MS)) {
        LOG(LOG_ERROR, "left_behind",
            log_int("months", (int64_t)intake_in_flight(consumer->intake)),
            log_str("who", "another process takes them over"));
        _exit(0);
    }
}

static void stop_threads(struct consumer *consumer)
{
    FAILPOINT("stop.janitor");
    janitor_stop(consumer->janitor); /* it looks at the others */
    FAILPOINT("stop.workers");
    workers_stop(consumer->workers);
    FAILPOINT("stop.intake");
    intake_stop(consumer->intake);
    workers_free(consumer->workers);
    FAILPOINT("stop.publisher");
    publisher_stop(consumer->publisher);
    FAILPOINT("stop.gate");
    http_engine_stop(consumer->http);
    gate_stop(consumer->gate);
    database_pool_free(consumer->pool);
    prompts_unload();
    LOG(LOG_INFO, "stopped", log_int("completed", metrics_value(METRIC_MONTHS_COMPLETED)));
}

/* ---- running ---- */

static void say_empty(const struct until_empty_state *state)
{
    const int64_t completed = metrics_value(METRIC_MONTHS_COMPLETED);
    (void)printf("The queue is empty. %lld %s completed here.", (long long)completed,
                 completed == 1 ? "month" : "months");
    if (state->waiting > 0)
        (void)printf(" %lld %s, the last until %s.", (long long)state->waiting,
                     state->waiting == 1 ? "message waits for its time"
                                         : "messages wait for their time",
                     state->until);
    (void)printf("\n");
}

/* Returns the exit code. */
static int run(struct consumer *consumer, const struct signals *signals, bool until_empty)
{
    struct until_empty_state state = {0};
    while (!wait_signal(signals, LOOK_MS)) {
        struct error err = {0};
        enum until_empty now = UNTIL_EMPTY_WORKING;
        if (!until_empty)
            continue;
        if (!until_empty_look(consumer, &state, &now, &err))
            LOG(LOG_DEBUG, "until_empty", log_error_message(&err));
        if (now == UNTIL_EMPTY_PAUSED) {
            (void)fprintf(stderr,
                          PROGRAM ": the fleet is paused: run 'backfill-producer resume'\n");
            return 75;
        }
        if (now == UNTIL_EMPTY_DONE) {
            say_empty(&state);
            return 0;
        }
    }
    return 0;
}

static int fail(const struct error *err)
{
    (void)fprintf(stderr, PROGRAM ": %s\n", err->message);
    return error_exit_code(err);
}

/* It was never ready. To be stopped while it waits is no failure, unless it was to finish work. */
static int never_ready(const struct error *err, bool until_empty)
{
    const int code = fail(err);
    if (err->class != ERROR_CANCELLED)
        return code;
    return until_empty ? 69 : 0;
}

static int consume(const struct config *config, const struct arguments *arguments)
{
    struct consumer consumer = {0};
    struct process *process = NULL;
    struct webserver *health = NULL;
    struct error err = {0};
    struct signals signals = {.consumer = &consumer, .config_file = arguments->config};
    block_signals(&signals.set);
    const bool ready = prepare(&consumer, config, &err) && health_start(&consumer, &health, &err) &&
                       enter(config, &signals, &process, &err) &&
                       begin(&consumer, process, &signals, &err);
    const int code = ready ? run(&consumer, &signals, arguments->until_empty)
                           : never_ready(&err, arguments->until_empty);
    if (consumer.janitor)
        drain(&consumer, &signals);
    webserver_stop(health);
    if (consumer.janitor)
        stop_threads(&consumer); /* the janitor leaves the fleet last */
    else
        process_leave(process);
    services_done(&consumer.services);
    return code;
}

static void show_version(void)
{
    CLEANUP(text_done) struct text text = {0};
    version_write(PROGRAM, &text);
    (void)fputs(text_of(&text), stdout);
}

/* What was printed must have got out. */
static int end(int code)
{
    struct error err = {0};
    return cli_flush(&err) ? code : fail(&err);
}

int main(int argc, char **argv)
{
    startup_secure();
    raise_descriptors();
    (void)mallopt(M_ARENA_MAX, 2); /* hundreds of waiting threads need no arenas of their own */
    if (failpoints_listed(argc, argv))
        return 0;
    if (argc > 1 && text_equal(argv[1], "try"))
        return end(try_command(argc - 1, argv + 1));
    struct arguments arguments = {.queue = "backfill"};
    const struct cli_option options[] = {
        {.name = "config",
         .kind = CLI_STRING,
         .value = &arguments.config,
         .metavar = "FILE",
         .help = "configuration file (default: $BACKFILL_CONFIG, then " CONFIG_DEFAULT_FILE ")"},
        {.name = "queue",
         .kind = CLI_CHOICE,
         .value = &arguments.queue,
         .metavar = "QUEUE",
         .choices = "backfill",
         .help = "which queue to work on"},
        {.name = "concurrency",
         .kind = CLI_INT,
         .value = &arguments.concurrency,
         .metavar = "N",
         .min = 1,
         .max = 2000,
         .help = "months in flight at once (default 16)"},
        {.name = "until-empty",
         .kind = CLI_FLAG,
         .value = &arguments.until_empty,
         .help = "end when there is nothing left to do"},
        {.name = "listen",
         .kind = CLI_STRING,
         .value = &arguments.listen,
         .metavar = "ADDRESS:PORT",
         .help = "serve /livez, /readyz and /metrics there"},
        {.name = "log-level",
         .kind = CLI_CHOICE,
         .value = &arguments.log_level,
         .metavar = "LEVEL",
         .choices = "debug|info|warning|error",
         .help = "least level of the log lines"},
        {.name = "log-format",
         .kind = CLI_CHOICE,
         .value = &arguments.log_format,
         .metavar = "FORMAT",
         .choices = "text|json",
         .help = "how log lines are written"},
        {.name = "version",
         .kind = CLI_FLAG,
         .value = &arguments.version,
         .help = "print version and libraries"},
        {.name = NULL},
    };
    const struct cli_command command = {
        .program = PROGRAM,
        .summary =
            "Take months off the queue, generate and resolve their books, hand over the ISBNs.",
        .details =
            "SIGTERM ends it in order: months in flight are finished, or handed back after\n"
            "drain_seconds; a second SIGTERM hands back at once. SIGHUP reads keys and prompts\n"
            "again, and opens providers that were closed for their configuration.\n"
            "backfill-consumer try PROVIDER makes one real call: see try --help.\n"
            "Servers that are not there are waited for; stopped by a signal before it was ready,\n"
            "--until-empty ends with 69.\n"
            "Exit codes: 0 done, 1 failed, 2 usage, 69 a server is not there, 75 paused, 78\n"
            "configuration.",
        .options = options,
    };
    struct error err = {0};
    char **operands = NULL;
    int count = 0;
    bool help = false;
    if (!cli_parse(&command, argc, argv, &operands, &count, &help, &err))
        return fail(&err);
    if (help)
        cli_help(&command);
    else if (arguments.version)
        show_version();
    if (help || arguments.version)
        return end(0);
    CLEANUP(config_free) struct config *config = NULL;
    if (!read_config(&arguments, &config, &err))
        return fail(&err);
    setup_log(config);
    return end(consume(config, &arguments));
}
