/* google_books.c: Google Books, search of volumes. README.md in this folder has the facts.
 *
 * Main title and first author are searched for as phrases. A country is named, because the service
 * refuses callers whose country it cannot tell. The key goes into a header, which Google's services
 * take instead of the key= of their examples, so that it is in no URL and no log. */
#include "body.h"
#include "edition_list.h"
#include "field.h"
#include "provider_error.h"
#include "provider_request.h"

#include <string.h>

enum { TITLE_BYTES_MAX = 200, VOLUMES_MAX = 40 };

static bool build_resolve(const struct provider_settings *settings, const struct book *book,
                          struct http_request *ret, struct error *err)
{
    CLEANUP(text_done) struct text title = {0};
    CLEANUP(text_done) struct text author = {0};
    if (!provider_request_title(book->title, /* main_only= */ true, TITLE_BYTES_MAX, &title, err) ||
        !provider_request_begin(settings, "GET", ret, err))
        return false;
    provider_request_author(book->authors, &author);
    text_add(&ret->url, "/volumes?q=intitle:%22");
    http_add_encoded(&ret->url, text_of(&title));
    text_add(&ret->url, "%22");
    if (author.count > 0) {
        text_add(&ret->url, "+inauthor:%22");
        http_add_encoded(&ret->url, text_of(&author));
        text_add(&ret->url, "%22");
    }
    text_add(&ret->url, "&maxResults=20&printType=books&country=US"
                        "&fields=totalItems,items(id,volumeInfo(title,subtitle,authors,publisher,"
                        "publishedDate,language,industryIdentifiers))");
    provider_request_key(settings, "X-Goog-Api-Key", "", ret);
    return true;
}

/* A spent quota has been reported with 400, 403 and 429. */
static const struct provider_error_rule error_rules[] = {
    {400, 499, "per day|perday|dailylimit|daily limit", .class = ERROR_QUOTA},
    {400, 499, "per minute|perminute|per 100 seconds|userratelimit", .class = ERROR_RATE_LIMITED},
    {400, 403, "quota", .class = ERROR_QUOTA},
    {400, 403, "ratelimitexceeded|rate limit", .class = ERROR_RATE_LIMITED},
    {400, 400, "api_key_invalid|api key not valid|api key expired|keyinvalid",
     .class = ERROR_CONFIG, .meaning = "the key is refused"},
    {403, 403, .class = ERROR_CONFIG, .meaning = "restrictions of the key, or country"},
    {429, 429, .waits = true, .class = ERROR_RATE_LIMITED},
    {429, 429, .class = ERROR_QUOTA},
};

/* The volume's ISBN of this type, "ISBN_13" or "ISBN_10". */
static enum field_isbn isbn_of_type(const struct json *info, const char *type, struct isbn *ret)
{
    enum field_isbn best = FIELD_ISBN_NONE;
    const struct json *identifiers = json_member(info, "industryIdentifiers");
    for (size_t i = 0; i < json_count(identifiers) && best != FIELD_ISBN_GOOD; i++) {
        const struct json *identifier = json_element(identifiers, i);
        if (strcmp(field_string(identifier, "type"), type) != 0)
            continue;
        const enum field_isbn found = field_isbn(identifier, "identifier", ret);
        if (found > best)
            best = found;
    }
    return best;
}

static void read_volume(const struct json *volume, struct resolve_answer *ret)
{
    struct isbn isbn = {0};
    const struct json *info = json_member(volume, "volumeInfo");
    enum field_isbn found = isbn_of_type(info, "ISBN_13", &isbn);
    if (found != FIELD_ISBN_GOOD) {
        const enum field_isbn older = isbn_of_type(info, "ISBN_10", &isbn);
        found = older > found ? older : found;
    }
    if (found != FIELD_ISBN_GOOD) {
        ret->bad_items += found == FIELD_ISBN_BAD || json_type_of(info) != JSON_OBJECT;
        return;
    }
    struct edition edition = {
        .isbn = isbn,
        .title = field_title(info),
        .authors = field_names(info, "authors"),
        .publisher = field_text(info, "publisher"),
        .published = field_date(info, "publishedDate"),
        .language = field_text(info, "language"),
    };
    edition_list_add(ret, &edition);
}

static bool read_resolve(const struct provider_settings *settings,
                         const struct http_response *response, struct resolve_answer *ret,
                         struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    if (response->status != 200)
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    if (!body_parse(response, &root, err))
        return false;
    if (json_member(root, "error"))
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    const struct json *items = json_member(root, "items"); /* absent when nothing was found */
    if (json_type_of(root) != JSON_OBJECT || (items && json_type_of(items) != JSON_ARRAY))
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no list of volumes");
    for (size_t i = 0; i < json_count(items) && i < VOLUMES_MAX; i++)
        read_volume(json_element(items, i), ret);
    return true;
}

const struct provider_kind provider_google_books = {
    .name = "google_books",
    .build_resolve = build_resolve,
    .read_resolve = read_resolve,
};
