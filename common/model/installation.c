/* installation.c: the id is a column of the table control, which a dump keeps; relay_take.sql puts
 * it into the header of each message. */
#include "model/installation.h"

#include <string.h>

#include "sql.h"

#define HEADER "backfill-installation"

bool installation_read(struct database *db, struct uuid *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN0(db, &sql_installation_read, &rows, err))
        return false;
    if (rows_count(rows) == 1 && uuid_parse(row_text(rows, 0, INSTALLATION_READ_INSTALLATION), ret))
        return true;
    return error_set(err, ERROR_CONFIG, 0, "the table control says no installation");
}

bool installation_check(const struct uuid *own, const struct broker_message *message,
                        const char *queue, struct error *err)
{
    const char *from = broker_message_header(message, HEADER);
    if (!from || strcmp(from, own->text) == 0)
        return true;
    return error_set(err, ERROR_CONFIG, 0,
                     "queue %s holds a message of installation %.40s, this is %s: another "
                     "database's producer feeds this queue. Give each installation a virtual host "
                     "of its own, or other names of queues",
                     queue, from, own->text);
}
