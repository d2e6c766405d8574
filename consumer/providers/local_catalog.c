/* local_catalog.c: the local catalogue as a generator. It is asked in the database, by
 * consumer/month; its answer has the shape that an AI is asked for and is read in the same way. */
#include "book_list.h"

static bool read_generate(const struct provider_settings *settings,
                          const struct http_response *response, struct generate_answer *ret,
                          struct error *err)
{
    return book_list_read(settings, response->body, /* cut_off= */ false, ret, err);
}

const struct provider_kind provider_catalog = {
    .name = "catalog",
    .read_generate = read_generate,
};
