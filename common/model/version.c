/* version.c: which program this is, and which libraries it runs with. */
#include "model/version.h"

const char *version_number(void)
{
    return BACKFILL_VERSION;
}

void version_write(const char *program, struct text *ret)
{
    text_add_format(ret, "%s %s", program, BACKFILL_VERSION);
    if (*BACKFILL_COMMIT)
        text_add_format(ret, " (%s)", BACKFILL_COMMIT);
    text_add(ret, "\n");
}
