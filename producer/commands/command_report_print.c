/* command_report_print.c: a report for people, as plain text or as a Markdown document. Both have
 * the same headings and tables, so that one can be compared with the other. */
#include <stdio.h>

#include "commands/command_report.h"
#include "core/version.h"
#include "shared/markdown.h"
#include "shared/table.h"
#include "sql.h"

/* A document that is being printed. */
struct document {
    const struct report *report;
    bool markdown;
};

static void print_heading(const struct document *document, const char *heading)
{
    (void)printf(document->markdown ? "\n## %s\n\n" : "\n%s\n", heading);
}

static void print_table(const struct document *document, const struct table *table)
{
    CLEANUP(text_done) struct text out = {0};
    if (!document->markdown) {
        table_print(table);
        return;
    }
    markdown_table(&out, table);
    (void)fputs(text_of(&out), stdout);
}

/* A table of names and values. As text it needs no headings. */
static void begin_values(const struct document *document, struct table *table, const char *what)
{
    table_heading(table, document->markdown ? what : NULL, /* right= */ false);
    table_heading(table, document->markdown ? "value" : NULL, /* right= */ false);
}

static void add_value(struct table *table, const char *name, const char *value)
{
    table_add(table, name);
    table_add(table, value);
}

/* ---- the parts ---- */

static void print_header(const struct document *document)
{
    const struct report *report = document->report;
    CLEANUP(table_done) struct table table = {0};
    CLEANUP(text_done) struct text program = {0};
    CLEANUP(text_done) struct text months = {0};
    CLEANUP(text_done) struct text broker = {0};
    version_write(PROGRAM, &program);
    text_add_format(&months, report->in_range ? "%s to %s" : "all",
                    month_text(report->range.from).text, month_text(report->range.to).text);
    text_add_format(&broker, "%s%s",
                    report->depths.known ? report->depths.version : "not reached: ",
                    report->depths.known ? "" : report->depths.why.message);
    (void)printf(document->markdown ? "# Backfill report\n\n" : "Backfill report\n");
    begin_values(document, &table, "report");
    add_value(&table, "made", row_text(report->header, 0, REPORT_HEADER_MADE_AT));
    if (report->since_ms > 0)
        add_value(&table, "compared with", row_text(report->header, 0, REPORT_HEADER_SINCE_AT));
    add_value(&table, "months", text_of(&months));
    program.bytes[program.count - 1] = '\0'; /* the end of its line */
    add_value(&table, "program", text_of(&program));
    add_value(&table, "schema", row_text(report->header, 0, REPORT_HEADER_SCHEMA));
    add_value(&table, "PostgreSQL", row_text(report->header, 0, REPORT_HEADER_POSTGRESQL));
    add_value(&table, "RabbitMQ", text_of(&broker));
    print_table(document, &table);
}

static void print_settings(const struct document *document)
{
    const struct config *config = document->report->context->config;
    CLEANUP(table_done) struct table values = {0};
    CLEANUP(table_done) struct table providers = {0};
    print_heading(document, "Configuration");
    begin_values(document, &values, "key");
    for (size_t i = 0; report_setting_at(i); i++)
        add_value(&values, report_setting_at(i)->path,
                  report_setting_text(config, report_setting_at(i)));
    print_table(document, &values);
    print_heading(document, "Providers");
    report_providers(config, &providers);
    print_table(document, &providers);
}

/* What was before stands beside what is now only where it was asked for; how many calls have no
 * price only where there are such. */
static void print_list(const struct document *document, enum report_list list)
{
    const struct report_section *section = &report_sections[list];
    const struct rows *rows = document->report->lists[list];
    CLEANUP(table_done) struct table table = {0};
    struct column shown[TABLE_COLUMNS_MAX] = {{NULL, NULL, COLUMN_HIDDEN}};
    if (rows_count(rows) == 0 && !section->none)
        return;
    print_heading(document, section->heading);
    if (rows_count(rows) == 0) {
        (void)printf("%s\n", section->none);
        return;
    }
    for (size_t i = 0; i < section->count; i++) {
        shown[i] = section->columns[i];
        if (document->report->since_ms == 0 && text_equal(shown[i].key, "before"))
            shown[i].kind = COLUMN_HIDDEN;
        if (text_equal(shown[i].key, "unpriced"))
            output_hide_zeroes(&shown[i], rows, (int)i);
    }
    output_fill_table(&table, rows, shown, section->count);
    print_table(document, &table);
}

static void print_totals(const struct document *document)
{
    CLEANUP(table_done) struct table table = {0};
    const struct rows *totals = document->report->totals;
    struct column shown[REPORT_TOTALS_COUNT];
    for (size_t i = 0; i < REPORT_TOTALS_COUNT; i++)
        shown[i] = report_totals[i];
    output_hide_zeroes(&shown[REPORT_TOTALS_UNPRICED], totals, REPORT_TOTALS_UNPRICED);
    print_heading(document, "All together");
    begin_values(document, &table, "months together");
    output_fill_lines(&table, totals, 0, shown, REPORT_TOTALS_COUNT);
    print_table(document, &table);
    (void)printf(
        "%sEnriched editions: %lld. Expected: %lld, one for each ISBN that was handed over.\n",
        document->markdown ? "\n" : "",
        (long long)row_int(totals, 0, REPORT_TOTALS_ENRICHED_EDITIONS),
        (long long)row_int(totals, 0, REPORT_TOTALS_ISBNS_QUEUED));
}

static void print_queues(const struct document *document)
{
    const struct report *report = document->report;
    CLEANUP(table_done) struct table table = {0};
    print_heading(document, "Queues");
    if (report->depths.known) {
        report_queues(&report->depths, &table);
        print_table(document, &table);
    } else {
        (void)printf("The broker was not reached: %s\n", output_shown(report->depths.why.message));
    }
    (void)printf("%sIn the outbox: %lld due, %lld later.\n", document->markdown ? "\n" : "",
                 (long long)row_int(report->outbox, 0, OUTBOX_STATE_DUE),
                 (long long)row_int(report->outbox, 0, OUTBOX_STATE_LATER));
}

void report_print(const struct report *report, bool markdown)
{
    const struct document document = {.report = report, .markdown = markdown};
    print_header(&document);
    print_list(&document, REPORT_LIST_STATES);
    print_list(&document, REPORT_LIST_MONTHS);
    print_totals(&document);
    print_list(&document, REPORT_LIST_PROMPTS);
    print_list(&document, REPORT_LIST_REFUSALS);
    print_list(&document, REPORT_LIST_ERRORS);
    print_list(&document, REPORT_LIST_QUOTA);
    print_list(&document, REPORT_LIST_DAYS);
    print_queues(&document);
    print_settings(&document);
}
