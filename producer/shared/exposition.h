/* exposition.h: the fleet's metrics in Prometheus' text format. Beside them each process has its
 * own (io/metrics.h). */
#pragma once
#include "io/database/database.h"
#include "shared/depths.h"

struct exposition {
    const struct rows *rows;     /* of sql_status_metrics; NULL: the database has not answered */
    const struct depths *depths; /* of the broker */
};

/** Add each metric with its help, its type and what is known of it, then whether the servers have
 *  answered, and which program this is.
 *  in    json  one document with an array of samples instead, without helps and types */
void exposition_write(const struct exposition *exposition, bool json, struct text *ret) NONNULL_ALL;
