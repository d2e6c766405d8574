/* provider_check.c: what must hold of every answer. A check that fails ends the process, so that a
 * fuzzer keeps the input and a unit test shows the line. */
#include "provider_check.h"

#include "answers/book_list.h"
#include "http_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);   \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

struct provider_settings provider_check_settings(const struct provider_kind *kind)
{
    const struct provider_defaults *row = provider_table_kind(kind->name);
    MUST(row != NULL);
    return (struct provider_settings){
        .name = kind->name,
        .base_url = row->base_url ? row->base_url : "https://api.x.ai/v1",
        .model = "some-model",
        .key = PROVIDER_CHECK_KEY,
        .contact = "ops@example.org",
        .temperature = -1,
    };
}

/* Shown to people as it is. */
static void check_words(const char *words)
{
    MUST(text_is_utf8(words, strlen(words)));
    for (const char *at = words; *at; at++)
        MUST((unsigned char)*at >= ' ' && *at != '\x7f');
    MUST(!strstr(words, PROVIDER_CHECK_KEY));
}

static void check_text(const char *text)
{
    if (!text)
        return;
    MUST(*text != '\0' && strlen(text) <= BOOK_TEXT_MAX);
    MUST(*text != ' ' && text[strlen(text) - 1] != ' ');
    MUST(text_is_utf8(text, strlen(text)));
    for (const char *at = text; *at; at++)
        MUST((unsigned char)*at >= ' ' && *at != '\x7f');
}

static void check_error(bool ok, const struct error *err)
{
    MUST(ok == (err->class == ERROR_NONE));
    MUST(ok == (err->message[0] == '\0'));
    MUST(err->retry_after_ms >= 0 && err->retry_after_ms <= 24 * 3600 * 1000);
    MUST(err->class != ERROR_OWN_SERVERS && err->class != ERROR_POISON &&
         err->class != ERROR_CLAIM_LOST && err->class != ERROR_CANCELLED &&
         err->class != ERROR_USAGE);
    check_words(err->message);
}

static void check_book(const struct book *book)
{
    MUST(book->title && book->isbn.text[0] == '\0' && !book->decided);
    check_text(book->title);
    check_text(book->authors);
    check_text(book->publisher);
    check_text(book->significance);
    MUST(book->year >= 0 && book->year <= 2200);
}

static void check_generated(bool ok, const struct generate_answer *answer, const struct error *err)
{
    check_error(ok, err);
    MUST(ok || (answer->books.count == 0 && answer->bad_items == 0));
    MUST(ok || (!answer->refused && !answer->truncated));
    MUST(!answer->refused || (answer->books.count == 0 && answer->refusal[0] != '\0'));
    MUST(answer->books.count <= BOOK_LIST_MAX && answer->bad_items >= 0);
    MUST(answer->tokens_in >= 0 && answer->tokens_out >= 0);
    check_words(answer->refusal);
    check_words(answer->model);
    for (size_t i = 0; i < answer->books.count; i++)
        check_book(&answer->books.items[i]);
}

bool provider_check_generate(const struct provider_kind *kind,
                             const struct provider_settings *settings,
                             const struct http_response *response, struct generate_answer *ret,
                             struct error *err)
{
    const struct provider_settings usual = provider_check_settings(kind);
    *ret = (struct generate_answer){0};
    *err = (struct error){0};
    const bool ok = kind->read_generate(settings ? settings : &usual, response, ret, err);
    check_generated(ok, ret, err);
    return ok;
}

/* YYYY, YYYY-MM or YYYY-MM-DD. */
static void check_date(const char *date)
{
    if (!date)
        return;
    const size_t length = strlen(date);
    MUST(length == 4 || length == 7 || length == 10);
    for (size_t i = 0; i < length; i++)
        MUST(i == 4 || i == 7 ? date[i] == '-' : date[i] >= '0' && date[i] <= '9');
}

static void check_edition(const struct edition *edition)
{
    struct isbn isbn = {0};
    MUST(isbn_parse(edition->isbn.text, &isbn) && strcmp(isbn.text, edition->isbn.text) == 0);
    MUST(edition->title);
    check_text(edition->title);
    check_text(edition->authors);
    check_text(edition->publisher);
    check_text(edition->language);
    check_text(edition->binding);
    check_date(edition->published);
}

bool provider_check_resolve(const struct provider_kind *kind, const struct http_response *response,
                            struct resolve_answer *ret, struct error *err)
{
    const struct provider_settings settings = provider_check_settings(kind);
    *ret = (struct resolve_answer){0};
    *err = (struct error){0};
    const bool ok = kind->read_resolve(&settings, response, ret, err);
    check_error(ok, err);
    MUST(ok || (ret->editions.count == 0 && ret->bad_items == 0));
    MUST(ret->editions.count <= 100 && ret->bad_items >= 0);
    for (size_t i = 0; i < ret->editions.count; i++) {
        check_edition(&ret->editions.items[i]);
        for (size_t k = 0; k < i; k++)
            MUST(strcmp(ret->editions.items[i].isbn.text, ret->editions.items[k].isbn.text) != 0);
    }
    return ok;
}

static void check_record(const struct edition_record *record)
{
    struct isbn isbn = {0};
    unsigned said = 0;
    MUST(isbn_parse(record->isbn.text, &isbn) && strcmp(isbn.text, record->isbn.text) == 0);
    for (size_t i = 0; i < record->count; i++) {
        const struct edition_claim *claim = &record->items[i];
        MUST((said & 1U << claim->field) == 0);
        said |= 1U << claim->field;
        MUST(*claim->value && strlen(claim->value) <= EDITION_VALUE_MAX);
        MUST(text_is_utf8(claim->value, strlen(claim->value)));
    }
}

bool provider_check_editions(const struct provider_kind *kind, const struct http_response *response,
                             const struct edition_question *question, struct edition_answer *ret,
                             struct error *err)
{
    const struct provider_settings settings = provider_check_settings(kind);
    *ret = (struct edition_answer){0};
    *err = (struct error){0};
    const bool ok = kind->read_editions(&settings, response, question, ret, err);
    check_error(ok, err);
    MUST(!ret->suspect || ret->records.count == 0 || question->count > 1);
    MUST(ok || !ret->suspect);
    for (size_t i = 0; i < ret->records.count; i++)
        check_record(&ret->records.items[i]);
    return ok;
}

/* Both the first answer and the one that follows it. */
static void check_edition_bytes(const struct provider_kind *kind,
                                const struct http_response *response)
{
    struct isbn isbns[2] = {0};
    MUST(isbn_parse("9781250178633", &isbns[0]) && isbn_parse("9780306406157", &isbns[1]));
    for (size_t second = 0; second < 2; second++) {
        struct error err = {0};
        CLEANUP(edition_answer_done) struct edition_answer answer = {0};
        const struct edition_question question = {.isbns = isbns,
                                                  .count = kind->editions_at_once > 1 ? 2 : 1,
                                                  .title = "The Women",
                                                  .next = second ? "data" : ""};
        (void)provider_check_editions(kind, response, &question, &answer, &err);
    }
}

void provider_check_bytes(const struct provider_kind *kind, const void *bytes, size_t count)
{
    struct error err = {0};
    CLEANUP(http_file_done) struct http_file file = {0};
    http_file_parse(bytes, count, &file);
    if (kind->read_generate) {
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        (void)provider_check_generate(kind, NULL, &file.response, &answer, &err);
        IGNORE_RESULT(provider_wants_plainer(&file.response)); /* only that it ends */
    }
    if (kind->read_resolve) {
        CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
        (void)provider_check_resolve(kind, &file.response, &answer, &err);
    }
    if (kind->read_editions)
        check_edition_bytes(kind, &file.response);
}

void provider_check_words(const void *bytes, size_t count)
{
    struct error err = {0};
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    const struct provider_settings settings = provider_check_settings(&provider_catalog);
    CLEANUP(mem_free) char *words = mem_bytes(bytes, count);
    if (!text_is_utf8(words, strlen(words)))
        return; /* no JSON string is otherwise */
    const bool cut_off = count % 2 == 1;
    const bool ok = book_list_read(&settings, words, cut_off, &answer, &err);
    check_generated(ok, &answer, &err);
}
