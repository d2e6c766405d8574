/* provider_case.c: tables of recorded answers. */
#include "provider_case.h"

#include "http_file.h"
#include "provider_check.h"
#include "test.h"

#include <dirent.h>

static void open_case(const struct provider_kind *kind, const char *name, struct http_file *ret)
{
    char path[512];
    size_t count = 0;
    (void)snprintf(path, sizeof(path), "%s/%s/%s.http", TEST_DATA_DIR, kind->name, name);
    CLEANUP(mem_free) char *bytes = http_file_bytes(path, &count);
    http_file_parse(bytes, count, ret);
}

static bool named(const char *file, const void *rows, size_t count, size_t row_size)
{
    for (size_t i = 0; i < count; i++) {
        const char *name = *(const char *const *)(const void *)((const char *)rows + i * row_size);
        if (strncmp(file, name, strlen(name)) == 0 && strcmp(file + strlen(name), ".http") == 0)
            return true;
    }
    return false;
}

/* A file that no row names is a test that nobody runs. */
static void check_all_named(const struct provider_kind *kind, const void *rows, size_t count,
                            size_t row_size)
{
    char path[512];
    (void)snprintf(path, sizeof(path), "%s/%s", TEST_DATA_DIR, kind->name);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder))
        if (entry->d_name[0] != '.' && !named(entry->d_name, rows, count, row_size))
            fail_msg("%s/%s has no row", path, entry->d_name);
    (void)closedir(folder); /* nothing was written */
}

static void check_error(const char *name, const struct error *err, enum error_class class,
                        int64_t retry_after_ms)
{
    if (err->class != class)
        fail_msg("row '%s': class %s instead of %s: %s", name, error_class_name(err->class),
                 error_class_name(class), err->message);
    if (err->retry_after_ms != retry_after_ms)
        fail_msg("row '%s': wait of %lld ms", name, (long long)err->retry_after_ms);
}

static void generate_case(const struct provider_kind *kind, const struct generate_case *row)
{
    struct error err = {0};
    CLEANUP(http_file_done) struct http_file file = {0};
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    open_case(kind, row->file, &file);
    const bool ok = provider_check_generate(kind, NULL, &file.response, &answer, &err);
    const char *words = ok ? answer.refusal : err.message;
    check_error(row->file, &err, row->class, row->retry_after_ms);
    if (answer.books.count != row->books || answer.bad_items != row->bad_items)
        fail_msg("row '%s': %zu books, %d bad", row->file, answer.books.count, answer.bad_items);
    EXPECT_ROW(row->file, answer.refused == row->refused);
    EXPECT_ROW(row->file, answer.truncated == row->truncated);
    if (row->says && !strstr(words, row->says))
        fail_msg("row '%s': says '%s'", row->file, words);
}

void generate_cases(const struct provider_kind *kind, const struct generate_case *rows,
                    size_t count)
{
    for (size_t i = 0; i < count; i++)
        generate_case(kind, &rows[i]);
    check_all_named(kind, rows, count, sizeof(*rows));
}

static void resolve_case(const struct provider_kind *kind, const struct resolve_case *row)
{
    struct error err = {0};
    CLEANUP(http_file_done) struct http_file file = {0};
    CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
    CLEANUP(text_done) struct text isbns = {0};
    open_case(kind, row->file, &file);
    (void)provider_check_resolve(kind, &file.response, &answer, &err); /* err says it too */
    check_error(row->file, &err, row->class, row->retry_after_ms);
    for (size_t i = 0; i < answer.editions.count; i++)
        text_add_format(&isbns, "%s%s", i ? " " : "", answer.editions.items[i].isbn.text);
    if (strcmp(text_of(&isbns), row->isbns ? row->isbns : "") != 0)
        fail_msg("row '%s': found '%s'", row->file, text_of(&isbns));
    if (answer.bad_items != row->bad_items)
        fail_msg("row '%s': %d bad items", row->file, answer.bad_items);
    if (row->says && !strstr(err.message, row->says))
        fail_msg("row '%s': says '%s'", row->file, err.message);
}

void resolve_cases(const struct provider_kind *kind, const struct resolve_case *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        resolve_case(kind, &rows[i]);
    check_all_named(kind, rows, count, sizeof(*rows));
}

void generate_answer_of(const struct provider_kind *kind, const struct provider_settings *settings,
                        const char *file, struct generate_answer *ret)
{
    struct error err = {0};
    CLEANUP(http_file_done) struct http_file opened = {0};
    open_case(kind, file, &opened);
    if (!provider_check_generate(kind, settings, &opened.response, ret, &err))
        fail_msg("'%s': %s", file, err.message);
}

void resolve_answer_of(const struct provider_kind *kind, const char *file,
                       struct resolve_answer *ret)
{
    struct error err = {0};
    CLEANUP(http_file_done) struct http_file opened = {0};
    open_case(kind, file, &opened);
    if (!provider_check_resolve(kind, &opened.response, ret, &err))
        fail_msg("'%s': %s", file, err.message);
}

bool request_for_book(const struct provider_kind *kind, const char *title, const char *authors,
                      struct http_request *ret, struct error *err)
{
    CLEANUP(books_done) struct books books = {0};
    const struct provider_settings settings = provider_check_settings(kind);
    struct book *book = books_add(&books);
    book->title = mem_text(title);
    book->authors = mem_text(authors);
    return kind->build_resolve(&settings, book, ret, err);
}

const char *request_header(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcmp(request->headers[i].name, name) == 0)
            return request->headers[i].value;
    return "";
}
