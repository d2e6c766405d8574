/* doctor_bundle.c: one text file for those who help from afar. It is put together in memory,
 * masked, and then written, so that no secret is ever on the disk. */
#include "doctor/doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/secret.h"
#include "core/version.h"
#include "model/libraries.h"
#include "sql.h"

static void add_heading(struct text *out, const char *heading)
{
    text_add_format(out, "\n== %s ==\n", heading);
}

static void add_configuration(const struct config *config, struct text *out)
{
    add_heading(out, "configuration: what is not the default");
    for (const struct config_source *s = config->sources; s; s = s->next)
        if (s->key)
            text_add_format(out, "%s = %s (%s)\n", s->key, s->value ? s->value : "(not shown)",
                            s->origin);
        else
            text_add_format(out, "%s is set, and unknown\n", s->origin);
}

static bool add_rows(struct database *db, struct text *out, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const char *section = "";
    if (!DATABASE_RUN0(db, &sql_doctor_bundle, &rows, err))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *now = row_text(rows, i, DOCTOR_BUNDLE_SECTION);
        const char *line = row_text(rows, i, DOCTOR_BUNDLE_LINE);
        if (strcmp(now, section) != 0)
            add_heading(out, now);
        section = now;
        text_add_printable(out, line, strlen(line), strlen(line));
        text_add(out, "\n");
    }
    return true;
}

/* The rows are as they were when they were written, so a key that was changed since may not be in
 * them: they were masked then. */
static void mask(const struct config *config, struct text *out)
{
    CLEANUP(secrets_done) struct secrets secrets = {0};
    for (size_t i = 0; i < config->provider_count; i++)
        secrets_add(&secrets, config->providers[i].key);
    const char *const urls[] = {config->database_url, config->database_direct_url,
                                config_broker_url(config), config->http_client_proxy,
                                getenv("BACKFILL_BROKER_MANAGEMENT_URL")};
    for (size_t i = 0; i < ARRAY_LEN(urls); i++)
        secrets_add_login(&secrets, urls[i]);
    secrets_add(&secrets, getenv("PGPASSWORD"));
    secrets_add(&secrets, config->cron_secret);
    secrets_add(&secrets, config->http_read_token);
    secrets_add(&secrets, config->http_operator_token);
    secrets_mask(&secrets, out->bytes, out->count);
}

static bool write_all(int fd, const struct text *out)
{
    for (size_t at = 0; at < out->count;) {
        const ssize_t written = write(fd, out->bytes + at, out->count - at);
        if (written < 0 && errno != EINTR)
            return false;
        at += written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* A new file, for its owner alone. */
static bool write_file(const char *file, const struct text *out, struct error *err)
{
    const int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write_all(fd, out);
    const int why = errno;
    if (fd >= 0 && close(fd) != 0)
        good = false;
    if (fd >= 0 && !good)
        (void)unlink(file); /* half of a bundle helps nobody */
    return good || error_set(err, ERROR_CONFIG, why, "--bundle: '%.200s': %s", file,
                             strerrordesc_np(why ? why : EIO));
}

bool doctor_bundle(struct doctor *doctor, const char *file, struct error *err)
{
    CLEANUP(text_done) struct text out = {0};
    struct error unreadable = {0};
    char now[21];
    clock_utc_text(clock_utc_ms(), now);
    libraries_write_version(PROGRAM, &out);
    text_add_format(&out, "%s, by %s\n", now, context_actor());
    add_heading(&out, "doctor");
    findings_write(&doctor->findings, &out);
    add_configuration(doctor->context->config, &out);
    if (doctor->context->db && !add_rows(doctor->context->db, &out, &unreadable))
        text_add_format(&out, "\nThe rows cannot be read: %s\n", unreadable.message);
    mask(doctor->context->config, &out);
    return write_file(file, &out, err);
}
