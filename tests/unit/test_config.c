/* test_config.c: what is read, what is refused, and in which words: 105-116 of the corpus of bad
 * input (110 and 113 are decided so: no octal look, no exponent; a missing semicolon is fine), and
 * the environment's share of 118. */
#include "test.h"

#include "core/mem.h"
#include "core/text.h"
#include "io/config/config_file.h"
#include "io/config/config_private.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/backfill-test-config.XXXXXX";
static char path[sizeof folder + 16];

/* ---- support ---- */

static void write_bytes(const char *bytes, size_t count, mode_t mode)
{
    (void)unlink(path);
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, count), count);
    assert_int_equal(fchmod(fd, mode), 0);
    assert_int_equal(close(fd), 0);
}

static void write_file(const char *text)
{
    write_bytes(text, strlen(text), 0600);
}

static void clear_environment(void)
{
    static const char *const kept[] = {"PATH",          "HOME",         "ASAN_OPTIONS",
                                       "UBSAN_OPTIONS", "TSAN_OPTIONS", "CMOCKA_MESSAGE_OUTPUT"};
    char *values[ARRAY_LEN(kept)];
    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        values[i] = mem_text(getenv(kept[i]));
    assert_int_equal(clearenv(), 0);
    for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
        if (values[i])
            assert_int_equal(setenv(kept[i], values[i], 1), 0);
        mem_free(values[i]);
    }
}

/* What the body writes to stderr, where log lines go. */
static char logged[8192];
static int stderr_saved = -1;

static void log_catch(void)
{
    stderr_saved = dup(STDERR_FILENO);
    char file[sizeof folder + 16];
    (void)snprintf(file, sizeof file, "%s/log", folder);
    const int fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && stderr_saved >= 0);
    assert_true(dup2(fd, STDERR_FILENO) >= 0);
    (void)close(fd);
}

static const char *log_release(void)
{
    (void)lseek(STDERR_FILENO, 0, SEEK_SET);
    const ssize_t count = read(STDERR_FILENO, logged, sizeof logged - 1);
    logged[count > 0 ? count : 0] = '\0';
    assert_true(dup2(stderr_saved, STDERR_FILENO) >= 0);
    (void)close(stderr_saved);
    return logged;
}

static struct config *read_good(const char *text)
{
    struct config *config = NULL;
    struct error err = {0};
    write_file(text);
    if (!config_read(path, &config, &err))
        fail_msg("%s", err.message);
    return config;
}

static int setup(void **state)
{
    (void)state;
    clear_environment();
    return 0;
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(path, sizeof path, "%s/conf", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    char file[sizeof folder + 16];
    (void)unlink(path);
    (void)snprintf(file, sizeof file, "%s/log", folder);
    (void)unlink(file);
    (void)snprintf(file, sizeof file, "%s/secret", folder);
    (void)unlink(file);
    return rmdir(folder);
}

/* ---- what is read ---- */

static void config_read__defaults(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *config = read_good("");
    assert_string_equal(config->database_url, "postgresql:///backfill");
    assert_ptr_equal(config->database_direct_url, config->database_url);
    assert_int_equal(config->consumer_concurrency, 16);
    assert_int_equal(config->janitor_announce_ms, 300000);
    assert_string_equal(config->retry_delays, "10s,1m,5m,20m");
    assert_string_equal(config->consumer_listen, "");
    assert_string_equal(config->log_format, "text");
    assert_int_equal(config->provider_count, 6);
    assert_string_equal(config_provider(config, "xai")->kind, "openai");
    struct error err = {0};
    assert_true(config_check(config, true, true, &err));
}

static void config_read__flag_over_environment_over_file(void **state)
{
    (void)state;
    assert_int_equal(setenv("BACKFILL_CONSUMER_CONCURRENCY", "20", 1), 0);
    assert_int_equal(setenv("BACKFILL_LOG_LEVEL", "debug", 1), 0);
    CLEANUP(config_free)
    struct config *config = read_good("consumer: { concurrency = 10; };\n"
                                      "drain_seconds = \"7\"\n" /* in quotes, no semicolon */
                                      "log: { level = \"error\" }\r\n");
    struct error err = {0};
    assert_int_equal(config->consumer_concurrency, 20);
    assert_string_equal(config->log_level, "debug");
    assert_int_equal(config->drain_seconds, 7);
    assert_true(config_set(config, "consumer.concurrency", "30", &err));
    assert_int_equal(config->consumer_concurrency, 30);
    assert_string_equal(config->file, path);
}

static void config_set__refuses_what_the_file_refuses(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *config = read_good("");
    struct error err = {0};
    assert_false(config_set(config, "consumer.concurrency", "many", &err));
    assert_string_equal(err.message,
                        "consumer.concurrency: 'many' is not a whole number from 1 to 2000");
    assert_int_equal(config->consumer_concurrency, 16);
    assert_false(config_set(config, "no.such", "1", &err));
    assert_int_equal(err.class, ERROR_CONFIG);
}

static void config_alarm_json__has_every_limit(void **state)
{
    (void)state;
    CLEANUP(config_free)
    struct config *config = read_good("alarm: { quota_high_warning = \"off\";\n"
                                      "months_failed_warning = 0; };");
    CLEANUP(text_done) struct text out = {0};
    assert_int_equal(config->alarm.quota_high.warning, CONFIG_LIMIT_OFF);
    config_alarm_json(&out, config);
    assert_non_null(strstr(text_of(&out), "\"quota_high_warning\":null"));
    assert_non_null(strstr(text_of(&out), "\"months_failed_warning\":0,"));
    assert_non_null(strstr(text_of(&out), "\"resolution_low_critical\":30"));
}

static void config_set__direct_url_follows_url(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *config = read_good("");
    struct error err = {0};
    assert_true(config_set(config, "database.url", "postgresql:///other", &err));
    assert_string_equal(config->database_direct_url, "postgresql:///other");
    assert_true(config_set(config, "database.direct_url", "postgresql:///direct", &err));
    assert_true(config_set(config, "database.url", "postgresql:///third", &err));
    assert_string_equal(config->database_direct_url, "postgresql:///direct");
}

static void config_read__lists_and_providers(void **state)
{
    (void)state;
    assert_int_equal(setenv("BACKFILL_PROVIDERS_GOOGLE_BOOKS_RATE_PER_SECOND", "0.5", 1), 0);
    assert_int_equal(setenv("BACKFILL_PROVIDERS_MINE_KIND", "catalog", 1), 0);
    CLEANUP(config_free)
    struct config *config =
        read_good("generators = ( \"catalog\", \"mine\" );\n"
                  "resolvers = [\"mine\"];\n"
                  "providers: { gemini: { model = \"m\"; rate_per_second = 1.25;\n"
                  "  daily_calls = 100; allow_plain_http = true; key = \"k\"; }; };\n");
    struct error err = {0};
    assert_string_equal(config->generators, "catalog,mine");
    assert_string_equal(config->resolvers, "mine");
    const struct config_provider *gemini = config_provider(config, "gemini");
    assert_string_equal(gemini->kind, "gemini");
    assert_string_equal(gemini->model, "m");
    assert_string_equal(gemini->daily_calls, "100");
    assert_string_equal(gemini->allow_plain_http, "true");
    double rate = 0;
    assert_true(text_to_double(gemini->rate_per_second, 0, 10, &rate));
    assert_true(rate > 1.2499 && rate < 1.2501);
    assert_null(gemini->base_url);
    assert_string_equal(config_provider(config, "google_books")->rate_per_second, "0.5");
    assert_true(config_check(config, true, true, &err));
}

static void config_read__secrets_from_files(void **state)
{
    (void)state;
    char file[sizeof folder + 16];
    (void)snprintf(file, sizeof file, "%s/secret", folder);
    FILE *stream = fopen(file, "w");
    assert_non_null(stream);
    assert_true(fputs("amqp://u:p%40ss@broker/\n", stream) >= 0);
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(setenv("BACKFILL_BROKER_URL_FILE", file, 1), 0);
    CLEANUP(config_free) struct config *config = read_good("");
    assert_string_equal(config->broker_url, "amqp://u:p%40ss@broker/");

    struct config *never = NULL;
    struct error err = {0};
    assert_int_equal(setenv("BACKFILL_BROKER_URL", "amqp://x/", 1), 0);
    assert_false(config_read(path, &never, &err));
    assert_string_equal(
        err.message, "BACKFILL_BROKER_URL_FILE: BACKFILL_BROKER_URL is set too; set one of them");
}

static void config_read__drops_variables_of_libpq(void **state)
{
    (void)state;
    assert_int_equal(setenv("PGHOST", "elsewhere", 1), 0);
    assert_int_equal(setenv("PGOPTIONS", "-c search_path=x", 1), 0);
    assert_int_equal(setenv("PGPASSFILE", "/x", 1), 0);
    log_catch();
    config_free(read_good(""));
    const char *log = log_release();
    assert_null(getenv("PGHOST"));
    assert_null(getenv("PGOPTIONS"));
    assert_non_null(getenv("PGPASSFILE"));
    assert_non_null(strstr(log, "event=config_ignored_variable name=PGHOST"));
    assert_null(strstr(log, "PGPASSFILE"));
}

static void config_read__notices_unknown_variables(void **state)
{
    (void)state;
    static const char *const quiet[] = {
        "BACKFILL_STATE_DIR", "BACKFILL_BROKER_MANAGEMENT_URL",
        "BACKFILL_LOCAL_X",   "BACKFILL_TEST_SPEED",
        "BACKFILLER",
    };
    for (size_t i = 0; i < ARRAY_LEN(quiet); i++)
        assert_int_equal(setenv(quiet[i], "s3cret", 1), 0);
    assert_int_equal(setenv("BACKFILL_CONSUMER_CONCURENCY", "s3cret", 1), 0);
    assert_int_equal(setenv("BACKFILL_PROVIDERS_GEMINI_COLOUR", "s3cret", 1), 0);
    log_catch();
    config_free(read_good(""));
    const char *log = log_release();
    assert_non_null(strstr(log, "event=config_unknown_variable name=BACKFILL_CONSUMER_CONCURENCY "
                                "did_you_mean=BACKFILL_CONSUMER_CONCURRENCY"));
    assert_non_null(strstr(log, "name=BACKFILL_PROVIDERS_GEMINI_COLOUR"));
    assert_null(strstr(log, "s3cret"));
    for (size_t i = 0; i < ARRAY_LEN(quiet); i++)
        assert_null(strstr(log, quiet[i]));
}

static void config_read__takes_empty_variables_for_unset(void **state)
{
    (void)state;
    static const char *const names[] = {
        "BACKFILL_CONSUMER_CONCURRENCY", "BACKFILL_DATABASE_URL", "BACKFILL_LOG_LEVEL",
        "BACKFILL_RETRY_DELAYS",         "BACKFILL_CONTACT",      "BACKFILL_PROVIDERS_GEMINI_MODEL",
        "BACKFILL_BROKER_URL_FILE",      "GEMINI_API_KEY",        "GEMINI_API_KEY_FILE",
        "BACKFILL_PROVIDERS_X_KIND",     "BACKFILL_NO_SUCH",      "PGHOST",
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_int_equal(setenv(names[i], "", 1), 0);
    assert_int_equal(setenv("BACKFILL_BROKER_URL", "amqp://x/", 1), 0);
    log_catch();
    CLEANUP(config_free)
    struct config *config = read_good("contact = \"me\";\nconsumer: { concurrency = 4; };\n"
                                      "providers: { gemini: { model = \"m\"; }; };\n");
    assert_string_equal(log_release(), "");
    assert_string_equal(config->contact, "me");
    assert_string_equal(config->log_level, "info");
    assert_string_equal(config->broker_url, "amqp://x/");
    assert_string_equal(config->database_url, "postgresql:///backfill");
    assert_int_equal(config->consumer_concurrency, 4);
    assert_string_equal(config_provider(config, "gemini")->model, "m");
    assert_null(config_provider(config, "gemini")->key);
    assert_null(config_provider(config, "x"));

    struct config *none = NULL;
    struct error err = {0};
    assert_int_equal(setenv("BACKFILL_CONFIG", "", 1), 0);
    assert_true(config_read(NULL, &none, &err)); /* as without the variable */
    config_free(none);
}

static void config_read__takes_common_spellings(void **state)
{
    (void)state;
    static const struct {
        const char *written, *level;
    } rows[] = {
        {"WARN", "warning"}, {"Warning", "warning"}, {"warn", "warning"}, {"WARNING", "warning"},
        {"DEBUG", "debug"},  {"Info", "info"},       {"ERR", "error"},    {"Error", "error"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(setenv("BACKFILL_LOG_LEVEL", rows[i].written, 1), 0);
        CLEANUP(config_free) struct config *config = read_good("log: { format = \"JSON\"; };");
        EXPECT_ROW(rows[i].written, strcmp(config->log_level, rows[i].level) == 0);
        EXPECT_ROW(rows[i].written, strcmp(config->log_format, "json") == 0);
    }
    static const char *const yes[] = {"TRUE", "True", "yes", "on", "1"};
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        assert_int_equal(setenv("BACKFILL_PROVIDERS_GEMINI_ALLOW_PLAIN_HTTP", yes[i], 1), 0);
        CLEANUP(config_free) struct config *config = read_good("");
        EXPECT_ROW(yes[i],
                   strcmp(config_provider(config, "gemini")->allow_plain_http, "true") == 0);
    }
}

static void config_read__knows_the_variables_of_kubernetes(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value;
        bool said;
    } rows[] = {
        {"BACKFILL_SERVICE_HOST", "10.0.0.1", false},
        {"BACKFILL_SERVICE_PORT", "5672", false},
        {"BACKFILL_PORT", "tcp://10.0.0.1:5672", false},
        {"BACKFILL_PORT_5672_TCP", "tcp://10.0.0.1:5672", false},
        {"BACKFILL_RABBITMQ_SERVICE_HOST", "10.0.0.1", false},
        {"BACKFILL_RABBITMQ_SERVICE_PORT_AMQP", "5672", false},
        {"BACKFILL_RABBITMQ_PORT_5672_TCP_PROTO", "tcp", false},
        {"BACKFILL_RABBITMQ_PORT_5672_TCP_PORT", "5672", false},
        {"BACKFILL_RABBITMQ_PORT_5672_TCP_ADDR", "10.0.0.1", false},
        {"BACKFILL_DNS_PORT_53_UDP", "udp://10.0.0.1:53", false},
        {"BACKFILL_PORT_FORWARD_PORT_1_SCTP", "sctp://10.0.0.1:1", false},
        {"BACKFILL_BROKER_PORT", "5672", true}, /* somebody's own idea of a key */
        {"BACKFILL_PORT_X_TCP", "tcp://10.0.0.1:1", true},
        {"BACKFILL_PORT_1_TCP_COLOUR", "x", true},
        {"BACKFILL_SERVICE", "x", true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(setenv(rows[i].name, rows[i].value, 1), 0);
        log_catch();
        config_free(read_good(""));
        EXPECT_ROW(rows[i].name, (strstr(log_release(), rows[i].name) != NULL) == rows[i].said);
        assert_int_equal(unsetenv(rows[i].name), 0);
    }
}

static void config_read__warns_of_a_password_that_all_can_read(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        mode_t mode;
        bool warned;
    } rows[] = {
        {"password, all", "database: { url = \"postgresql://u:p@h/d\"; };", 0644, true},
        {"password, group", "database: { url = \"postgresql://u:p@h/d\"; };", 0640, false},
        {"words", "database: { url = \"host=h password=p\"; };", 0644, true},
        {"no password", "database: { url = \"postgresql://u@h:5/d\"; };", 0644, false},
        {"key", "providers: { gemini: { key = \"k\"; }; };", 0644, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(config_free) struct config *config = NULL;
        struct error err = {0};
        write_bytes(rows[i].text, strlen(rows[i].text), rows[i].mode);
        log_catch();
        const bool good = config_read(path, &config, &err);
        const bool warned = strstr(log_release(), "config_file_readable_by_all") != NULL;
        EXPECT_ROW(rows[i].name, good);
        EXPECT_ROW(rows[i].name, warned == rows[i].warned);
    }
}

/* ---- what is refused ---- */

struct refused {
    const char *name, *text;
    const char *said; /* part of the message; '@' at its beginning stands for the file's name */
};

static void expect_refused(const struct refused *row, const char *bytes, size_t count)
{
    struct config *config = NULL;
    struct error err = {0};
    char said[300];
    write_bytes(bytes, count, 0600);
    EXPECT_ROW(row->name, !config_read(path, &config, &err));
    EXPECT_ROW(row->name, err.class == ERROR_CONFIG && !config);
    (void)snprintf(said, sizeof said, "%s%s", row->said[0] == '@' ? path : "",
                   row->said + (row->said[0] == '@'));
    if (!strstr(err.message, said))
        fail_msg("row '%s': '%s' does not say '%s'", row->name, err.message, said);
}

static void config_read__refuses_keys(void **state)
{
    (void)state;
    static const struct refused rows[] = {
        {"typo", "\n\nconsumer: { concurency = 4; };",
         "@:3: unknown key 'consumer.concurency' (did you mean 'consumer.concurrency'?)"},
        {"wrong group", "consumer: { sweep_ms = 4; };", "(did you mean 'janitor.sweep_ms'?)"},
        {"unlike any", "frobnicate = 4;", "@:1: unknown key 'frobnicate'"},
        {"unknown group, empty", "konsumer: { };", "@:1: unknown key 'konsumer'"},
        {"group given as value", "consumer = 5;", "@:1: consumer: a number where a group"},
        {"value given as group", "generators: { };", "generators: a group where a text or a list"},
        {"duplicate", "retry_max = 1;\nretry_max = 2;", "@:2: 'retry_max' is set twice"},
        {"provider setting", "providers: { gemini: { modell = \"x\"; }; };",
         "unknown key 'providers.gemini.modell' (did you mean 'model'?)"},
        {"provider no group", "providers: { gemini = 1; };", "providers.gemini: a number where"},
        {"provider name", "providers: { Gemini: { }; };", "not a provider's name"},
        {"nested", "providers: { gemini: { key: { x = 1; }; }; };", "key: a group where"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_refused(&rows[i], rows[i].text, strlen(rows[i].text));
}

static void config_read__refuses_values(void **state)
{
    (void)state;
    static const struct refused rows[] = {
        {"wraps to 5672", "drain_seconds = 4294972968;",
         "@:1: '4294972968' is not a plain decimal"},
        {"wraps to -1", "retry_max =\n 99999999999999999999999;", "@:2: '99999999999999999999999'"},
        {"hex", "drain_seconds = 0x10;", "'0x10' is not a plain decimal number"},
        {"octal look", "drain_seconds = 010;", "'010'"},
        {"long", "drain_seconds = 5L;", "'5L'"},
        {"exponent", "drain_seconds = 1e999;", "'1e999'"},
        {"minus zero", "drain_seconds = -0;", "'-0'"},
        {"plus", "drain_seconds = +1;", "'+1'"},
        {"in a list", "generators = ( \"catalog\", 5000000000 );", "'5000000000'"},
        {"below", "consumer: { concurrency = 0; };", "'0' is not a whole number from 1 to 2000"},
        {"above", "consumer: { concurrency = 2001; };", "@:1: consumer.concurrency: '2001' is not"},
        {"quoted word", "consumer: { concurrency = \"many\"; };", "'many' is not a whole number"},
        {"quoted wrap", "drain_seconds = \"4294972968\";", "'4294972968' is not a whole number"},
        {"float", "drain_seconds = 2.5;", "drain_seconds: a decimal where a whole number"},
        {"bool", "drain_seconds = true;", "drain_seconds: true or false where a whole number"},
        {"limit", "alarm: { quota_high_warning = \"none\"; };",
         "quota_high_warning: 'none' is neither a whole number from 0 to 1000 nor off"},
        {"list", "drain_seconds = ( \"1\" );", "drain_seconds: a list where a whole number"},
        {"number for text", "broker: { exchange = 5; };", "exchange: a number where a text"},
        {"list of numbers", "generators = [1, 2];", "a list may hold texts only"},
        {"empty name", "broker: { exchange = \"\"; };", "broker.exchange: is empty"},
        {"long name",
         "broker: { exchange = \""
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"; };",
         "longer than 127 bytes"},
        {"choice", "log: { level = \"loud\"; };",
         "'loud' is not possible here: choose debug, info, warning or error"},
        {"part of a choice", "log: { level = \"inf\"; };", "'inf' is not possible here"},
        {"delay", "retry_delays = \"10s,soon\";", "retry_delays: 'soon' is not a duration"},
        {"empty delay", "retry_delays = \"10s,,1m\";", "'' is not a duration"},
        {"control character", "broker: { exchange = \"a\\x07\"; };", "control character"},
        {"rate zero", "providers: { gemini: { rate_per_second = 0; }; };", "not a number above 0"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_refused(&rows[i], rows[i].text, strlen(rows[i].text));
}

/* One value in the place of a key, as the file has it: "a: { b = VALUE; };" */
static void write_key(const char *key_path, const char *value, struct text *ret)
{
    const char *dot = strchr(key_path, '.');
    text_clear(ret);
    if (dot)
        text_add_format(ret, "%.*s: { %s = %s };", (int)(dot - key_path), key_path, dot + 1, value);
    else
        text_add_format(ret, "%s = %s", key_path, value);
}

/* Every key, in each form that is not its own (107). */
static void config_read__refuses_wrong_types_of_every_key(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        bool number; /* for a number it is no wrong type */
    } rows[] = {
        {"7;", .number = true},   {"7.5;", .number = true},           {.value = "true;"},
        {.value = "\"\\n\";"},    {.value = "( \"a\", ( \"b\" ) );"}, {.value = "[ 1, 2 ];"},
        {.value = "{ x = 1; };"},
    };
    CLEANUP(text_done) struct text file = {0};
    const struct config_key *key = NULL;
    for (size_t k = 0; (key = config_key_at(k)); k++)
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
            struct config *config = NULL;
            struct error err = {0};
            const bool numeric = key->kind == CONFIG_NUMBER || key->kind == CONFIG_AMOUNT ||
                                 key->kind == CONFIG_LIMIT;
            if (rows[i].number && numeric)
                continue;
            write_key(key->path, rows[i].value, &file);
            write_file(text_of(&file));
            if (config_read(path, &config, &err) || err.class != ERROR_CONFIG ||
                !strstr(err.message,
                        strrchr(key->path, '.') ? strrchr(key->path, '.') + 1 : key->path))
                fail_msg("%s: %s", text_of(&file), err.message);
        }
}

static void config_read__refuses_files(void **state)
{
    (void)state;
    static const struct refused rows[] = {
        {"syntax", "retry_max = ;", "@:1: syntax error"},
        {"open string", "generators = \"catalog", "@:1: "},
        {"open group", "consumer: {\n", "@:"},
        {"include", "@include \"other.conf\"", "@:1: @include is not supported"},
        {"include itself", "# x\n  @include \"conf\"\n", "@:2: @include"},
        {"latin-1", "# caf\xe9\n", "@:1: is not UTF-8 text"},
        {"byte order mark", "\xef\xbb\xbfretry_max = 1;", "byte order mark"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        expect_refused(&rows[i], rows[i].text, strlen(rows[i].text));
    static const char nul[] = "retry_max = 1;\n\0retry_max = 2;";
    expect_refused(&(struct refused){.name = "NUL", .said = "@:2: is not UTF-8 text"}, nul,
                   sizeof nul);
}

static void config_read__refuses_what_is_no_file(void **state)
{
    (void)state;
    struct config *config = NULL;
    struct error err = {0};
    assert_false(config_read("/nonexistent/backfill.conf", &config, &err));
    assert_string_equal(err.message, "/nonexistent/backfill.conf: No such file or directory");
    assert_false(config_read(folder, &config, &err));
    assert_non_null(strstr(err.message, "is a directory"));
    assert_false(config_read("", &config, &err));
    assert_int_equal(setenv("BACKFILL_CONFIG", "/nonexistent/x", 1), 0);
    assert_false(config_read(NULL, &config, &err));
    assert_int_equal(err.class, ERROR_CONFIG);
    write_bytes("", 0, 0000);
    if (geteuid() != 0) {
        assert_false(config_read(path, &config, &err));
        assert_non_null(strstr(err.message, "Permission denied"));
    }
}

static void config_read__bounds_size_and_depth(void **state)
{
    (void)state;
    enum { LISTS = 200000, LARGE = 1100000 };
    CLEANUP(text_done) struct text file = {0};
    text_add(&file, "generators = ");
    for (int i = 0; i < LISTS; i++)
        text_add(&file, "(");
    expect_refused(&(struct refused){.name = "200,000 lists", .said = "@:1: "}, file.bytes,
                   file.count);
    text_clear(&file);
    for (int i = 0; i < LARGE; i++)
        text_add(&file, "#");
    expect_refused(&(struct refused){.name = "large", .said = "is longer than 1024 KiB"},
                   file.bytes, file.count);
    text_clear(&file);
    for (int i = 0; i < 20; i++)
        text_add(&file, i == 0 ? "providers: {" : i == 1 ? "gemini: {" : "key: {");
    expect_refused(&(struct refused){.name = "groups", .said = "@:"}, file.bytes, file.count);
}

static void config_read__reads_past_what_only_looks_like_numbers(void **state)
{
    (void)state;
    CLEANUP(config_free)
    struct config *config = read_good("# 99999999999999\n// 0x10\n/* 010\n 1e999 */\n"
                                      "broker: { exchange = \"0x10 \\\" 99999999999 # 1L\"; };\n");
    assert_string_equal(config->broker_exchange, "0x10 \" 99999999999 # 1L");
}

static void config_read__refuses_variables(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *said;
    } rows[] = {
        {"BACKFILL_CONSUMER_CONCURRENCY", "many",
         "BACKFILL_CONSUMER_CONCURRENCY: 'many' is not a whole number from 1 to 2000"},
        {"BACKFILL_CONSUMER_CONCURRENCY", " 5", "' 5' is not a whole number"},
        {"BACKFILL_RETRY_DELAYS", "1 year",
         "BACKFILL_RETRY_DELAYS: '1 year' is not a duration (such as 500ms, 10s, 5m)"},
        {"BACKFILL_DATABASE_URL", "s3cret\nx", "BACKFILL_DATABASE_URL: is not UTF-8"},
        {"BACKFILL_DATABASE_URL_FILE", "/nonexistent/x", "'/nonexistent/x': No such file"},
        {"BACKFILL_DATABASE_URL_FILE", "/", "'/': is a directory"},
        {"BACKFILL_PROVIDERS_GEMINI_KIND", "x", "'x' is not possible here: choose catalog, gemini"},
        {"BACKFILL_PROVIDERS_9X_KIND", "catalog", "'9x' is not a provider's name"},
    };
    write_file("");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct config *config = NULL;
        struct error err = {0};
        assert_int_equal(setenv(rows[i].name, rows[i].value, 1), 0);
        EXPECT_ROW(rows[i].name, !config_read(path, &config, &err));
        EXPECT_ROW(rows[i].name, err.class == ERROR_CONFIG);
        if (!strstr(err.message, rows[i].said))
            fail_msg("row '%s': %s", rows[i].name, err.message);
        EXPECT_ROW(rows[i].name, !strstr(err.message, "s3cret"));
        assert_int_equal(unsetenv(rows[i].name), 0);
    }
}

static void config_read__bounds_providers(void **state)
{
    (void)state;
    char name[64];
    for (int i = 0; i < CONFIG_PROVIDERS_MAX; i++) {
        (void)snprintf(name, sizeof name, "BACKFILL_PROVIDERS_P%d_KIND", i);
        assert_int_equal(setenv(name, "catalog", 1), 0);
    }
    struct config *config = NULL;
    struct error err = {0};
    write_file("");
    assert_false(config_read(path, &config, &err));
    assert_non_null(strstr(err.message, "more than 32 providers"));
}

static void config_check__refuses(void **state)
{
    (void)state;
    static const struct {
        const char *name, *path, *value, *said; /* NULL: good */
    } rows[] = {
        {"services", "generators", "gemini,xai", NULL},
        {"in a list", "resolvers", "catalog, isbndb", NULL},
        {"typo", "resolvers", "catalg",
         "resolvers: unknown provider 'catalg' (did you mean 'catalog'?)"},
        {"twice", "generators", "catalog,catalog", "generators: names 'catalog' twice"},
        {"blanks", "generators", " catalog ", NULL},
        {"empty name", "generators", "catalog,", "generators: has an empty name"},
        {"no kind", "generators", "half", "provider 'half': its kind is not set"},
        {"broker", "broker.url", "http://h/", "broker.url: does not begin with amqp://"},
        {"takeover", "janitor.takeover_ms", "1000", "janitor.takeover_ms: 1000 must be more"},
        {"frozen", "janitor.frozen_ms", "3999", "janitor.frozen_ms: 3999 must not be less"},
        {"crossed limits", "alarm.outbox_old_warning", "31",
         "alarm.outbox_old_warning: 31 is above alarm.outbox_old_critical, which is 30"},
        {"the same limits", "alarm.outbox_old_warning", "30", NULL},
        {"one of them off", "alarm.months_failed_warning", "1000", NULL},
        {"crossed limits of a share", "alarm.resolution_low_critical", "61",
         "alarm.resolution_low_warning: 60 is below alarm.resolution_low_critical, which is 61"},
        {"limits of a share", "alarm.resolution_low_warning", "30", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(config_free)
        struct config *config = read_good("providers: { half: { model = \"m\"; }; };");
        struct error err = {0};
        EXPECT_ROW(rows[i].name, config_set(config, rows[i].path, rows[i].value, &err));
        const bool good = config_check(config, true, true, &err);
        EXPECT_ROW(rows[i].name, good == !rows[i].said);
        if (rows[i].said && !strstr(err.message, rows[i].said))
            fail_msg("row '%s': %s", rows[i].name, err.message);
    }
}

static void config_durations__reads_a_list(void **state)
{
    (void)state;
    int64_t ms[4] = {0};
    size_t count = 0;
    struct error err = {0};
    assert_true(config_durations("10s, 1m ,500ms,2h", ms, 4, &count, &err));
    assert_int_equal(count, 4);
    assert_int_equal(ms[0], 10000);
    assert_int_equal(ms[1], 60000);
    assert_int_equal(ms[2], 500);
    assert_int_equal(ms[3], 7200000);
    assert_false(config_durations("1s,2s,3s,4s,5s", ms, 4, &count, &err));
    assert_false(config_durations("", ms, 4, &count, &err));
    assert_false(config_durations("99999999999999999999d", ms, 4, &count, &err));
    assert_int_equal(ms[0], 10000); /* untouched */
}

/* ---- deploy/backfill.conf ---- */

/* The file, from where the test runs or from above where it was built; NULL: not there. */
static FILE *open_documentation(void)
{
    static const char name[] = "deploy/backfill.conf";
    char file[1024 + sizeof name] = "";
    FILE *stream = fopen(name, "re");
    const ssize_t count = readlink("/proc/self/exe", file, 1023);
    file[count > 0 ? count : 0] = '\0';
    for (char *slash = strrchr(file, '/'); slash && !stream; slash = strrchr(file, '/')) {
        text_copy(slash + 1, sizeof name, name);
        stream = fopen(file, "re");
        *slash = '\0';
    }
    return stream;
}

/* The file as it is, and with lines such as "    # pool_size = 8;" without their "# ". */
static void read_documentation(FILE *stream, struct text *ret_raw, struct text *ret)
{
    char line[512];
    while (fgets(line, sizeof line, stream)) {
        const char *rest = line + strspn(line, " ");
        const char *key = strncmp(rest, "# ", 2) == 0 ? rest + 2 : rest;
        const size_t letters = strspn(key, "abcdefghijklmnopqrstuvwxyz_");
        const bool is_key =
            letters > 0 && strncmp(key + letters, " = ", 3) == 0 && strstr(key, ";\n");
        text_add(ret, is_key ? key : rest);
        text_add(ret_raw, line);
    }
}

struct documented {
    size_t keys;
};

/* Each value is one of a key's, and its default. */
static bool check_documented(void *context, const struct config_value *value, struct error *err)
{
    struct documented *documented = context;
    if (value->type == CONFIG_FILE_GROUP)
        return true;
    const struct config_key *key = config_key_find(value->path);
    if (!key || strcmp(key->fallback, value->text) != 0)
        return error_set(err, ERROR_CONFIG, 0, "%s = '%s'", value->path, value->text);
    documented->keys++;
    return true;
}

static void documentation__has_every_key_with_its_default(void **state)
{
    (void)state;
    FILE *stream = open_documentation();
    if (!stream)
        SKIP_TEST("deploy/backfill.conf is not here");
    CLEANUP(text_done) struct text raw = {0}, file = {0};
    read_documentation(stream, &raw, &file);
    (void)fclose(stream);
    config_free(read_good(raw.bytes));
    write_bytes(file.bytes, file.count, 0600);

    struct documented documented = {.keys = 0};
    struct error err = {0};
    bool is_public = false;
    if (!config_file_read(path, check_documented, &documented, &is_public, &err))
        fail_msg("deploy/backfill.conf: %s", err.message);
    size_t keys = 0;
    const struct config_key *key = NULL;
    for (size_t i = 0; (key = config_key_at(i)); i++) /* tokens do not belong into the file */
        keys += key->kind == CONFIG_TOKENS ? 0 : 1;
    assert_int_equal(documented.keys, keys); /* a key given twice is an error of the file */
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(config_read__defaults),
        TEST(config_read__flag_over_environment_over_file),
        TEST(config_set__refuses_what_the_file_refuses),
        TEST(config_alarm_json__has_every_limit),
        TEST(config_set__direct_url_follows_url),
        TEST(config_read__lists_and_providers),
        TEST(config_read__secrets_from_files),
        TEST(config_read__drops_variables_of_libpq),
        TEST(config_read__notices_unknown_variables),
        TEST(config_read__takes_empty_variables_for_unset),
        TEST(config_read__takes_common_spellings),
        TEST(config_read__knows_the_variables_of_kubernetes),
        TEST(config_read__warns_of_a_password_that_all_can_read),
        TEST(config_read__refuses_keys),
        TEST(config_read__refuses_values),
        TEST(config_read__refuses_wrong_types_of_every_key),
        TEST(config_read__refuses_files),
        TEST(config_read__refuses_what_is_no_file),
        TEST(config_read__bounds_size_and_depth),
        TEST(config_read__reads_past_what_only_looks_like_numbers),
        TEST(config_read__refuses_variables),
        TEST(config_read__bounds_providers),
        TEST(config_check__refuses),
        TEST(config_durations__reads_a_list),
        TEST(documentation__has_every_key_with_its_default),
    };
    if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
        cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name(__FILE__, tests, make_folder, remove_folder) == 0 ? 0 : 1;
}
