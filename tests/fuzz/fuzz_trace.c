/* fuzz_trace.c: each line as a traceparent: what is carried on has the form of version 00, and is
 * read the same again. Seeds: tests/fuzz/corpus/trace. */
#include "fuzz.h"

#include "core/mem.h"
#include "core/trace.h"

static void check_digits(const char *text, size_t count)
{
    MUST(strspn(text, "0123456789abcdef") >= count);
    MUST(strspn(text, "0") < count);
}

static void check_trace(const char *line)
{
    struct trace trace = {.id = ""}, again = {.id = ""};
    if (!trace_parse(line, &trace)) {
        MUST(trace.id[0] == '\0' && trace.parent[0] == '\0');
        return;
    }
    MUST(strlen(trace.id) == 32 && strlen(trace.parent) == 55);
    MUST(strncmp(trace.parent, "00-", 3) == 0 && memcmp(trace.parent + 3, trace.id, 32) == 0);
    MUST(trace.parent[35] == '-' && trace.parent[52] == '-');
    MUST(memcmp(trace.parent + 2, line + 2, 53) == 0); /* all but the version */
    check_digits(trace.id, 32);
    check_digits(trace.parent + 36, 16);
    MUST(trace_parse(trace.parent, &again));
    MUST(strcmp(again.id, trace.id) == 0 && strcmp(again.parent, trace.parent) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    for (;;) {
        CLEANUP(mem_free) char *line = fuzz_line(&bytes, &count);
        if (!line)
            return 0;
        check_trace(line);
    }
}
