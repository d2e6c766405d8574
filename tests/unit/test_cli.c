/* test_cli.c: command lines by table. */
#include "core/cli.h"

#include "test.h"

#include <unistd.h>

enum { ARGUMENTS_MAX = 8 };

/* What a command's options are read into. */
static struct values {
    bool dry_run;
    int64_t batch_size;
    const char *config, *only;
    struct month from;
    int64_t older_than_ms, interval_ms;
    bool secret;
} values;

static const struct cli_option options[] = {
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &values.dry_run,
     .help = "only say what would be done"},
    {.name = "batch-size",
     .kind = CLI_INT,
     .value = &values.batch_size,
     .metavar = "N",
     .min = 1,
     .max = 5000,
     .help = "how many months",
     .preset = "10"},
    {.name = "config",
     .kind = CLI_STRING,
     .value = &values.config,
     .metavar = "FILE",
     .min = 1,
     .max = 16,
     .help = "the configuration"},
    {.name = "only",
     .kind = CLI_CHOICE,
     .value = &values.only,
     .choices = "missing|failed|all",
     .help = "which months",
     .preset = "missing"},
    {.name = "from",
     .kind = CLI_MONTH,
     .value = &values.from,
     .metavar = "YYYY-MM",
     .help = "the first month"},
    {.name = "older-than",
     .kind = CLI_DURATION,
     .value = &values.older_than_ms,
     .metavar = "TIME",
     .min = 1000,
     .max = 86400000,
     .help = "stuck this long"},
    {.name = "interval",
     .kind = CLI_DURATION,
     .value = &values.interval_ms,
     .metavar = "TIME",
     .min = 1500,
     .help = "between two looks",
     .preset = "90s"},
    {.name = "inject-fault", .kind = CLI_FLAG, .value = &values.secret},
    {.name = NULL},
};

static const struct cli_command command = {
    .program = "backfill-producer",
    .name = "schedule",
    .arguments = "[MONTH…]",
    .summary = "Put months on the queue.",
    .details = "Months that are queued already stay as they are.",
    .options = options,
    .arguments_min = 0,
    .arguments_max = 2,
};

struct outcome {
    bool ok, help;
    int count;
    char **operands;
    struct error err;
};

/* The words become argv[1..]; argv has the memory of the caller. */
static struct outcome parse(const struct cli_command *with, const char *const *words, char **argv)
{
    int argc = 0;
    argv[argc++] = (char *)(uintptr_t) "backfill-producer"; /* never written to */
    for (; *words && argc < ARGUMENTS_MAX; words++)
        argv[argc++] = (char *)(uintptr_t)*words;
    values = (struct values){.older_than_ms = 7};
    struct outcome got = {0};
    struct cli_line line = {0};
    got.ok = cli_parse(with, argc, argv, &line, &got.err);
    got.operands = line.operands;
    got.count = line.count;
    got.help = line.help;
    return got;
}

static void cli_parse__fills_every_kind(void **state)
{
    (void)state;
    static const char *const apart[] = {"--dry-run", "--batch-size", "20",      "--only",
                                        "failed",    "--from",       "2023-11", NULL};
    static const char *const joined[] = {"--config=a=b", "--only=all", "--older-than=1h",
                                         "--from=2000-01", NULL};
    char *argv[ARGUMENTS_MAX] = {0};
    assert_true(parse(&command, apart, argv).ok);
    assert_true(values.dry_run);
    assert_int_equal(values.batch_size, 20);
    assert_string_equal(values.only, "failed");
    assert_int_equal(values.from.year * 100 + values.from.month, 202311);
    assert_int_equal(values.older_than_ms, 7); /* the default stays */

    assert_true(parse(&command, joined, argv).ok);
    assert_false(values.dry_run);
    assert_int_equal(values.batch_size, 10);
    assert_string_equal(values.config, "a=b");
    assert_string_equal(values.only, "all");
    assert_int_equal(values.older_than_ms, 3600000);
}

static void cli_parse__sets_presets_where_nothing_is_given(void **state)
{
    (void)state;
    static const char *const none[] = {NULL};
    static const char *const given[] = {"--only=all", "--interval", "2s", NULL};
    char *argv[ARGUMENTS_MAX] = {0};
    assert_true(parse(&command, none, argv).ok);
    assert_int_equal(values.batch_size, 10);
    assert_string_equal(values.only, "missing");
    assert_int_equal(values.interval_ms, 90000);
    assert_int_equal(values.older_than_ms, 7); /* it has no preset */

    assert_true(parse(&command, given, argv).ok);
    assert_string_equal(values.only, "all");
    assert_int_equal(values.interval_ms, 2000);
}

static void cli_parse__takes_choices_as_people_write_them(void **state)
{
    (void)state;
    const char *level = NULL;
    const struct cli_option levels[] = {{.name = "log-level",
                                         .kind = CLI_CHOICE,
                                         .value = &level,
                                         .choices = "debug|info|warning|error"},
                                        {.name = NULL}};
    const struct cli_command leveled = {.program = "test", .options = levels};
    static const struct {
        const char *written, *level;
    } rows[] = {{"warning", "warning"}, {"WARN", "warning"}, {"Warning", "warning"},
                {"err", "error"},       {"DEBUG", "debug"},  {"Info", "info"}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const char *words[ARGUMENTS_MAX] = {"--log-level", rows[i].written};
        char *argv[ARGUMENTS_MAX] = {0};
        level = "";
        EXPECT_ROW(rows[i].written, parse(&leveled, words, argv).ok);
        EXPECT_ROW(rows[i].written, strcmp(level, rows[i].level) == 0);
    }
}

static void cli_parse__moves_operands_to_the_end(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *words[ARGUMENTS_MAX];
        int count;
        const char *first, *second;
    } rows[] = {
        {"none", {NULL}, 0, NULL, NULL},
        {"before options", {"2023-11", "2023-12", "--dry-run"}, 2, "2023-11", "2023-12"},
        {"behind options", {"--dry-run", "2023-11"}, 1, "2023-11", NULL},
        {"between options", {"--dry-run", "a", "--batch-size", "3", "b"}, 2, "a", "b"},
        {"behind --", {"--dry-run", "--", "--from", "-x"}, 2, "--from", "-x"},
        {"-- is one itself behind --", {"--", "--"}, 1, "--", NULL},
        {"a hyphen alone is standard input", {"-"}, 1, "-", NULL},
        {"empty", {""}, 1, "", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *argv[ARGUMENTS_MAX] = {0};
        const struct outcome got = parse(&command, rows[i].words, argv);
        EXPECT_ROW(rows[i].name, got.ok && got.count == rows[i].count);
        if (got.count > 0)
            EXPECT_ROW(rows[i].name, strcmp(got.operands[0], rows[i].first) == 0);
        if (got.count > 1)
            EXPECT_ROW(rows[i].name, strcmp(got.operands[1], rows[i].second) == 0);
    }
}

static void cli_parse__complains_by_name_and_value(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *words[ARGUMENTS_MAX];
        const char *message;
    } rows[] = {
        {"no month",
         {"--from", "2023-13"},
         "--from: '2023-13' is not a month (YYYY-MM, 1900 to 2100)"},
        {"no month, joined", {"--from="}, "--from: '' is not a month (YYYY-MM, 1900 to 2100)"},
        {"no number",
         {"--batch-size", "ten"},
         "--batch-size: 'ten' is not a whole number from 1 to 5000"},
        {"zero", {"--batch-size", "0"}, "--batch-size: '0' is not a whole number from 1 to 5000"},
        {"negative",
         {"--batch-size", "-1"},
         "--batch-size: '-1' is not a whole number from 1 to 5000"},
        {"wraps",
         {"--batch-size", "4294967297"},
         "--batch-size: '4294967297' is not a whole number from 1 to 5000"},
        {"no choice",
         {"--only", "some"},
         "--only: 'some' is not possible here: choose missing, failed or all"},
        {"an empty choice",
         {"--only", ""},
         "--only: '' is not possible here: choose missing, failed or all"},
        {"a prefix of a choice",
         {"--only", "fail"},
         "--only: 'fail' is not possible here: choose missing, failed or all"},
        {"two choices",
         {"--only", "failed|all"},
         "--only: 'failed|all' is not possible here: choose missing, failed or all"},
        {"no duration",
         {"--older-than", "1"},
         "--older-than: '1' is not a duration (such as 90s, 15m, 1h)"},
        {"a duration too short",
         {"--older-than", "999ms"},
         "--older-than: '999ms' is not a duration from 1s to 1d"},
        {"a duration too long",
         {"--older-than", "25h"},
         "--older-than: '25h' is not a duration from 1s to 1d"},
        {"a duration without an upper end",
         {"--interval", "1s"},
         "--interval: '1s' is not a duration of at least 1500ms"},
        {"value missing at the end", {"--config"}, "--config: FILE is missing"},
        {"value missing before an option", {"--config", "--dry-run"}, "--config: FILE is missing"},
        {"a flag with a value", {"--dry-run=no"}, "--dry-run: takes no value ('no')"},
        {"given twice", {"--from", "2023-11", "--from=2023-11"}, "--from: given twice"},
        {"a flag given twice", {"--dry-run", "--dry-run"}, "--dry-run: given twice"},
        {"a typo", {"--frm"}, "unknown option '--frm' (did you mean '--from'?)"},
        {"a typo with a value",
         {"--frm=2023-11"},
         "unknown option '--frm' (did you mean '--from'?)"},
        {"letters exchanged",
         {"--dry-rnu"},
         "unknown option '--dry-rnu' (did you mean '--dry-run'?)"},
        {"a prefix is not accepted",
         {"--batch"},
         "unknown option '--batch' (did you mean '--batch-size'?)"},
        {"one hyphen", {"-dry-run"}, "unknown option '-dry-run' (did you mean '--dry-run'?)"},
        {"help, nearly", {"--hlep"}, "unknown option '--hlep' (did you mean '--help'?)"},
        {"a hidden option is not named", {"--inject-faul"}, "unknown option '--inject-faul'"},
        {"nothing near", {"--xyzzy-plugh"}, "unknown option '--xyzzy-plugh'"},
        {"a letter", {"-x"}, "unknown option '-x'"},
        {"an empty name of a file", {"--config", ""}, "--config: FILE is empty"},
        {"a long name of a file",
         {"--config", "12345678901234567"},
         "--config: at most 16 bytes of UTF-8"},
        {"a name that is no UTF-8",
         {"--config", "\xff"},
         "'\\xFF' is not UTF-8: write it again on a terminal whose locale is UTF-8"},
        {"a joined value that is no UTF-8",
         {"--config=s3cret\xff"},
         "'--config' is not UTF-8: write it again on a terminal whose locale is UTF-8"},
        {"an operand that is no UTF-8",
         {"--dry-run", "Mord\xe9"},
         "'Mord\\xE9' is not UTF-8: write it again on a terminal whose locale is UTF-8"},
        {"negative numbers are operands", {"-1", "-.5", "c"}, "unexpected argument 'c'"},
        {"too many operands", {"a", "b", "c"}, "unexpected argument 'c'"},
        {"terminal commands",
         {"--from", "\x1b[2J"},
         "--from: '\\x1B[2J' is not a month (YYYY-MM, 1900 to 2100)"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char *argv[ARGUMENTS_MAX] = {0};
        const struct outcome got = parse(&command, rows[i].words, argv);
        EXPECT_ROW(rows[i].name, !got.ok && got.err.class == ERROR_USAGE);
        EXPECT_ROW(rows[i].name, strcmp(got.err.message, rows[i].message) == 0);
    }
}

static void cli_parse__survives_an_argument_of_4_kib(void **state)
{
    (void)state;
    char argument[4096 + 1];
    memset(argument, '-', 4096);
    argument[4096] = '\0';
    const char *const words[] = {argument, NULL};
    char *argv[ARGUMENTS_MAX] = {0};
    const struct outcome got = parse(&command, words, argv);
    assert_false(got.ok);
    assert_int_equal(got.err.class, ERROR_USAGE);
}

static void cli_parse__needs_its_operands(void **state)
{
    (void)state;
    struct cli_command with = command;
    with.arguments = "FILE";
    with.arguments_min = with.arguments_max = 1;
    static const char *const none[] = {"--dry-run", NULL};
    static const char *const help[] = {"--help", NULL};
    char *argv[ARGUMENTS_MAX] = {0};
    const struct outcome got = parse(&with, none, argv);
    assert_false(got.ok);
    assert_string_equal(got.err.message, "missing argument: FILE");
    const struct outcome helped = parse(&with, help, argv);
    assert_true(helped.ok && helped.help);
}

/* What cli_help writes, in the caller's memory. */
static void help_text(const struct cli_command *with, char *ret, size_t capacity)
{
    int ends[2] = {-1, -1};
    assert_int_equal(pipe(ends), 0);
    (void)fflush(stdout); /* what stands there is cmocka's */
    const int saved = dup(STDOUT_FILENO);
    assert_int_equal(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    cli_help(with);
    (void)fflush(stdout); /* into the pipe, which has room for it */
    assert_int_equal(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
    close(saved);
    close(ends[1]);
    const ssize_t count = read(ends[0], ret, capacity - 1);
    close(ends[0]);
    assert_true(count > 0);
    ret[count] = '\0';
}

static void cli_help__is_made_of_the_table(void **state)
{
    (void)state;
    char text[2048];
    help_text(&command, text, sizeof(text));
    assert_string_equal(
        text, "Usage: backfill-producer schedule [options] [MONTH…]\n"
              "\n"
              "Put months on the queue.\n"
              "\n"
              "Options:\n"
              "  --dry-run                  only say what would be done\n"
              "  --batch-size N             how many months (1 to 5000; default 10)\n"
              "  --config FILE              the configuration\n"
              "  --only missing|failed|all  which months (default missing)\n"
              "  --from YYYY-MM             the first month\n"
              "  --older-than TIME          stuck this long (1s to 1d)\n"
              "  --interval TIME            between two looks (1500ms or more; default 90s)\n"
              "  --help                     show this help\n"
              "\n"
              "Months that are queued already stay as they are.\n");
}

TEST_MAIN(cmocka_unit_test(cli_parse__fills_every_kind),
          cmocka_unit_test(cli_parse__sets_presets_where_nothing_is_given),
          cmocka_unit_test(cli_parse__takes_choices_as_people_write_them),
          cmocka_unit_test(cli_parse__moves_operands_to_the_end),
          cmocka_unit_test(cli_parse__complains_by_name_and_value),
          cmocka_unit_test(cli_parse__survives_an_argument_of_4_kib),
          cmocka_unit_test(cli_parse__needs_its_operands),
          cmocka_unit_test(cli_help__is_made_of_the_table))
