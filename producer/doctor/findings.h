/* findings.h: what doctor has found: a line for each thing that it has looked at, with the mend
 * where something is wrong. */
#pragma once
#include "core/error.h"
#include "core/text.h"

enum finding_severity { FINDING_OK, FINDING_WARNING, FINDING_CRITICAL };

struct finding {
    enum finding_severity severity;
    const char *area;      /* a literal: "configuration" */
    struct text what;      /* printable */
    struct text mend;      /* empty: nothing is to be done, or what says it */
    struct finding *after; /* in the order in which they were found */
};

/* Zeroed memory is an empty list. */
struct findings {
    struct finding *first, **last;
};
void findings_done(struct findings *findings);
CLEANUP_STRUCT(struct findings, findings_done)

/** Add one. Its words may come from outside; they are made printable.
 *  in   mend  what to do, without a full stop; "": nothing, or the words say it */
void findings_add(struct findings *findings, enum finding_severity severity, const char *area,
                  const char *mend, const char *what) NONNULL_ALL;

/** Add one that is in order, in printf's way. */
void findings_good(struct findings *findings, const char *area, const char *fmt, ...)
    NONNULL_ALL PRINTF_LIKE(3, 4);

/** Add what an error says, which names its mend itself. */
void findings_error(struct findings *findings, enum finding_severity severity, const char *area,
                    const struct error *err) NONNULL_ALL;

/** How bad is the worst? */
enum finding_severity findings_worst(const struct findings *findings) NONNULL_ALL;

/** Add all of them, a line each behind a line that counts them: the worst first, otherwise as they
 *  were found. */
void findings_write(const struct findings *findings, struct text *ret) NONNULL_ALL;

/** The same as the members "state" and "findings" of an object of JSON that is open. */
void findings_json(const struct findings *findings, struct text *ret) NONNULL_ALL;
