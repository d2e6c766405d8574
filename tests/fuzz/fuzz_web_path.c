/* fuzz_web_path.c: any line as the path of a request, a second one as the header Host: what is
 * decoded is text, decoding is done once, and nobody else's name is ours. Seeds:
 * tests/fuzz/corpus/web_path. */
#include "fuzz.h"

#include <strings.h>

#include "core/mem.h"
#include "io/web/web_path.h"

static void check_path(const char *sent, size_t count)
{
    CLEANUP(text_done) struct text path = {0};
    if (!web_path_decode(sent, count, &path)) {
        MUST(path.count == 0);
        return;
    }
    MUST(path.count > 0 && path.bytes[0] == '/' && path.count <= count);
    MUST(strlen(path.bytes) == path.count);
    fuzz_check_words(path.bytes);
    if (!memchr(sent, '%', count))
        MUST(path.count == count && memcmp(path.bytes, sent, count) == 0);
}

static void check_host(const char *host)
{
    MUST(!web_host_is_own(host, "127.0.0.1:8080", "") ||
         web_host_is_own(host, "127.0.0.1:8080", "backfill.example"));
    if (web_host_is_own(host, "192.0.2.1:80", "")) {
        const size_t name = strcspn(host, ":]");
        MUST(strncmp(host, "192.0.2.1", name) == 0 || strncmp(host, "127.0.0.1", name) == 0 ||
             strncasecmp(host, "localhost", name) == 0 || strncmp(host, "[::1]", 5) == 0 ||
             host[0] == '[');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(mem_free) char *path = fuzz_line(&bytes, &count);
    CLEANUP(mem_free) char *host = fuzz_line(&bytes, &count);
    if (path)
        check_path(path, strlen(path));
    if (host)
        check_host(host);
    return 0;
}
