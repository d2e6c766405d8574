/* open_library.c: Open Library, search of works. README.md in this folder has the facts.
 *
 * An answer is a list of works. A work's own isbn list mixes all its editions, languages and forms
 * in no order. Only the one edition that the search picks for each work ("editions") can be judged,
 * by its own title, language, date and form. Where it is missing or has no ISBN (the service leaves
 * them out at times), ISBNs of the work's list become candidates, behind all editions and without
 * language, date and form, so that the match prefers editions that are described. */
#include "body.h"
#include "edition_list.h"
#include "field.h"
#include "provider_error.h"
#include "provider_request.h"

enum {
    TITLE_BYTES_MAX = 200,
    WORKS_MAX = 20,
    EDITIONS_MAX = 20, /* of one work; the service gives one */
    ISBNS_MAX = 40,    /* of one work's mixed list */
};

static bool build_resolve(const struct provider_settings *settings, const struct book *book,
                          struct http_request *ret, struct error *err)
{
    CLEANUP(text_done) struct text title = {0};
    CLEANUP(text_done) struct text author = {0};
    if (!provider_request_title(book->title, /* main_only= */ true, TITLE_BYTES_MAX, &title, err) ||
        !provider_request_begin(settings, "GET", ret, err))
        return false;
    provider_request_author(book->authors, &author);
    text_add(&ret->url, "/search.json?title=");
    http_add_encoded(&ret->url, text_of(&title));
    if (author.count > 0) {
        text_add(&ret->url, "&author=");
        http_add_encoded(&ret->url, text_of(&author));
    }
    text_add(&ret->url,
             "&limit=10&fields=key,title,subtitle,author_name,isbn,editions,editions.key,"
             "editions.title,editions.subtitle,editions.isbn,editions.language,"
             "editions.publisher,editions.publish_date,editions.format");
    return true;
}

enum { WAIT_MS = 120 * 1000 }; /* our choice, because the service documents no time */

static const struct provider_error_rule error_rules[] = {
    {403, 403, .class = ERROR_CONFIG,
     .meaning = "it refuses programs whose User-Agent names no contact, set one"},
    {429, 429, .class = ERROR_RATE_LIMITED, .wait_ms = WAIT_MS},
};

/* ---- editions that are described ---- */

/* The ISBN of an edition, whose list holds it in both forms. */
static enum field_isbn isbn_of(const struct json *edition, struct isbn *ret)
{
    enum field_isbn best = FIELD_ISBN_NONE;
    const struct json *list = json_member(edition, "isbn");
    for (size_t i = 0; i < json_count(list) && best != FIELD_ISBN_GOOD; i++) {
        const char *text = json_string(json_element(list, i), BOOK_TEXT_MAX);
        best = text && isbn_parse(text, ret) ? FIELD_ISBN_GOOD : FIELD_ISBN_BAD;
    }
    return best;
}

/* Add the edition to the candidates. Returns false where it has no verified ISBN. */
static bool read_edition(const struct json *work, const struct json *found,
                         struct resolve_answer *ret)
{
    struct isbn isbn = {0};
    const enum field_isbn kind = isbn_of(found, &isbn);
    if (kind != FIELD_ISBN_GOOD) {
        ret->bad_items += kind == FIELD_ISBN_BAD;
        return false;
    }
    char *title = field_title(found);
    struct edition edition = {
        .isbn = isbn,
        .title = title ? title : field_title(work),
        .authors = field_names(work, "author_name"),
        .publisher = field_text(found, "publisher"),
        .published = field_date(found, "publish_date"),
        .language = field_text(found, "language"),
        .binding = field_text(found, "format"),
    };
    edition_list_add(ret, &edition);
    return true;
}

static bool read_editions(const struct json *work, struct resolve_answer *ret)
{
    bool any = false;
    const struct json *editions = json_member(json_member(work, "editions"), "docs");
    for (size_t i = 0; i < json_count(editions) && i < EDITIONS_MAX; i++)
        any = read_edition(work, json_element(editions, i), ret) || any;
    return any;
}

/* ---- the mixed list ---- */

static void read_isbns(const struct json *work, struct resolve_answer *ret)
{
    const struct json *list = json_member(work, "isbn");
    for (size_t i = 0; i < json_count(list) && i < ISBNS_MAX; i++) {
        struct edition edition = {.title = NULL};
        const char *text = json_string(json_element(list, i), BOOK_TEXT_MAX);
        if (!text || !isbn_parse(text, &edition.isbn)) {
            ret->bad_items++;
            continue;
        }
        edition.title = field_title(work);
        edition.authors = field_names(work, "author_name");
        edition_list_add(ret, &edition);
    }
}

static void read_works(const struct json *works, struct resolve_answer *ret)
{
    bool described[WORKS_MAX] = {false};
    for (size_t i = 0; i < json_count(works) && i < WORKS_MAX; i++)
        described[i] = read_editions(json_element(works, i), ret);
    for (size_t i = 0; i < json_count(works) && i < WORKS_MAX; i++)
        if (!described[i])
            read_isbns(json_element(works, i), ret);
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
    const struct json *works = json_member(root, "docs");
    if (json_type_of(works) != JSON_ARRAY)
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no list of works");
    read_works(works, ret);
    return true;
}

const struct provider_kind provider_open_library = {
    .name = "open_library",
    .build_resolve = build_resolve,
    .read_resolve = read_resolve,
};
