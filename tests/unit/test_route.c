/* test_route.c: requests become the words of commands, or say how to mend them. */
#include "commands/commands.h"
#include "io/web/webserver.h"
#include "serve/etag.h"
#include "serve/route.h"

#include "test.h"

#include <string.h>

static struct config limits = {.schedule_http_batch_size = 50};

/* The words with blanks between them, or the error. */
static void ask(const char *method, const char *path, const char *given, struct text *ret)
{
    CLEANUP(words_done) struct words words = {.count = 0};
    struct error err = {0};
    struct route_match match = {.count = 0};
    const struct route *route = route_find(method, path, &match);
    if (!route) {
        text_add_format(ret, "%s", *match.methods ? match.methods : "404");
        return;
    }
    const struct web_request request = {
        .method = method,
        .path = path,
        .query = route->acts ? "" : given,
        .body = route->acts ? given : "",
        .body_bytes = route->acts ? strlen(given) : 0,
    };
    if (!route_words(route, &match, &request, &words, &err)) {
        text_add(ret, err.message);
        return;
    }
    for (size_t i = 0; i < words.count; i++)
        text_add_format(ret, "%s%s", i > 0 ? " " : "", words.items[i]);
}

struct row {
    const char *method, *path, *given, *wanted;
};

static void expect_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP(text_done) struct text got = {0};
        ask(rows[i].method, rows[i].path, rows[i].given, &got);
        if (strcmp(text_of(&got), rows[i].wanted) != 0)
            print_message("%s %s %s: %s\n", rows[i].method, rows[i].path, rows[i].given,
                          text_of(&got));
        EXPECT_ROW(rows[i].path, strcmp(text_of(&got), rows[i].wanted) == 0);
    }
}

static void route_words__makes_lines_of_queries(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"GET", "/api/v1/status", "", "status --json"},
        {"HEAD", "/api/v1/status", "", "status --json"},
        {"GET", "/api/v1/months", "status=failed%2Cpartial&from=2001-01",
         "list --json --status=failed,partial --from=2001-01 --limit=200"},
        {"GET", "/api/v1/months", "text=a+b%26--yes&limit=3&after=2003-04",
         "list --json --text=a b&--yes --limit=3 --after=2003-04"},
        {"GET", "/api/v1/months/2003-09", "", "show --json -- 2003-09"},
        {"GET", "/api/v1/months/2003-09/why", "", "why --json -- 2003-09"},
        {"GET", "/api/v1/isbns/0-306-40615-2", "", "show --json -- 0-306-40615-2"},
        {"GET", "/api/v1/exports/isbns", "format=jsonl", "export --what=isbns --format=jsonl"},
        {"GET", "/api/v1/letters/groups", "", "dlq groups --json"},
        {"GET", "/api/v1/letters/12", "", "dlq show --json -- 12"},
        {"POST", "/api/v1/letters/replay",
         "{\"group\": \"0f3a\", \"canary\": true, \"force\": false, \"yes\": true}",
         "dlq replay --json --no-wait --group=0f3a --canary --yes --"},
        {"POST", "/api/v1/letters/replay", "{\"letters\": [1, \"2\"]}",
         "dlq replay --json --no-wait -- 1 2"},
        {"POST", "/api/v1/letters/edit", "{\"letter\": 7, \"body\": \"--yes\\n\"}",
         "dlq replay --json --no-wait --body=--yes\n -- 7"},
        {"POST", "/api/v1/letters/note", "{\"group\": \"g\", \"text\": \"-h\"}",
         "dlq note --json -- g -h"},
        {"POST", "/api/v1/months/cancel", "{\"from\": \"2001-01\", \"dry_run\": false}",
         "cancel --json --from=2001-01 --yes --"},
        {"POST", "/api/v1/months/cancel", "{\"status\": \"retry\", \"dry_run\": true}",
         "cancel --json --status=retry --"},
        {"POST", "/api/v1/editions/restore", "{\"source\": \"catalog\", \"dry_run\": true}",
         "edition restore --json -- catalog"},
    };
    expect_rows(rows, ARRAY_LEN(rows));
}

static void route_words__makes_lines_of_bodies(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"POST", "/api/v1/schedule", "{\"batch_size\": 15, \"dry_run\": true}",
         "schedule --json --batch-size=15 --dry-run --"},
        {"POST", "/api/v1/plans/17", "", "schedule --json --plan=17"},
        {"POST", "/api/v1/orders", "{\"per_day\": 15, \"at\": \"03:00\", \"budget\": 40.5}",
         "schedule --json --per-day=15 --at=03:00 --budget=40.500000"},
        {"POST", "/api/v1/orders/3/budget", "{\"amount\": \"none\"}",
         "order budget --json -- 3 none"},
        {"POST", "/api/internal/schedule-backfill",
         "{\"batch_size\":15,\"year_range\":{\"start\":2020,\"end\":2023},\"dry_run\":false}",
         "schedule --json --batch-size=15 --from=2020-01 --to=2023-12"},
        {"POST", "/api/internal/schedule-backfill",
         "{\"year_range\":{\"start\":2023,\"end\":2020},\"force_retry\":true}",
         "schedule --json --from=2020-01 --to=2023-12 --force-retry --yes"},
        {"POST", "/api/internal/seed-backfill-queue", "{\"year_start\":2024,\"year_end\":2000}",
         "seed --json --from=2000-01 --to=2024-12"},
        {"GET", "/api/quota/status", "", "quota --json --days=0"},
    };
    expect_rows(rows, ARRAY_LEN(rows));
}

static void route_words__finds_paths(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"POST", "/api/v1/status", "", "GET, HEAD"},
        {"DELETE", "/api/v1/orders", "", "GET, HEAD, POST"},
        {"GET", "/api/v1/nothing", "", "404"},
        {"GET", "/api/v1/months/2003-09/", "", "404"},
        {"GET", "/api/v1//status", "", "404"},
        {"GET", "/", "", "404"},
    };
    expect_rows(rows, ARRAY_LEN(rows));
}

static void route_words__refuses_queries(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"GET", "/api/v1/months/2003-13", "", "'2003-13' is not a month (YYYY-MM)"},
        {"GET", "/api/v1/orders/0", "", "'0' is not a number from 1 on"},
        {"GET", "/api/v1/isbns/97816", "",
         "'97816' is not an ISBN: ten or thirteen characters, the last one checks the others"},
        {"GET", "/api/v1/status", "watch=true", "watch: there is no such parameter, none is taken"},
        {"GET", "/api/v1/doctor", "bundle=/tmp/x",
         "bundle: there is no such parameter here; those that there are: role"},
        {"GET", "/api/v1/months", "limit=1001",
         "limit: 1001 is not between 1 and 1000; 'next' of the answer leads on, as 'after'"},
        {"GET", "/api/v1/months", "limit=0",
         "limit: 0 is not between 1 and 1000; 'next' of the answer leads on, as 'after'"},
        {"GET", "/api/v1/months", "from=2001-01&from=2002-01",
         "from: is given twice; several values have commas between them"},
        {"GET", "/api/v1/months", "text=%ff",
         "text: the value is no UTF-8, has a NUL, or a '%' without two digits behind it"},
        {"GET", "/api/v1/months", "text=%00",
         "text: the value is no UTF-8, has a NUL, or a '%' without two digits behind it"},
        {"GET", "/api/v1/months", "text=%4",
         "text: the value is no UTF-8, has a NUL, or a '%' without two digits behind it"},
    };
    expect_rows(rows, ARRAY_LEN(rows));
}

static void route_words__refuses_bodies(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"POST", "/api/v1/schedule", "{\"batch_size\": \"15\"}",
         "batch_size: give a whole number, such as 10"},
        {"POST", "/api/v1/schedule", "{\"batch_size\": 51}",
         "batch_size: 51 is not between 1 and 50; the configuration (schedule.http_batch_size) "
         "allows no "
         "more over HTTP"},
        {"POST", "/api/v1/schedule", "{\"dry_run\": 1}", "dry_run: give true or false"},
        {"POST", "/api/v1/schedule", "{\"batch_size\": null}",
         "batch_size: null is no value: leave it out, or give one"},
        {"POST", "/api/internal/schedule-backfill", "{\"batch_size\": null}",
         "batch_size: null is no value: leave it out, or give one"},
        {"POST", "/api/internal/schedule-backfill", "{\"year_range\": {\"start\": 2020}}",
         "year_range.end: is missing; year_range: give an object, as {\"start\": 2020, \"end\": "
         "2023}"},
        {"POST", "/api/v1/schedule", "{\"only\": \"every\"}",
         "only: 'every' is not possible here: choose missing, failed, partial, unresolved, empty "
         "or all"},
        {"POST", "/api/v1/orders", "{}", "per_day: is missing; it must be given here"},
        {"POST", "/api/v1/months/cancel", "{\"months\": [[\"2001-01\"]]}",
         "months: give texts or numbers, one or an array of them"},
        {"POST", "/api/v1/months/cancel", "{\"months\": [\"2001-01\"], \"dry_run\": true}",
         "dry_run: what is named is done at once; select it by from and to, or another filter"},
        {"POST", "/api/v1/months/cancel", "{\"yes\": true, \"dry_run\": true}",
         "dry_run, yes: give one of them"},
        {"POST", "/api/v1/schedule", "[]",
         "the body is no JSON object: give one, such as {\"from\": \"2001-01\"}"},
        {"POST", "/api/internal/schedule-backfill", "{\"year_range\": {\"start\": 20200}}",
         "year_range.start: give a year from 1900 to 2100"},
        {"POST", "/api/internal/schedule-backfill", "{\"batchSize\": 1}",
         "batchSize: there is no such parameter here; those that there are: batch_size, "
         "year_range, dry_run, force_retry, prompt_variant"},
    };
    expect_rows(rows, ARRAY_LEN(rows));
}

/* A command that a message names in quotes is named by its request. */
static void route_speak__names_requests(void **state)
{
    (void)state;
    static const struct {
        const char *path, *said, *wanted;
    } rows[] = {
        {"/api/v1/letters/replay", "no letter fits: see 'dlq list' with the same filters",
         "no letter fits: see GET /api/v1/letters with the same filters"},
        {"/api/v1/orders", "--after: there is no order 9: see 'order list'",
         "after: there is no order 9: see GET /api/v1/orders"},
        {"/api/v1/orders", "'schedule --dry-run' says why",
         "POST /api/v1/schedule with {\"dry_run\": true} says why"},
        {"/api/v1/schedule", "'backfill-producer seed --from 1990-01 --to 1990-12' enters it",
         "POST /api/v1/seed with {\"from\": \"1990-01\", \"to\": \"1990-12\"} enters it"},
        {"/api/v1/compare/accept", "see 'schedule --compare 2003-09'",
         "see POST /api/v1/compare with {\"months\": [\"2003-09\"]}"},
        {"/api/v1/letters/collect", "see 'operation show 12'", "see GET /api/v1/operations/12"},
        {"/api/v1/schedule", "see 'quota'", "see GET /api/v1/quota"},
        {"/api/v1/orders", "'order budget 3 40' raises it",
         "POST /api/v1/orders/3/budget with {\"amount\": \"40\"} raises it"},
        {"/api/v1/schedule", "'work merge A B'",
         "POST /api/v1/works/merge with {\"one\": \"A\", \"other\": \"B\"}"},
        {"/api/internal/schedule-backfill", "'backfill-producer seed --from 1990-01' enters it",
         "POST /api/internal/seed-backfill-queue enters it"},
        {"/api/v1/schedule", "'why' is not a month", "'why' is not a month"},
        {"/api/v1/schedule", "apply it with 'backfill-producer migrate'",
         "apply it with 'backfill-producer migrate'"},
        {"/api/v1/schedule", "it's what 'a b' said", "it's what 'a b' said"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char message[512];
        struct route_match match = {.count = 0};
        const struct route *route = route_find("POST", rows[i].path, &match);
        assert_non_null(route);
        text_copy(message, sizeof(message), rows[i].said);
        route_speak(route, message, sizeof(message));
        if (strcmp(message, rows[i].wanted) != 0)
            print_message("%s\n", message);
        EXPECT_ROW(rows[i].said, strcmp(message, rows[i].wanted) == 0);
    }
}

/* In documents, texts of others stay as they are. */
static void route_speak_document__leaves_others_texts(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path, *said, *wanted;
    } rows[] = {
        {"GET", "/api/v1/why",
         "{\"sentence\":\"held; 'backfill-producer unhold --from 1900-01' says which\","
         "\"command\":\"backfill-producer unhold --from 1900-01\"}",
         "{\"sentence\":\"held; POST /api/v1/months/unhold with {\\\"from\\\": \\\"1900-01\\\"} "
         "says which\",\"command\":\"backfill-producer unhold --from 1900-01\"}"},
        {"GET", "/api/v1/months/{month}", "{\"title\":\"'dlq list' and --from\"}",
         "{\"title\":\"'dlq list' and --from\"}"},
        {"POST", "/api/v1/schedule",
         "{\"reason\":\"nothing (--only missing): a \\\" and 'seed --from "
         "2001-01'\",\"why\":\"--only\"}",
         "{\"reason\":\"nothing (only missing): a \\\" and POST /api/v1/seed with "
         "{\\\"from\\\": \\\"2001-01\\\"}\",\"why\":\"--only\"}"},
        {"GET", "/api/v1/why", "{\"a\":\"'backfill-producer \",\"b\":\"quota'\"}",
         "{\"a\":\"'backfill-producer \",\"b\":\"quota'\"}"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text document = {0};
        struct route_match match = {.count = 0};
        const struct route *route = route_find(rows[i].method, rows[i].path, &match);
        assert_non_null(route);
        text_add(&document, rows[i].said);
        route_speak_document(route, &document);
        assert_string_equal(text_of(&document), rows[i].wanted);
    }
}

/* What is refused by the reader of JSON says so. */
static void route_words__refuses_bad_bodies(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "{",
        "{\"why\": \"a\", \"why\": \"b\"}",
        "{\"why\": [[[[[1]]]]]}",
        "{\"why\": \"\\u0000\"}",
        "{\"why\": \"\xff\"}",
        "{'why': 1}",
        "{\"why\": NaN}",
        "null x",
    };
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        CLEANUP(text_done) struct text got = {0};
        ask("POST", "/api/v1/schedule", bodies[i], &got);
        EXPECT_ROW(bodies[i], strncmp(text_of(&got), "the body is no JSON that", 24) == 0);
    }
}

static void route_words__bounds_operands(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text body = {0};
    CLEANUP(text_done) struct text got = {0};
    text_add(&body, "{\"months\": [");
    for (int i = 0; i < 10001; i++)
        text_add(&body, i > 0 ? ",\"2001-01\"" : "\"2001-01\"");
    text_add(&body, "]}");
    ask("POST", "/api/v1/months/cancel", text_of(&body), &got);
    assert_string_equal(text_of(&got), "months: 10001 are more than 10000 at once: give fewer, or "
                                       "choose them by filters");
}

/* Every route names a command, and only parameters that there are. */
static void routes__name_commands(void **state)
{
    (void)state;
    for (size_t i = 0; i < routes_count; i++) {
        const struct route *route = &routes[i];
        CLEANUP(words_done) struct words allowed = {.count = 0};
        const struct command *command = route_command(route);
        EXPECT_ROW(route->path, command != NULL && command->perform != NULL);
        EXPECT_ROW(route->path, (route->schema || route->type) && route->nothing != 0);
        EXPECT_ROW(route->path, route->acts == (strcmp(route->method, "POST") == 0));
        words_add_all(&allowed, route->allows);
        for (size_t k = 0; k < allowed.count; k++) {
            bool known = false;
            for (const struct cli_option *option = command->options; option && option->name;
                 option++)
                known = known || words_same_name(allowed.items[k], option->name);
            EXPECT_ROW(allowed.items[k], known);
        }
    }
}

static void route_status__table(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path;
        int code;
        const char *document;
        int wanted;
    } rows[] = {
        {"GET", "/api/v1/status", 0, "{}", 200},
        {"GET", "/api/v1/status", 69, "", 0},
        {"GET", "/api/v1/months", 3, "{\"months\":[]}", 200},
        {"GET", "/api/v1/months/2003-09", 3, "", 0},
        {"GET", "/api/v1/alarms", 2, "{}", 200},
        {"POST", "/api/v1/schedule", 0, "{\"dry_run\":false}", 202},
        {"POST", "/api/v1/schedule", 0, "{\"dry_run\":true,\"plan\":1}", 200},
        {"POST", "/api/v1/schedule", 3, "{\"dry_run\":true}", 200},
        {"POST", "/api/v1/plans/1", 3, "{\"changed\":[]}", 0},
        {"POST", "/api/v1/letters/replay", 4, "{}", 202},
        {"POST", "/api/v1/pause", 0, "{}", 200},
        {"POST", "/api/v1/pause", 2, "", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct route_match match = {.count = 0};
        const struct route *route = route_find(rows[i].method, rows[i].path, &match);
        assert_non_null(route);
        EXPECT_ROW(rows[i].path,
                   route_status(route, rows[i].code, rows[i].document) == rows[i].wanted);
    }
}

static void etag_of__leaves_the_moment_out(void **state)
{
    (void)state;
    static const char one[] =
        "{\"at\":\"2026-11-29T14:20:05Z\",\"version\":\"0.1.0\",\"months\":1}";
    static const char same[] =
        "{\"at\":\"2026-11-29T14:20:07Z\",\"version\":\"0.1.0\",\"months\":1}";
    static const char other[] =
        "{\"at\":\"2026-11-29T14:20:05Z\",\"version\":\"0.1.0\",\"months\":2}";
    char first[ETAG_BYTES], second[ETAG_BYTES], third[ETAG_BYTES];
    etag_of(one, sizeof(one) - 1, first);
    etag_of(same, sizeof(same) - 1, second);
    etag_of(other, sizeof(other) - 1, third);
    assert_string_equal(first, second);
    assert_string_not_equal(first, third);
    assert_true(etag_matches(first, second) && etag_matches(first + 2, second));
    assert_true(etag_matches("*", first) && !etag_matches(third, first));
    assert_false(etag_matches(NULL, first));
}

static int use_routes(void **state)
{
    (void)state;
    routes_use(&commands, &limits);
    return 0;
}

TEST_MAIN(cmocka_unit_test_setup(route_words__makes_lines_of_queries, use_routes),
          cmocka_unit_test(route_words__makes_lines_of_bodies),
          cmocka_unit_test(route_words__finds_paths),
          cmocka_unit_test(route_words__refuses_queries),
          cmocka_unit_test(route_words__refuses_bodies),
          cmocka_unit_test(route_speak__names_requests),
          cmocka_unit_test(route_speak_document__leaves_others_texts),
          cmocka_unit_test(route_words__refuses_bad_bodies),
          cmocka_unit_test(route_words__bounds_operands), cmocka_unit_test(routes__name_commands),
          cmocka_unit_test(route_status__table), cmocka_unit_test(etag_of__leaves_the_moment_out))
