/* bench-matching.c: how often the right ISBN is found.
 *
 * Every question of a truth file goes through the real search and the real judgement, in groups as
 * large as a month, and the answer is compared with the ISBNs that may be accepted. With --pairs
 * the judgement alone is asked, about one candidate at a time, and no database is needed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/cli.h"
#include "core/csv.h"
#include "io/config/config.h"
#include "match/match.h"
#include "matching_pairs.h"
#include "model/catalog.h"

enum { BOOKS_AT_ONCE = 20, KINDS_MAX = 64 };

struct question {
    char *id, *accepted; /* accepted: '|' between; empty: nothing may be */
    size_t kind;
};

struct tally {
    char *name;
    size_t questions, positives, correct, wrong, none, negatives_accepted;
};

struct bench {
    struct books books;
    struct question *questions;
    size_t capacity;
    struct tally kinds[KINDS_MAX];
    size_t kind_count;
    double match_s, search_s;
    bool misses;
};

static double seconds(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now); /* both clocks exist on Linux */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void bench_done(struct bench *bench)
{
    for (size_t i = 0; i < bench->books.count; i++) {
        mem_free(bench->questions[i].id);
        mem_free(bench->questions[i].accepted);
    }
    for (size_t i = 0; i < bench->kind_count; i++)
        mem_free(bench->kinds[i].name);
    mem_free(bench->questions);
    books_done(&bench->books);
}
CLEANUP_STRUCT(struct bench, bench_done)

/* ---- the truth file ---- */

static size_t kind_of(struct bench *bench, const char *name)
{
    for (size_t i = 0; i < bench->kind_count; i++)
        if (strcmp(bench->kinds[i].name, name) == 0)
            return i;
    if (bench->kind_count == KINDS_MAX)
        return KINDS_MAX - 1;
    bench->kinds[bench->kind_count].name = mem_text(name);
    return bench->kind_count++;
}

enum { QID, KIND, TITLE, AUTHOR, YEAR, ACCEPTED, COLUMNS };

static void add_question(struct bench *bench, const struct csv *csv, const size_t fields[COLUMNS])
{
    struct book *book = books_add(&bench->books);
    const size_t index = bench->books.count - 1;
    if (index == bench->capacity) {
        bench->capacity = bench->capacity ? bench->capacity * 2 : 1024;
        bench->questions = mem_resize(bench->questions, bench->capacity, sizeof(*bench->questions));
    }
    int64_t year = 0;
    if (!text_to_int(csv_field(csv, fields[YEAR]), 0, 9999, &year))
        year = 0; /* a question may have none */
    book->title = mem_text(csv_field(csv, fields[TITLE]));
    book->authors = mem_text(csv_field(csv, fields[AUTHOR]));
    book->year = (int)year;
    bench->questions[index] = (struct question){
        .id = mem_text(csv_field(csv, fields[QID])),
        .accepted = mem_text(csv_field(csv, fields[ACCEPTED])),
        .kind = kind_of(bench, csv_field(csv, fields[KIND])),
    };
}

static size_t read_file(void *context, char *to, size_t capacity)
{
    return fread(to, 1, capacity, context);
}

static bool read_header(const struct csv *csv, size_t ret[COLUMNS], struct error *err)
{
    static const char *const names[COLUMNS] = {"qid",    "kind", "title",
                                               "author", "year", "accepted_isbn13"};
    for (size_t i = 0; i < COLUMNS; i++) {
        ret[i] = 0;
        while (ret[i] < csv_count(csv) && strcmp(csv_field(csv, ret[i]), names[i]) != 0)
            ret[i]++;
        if (ret[i] == csv_count(csv))
            return error_set(err, ERROR_USAGE, 0, "--truth: no column '%s'", names[i]);
    }
    return true;
}

static bool read_truth(struct bench *bench, FILE *file, struct error *err)
{
    CLEANUP(csv_free) struct csv *csv = csv_new(read_file, file);
    const char *reason = "it is empty";
    size_t fields[COLUMNS] = {0};
    if (csv_next(csv, &reason) != CSV_RECORD)
        return error_set(err, ERROR_USAGE, 0, "--truth: no header: %s", reason);
    if (!read_header(csv, fields, err))
        return false;
    enum csv_result result;
    while ((result = csv_next(csv, &reason)) != CSV_END) {
        if (result == CSV_BAD)
            return error_set(err, ERROR_USAGE, 0, "--truth: line %lld: %s",
                             (long long)csv_line(csv), reason);
        add_question(bench, csv, fields);
    }
    return true;
}

/* ---- the run ---- */

static bool is_accepted(const char *accepted, const char *isbn)
{
    return strstr(accepted, isbn) != NULL; /* thirteen digits are found as a whole only */
}

static void say_miss(const struct question *question, const char *kind, const struct book *book,
                     const struct match *match)
{
    (void)fprintf(stderr, "%s\t%s\t%s\t%s\t%d\twanted %s\tgot %s %s %s (%s)\n", question->id, kind,
                  book->title, book->authors, book->year, question->accepted,
                  match->edition ? match->edition->isbn.text : "none",
                  match->edition ? match->edition->title : "", match->evidence,
                  match_confidence_name(match->confidence));
}

static void count_answer(struct bench *bench, size_t index, const struct match *match)
{
    const struct question *question = &bench->questions[index];
    struct tally *tally = &bench->kinds[question->kind];
    const bool positive = *question->accepted != '\0';
    const bool correct =
        positive && match->edition && is_accepted(question->accepted, match->edition->isbn.text);
    tally->questions++;
    tally->positives += positive;
    tally->correct += correct;
    tally->wrong += match->edition && !correct;
    tally->none += positive && !match->edition;
    tally->negatives_accepted += !positive && match->edition;
    if (bench->misses && positive != correct)
        say_miss(question, tally->name, &bench->books.items[index], match);
    if (bench->misses && !positive && match->edition)
        say_miss(question, tally->name, &bench->books.items[index], match);
}

static bool ask_group(struct bench *bench, struct database_pool *pool, size_t first, size_t count,
                      struct error *err)
{
    struct editions candidates[BOOKS_AT_ONCE] = {{0}};
    struct match matches[BOOKS_AT_ONCE];
    const struct books group = {.items = bench->books.items + first, .count = count};
    const double before_search = seconds(CLOCK_MONOTONIC);
    const bool found = catalog_find_editions(pool, &group, candidates, err);
    bench->search_s += seconds(CLOCK_MONOTONIC) - before_search;

    const double before_match = seconds(CLOCK_THREAD_CPUTIME_ID);
    for (size_t i = 0; found && i < count; i++)
        match_choose(&group.items[i], candidates[i].items, candidates[i].count, &matches[i]);
    bench->match_s += seconds(CLOCK_THREAD_CPUTIME_ID) - before_match;
    for (size_t i = 0; i < count; i++) {
        if (found)
            count_answer(bench, first + i, &matches[i]);
        editions_done(&candidates[i]);
    }
    return found;
}

static bool ask_all(struct bench *bench, struct database_pool *pool, struct error *err)
{
    for (size_t first = 0; first < bench->books.count; first += BOOKS_AT_ONCE) {
        const size_t left = bench->books.count - first;
        if (!ask_group(bench, pool, first, left < BOOKS_AT_ONCE ? left : BOOKS_AT_ONCE, err))
            return false;
    }
    return true;
}

/* ---- the answer ---- */

static double ratio(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 1;
}

static struct tally total_of(const struct bench *bench)
{
    struct tally total = {0};
    for (size_t i = 0; i < bench->kind_count; i++) {
        const struct tally *kind = &bench->kinds[i];
        total.questions += kind->questions;
        total.positives += kind->positives;
        total.correct += kind->correct;
        total.wrong += kind->wrong;
        total.none += kind->none;
        total.negatives_accepted += kind->negatives_accepted;
    }
    return total;
}

static void tally_json(const struct tally *tally, struct text *json)
{
    text_add_format(json,
                    "\"questions\":%zu,\"positives\":%zu,\"correct\":%zu,\"wrong\":%zu,"
                    "\"none\":%zu,\"precision\":",
                    tally->questions, tally->positives, tally->correct, tally->wrong, tally->none);
    text_add_double(json, ratio(tally->correct, tally->correct + tally->wrong), 5);
    text_add_format(json, ",\"negatives_accepted\":%zu", tally->negatives_accepted);
}

static void print_json(const struct bench *bench)
{
    CLEANUP(text_done) struct text json = {0};
    const struct tally total = total_of(bench);
    const double groups = (double)((bench->books.count + BOOKS_AT_ONCE - 1) / BOOKS_AT_ONCE);
    text_add(&json, "{");
    tally_json(&total, &json);
    text_add(&json, ",\"search_ms_per_20\":");
    text_add_double(&json, bench->search_s * 1000 / groups, 3);
    text_add(&json, ",\"match_cpu_ms_per_20\":");
    text_add_double(&json, bench->match_s * 1000 / groups, 4);
    text_add(&json, ",\"kinds\":{");
    for (size_t i = 0; i < bench->kind_count; i++) {
        text_add(&json, i ? "," : "");
        text_add_json(&json, bench->kinds[i].name);
        text_add(&json, ":{");
        tally_json(&bench->kinds[i], &json);
        text_add(&json, "}");
    }
    text_add(&json, "}}\n");
    (void)fputs(text_of(&json), stdout);
}

static void print_text(const struct bench *bench)
{
    const struct tally total = total_of(bench);
    const double groups = (double)((bench->books.count + BOOKS_AT_ONCE - 1) / BOOKS_AT_ONCE);
    (void)printf("correct %zu\nwrong %zu\nnone %zu\nprecision %.5f\nnegatives_accepted %zu\n",
                 total.correct, total.wrong, total.none,
                 ratio(total.correct, total.correct + total.wrong), total.negatives_accepted);
    (void)printf("search_ms_per_20 %.3f\nmatch_cpu_ms_per_20 %.4f\n\n",
                 bench->search_s * 1000 / groups, bench->match_s * 1000 / groups);
    (void)printf("%-36s %9s %9s %7s %5s %5s %s\n", "kind", "questions", "positives", "correct",
                 "wrong", "none", "negatives_accepted");
    for (size_t i = 0; i < bench->kind_count; i++) {
        const struct tally *kind = &bench->kinds[i];
        (void)printf("%-36s %9zu %9zu %7zu %5zu %5zu %zu\n", kind->name, kind->questions,
                     kind->positives, kind->correct, kind->wrong, kind->none,
                     kind->negatives_accepted);
    }
}

/* ---- the program ---- */

struct options {
    const char *config, *truth, *editions, *pairs;
    int64_t repeat;
    bool json, misses, errors;
};

static void say_bad_row(void *context, int64_t line, const char *reason)
{
    (void)context;
    (void)fprintf(stderr, "line %lld: %s\n", (long long)line, reason);
}

static bool import_editions(const struct database_options *options, const char *file,
                            struct error *err)
{
    CLEANUP(database_close) struct database *db = NULL;
    struct catalog_import import = {.bad_row = say_bad_row};
    return database_open(options, &db, err) && catalog_import_editions(db, file, &import, err);
}

static bool run_truth(const struct options *options, struct error *err)
{
    CLEANUP(config_free) struct config *config = NULL;
    CLEANUP(bench_done) struct bench bench = {.misses = options->misses};
    if (!config_read(options->config, &config, err) ||
        !config_check(config, /* needs_database= */ true, /* needs_broker= */ false, err))
        return false;
    FILE *file = options->truth ? fopen(options->truth, "rb") : NULL;
    if (!file)
        return error_set(err, ERROR_USAGE, 0, "--truth: '%s' cannot be read",
                         options->truth ? options->truth : "");
    const bool read = read_truth(&bench, file, err);
    (void)fclose(file); /* it was only read */
    const struct database_options database = {
        .url = config->database_url,
        .application_name = "bench-matching",
        .connect_timeout_ms = 5000,
    };
    if (!read || (options->editions && !import_editions(&database, options->editions, err)))
        return false;
    CLEANUP(database_pool_free)
    struct database_pool *pool = database_pool_new(&database, 1, config->reconnect_max_ms);
    if (!ask_all(&bench, pool, err))
        return false;
    if (options->json)
        print_json(&bench);
    else
        print_text(&bench);
    return true;
}

static bool run(const struct options *options, struct error *err)
{
    if (!options->pairs)
        return run_truth(options, err);
    const struct matching_pairs_options pairs = {.file = options->pairs,
                                                 .json = options->json,
                                                 .errors = options->errors,
                                                 .repeat = options->repeat};
    return matching_pairs_run(&pairs, err);
}

int main(int argc, char **argv)
{
    struct options options = {.repeat = 1};
    const struct cli_option table[] = {
        {.name = "truth",
         .kind = CLI_STRING,
         .value = &options.truth,
         .metavar = "FILE",
         .help = "questions: qid,kind,title,author,year,accepted_isbn13"},
        {.name = "editions",
         .kind = CLI_STRING,
         .value = &options.editions,
         .metavar = "FILE",
         .help = "import these editions into the catalogue first"},
        {.name = "pairs",
         .kind = CLI_STRING,
         .value = &options.pairs,
         .metavar = "FILE",
         .help = "judge pairs of a wanted book and one candidate instead: kind,expected,…"},
        {.name = "errors",
         .kind = CLI_FLAG,
         .value = &options.errors,
         .help = "with --pairs: list what was judged wrongly, on stderr"},
        {.name = "repeat",
         .kind = CLI_INT,
         .value = &options.repeat,
         .min = 1,
         .max = 10000,
         .metavar = "N",
         .help = "with --pairs: judge each so often, to measure the time"},
        {.name = "config",
         .kind = CLI_STRING,
         .value = &options.config,
         .metavar = "FILE",
         .help = "configuration file"},
        {.name = "json", .kind = CLI_FLAG, .value = &options.json, .help = "print JSON"},
        {.name = "misses",
         .kind = CLI_FLAG,
         .value = &options.misses,
         .help = "list what was not answered right, on stderr"},
        {.name = NULL},
    };
    const struct cli_command command = {
        .program = "bench-matching",
        .summary = "Measures how often search and judgement find the right ISBN.",
        .options = table,
    };
    struct error err = {0};
    struct cli_line line = {0};
    if (!cli_parse(&command, argc, argv, &line, &err) || (!line.help && !run(&options, &err))) {
        (void)fprintf(stderr, "bench-matching: %s\n", err.message);
        return error_exit_code(&err);
    }
    if (line.help)
        cli_help(&command);
    return EXIT_SUCCESS;
}
