/* test_metrics.c: the numbers of a process and the page they make. */
#include <ctype.h>
#include <pthread.h>

#include "io/metrics.h"
#include "test.h"

static void metrics_add__counts(void **state)
{
    (void)state;
    metrics_add(METRIC_DELIVERIES, 2);
    metrics_add(METRIC_DELIVERIES, 3);
    assert_int_equal(metrics_value(METRIC_DELIVERIES), 5);
    metrics_set(METRIC_MONTHS_IN_FLIGHT, 7);
    metrics_add(METRIC_MONTHS_IN_FLIGHT, -1);
    assert_int_equal(metrics_value(METRIC_MONTHS_IN_FLIGHT), 6);
}

static void *add_many(void *unused)
{
    for (int i = 0; i < 10000; i++)
        metrics_add(METRIC_RELAYED, 1);
    return unused;
}

static void metrics_add__loses_nothing_between_threads(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_many, NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(metrics_value(METRIC_RELAYED), 40000);
}

/* Does name consist of what Prometheus allows, with the suffix that fits the type? */
static bool name_is_clean(const char *name, const char *type)
{
    size_t length = strlen(name);
    bool total = length > 6 && strcmp(name + length - 6, "_total") == 0;
    for (const char *c = name; *c; c++)
        if (!islower((unsigned char)*c) && *c != '_')
            return false;
    return strncmp(name, "backfill_", 9) == 0 && total == (strcmp(type, "counter") == 0);
}

static void metrics_write__writes_every_metric(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text page = {0};
    metrics_write(&page);
    char *rest = page.bytes;
    size_t count = 0;
    for (; *rest; count++) { /* three lines each: HELP, TYPE, the value */
        char *help = strsep(&rest, "\n"), *type = strsep(&rest, "\n"), *value = strsep(&rest, "\n");
        assert_int_equal(strncmp(help, "# HELP ", 7), 0);
        assert_int_equal(strncmp(type, "# TYPE ", 7), 0);
        char *name = strsep(&value, " ");
        EXPECT_ROW(name, strlen(help) > 7 + strlen(name) + 5 && help[strlen(help) - 1] == '.');
        EXPECT_ROW(name, strncmp(type + 7, name, strlen(name)) == 0);
        EXPECT_ROW(name, name_is_clean(name, type + 7 + strlen(name) + 1));
        EXPECT_ROW(name, value && *value);
    }
    assert_int_equal(count, METRIC_COUNT_);
}

static void metrics_write__appends(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text page = {0};
    text_add(&page, "before\n");
    metrics_set(METRIC_BROKER_CONNECTED, 1);
    metrics_write(&page);
    assert_int_equal(strncmp(page.bytes, "before\n# HELP ", 14), 0);
    assert_non_null(strstr(page.bytes, "\nbackfill_broker_connected 1\n"));
}

TEST_MAIN(cmocka_unit_test(metrics_add__counts),
          cmocka_unit_test(metrics_add__loses_nothing_between_threads),
          cmocka_unit_test(metrics_write__writes_every_metric),
          cmocka_unit_test(metrics_write__appends))
