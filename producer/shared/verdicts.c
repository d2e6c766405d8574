/* verdicts.c: verdicts are kept in the order in which they were made, and printed the worst first.
 * Names and states never change: monitoring and scripts go by them. */
#include "shared/verdicts.h"

#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "core/mem.h"
#include "shared/output.h"

#define SUMMARY_BYTES 8192 /* enough for the list of all missing rights */

/* The values that are there at every look, so that a graph of them has no gaps. Others come and go
 * with a month or a group. */
static const struct measure {
    const char *name, *unit, *max;
    bool falls; /* an alarm is what lies below its limit */
} measures[] = {
    {.name = "resolution_low", .unit = "%", .max = "100", .falls = true},
    {.name = "months_failed"},
    {.name = "months_partial"},
    {.name = "month_long_processing"},
    {.name = "months_orphaned"},
    {.name = "no_consumer"},
    {.name = "nothing_consumed"},
    {.name = "retries_overdue"},
    {.name = "fleet_paused"},
    {.name = "outbox_old"},
    {.name = "outbox_refused"},
    {.name = "isbns_waiting"},
    {.name = "nothing_enriched"},
    {.name = "dead_letters"},
    {.name = "provider_closed"},
    {.name = "quota_high", .unit = "%"},
    {.name = "budget_near", .unit = "%"},
};

/* From the best to the worst. */
static const enum verdict_state ranks[] = {VERDICT_OK, VERDICT_WARNING, VERDICT_UNKNOWN,
                                           VERDICT_CRITICAL};

static const char *state_word(enum verdict_state state)
{
    static const char *const words[] = {
        [VERDICT_OK] = "OK",
        [VERDICT_WARNING] = "WARNING",
        [VERDICT_CRITICAL] = "CRITICAL",
        [VERDICT_UNKNOWN] = "UNKNOWN",
    };
    return words[state];
}

/* ---- gathering ---- */

static const char *kept(const char *text)
{
    return text ? mem_text(text) : NULL;
}

void verdicts_add(struct verdicts *verdicts, const struct verdict *verdict)
{
    verdicts->items = mem_resize(verdicts->items, verdicts->count + 1, sizeof(*verdicts->items));
    verdicts->items[verdicts->count++] = (struct verdict){
        .state = verdict->state,
        .name = kept(verdict->name),
        .subject = kept(verdict->subject),
        .summary = kept(verdict->summary),
        .since = kept(verdict->since),
        .value = kept(verdict->value),
        .warn = kept(verdict->warn),
        .crit = kept(verdict->crit),
    };
}

void verdicts_done(struct verdicts *verdicts)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct verdict *f = &verdicts->items[i];
        const char *const texts[] = {f->name,  f->subject, f->summary, f->since,
                                     f->value, f->warn,    f->crit};
        for (size_t k = 0; k < ARRAY_LEN(texts); k++)
            mem_free((void *)(uintptr_t)texts[k]);
    }
    mem_free(verdicts->items);
}

static size_t count_of(const struct verdicts *verdicts, enum verdict_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < verdicts->count; i++)
        count += verdicts->items[i].state == state;
    return count;
}

enum verdict_state verdicts_worst(const struct verdicts *verdicts)
{
    size_t rank = ARRAY_LEN(ranks) - 1;
    while (rank > 0 && count_of(verdicts, ranks[rank]) == 0)
        rank--;
    return ranks[rank];
}

/* ---- for monitoring and people ---- */

/* A sentence in one line; '|' would begin the performance data. */
static void add_summary(struct text *out, const struct verdict *verdict)
{
    const size_t begin = out->count;
    text_add_printable(out, verdict->summary, strlen(verdict->summary), SUMMARY_BYTES);
    if (verdict->since)
        text_add_format(out, " (since %.10s %.5s UTC)", verdict->since, verdict->since + 11);
    for (size_t i = begin; i < out->count; i++)
        if (out->bytes[i] == '|')
            out->bytes[i] = '/';
}

static bool is_measured(const struct verdict *verdict)
{
    return verdict->value || verdict->warn || verdict->crit;
}

static bool has_subject(const struct verdict *verdict)
{
    return verdict->subject && *verdict->subject;
}

static void add_measure(struct text *out, const struct verdict *f, const struct measure *measure)
{
    const char *from = measure->falls ? ":" : ""; /* "60:" is everything below 60 */
    text_add_format(out, " '%s%s%s'=%s%s;", f->name, has_subject(f) ? " " : "",
                    has_subject(f) ? f->subject : "", f->value, measure->unit ? measure->unit : "");
    text_add_format(out, "%s%s;%s%s;0;%s", f->warn ? f->warn : "", f->warn ? from : "",
                    f->crit ? f->crit : "", f->crit ? from : "", measure->max ? measure->max : "");
}

static void add_performance(struct text *out, const struct verdicts *verdicts)
{
    const size_t begin = out->count;
    for (size_t i = 0; i < verdicts->count; i++)
        for (size_t k = 0; k < ARRAY_LEN(measures) && verdicts->items[i].value; k++) {
            if (!text_equal(measures[k].name, verdicts->items[i].name))
                continue;
            if (out->count == begin)
                text_add(out, " |");
            add_measure(out, &verdicts->items[i], &measures[k]);
        }
}

static const struct verdict *first_of(const struct verdicts *verdicts, enum verdict_state state)
{
    for (size_t i = 0; i < verdicts->count; i++)
        if (verdicts->items[i].state == state)
            return &verdicts->items[i];
    return NULL;
}

/* The worst state and its first sentence, and how many more there are. */
static void add_first_line(struct text *out, const struct verdicts *verdicts)
{
    const enum verdict_state worst = verdicts_worst(verdicts);
    const struct verdict *first = first_of(verdicts, worst);
    text_add_format(out, "%s: ", state_word(worst));
    if (worst == VERDICT_OK || !first) {
        text_add(out, verdicts->all_well ? verdicts->all_well : "nothing is wrong");
        return;
    }
    if (has_subject(first) && !is_measured(first))
        text_add_format(out, "%s %s: ", first->name, output_shown(first->subject));
    add_summary(out, first);
    const size_t others = verdicts->count - count_of(verdicts, VERDICT_OK) - 1;
    if (others > 0)
        text_add_format(out, "; and %s", output_count((int64_t)others, "other", "others"));
}

static void print_lines(const struct verdicts *verdicts, enum verdict_state state, bool values)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct verdict *f = &verdicts->items[i];
        CLEANUP(text_done) struct text line = {0};
        if (f->state != state || (is_measured(f) && !values))
            continue;
        text_add_format(&line, "%s %s%s%s: ", state_word(state), f->name, has_subject(f) ? " " : "",
                        has_subject(f) ? output_shown(f->subject) : "");
        add_summary(&line, f);
        (void)printf("%s\n", text_of(&line));
    }
}

void verdicts_print(const struct verdicts *verdicts, enum verdicts_detail detail, bool performance)
{
    CLEANUP(text_done) struct text first = {0};
    add_first_line(&first, verdicts);
    if (performance)
        add_performance(&first, verdicts);
    (void)printf("%s\n", text_of(&first));
    for (size_t rank = ARRAY_LEN(ranks); detail != VERDICTS_ONE_LINE && rank-- > 0;)
        print_lines(verdicts, ranks[rank], ranks[rank] != VERDICT_OK || detail == VERDICTS_ALL);
}

/* ---- for programs ---- */

static void write_state(struct text *out, enum verdict_state state)
{
    static const char *const words[] = {
        [VERDICT_OK] = "ok",
        [VERDICT_WARNING] = "warning",
        [VERDICT_CRITICAL] = "critical",
        [VERDICT_UNKNOWN] = "unknown",
    };
    json_write_text(out, "state", words[state]);
}

static void write_verdict(struct text *out, const struct verdict *f)
{
    json_write_open(out, NULL, '{');
    write_state(out, f->state);
    json_write_text(out, "name", f->name);
    json_write_text(out, "subject", f->subject ? f->subject : "");
    json_write_text(out, "summary", f->summary);
    json_write_text(out, "since", f->since);
    json_write_raw(out, "value", f->value);
    json_write_raw(out, "warning", f->warn);
    json_write_raw(out, "critical", f->crit);
    json_write_close(out, '}');
}

void verdicts_print_json(const struct verdicts *verdicts)
{
    CLEANUP(text_done) struct text out = {0};
    CLEANUP(text_done) struct text first = {0};
    add_first_line(&first, verdicts);
    json_write_open(&out, NULL, '{');
    write_state(&out, verdicts_worst(verdicts));
    json_write_int(&out, "exit_code", verdicts_worst(verdicts));
    json_write_text(&out, "summary", text_of(&first));
    json_write_open(&out, "findings", '[');
    for (size_t rank = ARRAY_LEN(ranks); rank-- > 0;)
        for (size_t i = 0; i < verdicts->count; i++)
            if (verdicts->items[i].state == ranks[rank])
                write_verdict(&out, &verdicts->items[i]);
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}
