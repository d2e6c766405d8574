/* overlap.c: says in words and in JSON what the overlap of two generators tells. Months differ, so
 * the sums of many are estimated as one only where a month alone has too few. */
#include "shared/overlap.h"

#include <stdio.h>

#include "core/chapman.h"
#include "core/cli.h"
#include "core/json_write.h"
#include "shared/markdown.h"
#include "shared/output.h"
#include "shared/table.h"
#include "sql.h"

struct overlap {
    const char *month, *first, *second; /* month: NULL for all together */
    int64_t months, first_found, second_found, both_found;
    int64_t found; /* by one or the other */
    bool is_said;  /* notable is filled */
    struct chapman notable;
};

bool overlap_read(struct context *context, struct range range, struct rows **ret, struct error *err)
{
    return DATABASE_RUN(context->db, &sql_report_overlap, ret, err,
                        sql_int(range_number(range.from)), sql_int(range_number(range.to)));
}

static struct overlap overlap_at(const struct rows *rows, size_t row)
{
    struct overlap ret = {
        .month = row_text(rows, row, REPORT_OVERLAP_MONTH),
        .first = row_text(rows, row, REPORT_OVERLAP_FIRST_GENERATOR),
        .second = row_text(rows, row, REPORT_OVERLAP_SECOND_GENERATOR),
        .months = row_int(rows, row, REPORT_OVERLAP_MONTHS),
        .first_found = row_int(rows, row, REPORT_OVERLAP_FIRST_FOUND),
        .second_found = row_int(rows, row, REPORT_OVERLAP_SECOND_FOUND),
        .both_found = row_int(rows, row, REPORT_OVERLAP_BOTH_FOUND),
    };
    ret.found = ret.first_found + ret.second_found - ret.both_found;
    ret.is_said = chapman_estimate(ret.first_found, ret.second_found, ret.both_found, &ret.notable);
    return ret;
}

/* ---- in words ---- */

/* "gemini and xai: about 52 notable books (45 to 71), 31 found: 24 by gemini, …" */
static void say_estimate(const struct overlap *o, struct text *out)
{
    const char *first = output_shown(o->first), *second = output_shown(o->second);
    text_add_format(out, "%s and %s: ", first, second);
    if (o->is_said)
        text_add_format(out, "about %lld notable books (%lld to %lld), %lld found: ",
                        (long long)o->notable.estimate, (long long)o->notable.low,
                        (long long)o->notable.high, (long long)o->found);
    else
        text_add_format(out,
                        "too few to say how many notable books there are (at least %d must be "
                        "found by both): ",
                        CHAPMAN_BOTH_MIN);
    text_add_format(out, "%lld by %s, %lld by %s, %lld of them by both.", (long long)o->first_found,
                    first, (long long)o->second_found, second, (long long)o->both_found);
}

/* Whether there is more to find. A fifth more at the least is worth another answer; a tenth at the
 * most is hardly worth one. */
static void say_verdict(const struct overlap *o, struct text *out)
{
    const int64_t low = o->notable.low - o->found, high = o->notable.high - o->found;
    if (high * 10 <= o->found)
        text_add_format(out,
                        "Another prompt or generator is hardly worth its price: at most %s there "
                        "to be found.",
                        output_count(high, "more book is", "more books are"));
    else
        text_add_format(out,
                        "Another prompt or generator %s: %lld to %lld more books are there to be "
                        "found.",
                        low * 5 >= o->found ? "is worth a try" : "may be worth a try",
                        (long long)low, (long long)high);
}

static void print_said(const struct overlap *o, void (*say)(const struct overlap *, struct text *))
{
    CLEANUP(text_done) struct text words = {0};
    CLEANUP(text_done) struct text lines = {0};
    say(o, &words);
    cli_add_words(&lines, text_of(&words), /* at= */ 0, /* indent= */ 2);
    (void)printf("%s\n", text_of(&lines));
}

void overlap_print_month(const struct rows *overlaps)
{
    struct overlap best = {.both_found = -1};
    for (size_t i = 0; i < rows_count(overlaps); i++) {
        const struct overlap o = overlap_at(overlaps, i);
        if (!o.month)
            continue;
        print_said(&o, say_estimate);
        if (o.both_found > best.both_found)
            best = o; /* the more are in both, the surer is the estimate */
    }
    if (best.is_said)
        print_said(&best, say_verdict);
}

static void add_count(struct table *table, int64_t count)
{
    CLEANUP(text_done) struct text cell = {0};
    text_add_format(&cell, "%lld", (long long)count);
    table_add(table, text_of(&cell));
}

static void add_month(struct table *table, const struct overlap *o)
{
    CLEANUP(text_done) struct text notable = {0};
    if (o->is_said)
        text_add_format(&notable, "%lld (%lld to %lld)", (long long)o->notable.estimate,
                        (long long)o->notable.low, (long long)o->notable.high);
    table_add(table, o->month);
    table_add(table, o->first);
    add_count(table, o->first_found);
    table_add(table, o->second);
    add_count(table, o->second_found);
    add_count(table, o->both_found);
    add_count(table, o->found);
    table_add(table, o->is_said ? text_of(&notable) : "too few to say");
}

static void print_months(const struct rows *overlaps, bool markdown)
{
    CLEANUP(table_done) struct table table = {0};
    CLEANUP(text_done) struct text out = {0};
    table_heading(&table, "month", /* right= */ false);
    table_heading(&table, "generator", /* right= */ false);
    table_heading(&table, "found", /* right= */ true);
    table_heading(&table, "generator", /* right= */ false);
    table_heading(&table, "found", /* right= */ true);
    table_heading(&table, "both", /* right= */ true);
    table_heading(&table, "together", /* right= */ true);
    table_heading(&table, "notable books", /* right= */ false);
    for (size_t i = 0; i < rows_count(overlaps); i++) {
        const struct overlap o = overlap_at(overlaps, i);
        if (o.month)
            add_month(&table, &o);
    }
    if (!markdown) {
        table_print(&table);
        return;
    }
    markdown_table(&out, &table);
    (void)fputs(text_of(&out), stdout);
}

void overlap_print(const struct rows *overlaps, bool markdown)
{
    if (rows_count(overlaps) == 0)
        return;
    (void)printf(markdown ? "\n## Notable books, estimated from two lists\n\n"
                          : "\nNotable books, estimated from two lists\n");
    print_months(overlaps, markdown);
    for (size_t i = 0; i < rows_count(overlaps); i++) {
        const struct overlap o = overlap_at(overlaps, i);
        if (o.month)
            continue;
        (void)printf("\n%s that both have answered:\n%s", output_count(o.months, "month", "months"),
                     markdown ? "\n" : "");
        print_said(&o, say_estimate);
        if (o.is_said)
            print_said(&o, say_verdict);
    }
}

/* ---- as JSON ---- */

static void write_one(const struct overlap *o, struct text *json)
{
    json_write_open(json, NULL, '{');
    json_write_text(json, "month", o->month);
    json_write_text(json, "first_generator", o->first);
    json_write_text(json, "second_generator", o->second);
    json_write_int(json, "months", o->months);
    json_write_int(json, "first_found", o->first_found);
    json_write_int(json, "second_found", o->second_found);
    json_write_int(json, "both_found", o->both_found);
    json_write_int(json, "found", o->found);
    if (o->is_said) {
        json_write_open(json, "notable", '{');
        json_write_int(json, "estimate", o->notable.estimate);
        json_write_int(json, "low", o->notable.low);
        json_write_int(json, "high", o->notable.high);
        json_write_close(json, '}');
    } else {
        json_write_raw(json, "notable", NULL);
    }
    json_write_close(json, '}');
}

void overlap_write(const struct rows *overlaps, const char *key, struct text *json)
{
    json_write_open(json, key, '[');
    for (size_t i = 0; i < rows_count(overlaps); i++) {
        const struct overlap o = overlap_at(overlaps, i);
        write_one(&o, json);
    }
    json_write_close(json, ']');
}
