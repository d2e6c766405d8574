/* findings.c: a list of findings, which is printed by severity. */
#include "doctor/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "core/mem.h"

#define WHAT_BYTES 2000 /* enough for the list of all rights that are missing */

void findings_done(struct findings *findings)
{
    while (findings->first) {
        struct finding *finding = findings->first;
        findings->first = finding->after;
        text_done(&finding->what);
        text_done(&finding->mend);
        mem_free(finding);
    }
}

void findings_add(struct findings *findings, enum finding_severity severity, const char *area,
                  const char *mend, const char *what)
{
    struct finding *finding = mem_new(1, sizeof(*finding));
    *finding = (struct finding){.severity = severity, .area = area};
    text_add_printable(&finding->what, what, strlen(what), WHAT_BYTES);
    text_add_printable(&finding->mend, mend, strlen(mend), WHAT_BYTES);
    if (!findings->last)
        findings->last = &findings->first;
    *findings->last = finding;
    findings->last = &finding->after;
}

void findings_good(struct findings *findings, const char *area, const char *fmt, ...)
{
    char what[WHAT_BYTES];
    va_list arguments;
    va_start(arguments, fmt);
    (void)vsnprintf(what, sizeof(what), fmt, arguments); /* may be cut: it is shown only */
    va_end(arguments);
    findings_add(findings, FINDING_OK, area, "", what);
}

void findings_error(struct findings *findings, enum finding_severity severity, const char *area,
                    const struct error *err)
{
    findings_add(findings, severity, area, "", err->message);
}

static size_t count(const struct findings *findings, enum finding_severity severity)
{
    size_t found = 0;
    for (const struct finding *f = findings->first; f; f = f->after)
        found += f->severity == severity;
    return found;
}

enum finding_severity findings_worst(const struct findings *findings)
{
    if (count(findings, FINDING_CRITICAL) > 0)
        return FINDING_CRITICAL;
    return count(findings, FINDING_WARNING) > 0 ? FINDING_WARNING : FINDING_OK;
}

static const char *const words[] = {"OK", "WARNING", "CRITICAL"};

static void write_one(const struct finding *finding, struct text *ret)
{
    text_add_format(ret, "%s %s: %s\n", words[finding->severity], finding->area,
                    text_of(&finding->what));
    if (finding->mend.count > 0)
        text_add_format(ret, "    mend: %s\n", text_of(&finding->mend));
}

void findings_write(const struct findings *findings, struct text *ret)
{
    const size_t critical = count(findings, FINDING_CRITICAL);
    const size_t warnings = count(findings, FINDING_WARNING);
    text_add_format(ret, "%s: %zu critical, %zu %s, %zu in order\n",
                    words[findings_worst(findings)], critical, warnings,
                    warnings == 1 ? "warning" : "warnings", count(findings, FINDING_OK));
    for (int severity = FINDING_CRITICAL; severity >= FINDING_OK; severity--)
        for (const struct finding *f = findings->first; f; f = f->after)
            if ((int)f->severity == severity)
                write_one(f, ret);
}

void findings_json(const struct findings *findings, struct text *ret)
{
    static const char *const states[] = {"ok", "warning", "critical"};
    json_write_text(ret, "state", states[findings_worst(findings)]);
    json_write_open(ret, "findings", '[');
    for (int severity = FINDING_CRITICAL; severity >= FINDING_OK; severity--)
        for (const struct finding *f = findings->first; f; f = f->after) {
            if ((int)f->severity != severity)
                continue;
            json_write_open(ret, NULL, '{');
            json_write_text(ret, "severity", states[f->severity]);
            json_write_text(ret, "area", f->area);
            json_write_text(ret, "what", text_of(&f->what));
            json_write_text(ret, "mend", f->mend.count > 0 ? text_of(&f->mend) : NULL);
            json_write_close(ret, '}');
        }
    json_write_close(ret, ']');
}
