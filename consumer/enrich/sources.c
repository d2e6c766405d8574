/* sources.c: the sources that are asked for ISBNs. The catalogue is asked in our own database, at
 * no cost, whenever an ISBN is taken. */
#include "enrich/sources.h"

#include "core/mem.h"
#include "enrich/ask_source.h"
#include "model/catalog_isbns.h"

static bool ask_catalog(struct batch *batch, const struct service *service, struct error *err)
{
    CLEANUP(edition_records_done) struct edition_records records = {0};
    CLEANUP(mem_free) struct isbn *isbns = mem_new(batch->count, sizeof(*isbns));
    for (size_t i = 0; i < batch->count; i++)
        isbns[i] = batch->items[i].isbn;
    if (!catalog_editions_of(batch->consumer->pool, isbns, batch->count, &records, err))
        return false;
    const struct batch_answer answer = {
        .source = service->name, .asked = isbns, .asked_count = batch->count, .records = &records};
    return batch_store_answer(batch, &answer, err);
}

bool sources_ask(struct batch *batch, struct error *err)
{
    const struct services *services = &batch->consumer->services;
    for (size_t i = 0; i < services->enricher_count && batch->count > 0; i++) {
        const struct service *service = services->enrichers[i];
        if (!(service->local ? ask_catalog(batch, service, err) : ask_source(batch, service, err)))
            return error_wrap(err, "%s", service->name);
    }
    return true;
}
