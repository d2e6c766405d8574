/* fuzz_http_headers.c: any lines as the headers of an answer: what is kept, and how long to wait.
 * Seeds: tests/fuzz/corpus/http_headers. */
#include "fuzz.h"

#include "core/http_message.h"
#include "core/mem.h"

#define MAX_MS (24 * 3600 * 1000)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char after[64] = "", after_ms[32] = "", should[8] = "";
    const uint8_t *end = bytes + count;
    while (bytes < end) { /* not copied into strings: libcurl's lines have no NUL behind them */
        const uint8_t *next = memchr(bytes, '\n', (size_t)(end - bytes));
        const size_t length = (size_t)((next ? next + 1 : end) - bytes);
        CLEANUP(mem_free) char *line = mem_new(length, 1);
        memcpy(line, bytes, length);
        http_header_keep(line, length, "retry-after", after, sizeof(after));
        http_header_keep(line, length, "retry-after-ms", after_ms, sizeof(after_ms));
        http_header_keep(line, length, "x-should-retry", should, sizeof(should));
        bytes += length;
    }
    const struct http_response response = {.retry_after = *after ? after : NULL,
                                           .retry_after_ms = *after_ms ? after_ms : NULL,
                                           .received_s = 1700000000};
    const int64_t wait_ms = http_retry_after_ms(&response, MAX_MS);
    MUST(wait_ms >= 0 && wait_ms <= MAX_MS);
    return 0;
}
