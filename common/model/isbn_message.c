/* isbn_message.c: decodes what arrives on ENRICHMENT_QUEUE. A list that is none, is empty or is too
 * long makes the whole message poison; one wrong ISBN in it is wrong alone. */
#include "model/isbn_message.h"

#include <string.h>

#include "core/mem.h"
#include "io/json/json.h"

#define SOURCE_BYTES 100
#define UUID_BYTES 36

void isbn_message_done(struct isbn_message *message)
{
    mem_free(message->isbns);
    mem_free(message->invalid);
    *message = (struct isbn_message){.count = 0};
}

static void add_isbn(struct isbn_message *message, const struct isbn *isbn)
{
    for (size_t i = 0; i < message->count; i++)
        if (strcmp(message->isbns[i].text, isbn->text) == 0)
            return;
    message->isbns[message->count++] = *isbn;
}

/* Cut between two characters, without bytes that a person cannot read. */
static void add_invalid(struct isbn_message *message, const char *text)
{
    char *kept = message->invalid[message->invalid_count];
    text_copy_printable(kept, sizeof(*message->invalid), text,
                        text_utf8_span(text, strnlen(text, ISBN_MESSAGE_TEXT_MAX)));
    for (size_t i = 0; i < message->invalid_count; i++)
        if (strcmp(message->invalid[i], kept) == 0)
            return;
    message->invalid_count++;
}

static bool decode_isbns(const struct json *list, struct isbn_message *ret, struct error *err)
{
    const size_t count = json_count(list);
    if (json_type_of(list) != JSON_ARRAY)
        return error_set(err, ERROR_POISON, 0, "isbns is missing or no list");
    if (count == 0 || count > ISBN_MESSAGE_MAX)
        return error_set(err, ERROR_POISON, 0, "isbns holds %zu ISBNs, not 1 to %d", count,
                         ISBN_MESSAGE_MAX);
    ret->isbns = mem_new(count, sizeof(*ret->isbns));
    ret->invalid = mem_new(count, sizeof(*ret->invalid));
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string(json_element(list, i), SIZE_MAX);
        struct isbn isbn = {.text = ""};
        if (!text)
            return error_set(err, ERROR_POISON, 0, "isbns holds something that is no text");
        if (isbn_parse(text, &isbn))
            add_isbn(ret, &isbn);
        else
            add_invalid(ret, text);
    }
    return true;
}

static bool decode_rest(const struct json *root, struct isbn_message *ret, struct error *err)
{
    const char *source = NULL, *job = NULL;
    const enum json_found named = json_get_string(root, "source", SOURCE_BYTES, &source);
    const enum json_found made = json_get_string(root, "job_id", UUID_BYTES, &job);
    if (named == JSON_WRONG)
        return error_set(err, ERROR_POISON, 0, "source is no text of at most %d bytes",
                         SOURCE_BYTES);
    if (made == JSON_WRONG || (made == JSON_FOUND && !uuid_parse(job, &ret->job_id)))
        return error_set(err, ERROR_POISON, 0, "job_id is not a UUID");
    if (named == JSON_FOUND)
        text_copy(ret->source, sizeof(ret->source), source);
    return true;
}

bool isbn_message_decode(const struct broker_message *message, struct isbn_message *ret,
                         struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    CLEANUP(isbn_message_done) struct isbn_message read = {.count = 0};
    if (!message_read_body(message, ISBN_MESSAGE_TYPE, &root, err) ||
        !decode_isbns(json_member(root, "isbns"), &read, err) || !decode_rest(root, &read, err))
        return false;
    if (!trace_parse(broker_message_header(message, "traceparent"), &read.trace))
        read.trace = (struct trace){.id = ""};
    *ret = read;
    read = (struct isbn_message){.count = 0};
    return true;
}
