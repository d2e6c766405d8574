/* matching_pairs.c: is a book that was asked for accepted where only one candidate is offered?
 *
 * Each row of the file is one wanted book, one candidate and what is right. The judgement is that
 * of the program (match_choose); nothing is searched, so that only the wording is measured. */
#include "matching_pairs.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/csv.h"
#include "core/json_write.h"
#include "match/match.h"

enum { KINDS_MAX = 128 };

enum {
    KIND,
    EXPECTED,
    TITLE,
    AUTHOR,
    YEAR,
    C_TITLE,
    C_AUTHOR,
    C_DATE,
    C_LANGUAGE,
    C_BINDING,
    C_PUBLISHER,
    COLUMNS
};

static const char *const columns[COLUMNS] = {
    "kind",
    "expected",
    "wanted_title",
    "wanted_author",
    "wanted_year",
    "candidate_title",
    "candidate_author",
    "candidate_date",
    "candidate_language",
    "candidate_binding",
    "candidate_publisher",
};

/* How the pairs of one kind were judged. */
struct tally {
    char *name;
    size_t accepted_right, accepted_wrong, refused_right, refused_wrong;
};

struct bench {
    const struct matching_pairs_options *options;
    struct tally kinds[KINDS_MAX];
    size_t count;
    double seconds; /* of CPU, in the judgement alone */
};

static void bench_done(struct bench *bench)
{
    for (size_t i = 0; i < bench->count; i++)
        mem_free(bench->kinds[i].name);
}
CLEANUP_STRUCT(struct bench, bench_done)

static double cpu_seconds(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now); /* the clock exists on Linux */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct tally *tally_of(struct bench *bench, const char *kind)
{
    for (size_t i = 0; i < bench->count; i++)
        if (strcmp(bench->kinds[i].name, kind) == 0)
            return &bench->kinds[i];
    if (bench->count == KINDS_MAX)
        return &bench->kinds[KINDS_MAX - 1];
    bench->kinds[bench->count].name = mem_text(kind);
    return &bench->kinds[bench->count++];
}

/* ---- one pair ---- */

static char *field(const struct csv *csv, const size_t fields[COLUMNS], int column)
{
    return mem_text(csv_field(csv, fields[column]));
}

static struct book book_of(const struct csv *csv, const size_t fields[COLUMNS])
{
    int64_t year = 0;
    if (!text_to_int(csv_field(csv, fields[YEAR]), -9999, 9999, &year))
        year = 0; /* a pair may have none */
    return (struct book){.title = field(csv, fields, TITLE),
                         .authors = field(csv, fields, AUTHOR),
                         .year = year > 0 ? (int)year : 0};
}

static struct edition edition_of(const struct csv *csv, const size_t fields[COLUMNS])
{
    return (struct edition){.isbn = {"9780306406157"},
                            .title = field(csv, fields, C_TITLE),
                            .authors = field(csv, fields, C_AUTHOR),
                            .published = field(csv, fields, C_DATE),
                            .language = field(csv, fields, C_LANGUAGE),
                            .binding = field(csv, fields, C_BINDING),
                            .publisher = field(csv, fields, C_PUBLISHER)};
}

static void count_verdict(struct tally *tally, bool wanted, bool accepted)
{
    tally->accepted_right += wanted && accepted;
    tally->accepted_wrong += !wanted && accepted;
    tally->refused_right += !wanted && !accepted;
    tally->refused_wrong += wanted && !accepted;
}

static void say_error(const char *kind, const struct book *book, const struct edition *edition,
                      const struct match *match)
{
    (void)fprintf(stderr, "%s\t%s\t%s / %s / %d\t%s / %s / %s\t%s\n",
                  match->edition ? "accepted wrongly" : "refused wrongly", kind, book->title,
                  book->authors, book->year, edition->title, edition->authors, edition->published,
                  match->evidence);
}

static bool judge(struct bench *bench, const struct csv *csv, const size_t fields[COLUMNS],
                  struct error *err)
{
    const char *expected = csv_field(csv, fields[EXPECTED]);
    const bool wanted = strcmp(expected, "accept") == 0;
    if (!wanted && strcmp(expected, "reject") != 0)
        return error_set(err, ERROR_USAGE, 0,
                         "--pairs: line %lld: expected is neither accept nor reject",
                         (long long)csv_line(csv));
    CLEANUP(books_done) struct books books = {0};
    CLEANUP(editions_done) struct editions editions = {0};
    struct book *book = books_add(&books);
    struct edition *edition = editions_add(&editions);
    *book = book_of(csv, fields);
    *edition = edition_of(csv, fields);
    struct match match = {0};
    const double before = cpu_seconds();
    for (int64_t i = 0; i < bench->options->repeat; i++)
        match_choose(book, edition, 1, &match);
    bench->seconds += cpu_seconds() - before;
    const char *kind = csv_field(csv, fields[KIND]);
    count_verdict(tally_of(bench, kind), wanted, match.edition != NULL);
    if (bench->options->errors && wanted != (match.edition != NULL))
        say_error(kind, book, edition, &match);
    return true;
}

/* ---- the file ---- */

static size_t read_file(void *context, char *to, size_t capacity)
{
    return fread(to, 1, capacity, context);
}

static bool read_header(const struct csv *csv, size_t ret[COLUMNS], struct error *err)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        ret[i] = 0;
        while (ret[i] < csv_count(csv) && strcmp(csv_field(csv, ret[i]), columns[i]) != 0)
            ret[i]++;
        if (ret[i] == csv_count(csv))
            return error_set(err, ERROR_USAGE, 0, "--pairs: no column '%s'", columns[i]);
    }
    return true;
}

static bool judge_all(struct bench *bench, FILE *file, struct error *err)
{
    CLEANUP(csv_free) struct csv *csv = csv_new(read_file, file);
    const char *reason = "it is empty";
    size_t fields[COLUMNS] = {0};
    if (csv_next(csv, &reason) != CSV_RECORD)
        return error_set(err, ERROR_USAGE, 0, "--pairs: no header: %s", reason);
    if (!read_header(csv, fields, err))
        return false;
    enum csv_result result;
    while ((result = csv_next(csv, &reason)) != CSV_END) {
        if (result == CSV_BAD)
            return error_set(err, ERROR_USAGE, 0, "--pairs: line %lld: %s",
                             (long long)csv_line(csv), reason);
        if (!judge(bench, csv, fields, err))
            return false;
    }
    return true;
}

/* ---- the answer ---- */

static double ratio(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 1;
}

static double precision(const struct tally *tally)
{
    return ratio(tally->accepted_right, tally->accepted_right + tally->accepted_wrong);
}

static double recall(const struct tally *tally)
{
    return ratio(tally->accepted_right, tally->accepted_right + tally->refused_wrong);
}

static double f1(const struct tally *tally)
{
    return ratio(2 * tally->accepted_right,
                 2 * tally->accepted_right + tally->accepted_wrong + tally->refused_wrong);
}

static struct tally total_of(const struct bench *bench)
{
    struct tally total = {.name = NULL};
    for (size_t i = 0; i < bench->count; i++) {
        total.accepted_right += bench->kinds[i].accepted_right;
        total.accepted_wrong += bench->kinds[i].accepted_wrong;
        total.refused_right += bench->kinds[i].refused_right;
        total.refused_wrong += bench->kinds[i].refused_wrong;
    }
    return total;
}

static size_t pairs_of(const struct tally *tally)
{
    return tally->accepted_right + tally->accepted_wrong + tally->refused_right +
           tally->refused_wrong;
}

static void tally_json(const struct tally *tally, struct text *json)
{
    text_add_format(json,
                    "\"pairs\":%zu,\"accepted_right\":%zu,\"accepted_wrong\":%zu,"
                    "\"refused_right\":%zu,\"refused_wrong\":%zu,\"precision\":",
                    pairs_of(tally), tally->accepted_right, tally->accepted_wrong,
                    tally->refused_right, tally->refused_wrong);
    text_add_double(json, precision(tally), 4);
    text_add(json, ",\"recall\":");
    text_add_double(json, recall(tally), 4);
    text_add(json, ",\"f1\":");
    text_add_double(json, f1(tally), 4);
}

static double microseconds(const struct bench *bench, const struct tally *total)
{
    const double judged = (double)pairs_of(total) * (double)bench->options->repeat;
    return judged > 0 ? bench->seconds * 1e6 / judged : 0;
}

static void print_json(const struct bench *bench)
{
    CLEANUP(text_done) struct text json = {0};
    const struct tally total = total_of(bench);
    text_add(&json, "{");
    tally_json(&total, &json);
    text_add(&json, ",\"cpu_us_a_pair\":");
    text_add_double(&json, microseconds(bench, &total), 2);
    text_add(&json, ",\"kinds\":{");
    for (size_t i = 0; i < bench->count; i++) {
        text_add(&json, i ? "," : "");
        text_add_json(&json, bench->kinds[i].name);
        text_add(&json, ":{");
        tally_json(&bench->kinds[i], &json);
        text_add(&json, "}");
    }
    text_add(&json, "}}\n");
    (void)fputs(text_of(&json), stdout);
}

static void print_row(const char *name, const struct tally *tally)
{
    (void)printf("%-24s %6zu %9zu %9zu %8zu %8zu %10.3f %7.3f %6.3f\n", name, pairs_of(tally),
                 tally->accepted_right, tally->accepted_wrong, tally->refused_right,
                 tally->refused_wrong, precision(tally), recall(tally), f1(tally));
}

static void print_text(const struct bench *bench)
{
    const struct tally total = total_of(bench);
    (void)printf("%-24s %6s %9s %9s %8s %8s %10s %7s %6s\n", "", "", "accepted", "accepted",
                 "refused", "refused", "", "", "");
    (void)printf("%-24s %6s %9s %9s %8s %8s %10s %7s %6s\n", "kind", "pairs", "rightly", "wrongly",
                 "rightly", "wrongly", "precision", "recall", "F1");
    for (size_t i = 0; i < bench->count; i++)
        print_row(bench->kinds[i].name, &bench->kinds[i]);
    print_row("all", &total);
    (void)printf("CPU a pair: %.2f us\n", microseconds(bench, &total));
}

bool matching_pairs_run(const struct matching_pairs_options *options, struct error *err)
{
    CLEANUP(bench_done) struct bench bench = {.options = options};
    FILE *file = fopen(options->file, "rb");
    if (!file)
        return error_set(err, ERROR_USAGE, 0, "--pairs: '%s' cannot be read", options->file);
    const bool judged = judge_all(&bench, file, err);
    (void)fclose(file); /* it was only read */
    if (!judged)
        return false;
    if (options->json)
        print_json(&bench);
    else
        print_text(&bench);
    return true;
}
