/* book_list.c: the books in what a model wrote.
 *
 * The text is searched from bracket to bracket. Each complete value in it is parsed strictly. A
 * value that is no list and no book, or that cannot be parsed, is searched inside in the same way.
 * So a good answer is parsed once, and of any other the complete items are found, in at most
 * DEPTH_MAX passes over the text.
 *
 * A quotation mark too many or too few turns strings and what is between them round. Then a string
 * seems to hold the beginning of an item, which no string of JSON can: the search goes on there. */
#include "book_list.h"

#include "core/text_fold.h"
#include "field.h"
#include "redact.h"
#include "thoughts.h"
#include "written.h"

#include <string.h>
#include <strings.h>

enum {
    DEPTH_MAX = 8,     /* of brackets that are searched inside */
    VALUES_MAX = 4000, /* that are parsed in one text */
    MEMBERS_MAX = 16,  /* of an object without books that are looked into */
};
static const struct json_limits limits = {.bytes = 2 << 20, .depth = 16, .tokens = 100000};

struct finds {
    struct books books;
    int bad_items;
    bool found;         /* there was a list, perhaps an empty one */
    bool open_end;      /* a bracket is not closed */
    struct text reason; /* why there are no books, in the model's words */
};

struct reader {
    struct finds now, before; /* before: in front of a mark that may have ended thoughts */
    int values;
    const char *words;    /* of the answer, behind the last mark of thoughts */
    const char *last_end; /* the last mark in the text that ends thoughts; its end: there is none */
    bool ends_closed;     /* the last character is a closing bracket */
};

static void finds_done(struct finds *finds)
{
    books_done(&finds->books);
    text_done(&finds->reason);
}

static void reader_done(struct reader *reader)
{
    finds_done(&reader->now);
    finds_done(&reader->before);
}
CLEANUP_STRUCT(struct reader, reader_done)

static bool full(const struct reader *reader)
{
    return reader->now.books.count >= BOOK_LIST_MAX || reader->values >= VALUES_MAX;
}

static bool is_nothing(const struct finds *finds)
{
    return finds->books.count == 0 && finds->bad_items == 0 && !finds->found &&
           finds->reason.count == 0;
}

static void walk_string(struct reader *reader, const char *text, int depth);

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
        reader->now.bad_items++;
        return;
    }
    struct book *book = books_add(&reader->now.books);
    book->title = TAKE_PTR(title);
    book->authors = first_text(item, author_keys, field_names);
    book->publisher = field_text(item, "publisher");
    book->significance = first_text(item, reason_keys, field_text);
    book->year = year_of(item);
}

static int seen(const struct reader *reader)
{
    return (int)reader->now.books.count + reader->now.bad_items;
}

/* ---- lists, and why they are empty ---- */

/* The text of a string that holds JSON; NULL: it is another value. */
static const char *json_within(const struct json *value)
{
    const char *text = json_string(value, limits.bytes);
    const char *at = text ? text + strspn(text, " \t\r\n") : "";
    return *at == '{' || *at == '[' ? at : NULL;
}

/* Take the books of strings that hold JSON: an answer written as the arguments of a function is
 * such a string. false: there are none. */
static bool take_strings(struct reader *reader, const struct json *object, int depth)
{
    const int before = seen(reader);
    const bool found = reader->now.found;
    for (size_t i = 0; i < json_member_count(object) && i < MEMBERS_MAX; i++) {
        const char *key = "";
        const char *text = json_within(json_member_at(object, i, &key));
        if (text)
            walk_string(reader, text, depth);
    }
    return seen(reader) > before || reader->now.found != found;
}

static bool has_item(const struct json *array)
{
    for (size_t i = 0; i < json_count(array); i++)
        if (json_type_of(json_element(array, i)) == JSON_OBJECT ||
            json_within(json_element(array, i)))
            return true;
    return false;
}

static bool take_list(struct reader *reader, const struct json *array, int depth);

static void take_element(struct reader *reader, const struct json *item, int depth)
{
    const char *text = json_within(item);
    const int before = seen(reader);
    if (text)
        walk_string(reader, text, depth);
    if (seen(reader) > before)
        return;
    if (has_title(item) || !(take_list(reader, json_member(item, "books"), depth) ||
                             take_strings(reader, item, depth)))
        take_item(reader, item);
}

/* Take a list of books. A list without any object is none, unless it is empty. */
static bool take_list(struct reader *reader, const struct json *array, int depth)
{
    if (json_type_of(array) != JSON_ARRAY || (json_count(array) > 0 && !has_item(array)))
        return false;
    reader->now.found = true;
    for (size_t i = 0; i < json_count(array) && !full(reader); i++)
        take_element(reader, json_element(array, i), depth);
    return true;
}

/* Take the reason that an object gives, which counts where no books come with it. A model that has
 * no reason may write "none" and its like. */
static void take_reason(struct reader *reader, const struct json *object)
{
    static const char *const keys[] = {"refusal_reason", "refusal", "error", "reason", "message"};
    static const char *const nothing[] = {"null", "none", "n/a", "false"};
    for (size_t i = 0; i < ARRAY_LEN(keys) && reader->now.reason.count == 0; i++) {
        const struct json *member = json_member(object, keys[i]);
        CLEANUP(mem_free)
        char *words = field_text(json_type_of(member) == JSON_OBJECT ? member : object,
                                 json_type_of(member) == JSON_OBJECT ? "message" : keys[i]);
        bool says = words != NULL && !json_within(member);
        for (size_t k = 0; says && k < ARRAY_LEN(nothing); k++)
            says = strcasecmp(words, nothing[k]) != 0;
        if (says)
            text_add(&reader->now.reason, words);
    }
}

/* Take an object that is a book or holds a list. false: it is and does neither, but may hold books
 * under other names. */
static bool take_object(struct reader *reader, const struct json *object, int depth)
{
    const struct json *books = json_member(object, "books");
    if (has_title(object) && json_type_of(books) != JSON_ARRAY && !json_within(books)) {
        take_item(reader, object);
        return true;
    }
    take_reason(reader, object);
    return take_list(reader, books, depth) || take_strings(reader, object, depth);
}

/* ---- from bracket to bracket ---- */

enum taken { TAKEN, NOT_OURS, BROKEN };

static enum taken take_value(struct reader *reader, const char *from, const char *behind, int depth)
{
    struct error unused = {0}; /* a value that cannot be parsed is searched inside */
    CLEANUP(json_free) struct json *root = NULL;
    reader->values++;
    if (!json_parse(from, (size_t)(behind - from), &limits, &root, &unused))
        return BROKEN;
    const bool taken =
        *from == '[' ? take_list(reader, root, depth) : take_object(reader, root, depth);
    return taken ? TAKEN : NOT_OURS;
}

/* What is searched: a text, or a part of it that something behind it has cut. */
struct stretch {
    const char *end;
    int depth;
    bool cut;
};

static void walk(struct reader *reader, const char *at, struct stretch stretch);

/* Take the value whose bracket opens at this place. Returns the place behind it. */
static const char *walk_value(struct reader *reader, const char *at, struct stretch stretch)
{
    const int before = seen(reader);
    const struct written_extent extent =
        written_extent_of(at, stretch.end, /* marks= */ stretch.depth == 0);
    const char *behind = extent.behind ? extent.behind : extent.resume;
    enum taken taken = extent.behind ? take_value(reader, at, behind, stretch.depth) : NOT_OURS;
    if (extent.resume ||
        (!extent.behind && (stretch.cut || (extent.in_string && reader->ends_closed))))
        taken = BROKEN;
    else if (!extent.behind)
        reader->now.open_end = true;
    const struct stretch inside = {
        .end = extent.behind ? behind - 1 : (behind ? behind : stretch.end),
        .depth = stretch.depth + 1,
        .cut = stretch.cut || extent.resume,
    };
    const bool item = stretch.depth > 0 || written_item_begins(at, stretch.end);
    if (taken != TAKEN && stretch.depth < DEPTH_MAX)
        walk(reader, at + 1, inside);
    if (taken == BROKEN && *at == '{' && item && seen(reader) == before)
        reader->now.bad_items++;
    return behind ? behind : stretch.end;
}

/* Take what is escaped once more. Returns the place behind it. */
static const char *walk_escaped(struct reader *reader, const char *at, struct stretch stretch)
{
    CLEANUP(text_done) struct text plain = {0};
    const char *behind = written_unescape(at, stretch.end, &plain);
    reader->values++;
    walk_string(reader, text_of(&plain), stretch.depth);
    return behind;
}

/* A text within the text. Its end is judged as that of the whole is. */
static void walk_string(struct reader *reader, const char *text, int depth)
{
    CLEANUP(text_done) struct text written = {0};
    written_drop_backslashes(text, &written);
    text = text_of(&written);
    if (depth < DEPTH_MAX)
        walk(reader, text, (struct stretch){.end = text + strlen(text), .depth = depth + 1});
}

/* What was found before a mark that ends thoughts was found in thoughts, unless nothing comes
 * behind it. */
static void end_thoughts(struct reader *reader)
{
    if (is_nothing(&reader->now))
        return;
    finds_done(&reader->before);
    reader->before = reader->now;
    reader->now = (struct finds){.found = false};
}

/* Returns the place behind a mark of thoughts and behind the thoughts; at: there is no mark. */
static const char *skip_thoughts(struct reader *reader, const char *at, const char *end)
{
    const char *behind = at;
    const enum thought_mark mark = thought_mark_at(at, end, &behind);
    if (mark == THOUGHT_NONE)
        return at;
    if (mark == THOUGHT_END)
        end_thoughts(reader);
    else if (at >= reader->last_end)
        behind = *at == '[' ? at : end; /* a word in brackets begins nothing that never ends */
    else {
        const char *close = thought_end_from(behind, end);
        if (thought_mark_at(close, end, &behind) != THOUGHT_END)
            behind = end;
    }
    if (behind > at)
        reader->words = behind;
    return behind;
}

/* Search from bracket to bracket, at most DEPTH_MAX levels deep. At depth 0 the text may be plain
 * words, in which a quotation mark begins no string. */
static void walk(struct reader *reader, const char *at, struct stretch stretch)
{
    while (at < stretch.end && !full(reader)) {
        const char *behind = stretch.depth == 0 ? skip_thoughts(reader, at, stretch.end) : at;
        if (behind > at)
            at = behind;
        else if (*at == '"' && stretch.depth > 0) {
            behind = written_string_end(at, stretch.end);
            const char *item = written_item_within(at, behind, stretch.end);
            at = item ? item : behind;
        } else if (*at != '{' && *at != '[')
            at++;
        else if (written_is_escaped(at, stretch.end))
            at = walk_escaped(reader, at, stretch);
        else
            at = walk_value(reader, at, stretch);
    }
}

/* ---- the whole text ---- */

static const char blanks[] = " \t\r\n";

static bool conclude(struct reader *reader, bool cut_off, struct error *err)
{
    const char *text = reader->words + strspn(reader->words, blanks);
    if (is_nothing(&reader->now) && !written_declines(text)) {
        finds_done(&reader->now);
        reader->now = reader->before;
        reader->before = (struct finds){.found = false};
    }
    struct finds *now = &reader->now;
    if (now->books.count > 0 || now->reason.count > 0)
        return true;
    if (!now->found && written_declines(text)) {
        text_add(&now->reason, text);
        return true;
    }
    if (cut_off || now->open_end)
        return error_set(err, ERROR_MALFORMED, 0, "the answer is cut off before the first book");
    if (now->bad_items > 0)
        return error_set(err, ERROR_MALFORMED, 0, "none of the %d items of the answer is a book",
                         now->bad_items);
    if (!now->found)
        return error_set(err, ERROR_MALFORMED, 0,
                         *text ? "the answer has no list of books" : "the answer is empty");
    return true;
}

bool book_list_read(const struct provider_settings *settings, const char *text, bool cut_off,
                    struct generate_answer *ret, struct error *err)
{
    CLEANUP(reader_done) struct reader reader = {.values = 0};
    CLEANUP(text_done) struct text written = {0};
    written_drop_backslashes(text, &written);
    text = text_of(&written);
    const char *end = text + written.count;
    reader.words = text;
    reader.last_end = thought_last_end(text, end);
    reader.ends_closed = written_is_closed(text, written.count);
    walk(&reader, text, (struct stretch){.end = end});
    if (!conclude(&reader, cut_off, err))
        return false;
    struct finds *now = &reader.now;
    ret->refused = now->books.count == 0 && now->reason.count > 0;
    if (ret->refused)
        redact_copy(settings->key, text_of(&now->reason), ret->refusal, sizeof(ret->refusal));
    ret->truncated = (cut_off || now->open_end) && !ret->refused;
    ret->bad_items = now->bad_items;
    ret->books = now->books;
    now->books = (struct books){0};
    return true;
}
