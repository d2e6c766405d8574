/* exposition.c: what each metric of the fleet is called and means. The values come from
 * common/sql/status_metrics.sql and from the broker. A metric whose server has not answered has its
 * help and no sample, and scrape_success says why. A month is never a label.
 * from  Prometheus, "Exposition formats" (text, version 0.0.4) */
#include "shared/exposition.h"

#include <string.h>

#include "core/json_write.h"
#include "core/version.h"
#include "sql.h"

static const struct family {
    const char *name, *type, *help;
    const char *labels[2]; /* of a histogram the second is added to its buckets only */
} families[] = {
    {"months",
     "gauge",
     "Months in the table by status; held ones are those that would be pending.",
     {"status"}},
    {"months_waiting", "gauge", "Months that a consumer could take at this moment.", {NULL}},
    {"oldest_wait_seconds",
     "gauge",
     "How long the first of the months has waited that a consumer could take; 0: none waits.",
     {NULL}},
    {"fleet_paused", "gauge", "1 while the fleet is paused, else 0.", {NULL}},
    {"processes", "gauge", "Living processes by role.", {"role"}},
    {"outbox_messages",
     "gauge",
     "Messages that are not sent yet: due, or to be sent later.",
     {"state"}},
    {"outbox_oldest_seconds",
     "gauge",
     "How long the oldest message has waited that is due or was refused; 0: none is.",
     {NULL}},
    {"dead_letters",
     "gauge",
     "Open dead letters in the archive by the class of their error.",
     {"class"}},
    {"quota_used_ratio",
     "gauge",
     "Share of the day's calls of a provider that is used.",
     {"provider"}},
    {"budget_used_ratio", "gauge", "Share of a budget of money that is spent.", {"budget"}},
    {"provider_closed",
     "gauge",
     "1 while the provider is closed for the fleet, else 0.",
     {"provider"}},
    {"calls_total", "counter", "Calls to providers by how they ended.", {"provider", "outcome"}},
    {"cost_total",
     "counter",
     "What calls to a provider have cost, in the currency of its prices.",
     {"provider"}},
    {"books", "gauge", "Books of completed months: generated, and of these resolved.", {"stage"}},
    {"isbns",
     "gauge",
     "ISBNs that were handed over, each in one state: waiting to be sent, published, enriched, not "
     "found, failed.",
     {"state"}},
    {"isbns_waiting",
     "gauge",
     "ISBNs that were handed over and wait to be enriched, by the reason of their waiting.",
     {"reason"}},
    {"isbns_due", "gauge", "ISBNs that a consumer could enrich now.", {NULL}},
    {"isbn_oldest_wait_seconds",
     "gauge",
     "How long the oldest ISBN has waited to be enriched; 0: none waits.",
     {NULL}},
    {"last_enriched_timestamp_seconds",
     "gauge",
     "When a source last answered about editions or an edition was written, in seconds since 1970; "
     "0: never.",
     {NULL}},
    {"last_completed_timestamp_seconds",
     "gauge",
     "When a month was last completed, in seconds since 1970; 0: never.",
     {NULL}},
    {"last_consumed_timestamp_seconds",
     "gauge",
     "When a consumer last took a month, in seconds since 1970; 0: never.",
     {NULL}},
    {"alarm_severity",
     "gauge",
     "The worst that holds of each alarm of 'check': 0 none, 1 warning, 2 critical.",
     {"alarm"}},
    {"attempt_duration_seconds",
     "histogram",
     "Duration of attempts at a month by their outcome.",
     {"outcome", "le"}},
};

/* Where samples go: the text format, or JSON. */
struct page {
    struct text *out;
    bool json;
};

struct sample {
    const char *metric; /* without the prefix */
    const char *labels[2], *values[2];
    const char *value;
};

/* As the format asks: a backslash, a quote and the end of a line are escaped. */
static void add_label(struct text *out, const char *name, const char *value)
{
    text_add_format(out, "%s=\"", name);
    for (; *value; value++) {
        if (*value == '\n')
            text_add(out, "\\n");
        else
            text_add_format(out, "%s%c", *value == '"' || *value == '\\' ? "\\" : "", *value);
    }
    text_add(out, "\"");
}

static void add_text(struct text *out, const struct sample *sample)
{
    bool labelled = false;
    text_add_format(out, "backfill_%s", sample->metric);
    for (size_t i = 0; i < ARRAY_LEN(sample->labels); i++) {
        if (!sample->labels[i] || !sample->values[i])
            continue;
        text_add(out, labelled ? "," : "{");
        add_label(out, sample->labels[i], sample->values[i]);
        labelled = true;
    }
    text_add_format(out, "%s %s\n", labelled ? "}" : "", sample->value);
}

static void add_json(struct text *out, const struct sample *sample)
{
    CLEANUP(text_done) struct text name = {0};
    text_add_format(&name, "backfill_%s", sample->metric);
    json_write_open(out, NULL, '{');
    json_write_text(out, "name", text_of(&name));
    json_write_open(out, "labels", '{');
    for (size_t i = 0; i < ARRAY_LEN(sample->labels); i++)
        if (sample->labels[i] && sample->values[i])
            json_write_text(out, sample->labels[i], sample->values[i]);
    json_write_close(out, '}');
    json_write_raw(out, "value", sample->value);
    json_write_close(out, '}');
}

static void add_sample(const struct page *page, const struct sample *sample)
{
    (page->json ? add_json : add_text)(page->out, sample);
}

static void add_head(const struct page *page, const struct family *family)
{
    if (!page->json)
        text_add_format(page->out, "# HELP backfill_%s %s\n# TYPE backfill_%s %s\n", family->name,
                        family->help, family->name, family->type);
}

/* ---- of the database ---- */

/* Is the sample one of this family? A histogram has three kinds of samples. */
static bool belongs(const char *metric, const struct family *family)
{
    static const char *const ends[] = {"", "_bucket", "_sum", "_count"};
    const size_t length = strlen(family->name);
    if (strncmp(metric, family->name, length) != 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (strcmp(metric + length, ends[i]) == 0)
            return true;
    return false;
}

static void add_family(const struct page *page, const struct rows *rows,
                       const struct family *family)
{
    add_head(page, family);
    for (size_t row = 0; row < rows_count(rows); row++) {
        const char *metric = row_text(rows, row, STATUS_METRICS_METRIC);
        if (belongs(metric, family))
            add_sample(page, &(struct sample){
                                 .metric = metric,
                                 .labels = {family->labels[0], family->labels[1]},
                                 .values = {row_text(rows, row, STATUS_METRICS_FIRST),
                                            row_text(rows, row, STATUS_METRICS_SECOND)},
                                 .value = row_text(rows, row, STATUS_METRICS_VALUE),
                             });
    }
}

/* ---- of the broker, and of this program ---- */

static const struct family queue_messages = {
    "queue_messages", "gauge", "Messages that lie ready on a queue.", {"role", "queue"}};
static const struct family queue_consumers = {
    "queue_consumers", "gauge", "Consumers that the broker knows of a queue.", {"role", "queue"}};
static const struct family scrape_success = {
    "scrape_success", "gauge", "1 where a server has answered this scrape, else 0.", {"server"}};
static const struct family build_info = {
    "build_info", "gauge", "Which program this is; always 1.", {"version"}};

/* What a scrape counts itself: whole numbers. */
static void add_number(const struct page *page, const struct family *family, const char *first,
                       const char *second, int64_t number)
{
    const struct sql_param value = sql_int(number);
    add_sample(page, &(struct sample){.metric = family->name,
                                      .labels = {family->labels[0], family->labels[1]},
                                      .values = {first, second},
                                      .value = value.digits});
}

/* The names of the outbox' destinations, in the order of struct depths. */
static const char *const queue_roles[DEPTHS_QUEUES] = {"backfill", "enrichment", "backfill_dead",
                                                       "enrichment_dead"};

static void add_queues(const struct page *page, const struct depths *depths,
                       const struct family *family)
{
    add_head(page, family);
    for (size_t i = 0; i < DEPTHS_QUEUES && depths->known; i++)
        if (depths->of[i].exists)
            add_number(page, family, queue_roles[i], depths->of[i].queue,
                       family == &queue_messages ? depths->of[i].ready : depths->of[i].consumers);
}

static void add_scrape(const struct page *page, const struct exposition *exposition)
{
    add_head(page, &scrape_success);
    add_number(page, &scrape_success, "database", NULL, exposition->rows != NULL);
    add_number(page, &scrape_success, "broker", NULL, exposition->depths->known);
    add_head(page, &build_info);
    add_number(page, &build_info, version_number(), NULL, 1);
}

void exposition_write(const struct exposition *exposition, bool json, struct text *ret)
{
    const struct page page = {.out = ret, .json = json};
    if (json) {
        json_write_open(ret, NULL, '{');
        json_write_open(ret, "metrics", '[');
    }
    for (size_t i = 0; i < ARRAY_LEN(families); i++)
        add_family(&page, exposition->rows, &families[i]);
    add_queues(&page, exposition->depths, &queue_messages);
    add_queues(&page, exposition->depths, &queue_consumers);
    add_scrape(&page, exposition);
    if (json) {
        json_write_close(ret, ']');
        json_write_close(ret, '}');
    }
}
