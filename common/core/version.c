/* version.c: the version and the commit of this program. The build defines both; no other file uses
 * these definitions. */
#include "core/version.h"

const char *version_number(void)
{
    return BACKFILL_VERSION;
}

const char *version_agent(void)
{
    return "Backfill/" BACKFILL_VERSION;
}

void version_write(const char *program, struct text *ret)
{
    text_add_format(ret, "%s %s", program, BACKFILL_VERSION);
    if (*BACKFILL_COMMIT)
        text_add_format(ret, " (%s)", BACKFILL_COMMIT);
    text_add(ret, "\n");
}
