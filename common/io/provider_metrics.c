/* provider_metrics.c: a short table under a lock. A provider that is open stands there, too: a
 * series that is missing keeps a rule of monitoring silent. */
#include "io/provider_metrics.h"

#include <pthread.h>
#include <string.h>

#define PROVIDERS_MAX 64 /* more than a configuration can name; others are left out */
#define OUTCOMES_MAX 32  /* more than there are classes of errors */

static struct {
    char name[32];
    bool closed;
    int64_t closings;
    struct {
        const char *outcome;
        int64_t calls[2]; /* for months, for ISBNs */
    } ends[OUTCOMES_MAX];
    size_t end_count;
} providers[PROVIDERS_MAX]; /* guarded by lock, as is the count */
static size_t provider_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The place of a provider, which is added where it is new. PROVIDERS_MAX: there is no room. */
static size_t place_of(const char *name)
{
    size_t i = 0;
    while (i < provider_count && strcmp(providers[i].name, name) != 0)
        i++;
    if (i == provider_count && i < PROVIDERS_MAX) {
        text_copy(providers[i].name, sizeof(providers[i].name), name);
        providers[i].ends[0].outcome = "ok"; /* a rate needs the 0 before the first */
        providers[i].end_count = 1;
        provider_count++;
    }
    return i;
}

void provider_metrics_list(const char *provider)
{
    (void)pthread_mutex_lock(&lock);
    (void)place_of(provider);
    (void)pthread_mutex_unlock(&lock);
}

/* Names are words, so that a comma list needs no more than this. */
static void add_closed(const char *list)
{
    while (*list) {
        char name[32] = "";
        const size_t length = strcspn(list, ",");
        if (length < sizeof(name)) {
            memcpy(name, list, length);
            (void)place_of(name);
        }
        list += length + (list[length] == ',');
    }
}

void provider_metrics_set_closed(const char *closed)
{
    (void)pthread_mutex_lock(&lock);
    add_closed(closed);
    for (size_t i = 0; i < provider_count; i++)
        providers[i].closed = text_list_has(closed, providers[i].name);
    (void)pthread_mutex_unlock(&lock);
}

void provider_metrics_count_closing(const char *provider)
{
    (void)pthread_mutex_lock(&lock);
    const size_t i = place_of(provider);
    if (i < PROVIDERS_MAX)
        providers[i].closings++;
    (void)pthread_mutex_unlock(&lock);
}

/* Under the lock. */
static void count_call(size_t provider, const char *outcome, bool for_isbns)
{
    size_t i = 0;
    while (i < providers[provider].end_count &&
           strcmp(providers[provider].ends[i].outcome, outcome) != 0)
        i++;
    if (i == OUTCOMES_MAX)
        return;
    if (i == providers[provider].end_count)
        providers[provider].ends[providers[provider].end_count++].outcome = outcome;
    providers[provider].ends[i].calls[for_isbns]++;
}

void provider_metrics_count_call(const char *provider, const char *outcome, bool for_isbns)
{
    (void)pthread_mutex_lock(&lock);
    const size_t i = place_of(provider);
    if (i < PROVIDERS_MAX)
        count_call(i, outcome, for_isbns);
    (void)pthread_mutex_unlock(&lock);
}

/* Under the lock. */
static void write_calls(struct text *ret)
{
    static const char *const work[] = {"months", "isbns"};
    text_add(ret, "# HELP backfill_provider_calls_total Calls that this process has made of the "
                  "provider, for months and for ISBNs to be enriched, by how they ended.\n"
                  "# TYPE backfill_provider_calls_total counter\n");
    for (size_t i = 0; i < provider_count; i++)
        for (size_t k = 0; k < 2 * providers[i].end_count; k++)
            text_add_format(ret,
                            "backfill_provider_calls_total{provider=\"%s\",work=\"%s\","
                            "outcome=\"%s\"} %lld\n",
                            providers[i].name, work[k % 2], providers[i].ends[k / 2].outcome,
                            (long long)providers[i].ends[k / 2].calls[k % 2]);
}

/* Labels are names of providers: letters, digits and underscores, as the configuration asks. */
void provider_metrics_write(struct text *ret)
{
    (void)pthread_mutex_lock(&lock);
    text_add(ret, "# HELP backfill_provider_closed 1 while the provider is closed for the fleet, "
                  "else 0.\n# TYPE backfill_provider_closed gauge\n");
    for (size_t i = 0; i < provider_count; i++)
        text_add_format(ret, "backfill_provider_closed{provider=\"%s\"} %d\n", providers[i].name,
                        providers[i].closed);
    text_add(ret, "# HELP backfill_provider_closings_total Closings of the provider that this "
                  "process has logged: of the fleet one does.\n"
                  "# TYPE backfill_provider_closings_total counter\n");
    for (size_t i = 0; i < provider_count; i++)
        text_add_format(ret, "backfill_provider_closings_total{provider=\"%s\"} %lld\n",
                        providers[i].name, (long long)providers[i].closings);
    write_calls(ret);
    (void)pthread_mutex_unlock(&lock);
}
