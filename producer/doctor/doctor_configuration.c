/* doctor_configuration.c: what can be judged without any server. */
#include "doctor/doctor.h"

#include <string.h>
#include <sys/resource.h>

#include "model/transport.h"

#define AREA "configuration"
#define FILES_WANTED 1024 /* a consumer with the default settings uses up to so many */

/* Is the value of the file, or of the environment? */
static bool is_of_file(const struct config *config, const struct config_source *source)
{
    return config->file && strncmp(source->origin, config->file, strlen(config->file)) == 0;
}

/* The one that follows by its key. NULL: none does. */
static const struct config_source *next_source(const struct config *config, bool of_file,
                                               const struct config_source *before)
{
    const struct config_source *next = NULL;
    for (const struct config_source *s = config->sources; s; s = s->next)
        if (s->key && is_of_file(config, s) == of_file &&
            (!before || strcmp(s->key, before->key) > 0) &&
            (!next || strcmp(s->key, next->key) < 0))
            next = s;
    return next;
}

static size_t add_sources(const struct config *config, bool of_file, struct text *ret)
{
    size_t count = 0;
    const struct config_source *s = next_source(config, of_file, NULL);
    for (; s; s = next_source(config, of_file, s), count++)
        text_add_format(ret, "%s%s (%s)", count > 0 ? ", " : "", s->key, s->origin);
    return count;
}

static void look_at_sources(struct doctor *doctor)
{
    const struct config *config = doctor->context->config;
    CLEANUP(text_done) struct text file = {0}, environment = {0};
    const size_t of_file = add_sources(config, /* of_file= */ true, &file);
    const size_t of_environment = add_sources(config, /* of_file= */ false, &environment);
    if (!config->file)
        findings_good(&doctor->findings, AREA,
                      "no file is read: none is named, and there is no " CONFIG_DEFAULT_FILE);
    else if (of_file == 0)
        findings_good(&doctor->findings, AREA, "the file is %s, which sets nothing", config->file);
    else
        findings_good(&doctor->findings, AREA, "the file is %s; it sets %zu: %s", config->file,
                      of_file, text_of(&file));
    if (of_environment == 0)
        findings_good(&doctor->findings, AREA, "the environment sets nothing");
    else
        findings_good(&doctor->findings, AREA, "the environment sets %zu: %s", of_environment,
                      text_of(&environment));
}

static void look_for_unknown(struct doctor *doctor)
{
    for (const struct config_source *s = doctor->context->config->sources; s; s = s->next) {
        CLEANUP(text_done) struct text what = {0}, mend = {0};
        if (s->key)
            continue;
        text_add_format(&what, "the variable %s is set, and nothing reads it", s->origin);
        text_add_format(&mend, s->value ? "set %s if that was meant" : "unset it",
                        s->value ? s->value : "");
        findings_add(&doctor->findings, FINDING_WARNING, AREA, text_of(&mend), text_of(&what));
    }
}

static void look_at_transports(struct doctor *doctor)
{
    const struct transport *transport = NULL;
    bool all = true;
    for (size_t i = 0; (transport = transport_at(i)); i++) {
        struct error err = {0};
        if (transport->check(doctor->context->config, &err))
            continue;
        all = false;
        findings_error(&doctor->findings, FINDING_WARNING, "ways to other machines", &err);
    }
    if (all)
        findings_good(&doctor->findings, "ways to other machines", "they are protected");
}

static void look_at_open_files(struct doctor *doctor)
{
    struct rlimit limit = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
    (void)getrlimit(RLIMIT_NOFILE, &limit); /* cannot fail for this resource */
    CLEANUP(text_done) struct text what = {0};
    text_add_format(&what, "a process may open %llu of them",
                    (unsigned long long)limit.rlim_max); /* a consumer raises its own limit */
    if (limit.rlim_max < FILES_WANTED)
        findings_add(&doctor->findings, FINDING_WARNING, "open files",
                     "ulimit -Hn 8192, or LimitNOFILE=8192 in the unit of the consumers",
                     text_of(&what));
    else
        findings_add(&doctor->findings, FINDING_OK, "open files", "", text_of(&what));
}

void doctor_configuration(struct doctor *doctor)
{
    look_at_sources(doctor);
    look_for_unknown(doctor);
    look_at_transports(doctor);
    look_at_open_files(doctor);
}
