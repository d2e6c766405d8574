/* isbndb.c: ISBNdb v2, search of books by words, and records of ISBNs.
 * README.md in this folder has the facts.
 *
 * The search is /books/{title author}, over all columns, and finds records with any of the words.
 * With the title alone, a book called "The Women" or "James" is not among the first 20 of forty
 * million. A measurement with every third question of the reference data that has an answer, over
 * their 14,263 editions (BM25, first 20): the title alone finds 97.9 %, title and author find 100
 * %. The service's specification and its answers disagree on names of members, so both are read. */
#include "answers/body.h"
#include "answers/field.h"
#include "answers/provider_error.h"
#include "core/json_write.h"
#include "edition_list.h"
#include "edition_say.h"
#include "provider_request.h"

enum {
    QUERY_BYTES_MAX = 150, /* the service allows as many characters */
    CALLS_MAX = 1000000000,
};

static bool build_resolve(const struct provider_settings *settings, const struct book *book,
                          struct http_request *ret, struct error *err)
{
    CLEANUP(text_done) struct text query = {0};
    CLEANUP(text_done) struct text author = {0};
    provider_request_author(book->authors, &author);
    const size_t room = QUERY_BYTES_MAX - (author.count > 0 ? author.count + 1 : 0);
    if (!provider_request_title(book->title, /* main_only= */ false, room, &query, err) ||
        !provider_request_begin(settings, "GET", ret, err))
        return false;
    if (author.count > 0)
        text_add_format(&query, " %s", text_of(&author));
    text_add(&ret->url, "/books/");
    http_add_encoded(&ret->url, text_of(&query));
    text_add(&ret->url, "?page=1&pageSize=20");
    provider_request_key(settings, "Authorization", "", ret);
    return true;
}

static const struct provider_error_rule error_rules[] = {
    {403, 403, .class = ERROR_CONFIG, .meaning = "key, plan or base_url (each plan has its host)"},
    {429, 429, "daily|per day", .class = ERROR_QUOTA},
};

/* isbn13 is the newer member; isbn has held ISBNs of 10 and of 13 digits. */
static enum field_isbn isbn_of(const struct json *record, struct isbn *ret)
{
    static const char *const keys[] = {"isbn13", "isbn", "isbn10"};
    enum field_isbn best = FIELD_ISBN_NONE;
    for (size_t i = 0; i < ARRAY_LEN(keys) && best != FIELD_ISBN_GOOD; i++) {
        const enum field_isbn found = field_isbn(record, keys[i], ret);
        if (found > best)
            best = found;
    }
    return best;
}

static const struct json *records_of(const struct json *root)
{
    const struct json *records = json_member(root, "books");
    return records ? records : json_member(root, "data");
}

/* An answer without a list may say that it has found nothing. */
static bool has_none(const struct json *root, const struct json *records)
{
    int64_t total = -1;
    return !records && json_get_int(root, "total", 0, 0, &total) == JSON_FOUND;
}

static void read_record(const struct json *record, struct resolve_answer *ret)
{
    struct isbn isbn = {0};
    const enum field_isbn found = isbn_of(record, &isbn);
    if (found != FIELD_ISBN_GOOD) {
        ret->bad_items += found == FIELD_ISBN_BAD || json_type_of(record) != JSON_OBJECT;
        return;
    }
    char *title = field_text(record, "title");
    struct edition edition = {
        .isbn = isbn,
        .title = title ? title : field_text(record, "title_long"),
        .authors = field_names(record, "authors"),
        .publisher = field_text(record, "publisher"),
        .published = field_date(record, "date_published"),
        .language = field_text(record, "language"),
        .binding = field_text(record, "binding"),
    };
    edition_list_add(ret, &edition);
}

static bool read_resolve(const struct provider_settings *settings,
                         const struct http_response *response, struct resolve_answer *ret,
                         struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    if (response->status == 404 && !body_is_html(response))
        return true; /* the service answers 404 where it has no such book */
    if (response->status != 200)
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    if (!body_parse(response, &root, err))
        return false;
    const struct json *records = records_of(root);
    if (json_type_of(records) != JSON_ARRAY && !has_none(root, records))
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no list of books");
    for (size_t i = 0; i < json_count(records) && edition_list_open(ret); i++)
        read_record(json_element(records, i), ret);
    return true;
}

/* ---- records of ISBNs ---- */

static bool build_editions(const struct provider_settings *settings,
                           const struct edition_question *question, struct http_request *ret,
                           struct error *err)
{
    if (!provider_request_begin(settings, "POST", ret, err))
        return false;
    text_add(&ret->url, "/books");
    http_request_header(ret, "Content-Type", "application/json");
    provider_request_key(settings, "Authorization", "", ret);
    json_write_open(&ret->body, NULL, '{');
    json_write_open(&ret->body, "isbns", '[');
    for (size_t i = 0; i < question->count; i++)
        json_write_text(&ret->body, NULL, question->isbns[i].text);
    json_write_close(&ret->body, ']');
    json_write_close(&ret->body, '}');
    return true;
}

/* "image_original" is left out: its address is good for two hours. */
static void say_cover(const struct json *record, struct edition_record *ret)
{
    CLEANUP(text_done) struct text cover = {0};
    const char *image = field_string(record, "image");
    if (*image == '\0')
        return;
    json_write_open(&cover, NULL, '{');
    json_write_text(&cover, "large", image);
    json_write_close(&cover, '}');
    edition_record_say(ret, EDITION_COVER, text_of(&cover));
}

static void say_identifiers(const struct json *record, struct edition_record *ret)
{
    CLEANUP(text_done) struct text to = {0};
    json_write_open(&to, NULL, '{');
    const size_t nothing = to.count;
    edition_add_identifiers(&to, "dewey", record, "dewey_decimal", NULL);
    edition_add_identifiers(&to, "isbns", record, "other_isbns", "isbn");
    if (to.count == nothing)
        return;
    json_write_close(&to, '}');
    edition_record_say(ret, EDITION_IDENTIFIERS, text_of(&to));
}

static void say_edition(const struct json *record, struct edition_record *ret)
{
    edition_say(ret, EDITION_TITLE, record, "title");
    edition_say(ret, EDITION_TITLE, record, "title_long"); /* where there is no title */
    edition_say_authors(ret, record, "authors");
    edition_say(ret, EDITION_PUBLISHER, record, "publisher");
    edition_say(ret, EDITION_PUBLISHED, record, "date_published");
    edition_say_list(ret, EDITION_LANGUAGES, record, "language", NULL);
    edition_say(ret, EDITION_BINDING, record, "binding");
    edition_say(ret, EDITION_PAGES, record, "pages");
    edition_say_list(ret, EDITION_SUBJECTS, record, "subjects", NULL);
    edition_say(ret, EDITION_DESCRIPTION, record, "synopsis");
    edition_say(ret, EDITION_DESCRIPTION, record, "overview"); /* where there is no synopsis */
    edition_say_json(ret, EDITION_DIMENSIONS, json_member(record, "dimensions_structured"));
    edition_say(ret, EDITION_DIMENSIONS, record, "dimensions");
    say_cover(record, ret);
    say_identifiers(record, ret);
}

static bool read_editions(const struct provider_settings *settings,
                          const struct http_response *response,
                          const struct edition_question *question, struct edition_answer *ret,
                          struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    if (response->status == 404 && !body_is_html(response)) {
        ret->suspect = true; /* it is also the answer to a key whose day is spent */
        return true;
    }
    if (response->status != 200)
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    if (!body_parse_records(response, &root, err))
        return false;
    const struct json *records = records_of(root);
    if (json_type_of(records) != JSON_ARRAY && !has_none(root, records))
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no list of books");
    for (size_t i = 0; i < json_count(records) && edition_answer_open(ret); i++) {
        struct isbn isbn = {0};
        const struct json *record = json_element(records, i);
        struct edition_record *edition =
            isbn_of(record, &isbn) == FIELD_ISBN_GOOD ? edition_answer_add(ret, &isbn) : NULL;
        if (edition)
            say_edition(record, edition);
        ret->bad_items += *isbn.text == '\0';
    }
    ret->suspect = question->count > 1 && !edition_answer_has_any(ret, question);
    return true;
}

static bool build_own(const struct provider_settings *settings, struct http_request *ret,
                      struct error *err)
{
    if (!provider_request_begin(settings, "GET", ret, err))
        return false;
    text_add(&ret->url, "/key");
    provider_request_key(settings, "Authorization", "", ret);
    return true;
}

static bool read_own(const struct provider_settings *settings, const struct http_response *response,
                     struct reported_usage *ret, struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    struct reported_usage usage = {.limit = -1};
    if (response->status != 200)
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    if (!body_parse(response, &root, err))
        return false;
    const struct json *plan = json_member(root, "plan_limit");
    if (json_get_int(plan, "spent", 0, CALLS_MAX, &usage.spent) != JSON_FOUND ||
        json_get_int(plan, "total", 0, CALLS_MAX, &usage.limit) == JSON_WRONG)
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no plan_limit");
    *ret = usage;
    return true;
}

enum {
    EDITIONS_SAY = EDITION_BIT(EDITION_TITLE) | EDITION_BIT(EDITION_AUTHORS) |
                   EDITION_BIT(EDITION_PUBLISHER) | EDITION_BIT(EDITION_PUBLISHED) |
                   EDITION_BIT(EDITION_LANGUAGES) | EDITION_BIT(EDITION_BINDING) |
                   EDITION_BIT(EDITION_PAGES) | EDITION_BIT(EDITION_SUBJECTS) |
                   EDITION_BIT(EDITION_DESCRIPTION) | EDITION_BIT(EDITION_COVER) |
                   EDITION_BIT(EDITION_IDENTIFIERS) | EDITION_BIT(EDITION_DIMENSIONS),
};

const struct provider_kind provider_isbndb = {
    .name = "isbndb",
    .build_resolve = build_resolve,
    .read_resolve = read_resolve,
    .editions_at_once = 1000,
    .editions_say = EDITIONS_SAY,
    .counts_isbns = true,
    .build_editions = build_editions,
    .read_editions = read_editions,
    .build_own = build_own,
    .read_own = read_own,
};
