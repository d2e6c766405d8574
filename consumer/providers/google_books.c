/* google_books.c: Google Books, search of volumes, and the volume of an ISBN.
 * README.md in this folder has the facts.
 *
 * Main title and first author are searched for as phrases. A country is named, because the service
 * refuses callers whose country it cannot tell. The key goes into a header, which Google's services
 * take instead of the key= of their examples, so that it is in no URL and no log. */
#include "answers/body.h"
#include "answers/field.h"
#include "answers/provider_error.h"
#include "core/json_write.h"
#include "core/text_fold.h"
#include "edition_list.h"
#include "edition_say.h"
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
    if (provider_error_is_said(json_member(root, "error")))
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    const struct json *items = json_member(root, "items"); /* absent when nothing was found */
    if (json_type_of(root) != JSON_OBJECT || (items && json_type_of(items) != JSON_ARRAY))
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no list of volumes");
    for (size_t i = 0; i < json_count(items) && i < VOLUMES_MAX; i++)
        read_volume(json_element(items, i), ret);
    return true;
}

/* ---- the record of an ISBN ----
 *
 * A search tells which volume has the ISBN; what it says of the volume is reworded and has no
 * description, so the volume itself is asked for. */

static bool build_editions(const struct provider_settings *settings,
                           const struct edition_question *question, struct http_request *ret,
                           struct error *err)
{
    if (!provider_request_begin(settings, "GET", ret, err))
        return false;
    if (*question->next) {
        text_add(&ret->url, "/volumes/");
        http_add_encoded(&ret->url, question->next);
        text_add(&ret->url, "?country=US");
    } else
        text_add_format(&ret->url,
                        "/volumes?q=isbn:%s&maxResults=10&printType=books&country=US"
                        "&fields=totalItems,items(id,volumeInfo(title,industryIdentifiers))",
                        question->isbns[0].text);
    provider_request_key(settings, "X-Goog-Api-Key", "", ret);
    return true;
}

/* Whether a volume is the edition of an ISBN: what its own identifiers say. */
enum bears { BEARS_IT, BEARS_ANOTHER, BEARS_NONE };

static enum bears bears(const struct json *info, const struct isbn *isbn)
{
    enum bears ret = BEARS_NONE;
    const struct json *identifiers = json_member(info, "industryIdentifiers");
    for (size_t i = 0; i < json_count(identifiers); i++) {
        struct isbn own = {0};
        if (field_isbn(json_element(identifiers, i), "identifier", &own) != FIELD_ISBN_GOOD)
            continue;
        if (strcmp(own.text, isbn->text) == 0)
            return BEARS_IT;
        ret = BEARS_ANOTHER;
    }
    return ret;
}

/* A title without its subtitle and brackets, folded. */
static void fold_main(const char *title, struct text *ret)
{
    CLEANUP(text_done) struct text main = {0};
    text_add_bytes(&main, title, strcspn(title, ":(["));
    text_fold(text_of(&main), ret);
}

static bool titles_agree(const char *one, const char *other)
{
    CLEANUP(text_done) struct text a = {0};
    CLEANUP(text_done) struct text b = {0};
    fold_main(one, &a);
    fold_main(other, &b);
    return a.count > 0 && strcmp(text_of(&a), text_of(&b)) == 0;
}

/* The volume that bears the ISBN; one without any identifier only where its title is the one that
 * we know. */
static void choose_volume(const struct json *items, const struct edition_question *question,
                          struct edition_answer *ret)
{
    for (size_t i = 0; i < json_count(items) && i < VOLUMES_MAX; i++) {
        const struct json *volume = json_element(items, i);
        const struct json *info = json_member(volume, "volumeInfo");
        const char *id = field_string(volume, "id");
        const enum bears has = bears(info, &question->isbns[0]);
        const bool named = has == BEARS_NONE && !*ret->next && question->title &&
                           titles_agree(question->title, field_string(info, "title"));
        if ((has == BEARS_IT || named) && *id && strlen(id) < sizeof(ret->next))
            text_copy(ret->next, sizeof(ret->next), id);
        if (has == BEARS_IT)
            return;
    }
}

static void say_cover(const struct json *info, struct edition_record *ret)
{
    static const struct {
        const char *ours, *theirs;
    } sizes[] = {{"small", "smallThumbnail"}, {"medium", "thumbnail"}, {"large", "large"}};
    CLEANUP(text_done) struct text cover = {0};
    const struct json *links = json_member(info, "imageLinks");
    json_write_open(&cover, NULL, '{');
    const size_t nothing = cover.count;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
        if (*field_string(links, sizes[i].theirs))
            json_write_text(&cover, sizes[i].ours, field_string(links, sizes[i].theirs));
    if (cover.count == nothing)
        return;
    json_write_close(&cover, '}');
    edition_record_say(ret, EDITION_COVER, text_of(&cover));
}

static void say_identifiers(const struct json *volume, struct edition_record *ret)
{
    CLEANUP(text_done) struct text to = {0};
    json_write_open(&to, NULL, '{');
    edition_add_identifiers(&to, "google_books", volume, "id", NULL);
    json_write_close(&to, '}');
    edition_record_say(ret, EDITION_IDENTIFIERS, text_of(&to));
}

static void say_volume(const struct json *volume, struct edition_record *ret)
{
    const struct json *info = json_member(volume, "volumeInfo");
    edition_say(ret, EDITION_TITLE, info, "title");
    edition_say(ret, EDITION_SUBTITLE, info, "subtitle");
    edition_say_authors(ret, info, "authors");
    edition_say(ret, EDITION_PUBLISHER, info, "publisher");
    edition_say(ret, EDITION_PUBLISHED, info, "publishedDate");
    edition_say_list(ret, EDITION_LANGUAGES, info, "language", NULL);
    edition_say(ret, EDITION_PAGES, info, "printedPageCount");
    edition_say(ret, EDITION_PAGES, info, "pageCount"); /* where the other is missing */
    edition_say_list(ret, EDITION_SUBJECTS, info, "categories", NULL);
    edition_say(ret, EDITION_DESCRIPTION, info, "description");
    edition_say_json(ret, EDITION_DIMENSIONS, json_member(info, "dimensions"));
    say_cover(info, ret);
    say_identifiers(volume, ret);
}

static bool read_editions(const struct provider_settings *settings,
                          const struct http_response *response,
                          const struct edition_question *question, struct edition_answer *ret,
                          struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    if (response->status == 404 && *question->next && !body_is_html(response))
        return true; /* the volume is gone since the search */
    if (response->status != 200)
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    if (!body_parse_records(response, &root, err))
        return false;
    if (provider_error_is_said(json_member(root, "error")))
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    const struct json *items = json_member(root, "items");
    if (json_type_of(root) != JSON_OBJECT || (items && json_type_of(items) != JSON_ARRAY))
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no list of volumes");
    if (!*question->next)
        choose_volume(items, question, ret);
    else if (bears(json_member(root, "volumeInfo"), &question->isbns[0]) != BEARS_ANOTHER) {
        struct edition_record *edition = edition_answer_add(ret, &question->isbns[0]);
        if (edition)
            say_volume(root, edition);
    }
    return true;
}

enum {
    EDITIONS_SAY = EDITION_BIT(EDITION_TITLE) | EDITION_BIT(EDITION_SUBTITLE) |
                   EDITION_BIT(EDITION_AUTHORS) | EDITION_BIT(EDITION_PUBLISHER) |
                   EDITION_BIT(EDITION_PUBLISHED) | EDITION_BIT(EDITION_LANGUAGES) |
                   EDITION_BIT(EDITION_PAGES) | EDITION_BIT(EDITION_SUBJECTS) |
                   EDITION_BIT(EDITION_DESCRIPTION) | EDITION_BIT(EDITION_COVER) |
                   EDITION_BIT(EDITION_IDENTIFIERS) | EDITION_BIT(EDITION_DIMENSIONS),
};

const struct provider_kind provider_google_books = {
    .name = "google_books",
    .build_resolve = build_resolve,
    .read_resolve = read_resolve,
    .editions_at_once = 1,
    .editions_say = EDITIONS_SAY,
    .build_editions = build_editions,
    .read_editions = read_editions,
};
