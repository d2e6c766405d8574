/* fuzz_config.c: any bytes as a configuration file. Seeds: tests/fuzz/corpus/config. */
#include "fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "core/log.h"
#include "io/config/config_file.h"
#include "io/config/config_private.h"

/* Every value is in its range, whatever the file said. */
static void check_config(const struct config *config)
{
    const struct config_key *key = NULL;
    struct error err = {0};
    for (size_t i = 0; (key = config_key_at(i)); i++) {
        const void *field = (const char *)config + key->offset;
        const int64_t *number = field;
        const char *const *text = field;
        if (key->kind == CONFIG_LIMIT)
            MUST(*number == CONFIG_LIMIT_OFF || (*number >= key->min && *number <= key->max));
        else if (key->kind == CONFIG_NUMBER)
            MUST(*number >= key->min && *number <= key->max);
        else
            MUST(config_value_check(key, *text, key->path, &err) || strcmp(*text, "") == 0);
    }
    MUST(config->provider_count <= CONFIG_PROVIDERS_MAX);
    for (size_t i = 0; i < config->provider_count; i++)
        MUST(config_provider_name(config->providers[i].name));
    const bool good = config_check(config, true, true, &err);
    (void)good; /* only that it ends */
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    char path[64];
    struct config *config = NULL;
    struct error err = {0};
    const int fd = memfd_create("backfill.conf", MFD_CLOEXEC);
    MUST(fd >= 0 && write(fd, bytes, count) == (ssize_t)count);
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    log_configure(LOG_ERROR, /* json= */ false, "fuzz");
    const bool ok = config_read(path, &config, &err);
    fuzz_check_error(ok, &err, ERROR_CONFIG);
    if (ok)
        check_config(config);
    config_free(config);
    (void)close(fd);
    return 0;
}
