/* dump_record.c: lines of the dumps become records. The JSON is read by our strict reader, with
 * damaged characters allowed: one of them must not cost the record. */
#include "model/dump_record.h"

#include "core/book.h"
#include "core/edition_date.h"
#include "core/language.h"
#include "core/mem.h"
#include "model/dump_value.h"

#include <string.h>

enum {
    PAGES_MAX = 20000,
    SHORT_TEXT_MAX = 500,
    DESCRIPTION_MAX = 60000, /* below what a claim may have */
    SUBJECTS_MAX = 200,
};

static const struct json_limits limits = {
    .bytes = DUMP_LINE_MAX, .depth = 16, .tokens = 500000, .damage_allowed = true};

/* ---- the five columns ---- */

static int64_t digits_of(const char *time)
{
    enum { DIGITS = 14 };
    int64_t value = 0;
    int digits = 0;
    for (; *time && digits < DIGITS; time++) {
        if (*time >= '0' && *time <= '9') {
            value = value * 10 + (*time - '0');
            digits++;
        }
    }
    return digits == DIGITS ? value : 0;
}

bool dump_line_split(char *line, size_t count, struct dump_line *ret)
{
    char *columns[5] = {line};
    for (size_t i = 1; i < ARRAY_LEN(columns); i++) {
        char *before = columns[i - 1];
        char *tab = memchr(before, '\t', count - (size_t)(before - line));
        if (!tab)
            return false;
        *tab = '\0';
        columns[i] = tab + 1;
    }
    *ret = (struct dump_line){.type = columns[0],
                              .path = columns[1],
                              .json = columns[4],
                              .json_count = count - (size_t)(columns[4] - line),
                              .modified = digits_of(columns[3])};
    return true;
}

/* ---- what all records have in common ---- */

static enum dump_result open_record(const struct dump_line *line, char letter, struct dump_key *key,
                                    struct json **ret, struct error *err)
{
    if (!dump_key_read(line->path, letter, key)) {
        (void)error_set(err, ERROR_MALFORMED, 0, "'%.60s' is no key", line->path);
        return DUMP_BAD;
    }
    if (!json_parse(line->json, line->json_count, &limits, ret, err)) {
        (void)error_wrap(err, "%s", key->text);
        return DUMP_BAD;
    }
    return DUMP_READ;
}

static void read_date(const struct json *object, const char *key, const char *today,
                      char ret[static 11])
{
    CLEANUP(mem_free) char *written = dump_text(object, key, SHORT_TEXT_MAX);
    if (written)
        edition_date_text(edition_date_read(written, today), ret);
}

/* ---- editions ---- */

void dump_edition_done(struct dump_edition *edition)
{
    mem_free(edition->title);
    mem_free(edition->publisher);
    mem_free(edition->binding);
    texts_done(&edition->authors);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* A library's record stands above people's; what shops and lists of pallets have sent alone is
 * worst. */
static enum dump_origin origin_of(const struct json *object)
{
    static const char *const shops[] = {"amazon:", "bwb:", "promise:"};
    const struct json *sources = json_member(object, "source_records");
    size_t of_shops = 0, texts = 0;
    for (size_t i = 0; i < json_count(sources); i++) {
        const char *source = json_string(json_element(sources, i), DUMP_LINE_MAX);
        if (!source)
            continue;
        if (begins(source, "marc:"))
            return DUMP_FROM_LIBRARIES;
        texts++;
        for (size_t k = 0; k < ARRAY_LEN(shops); k++)
            of_shops += begins(source, shops[k]);
    }
    return texts > 0 && of_shops == texts ? DUMP_FROM_SHOPS : DUMP_FROM_PEOPLE;
}

/* Origin, then how many members, then the time of the last change: 48 bits hold it. */
static int64_t rank_of(const struct json *object, int64_t modified)
{
    enum { MEMBERS_MAX = 255, MEMBER_SHIFT = 48, ORIGIN_SHIFT = 56 };
    size_t members = json_member_count(object);
    if (members > MEMBERS_MAX)
        members = MEMBERS_MAX;
    return ((int64_t)origin_of(object) << ORIGIN_SHIFT) | ((int64_t)members << MEMBER_SHIFT) |
           (modified + 1); /* never 0 */
}

/* "The" and "Hobbit" and "There and Back Again": as catalogues write one title. */
static char *read_title(const struct json *object)
{
    CLEANUP(mem_free) char *prefix = dump_text(object, "title_prefix", SHORT_TEXT_MAX);
    CLEANUP(mem_free) char *title = dump_text(object, "title", BOOK_TEXT_MAX);
    CLEANUP(mem_free) char *subtitle = dump_text(object, "subtitle", BOOK_TEXT_MAX);
    CLEANUP(text_done) struct text whole = {0};
    if (!title)
        return NULL;
    if (prefix)
        text_add_format(&whole, "%s ", prefix);
    text_add(&whole, title);
    if (subtitle)
        text_add_format(&whole, ": %s", subtitle);
    return dump_clean(text_of(&whole), BOOK_TEXT_MAX);
}

static void read_language(const struct json *object, char ret[static 4])
{
    const char *path = dump_first_path(object, "languages");
    if (*path)
        text_copy(ret, 4, language_of(path).code);
}

static int read_pages(const struct json *object)
{
    int64_t pages = 0;
    const char *text = NULL;
    if (json_get_int(object, "number_of_pages", 1, PAGES_MAX, &pages) != JSON_FOUND &&
        json_get_string(object, "number_of_pages", SHORT_TEXT_MAX, &text) == JSON_FOUND &&
        !text_to_int(text, 1, PAGES_MAX, &pages))
        return 0;
    return (int)pages;
}

static int64_t read_cover(const struct json *object)
{
    const struct json *cover = json_element(json_member(object, "covers"), 0);
    const int64_t number = json_type_of(cover) == JSON_INT ? json_int_of(cover) : 0;
    return number > 0 ? number : 0; /* -1 stands for a cover that was taken away */
}

static bool has_letter(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text >= 0x80 || (*text >= '0' && *text <= '9') ||
            ((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z'))
            return true;
    return false;
}

/* "????" is no publisher. */
static char *words_or_null(char *owned)
{
    if (owned && !has_letter(owned)) {
        mem_free(owned);
        return NULL;
    }
    return owned;
}

static void read_facts(const struct json *object, const char *today, struct dump_edition *ret)
{
    ret->publisher = words_or_null(dump_text(object, "publishers", SHORT_TEXT_MAX));
    ret->binding = words_or_null(dump_text(object, "physical_format", SHORT_TEXT_MAX));
    read_date(object, "publish_date", today, ret->published);
    read_language(object, ret->language);
    ret->pages = read_pages(object);
    ret->cover = read_cover(object);
    dump_author_keys(object, &ret->authors);
    if (!dump_key_read(dump_first_path(object, "works"), 'W', &ret->work))
        ret->work.text[0] = '\0';
}

enum dump_result dump_edition_read(const struct dump_line *line, const char *today,
                                   struct dump_edition *ret, struct error *err)
{
    CLEANUP(json_free) struct json *object = NULL;
    if (strcmp(line->type, "/type/edition") != 0)
        return DUMP_OTHER;
    /* Half of the editions have no ISBN: their JSON need not be read. */
    if (!memmem(line->json, line->json_count, "\"isbn_1", strlen("\"isbn_1")))
        return DUMP_INCOMPLETE;
    const enum dump_result result = open_record(line, 'M', &ret->key, &object, err);
    if (result != DUMP_READ)
        return result;
    dump_isbns_read(object, "isbn_13", &ret->isbns);
    dump_isbns_read(object, "isbn_10", &ret->isbns);
    ret->title = ret->isbns.count > 0 ? words_or_null(read_title(object)) : NULL;
    if (!ret->title)
        return DUMP_INCOMPLETE;
    read_facts(object, today, ret);
    ret->rank = rank_of(object, line->modified);
    return DUMP_READ;
}

/* ---- works, authors, redirects ---- */

void dump_work_done(struct dump_work *work)
{
    mem_free(work->title);
    mem_free(work->description);
    texts_done(&work->subjects);
    texts_done(&work->authors);
}

enum dump_result dump_work_read(const struct dump_line *line, const char *today,
                                struct dump_work *ret, struct error *err)
{
    CLEANUP(json_free) struct json *object = NULL;
    if (strcmp(line->type, "/type/work") != 0)
        return DUMP_OTHER;
    const enum dump_result result = open_record(line, 'W', &ret->key, &object, err);
    if (result != DUMP_READ)
        return result;
    ret->title = words_or_null(dump_text(object, "title", BOOK_TEXT_MAX));
    ret->description = dump_long_text(object, "description", DESCRIPTION_MAX);
    read_date(object, "first_publish_date", today, ret->first_published);
    dump_texts(object, "subjects", SHORT_TEXT_MAX, SUBJECTS_MAX, &ret->subjects);
    dump_author_keys(object, &ret->authors);
    ret->modified = line->modified;
    return DUMP_READ;
}

void dump_author_done(struct dump_author *author)
{
    mem_free(author->name);
    mem_free(author->birth_date);
    mem_free(author->death_date);
}

enum dump_result dump_author_read(const struct dump_line *line, struct dump_author *ret,
                                  struct error *err)
{
    CLEANUP(json_free) struct json *object = NULL;
    if (strcmp(line->type, "/type/author") != 0)
        return DUMP_OTHER;
    const enum dump_result result = open_record(line, 'A', &ret->key, &object, err);
    if (result != DUMP_READ)
        return result;
    ret->name = words_or_null(dump_text(object, "name", SHORT_TEXT_MAX));
    if (!ret->name)
        ret->name = words_or_null(dump_text(object, "personal_name", SHORT_TEXT_MAX));
    if (!ret->name)
        return DUMP_INCOMPLETE;
    for (char *at = ret->name; (at = strchr(at, ';')) != NULL;)
        *at = ','; /* ';' stands between the authors of a book */
    ret->birth_date = dump_text(object, "birth_date", SHORT_TEXT_MAX);
    ret->death_date = dump_text(object, "death_date", SHORT_TEXT_MAX);
    ret->modified = line->modified;
    return DUMP_READ;
}

enum dump_result dump_redirect_read(const struct dump_line *line, struct dump_redirect *ret,
                                    struct error *err)
{
    CLEANUP(json_free) struct json *object = NULL;
    const char *location = NULL;
    enum { PATH_MAX_BYTES = 200 };
    if (strcmp(line->type, "/type/redirect") != 0 || !dump_key_read(line->path, '\0', &ret->key))
        return DUMP_OTHER; /* pages of other things are redirected, too */
    if (!json_parse(line->json, line->json_count, &limits, &object, err)) {
        (void)error_wrap(err, "%s", ret->key.text);
        return DUMP_BAD;
    }
    if (json_get_string(object, "location", PATH_MAX_BYTES, &location) != JSON_FOUND ||
        !dump_key_read(location, '\0', &ret->location) ||
        strcmp(ret->location.text, ret->key.text) == 0)
        return DUMP_INCOMPLETE;
    return DUMP_READ;
}
