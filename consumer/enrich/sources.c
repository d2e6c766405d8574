/* sources.c: which source is asked for which ISBN. The catalogue is asked in our own database, at
 * no cost, whenever an ISBN is taken; the others over HTTP. */
#include "enrich/sources.h"

#include "core/log.h"
#include "core/mem.h"
#include "model/catalog_isbns.h"

/* The fields that a source can give. Where all of them are known, it is not asked. */
static unsigned fields_of(const struct service *service)
{
    static const unsigned all = (1U << EDITION_FIELD_COUNT_) - 1;
    return service->local ? 1U << EDITION_TITLE | 1U << EDITION_AUTHORS | 1U << EDITION_PUBLISHER |
                                1U << EDITION_PUBLISHED | 1U << EDITION_LANGUAGES |
                                1U << EDITION_BINDING | 1U << EDITION_PAGES
                          : all;
}

static bool is_wanted(const struct batch_isbn *isbn, const struct service *service)
{
    if (service->local)
        return true;
    return (fields_of(service) & ~isbn->fields) != 0 &&
           !text_list_has(text_of(&isbn->answered), service->name);
}

static size_t choose(const struct batch *batch, const struct service *service, struct isbn *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++)
        if (is_wanted(&batch->items[i], service))
            ret[count++] = batch->items[i].isbn;
    return count;
}

static bool ask_catalog(struct batch *batch, const struct service *service,
                        const struct isbn *isbns, size_t count, struct error *err)
{
    CLEANUP(edition_records_done) struct edition_records records = {0};
    if (!catalog_editions_of(batch->consumer->pool, isbns, count, &records, err))
        return false;
    const struct batch_answer answer = {
        .source = service->name, .asked = isbns, .asked_count = count, .records = &records};
    return batch_store_answer(batch, &answer, err);
}

bool sources_ask(struct batch *batch, struct error *err)
{
    const struct services *services = &batch->consumer->services;
    CLEANUP(mem_free) struct isbn *isbns = mem_new(batch->count, sizeof(*isbns));
    for (size_t i = 0; i < services->enricher_count; i++) {
        const struct service *service = services->enrichers[i];
        const size_t count = choose(batch, service, isbns);
        if (count > 0 && service->local && !ask_catalog(batch, service, isbns, count, err))
            return error_wrap(err, "%s", service->name);
    }
    return true;
}
