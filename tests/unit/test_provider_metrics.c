/* test_provider_metrics.c: what is shown of each provider. */
#include "io/provider_metrics.h"

#include "test.h"

static void expect(const char *line, bool there)
{
    CLEANUP(text_done) struct text page = {0};
    provider_metrics_write(&page);
    if ((strstr(text_of(&page), line) != NULL) != there)
        fail_msg("%s %s in:\n%s", line, there ? "is not" : "is", text_of(&page));
}

static void provider_metrics_set_closed__shows_all(void **state)
{
    (void)state;
    provider_metrics_list("gemini");
    provider_metrics_list("isbndb");
    provider_metrics_list("gemini");
    expect("\nbackfill_provider_closed{provider=\"gemini\"} 0\n", true);
    provider_metrics_set_closed("isbndb,xai");
    expect("\nbackfill_provider_closed{provider=\"gemini\"} 0\n", true);
    expect("\nbackfill_provider_closed{provider=\"isbndb\"} 1\n", true);
    expect("\nbackfill_provider_closed{provider=\"xai\"} 1\n", true);
    provider_metrics_set_closed("");
    expect("} 1\n", false);
    expect("\nbackfill_provider_closed{provider=\"xai\"} 0\n", true);
}

static void provider_metrics_count_closing__counts(void **state)
{
    (void)state;
    provider_metrics_count_closing("gemini");
    provider_metrics_count_closing("gemini");
    expect("\nbackfill_provider_closings_total{provider=\"gemini\"} 2\n", true);
    expect("\nbackfill_provider_closings_total{provider=\"isbndb\"} 0\n", true);
}

static void provider_metrics_count_call__tells_months_from_isbns(void **state)
{
    (void)state;
    provider_metrics_count_call("gemini", "ok", /* for_isbns= */ false);
    provider_metrics_count_call("isbndb", "ok", /* for_isbns= */ true);
    provider_metrics_count_call("isbndb", "ok", /* for_isbns= */ true);
    provider_metrics_count_call("isbndb", "quota", /* for_isbns= */ true);
    static const char *const ends[] = {
        "{provider=\"gemini\",work=\"months\",outcome=\"ok\"} 1\n",
        "{provider=\"gemini\",work=\"isbns\",outcome=\"ok\"} 0\n",
        "{provider=\"isbndb\",work=\"isbns\",outcome=\"ok\"} 2\n",
        "{provider=\"isbndb\",work=\"isbns\",outcome=\"quota\"} 1\n",
    };
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        expect(ends[i], true);
    expect("{provider=\"gemini\",work=\"months\",outcome=\"quota\"}", false);
}

static void provider_metrics_list__has_an_end(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        char name[16];
        (void)snprintf(name, sizeof(name), "p%d", i);
        provider_metrics_list(name);
        provider_metrics_count_closing(name);
        provider_metrics_count_call(name, "ok", /* for_isbns= */ true);
    }
    expect("{provider=\"p0\"} 1\n", true);
    expect("{provider=\"p99\"}", false);
}

TEST_MAIN(cmocka_unit_test(provider_metrics_set_closed__shows_all),
          cmocka_unit_test(provider_metrics_count_closing__counts),
          cmocka_unit_test(provider_metrics_count_call__tells_months_from_isbns),
          cmocka_unit_test(provider_metrics_list__has_an_end))
