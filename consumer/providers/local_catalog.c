/* local_catalog.c: the local catalogue as a generator. It is asked in the database, by
 * consumer/month; its answer has the shape that an AI is asked for and is read in the same way. */
#include "answers/answer_reader.h"
#include "provider.h"

const struct provider_kind provider_catalog = {
    .name = "catalog",
    .read_generate = catalog_answer_read,
};
