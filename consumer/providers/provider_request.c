/* provider_request.c: what requests to all services have in common. A search asks for more than the
 * one book, because the match judges the candidates and can choose only among those that are
 * found. */
#include "provider_request.h"

#include "answers/field.h"
#include "core/text_fold.h"

#include <string.h>

enum { AUTHOR_BYTES_MAX = 60 };

bool provider_request_begin(const struct provider_settings *settings, const char *method,
                            struct http_request *ret, struct error *err)
{
    const char *base = settings->base_url;
    if (!base || !*base)
        return error_set(err, ERROR_CONFIG, 0, "no base_url is set");
    size_t length = strlen(base);
    while (length > 0 && base[length - 1] == '/')
        length--;
    ret->method = method;
    text_add_bytes(&ret->url, base, length);

    CLEANUP(text_done) struct text agent = {0};
    text_add(&agent, settings->program ? settings->program : "Backfill");
    if (settings->contact && *settings->contact)
        text_add_format(&agent, " (%s)", settings->contact);
    http_request_header(ret, "User-Agent", text_of(&agent));
    http_request_header(ret, "Accept", "application/json");
    return true;
}

bool provider_request_begin_json(const struct provider_settings *settings, struct http_request *ret,
                                 struct error *err)
{
    if (!settings->model || !*settings->model)
        return error_set(err, ERROR_CONFIG, 0, "no model is set");
    if (!provider_request_begin(settings, "POST", ret, err))
        return false;
    http_request_header(ret, "Content-Type", "application/json");
    return true;
}

void provider_request_key(const struct provider_settings *settings, const char *header,
                          const char *prefix, struct http_request *ret)
{
    CLEANUP(text_done) struct text value = {0};
    if (!settings->key || !*settings->key)
        return;
    text_add_format(&value, "%s%s", prefix, settings->key);
    http_request_header(ret, header, text_of(&value));
}

/* ---- what is searched for ---- */

static bool searchable(const struct text *text)
{
    CLEANUP(text_done) struct text folded = {0};
    text_fold(text_of(text), &folded);
    return folded.count > 0;
}

static void cut(struct text *text, size_t count)
{
    if (count >= text->count)
        return;
    text->bytes[count] = '\0';
    text->count = count;
}

/* Cut at a blank, or between two characters where there is none. */
static void cut_to_words(struct text *text, size_t max)
{
    if (text->count <= max)
        return;
    size_t at = max;
    while (at > 0 && text->bytes[at] != ' ')
        at--;
    cut(text, at > 0 ? at : text_utf8_span(text->bytes, max));
}

/* Leave out quotation marks, which would end a phrase, and brackets, which hold series and forms
 * that each catalogue writes in its own way. */
static void strip_marks(const char *clean, bool brackets_too, struct text *ret)
{
    int open = 0;
    for (const char *at = clean; *at; at++) {
        if (brackets_too && (*at == '(' || *at == '['))
            open++;
        else if (open > 0 && (*at == ')' || *at == ']'))
            open--;
        else if (open == 0 && *at != '"')
            text_add_bytes(ret, at, 1);
    }
}

/* Cut the subtitle off, where the words before it can be searched for. */
static void cut_subtitle(struct text *title)
{
    static const char *const marks[] = {": ", "; ", " - ", " – ", " — ", " / "};
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        CLEANUP(text_done) struct text main = {0};
        const char *mark = strstr(text_of(title), marks[i]);
        if (!mark)
            continue;
        text_add_bytes(&main, title->bytes, (size_t)(mark - title->bytes));
        if (searchable(&main))
            cut(title, main.count);
    }
}

bool provider_request_title(const char *title, bool main_only, size_t max, struct text *ret,
                            struct error *err)
{
    CLEANUP(text_done) struct text clean = {0};
    CLEANUP(text_done) struct text plain = {0};
    CLEANUP(text_done) struct text query = {0};
    field_clean(title, &clean);
    strip_marks(text_of(&clean), /* brackets_too= */ true, &plain);
    if (!searchable(&plain))
        strip_marks(text_of(&clean), /* brackets_too= */ false, &plain);
    field_clean(text_of(&plain), &query);
    if (!searchable(&query))
        return error_set(err, ERROR_REQUEST, 0, "the title '%.100s' has nothing to search for",
                         title);
    if (main_only)
        cut_subtitle(&query);
    cut_to_words(&query, max);
    text_add(ret, text_of(&query));
    return true;
}

void provider_request_author(const char *authors, struct text *ret)
{
    static const char *const ends[] = {";", ",", " & ", " and ", " with ", "("};
    CLEANUP(text_done) struct text clean = {0};
    CLEANUP(text_done) struct text plain = {0};
    field_clean(authors ? authors : "", &clean);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        const char *end = strstr(text_of(&clean), ends[i]);
        if (end && end > clean.bytes)
            cut(&clean, (size_t)(end - clean.bytes));
    }
    strip_marks(text_of(&clean), /* brackets_too= */ true, &plain);
    if (!searchable(&plain))
        return;
    cut_to_words(&plain, AUTHOR_BYTES_MAX);
    field_clean(text_of(&plain), ret);
}
