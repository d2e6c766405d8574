/* open_library.c: Open Library, search of works, and records of ISBNs.
 * README.md in this folder has the facts.
 *
 * An answer is a list of works. A work's own isbn list mixes all its editions, languages and forms
 * in no order. Only the one edition that the search picks for each work ("editions") can be judged,
 * by its own title, language, date and form. Where it is missing or has no ISBN (the service leaves
 * them out at times), ISBNs of the work's list become candidates, behind all editions and without
 * language, date and form, so that the match prefers editions that are described. */
#include "answers/body.h"
#include "answers/field.h"
#include "answers/provider_error.h"
#include "core/json_write.h"
#include "edition_list.h"
#include "edition_say.h"
#include "provider_request.h"
#include "work_authors.h"

#include <stdio.h>
#include <string.h>

enum {
    TITLE_BYTES_MAX = 200,
    WORKS_MAX = 20,
    EDITIONS_MAX = 20, /* of one work; the service gives one */
    ISBNS_MAX = 40,    /* of one work's mixed list */
    ISBNS_LOOKED_MAX = 1000,
    KEYS_MAX = 100, /* of one list of works, authors or languages */
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
    text_add(&ret->url, "&limit=10&fields=key,title,subtitle,author_name,author_alternative_name,"
                        "isbn,editions,editions.key,"
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
        .authors = work_authors(work),
        .publisher = field_text(found, "publisher"),
        .published = field_date(found, "publish_date"),
        .language = field_text(found, "language"),
        .binding = field_text(found, "format"),
    };
    edition_list_add(ret, &edition);
    return true;
}

static bool read_described(const struct json *work, struct resolve_answer *ret)
{
    bool any = false;
    const struct json *editions = json_member(json_member(work, "editions"), "docs");
    for (size_t i = 0; i < json_count(editions) && i < EDITIONS_MAX; i++)
        any = read_edition(work, json_element(editions, i), ret) || any;
    return any;
}

/* ---- the mixed list ---- */

static bool isbn_at(const struct json *list, size_t i, struct isbn *ret)
{
    const char *text = json_string(json_element(list, i), BOOK_TEXT_MAX);
    return text && isbn_parse(text, ret);
}

/* Is the ISBN of the English language area: 978-0, 978-1, 979-8? */
static bool is_english(const struct isbn *isbn)
{
    return strncmp(isbn->text, "9780", 4) == 0 || strncmp(isbn->text, "9781", 4) == 0 ||
           strncmp(isbn->text, "9798", 4) == 0;
}

static bool has_english(const struct json *list)
{
    struct isbn isbn = {0};
    for (size_t i = 0; i < json_count(list) && i < ISBNS_LOOKED_MAX; i++)
        if (isbn_at(list, i, &isbn) && is_english(&isbn))
            return true;
    return false;
}

/* Of a title in Latin letters the ISBNs of the English language area count, where there are some:
 * it is looked for in English first, and the others are translations of it. */
static void read_isbns(const struct json *work, struct resolve_answer *ret)
{
    const struct json *list = json_member(work, "isbn");
    const char *title = json_string(json_member(work, "title"), BOOK_TEXT_MAX);
    const bool english = title && work_text_is_latin(title) && has_english(list);
    size_t taken = 0;
    for (size_t i = 0; i < json_count(list) && i < ISBNS_LOOKED_MAX && taken < ISBNS_MAX; i++) {
        struct edition edition = {.title = NULL};
        if (!isbn_at(list, i, &edition.isbn)) {
            ret->bad_items++;
            continue;
        }
        if (english && !is_english(&edition.isbn))
            continue;
        taken++;
        edition.title = field_title(work);
        edition.authors = work_authors(work);
        edition_list_add(ret, &edition);
    }
}

static void read_works(const struct json *works, struct resolve_answer *ret)
{
    bool described[WORKS_MAX] = {false};
    for (size_t i = 0; i < json_count(works) && i < WORKS_MAX; i++)
        described[i] = read_described(json_element(works, i), ret);
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
    if (provider_error_is_said(json_member(root, "error")))
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    const struct json *works = json_member(root, "docs");
    if (json_type_of(works) != JSON_ARRAY)
        return error_set(err, ERROR_MALFORMED, 200, "the answer has no list of works");
    read_works(works, ret);
    return true;
}

/* ---- records of ISBNs ----
 *
 * Two answers make a record: "details" is the edition as it was catalogued, and "data" has the
 * authors of the work and its subjects. The edition's own authors are damaged by earlier merges. */

#define SECOND "data"

static bool build_editions(const struct provider_settings *settings,
                           const struct edition_question *question, struct http_request *ret,
                           struct error *err)
{
    if (!provider_request_begin(settings, "GET", ret, err))
        return false;
    text_add(&ret->url, "/api/books?bibkeys=");
    for (size_t i = 0; i < question->count; i++)
        text_add_format(&ret->url, "%sISBN:%s", i ? "," : "", question->isbns[i].text);
    text_add_format(&ret->url, "&format=json&jscmd=%s", *question->next ? SECOND : "details");
    return true;
}

/* What stands behind the last slash of a key: "OL1W" of "/works/OL1W". */
static const char *behind_slash(const char *key)
{
    const char *slash = strrchr(key, '/');
    return slash ? slash + 1 : key;
}

/* Write the keys of a list of {"key": "/works/OL1W"} as a list of what stands behind the slash.
 * Returns how many. */
static size_t write_keys(const struct json *list, const char *name, struct text *to)
{
    size_t count = 0;
    json_write_open(to, name, '[');
    for (size_t i = 0; i < json_count(list) && i < KEYS_MAX; i++) {
        const char *key = behind_slash(field_string(json_element(list, i), "key"));
        if (*key == '\0')
            continue;
        json_write_text(to, NULL, key);
        count++;
    }
    json_write_close(to, ']');
    return count;
}

static void say_languages(const struct json *details, struct edition_record *ret)
{
    CLEANUP(text_done) struct text languages = {0};
    if (write_keys(json_member(details, "languages"), NULL, &languages) > 0)
        edition_record_say(ret, EDITION_LANGUAGES, text_of(&languages));
}

/* A cover has a number, from which its addresses are made. -1 stands for one that was removed. */
static void say_cover(const struct json *details, struct edition_record *ret)
{
    static const struct {
        const char *ours;
        char theirs;
    } sizes[] = {{"small", 'S'}, {"medium", 'M'}, {"large", 'L'}};
    CLEANUP(text_done) struct text cover = {0};
    const struct json *first = json_element(json_member(details, "covers"), 0);
    const int64_t id = json_type_of(first) == JSON_INT ? json_int_of(first) : -1;
    if (id <= 0)
        return;
    json_write_open(&cover, NULL, '{');
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        char url[96];
        (void)snprintf(url, sizeof(url), "https://covers.openlibrary.org/b/id/%lld-%c.jpg",
                       (long long)id, sizes[i].theirs);
        json_write_text(&cover, sizes[i].ours, url);
    }
    json_write_close(&cover, '}');
    edition_record_say(ret, EDITION_COVER, text_of(&cover));
}

static void say_identifiers(const struct json *details, struct edition_record *ret)
{
    CLEANUP(text_done) struct text to = {0};
    const struct json *others = json_member(details, "identifiers");
    const char *key = behind_slash(field_string(details, "key"));
    json_write_open(&to, NULL, '{');
    if (*key)
        json_write_text(&to, "openlibrary_edition", key);
    (void)write_keys(json_member(details, "works"), "openlibrary_works", &to);
    edition_add_identifiers(&to, "goodreads", others, "goodreads", NULL);
    edition_add_identifiers(&to, "librarything", others, "librarything", NULL);
    edition_add_identifiers(&to, "google_books", others, "google", NULL);
    edition_add_identifiers(&to, "asin", others, "amazon", NULL);
    edition_add_identifiers(&to, "oclc", details, "oclc_numbers", NULL);
    edition_add_identifiers(&to, "lccn", details, "lccn", NULL);
    edition_add_identifiers(&to, "dewey", details, "dewey_decimal_class", NULL);
    edition_add_identifiers(&to, "isbns", details, "isbn_13", NULL);
    json_write_close(&to, '}');
    edition_record_say(ret, EDITION_IDENTIFIERS, text_of(&to));
}

static void say_details(const struct json *found, struct edition_record *ret)
{
    const struct json *details = json_member(found, "details");
    edition_say(ret, EDITION_TITLE, details, "title");
    edition_say(ret, EDITION_SUBTITLE, details, "subtitle");
    edition_say(ret, EDITION_PUBLISHER, details, "publishers");
    edition_say(ret, EDITION_PUBLISHED, details, "publish_date");
    edition_say(ret, EDITION_BINDING, details, "physical_format");
    edition_say(ret, EDITION_PAGES, details, "number_of_pages");
    edition_say(ret, EDITION_SERIES, details, "series");
    edition_say_value(ret, EDITION_DESCRIPTION, details, "description");
    say_languages(details, ret);
    say_cover(details, ret);
    say_identifiers(details, ret);
}

/* The key within the address of an author: "https://openlibrary.org/authors/OL1A/Some_Name". */
static void write_author(const struct json *author, struct text *to)
{
    static const char before[] = "/authors/";
    const char *name = field_string(author, "name");
    const char *at = strstr(field_string(author, "url"), before);
    CLEANUP(text_done) struct text key = {0};
    if (*name == '\0')
        return;
    if (at)
        text_add_bytes(&key, at + strlen(before), strcspn(at + strlen(before), "/"));
    json_write_open(to, NULL, '{');
    json_write_text(to, "name", name);
    if (key.count > 0)
        json_write_text(to, "key", text_of(&key));
    json_write_close(to, '}');
}

static void say_data(const struct json *data, struct edition_record *ret)
{
    CLEANUP(text_done) struct text authors = {0};
    const struct json *list = json_member(data, "authors");
    json_write_open(&authors, NULL, '[');
    const size_t nothing = authors.count;
    for (size_t i = 0; i < json_count(list) && i < KEYS_MAX; i++)
        write_author(json_element(list, i), &authors);
    if (authors.count > nothing) {
        json_write_close(&authors, ']');
        edition_record_say(ret, EDITION_AUTHORS, text_of(&authors));
    }
    edition_say_list(ret, EDITION_SUBJECTS, data, "subjects", "name");
}

static bool read_editions(const struct provider_settings *settings,
                          const struct http_response *response,
                          const struct edition_question *question, struct edition_answer *ret,
                          struct error *err)
{
    CLEANUP(json_free) struct json *root = NULL;
    const bool second = *question->next != '\0';
    if (response->status != 200)
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    if (!body_parse_records(response, &root, err))
        return false;
    if (provider_error_is_said(json_member(root, "error")))
        return provider_error_report(settings, response, error_rules, ARRAY_LEN(error_rules), err);
    if (json_type_of(root) != JSON_OBJECT)
        return error_set(err, ERROR_MALFORMED, 200, "the answer is no object of editions");
    for (size_t i = 0; i < question->count; i++) {
        char key[32];
        (void)snprintf(key, sizeof(key), "ISBN:%s", question->isbns[i].text);
        const struct json *found = json_member(root, key);
        struct edition_record *edition = json_type_of(found) == JSON_OBJECT
                                             ? edition_answer_add(ret, &question->isbns[i])
                                             : NULL;
        ret->bad_items += found && json_type_of(found) != JSON_OBJECT;
        if (edition)
            (second ? say_data : say_details)(found, edition);
    }
    if (second && ret->records.count == 0) /* it has just had them */
        return error_set(err, ERROR_TRANSIENT, 200, "the answer is empty");
    /* An error within the service is answered with an empty object and status 200. */
    ret->suspect = ret->records.count == 0 && question->count > 1;
    if (!second && ret->records.count > 0)
        text_copy(ret->next, sizeof(ret->next), SECOND);
    return true;
}

enum {
    EDITIONS_SAY =
        EDITION_BIT(EDITION_TITLE) | EDITION_BIT(EDITION_SUBTITLE) | EDITION_BIT(EDITION_AUTHORS) |
        EDITION_BIT(EDITION_PUBLISHER) | EDITION_BIT(EDITION_PUBLISHED) |
        EDITION_BIT(EDITION_LANGUAGES) | EDITION_BIT(EDITION_BINDING) | EDITION_BIT(EDITION_PAGES) |
        EDITION_BIT(EDITION_SUBJECTS) | EDITION_BIT(EDITION_DESCRIPTION) |
        EDITION_BIT(EDITION_COVER) | EDITION_BIT(EDITION_IDENTIFIERS) | EDITION_BIT(EDITION_SERIES),
};

const struct provider_kind provider_open_library = {
    .name = "open_library",
    .build_resolve = build_resolve,
    .read_resolve = read_resolve,
    .editions_at_once = 50,
    .editions_say = EDITIONS_SAY,
    .build_editions = build_editions,
    .read_editions = read_editions,
};
