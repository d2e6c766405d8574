/* book_list.c: the books in what a model wrote.
 *
 * The text is searched from bracket to bracket. Each complete value in it is parsed strictly. A
 * value that is no list and no book, or that cannot be parsed, is searched inside in the same way.
 * So a good answer is parsed once, and of any other the complete items are found, in at most
 * DEPTH_MAX passes over the text. */
#include "book_list.h"

#include "core/text_fold.h"
#include "field.h"
#include "redact.h"

#include <string.h>
#include <strings.h>

enum {
    DEPTH_MAX = 8,    /* of brackets that are searched inside */
    VALUES_MAX = 4000 /* that are parsed in one text */
};
static const struct json_limits limits = {.bytes = 2 << 20, .depth = 16, .tokens = 100000};

struct reader {
    struct books books;
    int bad_items, values;
    bool found;         /* there was a list, perhaps an empty one */
    bool open_end;      /* a bracket is not closed */
    struct text reason; /* why there are no books, in the model's words */
};

static void reader_done(struct reader *reader)
{
    books_done(&reader->books);
    text_done(&reader->reason);
}
CLEANUP_STRUCT(struct reader, reader_done)

static bool full(const struct reader *reader)
{
    return reader->books.count >= BOOK_LIST_MAX || reader->values >= VALUES_MAX;
}

/* ---- an item ---- */

/* The first of two members that holds text. */
static char *first_text(const struct json *item, const char *const keys[static 2],
                        char *(*read)(const struct json *, const char *))
{
    char *text = read(item, keys[0]);
    return text ? text : read(item, keys[1]);
}

static int year_of(const struct json *item)
{
    static const char *const keys[] = {"publication_year", "year", "publication_date"};
    int year = 0;
    for (size_t i = 0; i < ARRAY_LEN(keys) && year == 0; i++)
        year = field_year(item, keys[i]);
    return year;
}

/* A title without any letter or digit names nothing that could be looked up. */
static bool names_something(const char *title)
{
    CLEANUP(text_done) struct text folded = {0};
    text_fold(title, &folded);
    return folded.count > 0;
}

static bool has_title(const struct json *value)
{
    return json_type_of(json_member(value, "title")) == JSON_STRING;
}

static void take_item(struct reader *reader, const struct json *item)
{
    static const char *const author_keys[] = {"author", "authors"};
    static const char *const reason_keys[] = {"significance", "description"};
    CLEANUP(mem_free) char *title = has_title(item) ? field_text(item, "title") : NULL;
    if (!title || !names_something(title)) {
        reader->bad_items++;
        return;
    }
    struct book *book = books_add(&reader->books);
    book->title = TAKE_PTR(title);
    book->authors = first_text(item, author_keys, field_names);
    book->publisher = field_text(item, "publisher");
    book->significance = first_text(item, reason_keys, field_text);
    book->year = year_of(item);
}

/* ---- lists, and why they are empty ---- */

static bool has_object(const struct json *array)
{
    for (size_t i = 0; i < json_count(array); i++)
        if (json_type_of(json_element(array, i)) == JSON_OBJECT)
            return true;
    return false;
}

/* Take a list of books. A list without any object is none, unless it is empty. */
static bool take_list(struct reader *reader, const struct json *array)
{
    if (json_type_of(array) != JSON_ARRAY || (json_count(array) > 0 && !has_object(array)))
        return false;
    reader->found = true;
    for (size_t i = 0; i < json_count(array) && !full(reader); i++) {
        const struct json *item = json_element(array, i);
        if (has_title(item) || !take_list(reader, json_member(item, "books")))
            take_item(reader, item);
    }
    return true;
}

/* Take the reason that an object gives, which counts where no books come with it. A model that has
 * no reason may write "none" and its like. */
static void take_reason(struct reader *reader, const struct json *object)
{
    static const char *const keys[] = {"refusal_reason", "refusal", "error", "reason", "message"};
    static const char *const nothing[] = {"null", "none", "n/a", "false"};
    for (size_t i = 0; i < ARRAY_LEN(keys) && reader->reason.count == 0; i++) {
        const struct json *member = json_member(object, keys[i]);
        CLEANUP(mem_free)
        char *words = field_text(json_type_of(member) == JSON_OBJECT ? member : object,
                                 json_type_of(member) == JSON_OBJECT ? "message" : keys[i]);
        bool says = words != NULL;
        for (size_t k = 0; says && k < ARRAY_LEN(nothing); k++)
            says = strcasecmp(words, nothing[k]) != 0;
        if (says)
            text_add(&reader->reason, words);
    }
}

/* Take an object that is a book or holds a list. false: it is and does neither, but may hold books
 * under other names. */
static bool take_object(struct reader *reader, const struct json *object)
{
    if (has_title(object) && json_type_of(json_member(object, "books")) != JSON_ARRAY) {
        take_item(reader, object);
        return true;
    }
    take_reason(reader, object);
    return take_list(reader, json_member(object, "books"));
}

/* ---- from bracket to bracket ---- */

enum taken { TAKEN, NOT_OURS, BROKEN };

static enum taken take_value(struct reader *reader, const char *from, const char *behind)
{
    struct error unused = {0}; /* a value that cannot be parsed is searched inside */
    CLEANUP(json_free) struct json *root = NULL;
    reader->values++;
    if (!json_parse(from, (size_t)(behind - from), &limits, &root, &unused))
        return BROKEN;
    const bool taken = *from == '[' ? take_list(reader, root) : take_object(reader, root);
    return taken ? TAKEN : NOT_OURS;
}

/* The place behind the string that begins here; end where it is not closed. */
static const char *string_end(const char *at, const char *end)
{
    for (at++; at < end; at++) {
        if (*at == '"')
            return at + 1;
        if (*at == '\\' && at + 1 < end)
            at++;
    }
    return end;
}

/* The place behind the value whose bracket opens here; NULL: it is not closed. The parser sees
 * whether the kinds of brackets match. */
static const char *value_end(const char *at, const char *end)
{
    size_t open = 0;
    while (at < end) {
        if (*at == '"') {
            at = string_end(at, end);
            continue;
        }
        if (*at == '{' || *at == '[')
            open++;
        else if ((*at == '}' || *at == ']') && --open == 0)
            return at + 1;
        at++;
    }
    return NULL;
}

static int seen(const struct reader *reader)
{
    return (int)reader->books.count + reader->bad_items;
}

/* Search from bracket to bracket, at most DEPTH_MAX levels deep. At depth 0 the text may be plain
 * words, in which a quotation mark begins no string. */
static void walk(struct reader *reader, const char *at, const char *end, int depth)
{
    while (at < end && !full(reader)) {
        if (*at == '"' && depth > 0) {
            at = string_end(at, end);
            continue;
        }
        if (*at != '{' && *at != '[') {
            at++;
            continue;
        }
        const int before = seen(reader);
        const char *behind = value_end(at, end);
        const enum taken taken = behind ? take_value(reader, at, behind) : NOT_OURS;
        reader->open_end = reader->open_end || !behind;
        if (taken != TAKEN && depth < DEPTH_MAX)
            walk(reader, at + 1, behind ? behind - 1 : end, depth + 1);
        if (taken == BROKEN && *at == '{' && depth > 0 && seen(reader) == before)
            reader->bad_items++;
        at = behind ? behind : end;
    }
}

/* ---- the whole text ---- */

/* The place behind the thoughts that some models write before their answer. The last mark counts,
 * because thoughts may mention it, too. */
static const char *behind_thoughts(const char *text)
{
    static const char open[] = "<think>", close[] = "</think>", blanks[] = " \t\r\n";
    enum { CLOSE_BYTES = sizeof(close) - 1 };
    const char *begin = text + strlen(text);
    while (begin > text &&
           (begin - text < CLOSE_BYTES || memcmp(begin - CLOSE_BYTES, close, CLOSE_BYTES) != 0))
        begin--;
    begin += strspn(begin, blanks);
    return strncmp(begin, open, sizeof(open) - 1) == 0 ? begin + strlen(begin) : begin;
}

/* Does a text without any list decline? If so, it begins with one of these words. */
static bool declines(const char *text)
{
    static const char *const openings[] = {
        "i'm sorry",     "i’m sorry",     "i am sorry",     "sorry,",       "i apologize",
        "i cannot",      "i can't",       "i can’t",        "i am unable",  "i'm unable",
        "i’m unable",    "i am not able", "i'm not able",   "i’m not able", "unable to",
        "as an ai",      "i won't",       "i won’t",        "i don't have", "i don’t have",
        "i do not have", "unfortunately", "i must decline", "i decline",
    };
    for (size_t i = 0; i < ARRAY_LEN(openings); i++)
        if (strncasecmp(text, openings[i], strlen(openings[i])) == 0)
            return true;
    return false;
}

static bool conclude(struct reader *reader, const char *text, bool cut_off, struct error *err)
{
    if (reader->books.count > 0 || reader->reason.count > 0)
        return true;
    if (!reader->found && declines(text)) {
        text_add(&reader->reason, text);
        return true;
    }
    if (cut_off || reader->open_end)
        return error_set(err, ERROR_MALFORMED, 0, "the answer is cut off before the first book");
    if (reader->bad_items > 0)
        return error_set(err, ERROR_MALFORMED, 0, "none of the %d items of the answer is a book",
                         reader->bad_items);
    if (!reader->found)
        return error_set(err, ERROR_MALFORMED, 0,
                         *text ? "the answer has no list of books" : "the answer is empty");
    return true;
}

bool book_list_read(const struct provider_settings *settings, const char *text, bool cut_off,
                    struct generate_answer *ret, struct error *err)
{
    CLEANUP(reader_done) struct reader reader = {0};
    text = behind_thoughts(text);
    walk(&reader, text, text + strlen(text), 0);
    if (!conclude(&reader, text, cut_off, err))
        return false;
    ret->refused = reader.books.count == 0 && reader.reason.count > 0;
    if (ret->refused)
        redact_copy(settings->key, text_of(&reader.reason), ret->refusal, sizeof(ret->refusal));
    ret->truncated = (cut_off || reader.open_end) && !ret->refused;
    ret->bad_items = reader.bad_items;
    ret->books = reader.books;
    reader.books = (struct books){0};
    return true;
}
