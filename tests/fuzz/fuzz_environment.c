/* fuzz_environment.c: any lines "NAME=value" as the environment's BACKFILL_NAME, read over the
 * defaults. Seeds: tests/fuzz/corpus/environment. */
#include "fuzz.h"

#include <unistd.h>

#include "core/log.h"
#include "core/mem.h"
#include "io/config/config_private.h"

#define LINES_MAX 40

/* As it would stand in the environment; NULL: none, or one that would have a file read, and which
 * is not for a fuzzer to choose. */
static char *variable(const char *line)
{
    const char *equals = strchr(line, '=');
    const size_t length = equals ? (size_t)(equals - line) : 0;
    if (length == 0 || (length >= 5 && memcmp(equals - 5, "_FILE", 5) == 0) ||
        strncmp(line, "CONFIG=", 7) == 0)
        return NULL;
    struct text text = {0};
    text_add_format(&text, "BACKFILL_%s", line);
    return text.bytes;
}

static void check_read(void)
{
    CLEANUP(config_free) struct config *config = NULL;
    struct error err = {0};
    const bool ok = config_read("/dev/null", &config, &err);
    fuzz_check_error(ok, &err, ERROR_CONFIG);
    if (ok && !config_check(config, true, true, &err))
        fuzz_check_error(false, &err, ERROR_CONFIG);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char **outside = environ, *inside[LINES_MAX + 1] = {NULL};
    size_t variables = 0;
    for (int i = 0; i < LINES_MAX; i++) {
        CLEANUP(mem_free) char *line = fuzz_line(&bytes, &count);
        char *made = line ? variable(line) : NULL;
        if (made)
            inside[variables++] = made;
    }
    char *owned[LINES_MAX + 1];
    memcpy(owned, inside, sizeof(owned)); /* some are dropped from inside while it is read */
    log_configure(LOG_ERROR, /* json= */ false, "fuzz");
    environ = inside;
    check_read();
    environ = outside;
    for (size_t i = 0; i < variables; i++)
        mem_free(owned[i]);
    return 0;
}
