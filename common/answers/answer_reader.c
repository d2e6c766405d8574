/* answer_reader.c: finds the reader of a kind, and reads what the local catalogue answers: it has
 * the shape that an AI is asked for. */
#include "answer_reader.h"

#include "book_list.h"

#include <string.h>

bool catalog_answer_read(const struct provider_settings *settings,
                         const struct http_response *response, struct generate_answer *ret,
                         struct error *err)
{
    return book_list_read(settings, response->body, /* cut_off= */ false, ret, err);
}

static const struct answer_reader readers[] = {
    {"catalog", catalog_answer_read},
    {"gemini", gemini_answer_read},
    {"openai", openai_answer_read},
};

const struct answer_reader *answer_reader_of(const char *kind)
{
    for (size_t i = 0; i < ARRAY_LEN(readers); i++)
        if (strcmp(readers[i].kind, kind) == 0)
            return &readers[i];
    return NULL;
}
