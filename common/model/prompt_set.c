/* prompt_set.c: the prompt variants, embedded ones and those that an operator keeps in a folder.
 *
 * Each load makes a whole new set with the embedded variants, and one pointer then names it. A
 * month that renders meanwhile keeps its variant, because old sets are kept until the end. */
#include "model/prompt_set.h"

#include <dirent.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "io/file.h"
#include "prompts.h"

#define FILE_BYTES_MAX ((size_t)64 * 1024)
#define FILES_MAX 500
#define SUFFIX ".txt"

/* All variants at one moment. A set does not change after it is the current one; prompt_set_unload
 * frees it. */
struct prompt_set {
    struct prompt *items; /* sorted by name; name and text of those from the folder are owned */
    size_t count;
    struct text names; /* "annual|baseline" */
    struct prompt_set *older;
};

/* It is linked to all older ones. NULL: only the embedded variants are known. */
static _Atomic(struct prompt_set *) current;

const struct prompt *prompt_set_at(size_t index)
{
    const struct prompt_set *set = atomic_load(&current);
    const struct prompt *items = set ? set->items : prompts;
    return index < (set ? set->count : prompt_count) ? &items[index] : NULL;
}

const struct prompt *prompt_set_find(const char *name)
{
    const struct prompt_set *set = atomic_load(&current);
    const struct prompt *items = set ? set->items : prompts;
    const size_t count = set ? set->count : prompt_count;
    for (size_t i = 0; i < count; i++)
        if (strcmp(items[i].name, name) == 0)
            return &items[i];
    return NULL;
}

const char *prompt_set_names(void)
{
    const struct prompt_set *set = atomic_load(&current);
    return set ? text_of(&set->names) : prompt_list;
}

static void set_free(struct prompt_set *set)
{
    for (size_t i = 0; set && i < set->count; i++)
        if (set->items[i].from_folder) {
            mem_free((void *)(uintptr_t)set->items[i].name);
            mem_free((void *)(uintptr_t)set->items[i].text);
        }
    if (!set)
        return;
    mem_free(set->items);
    text_done(&set->names);
    mem_free(set);
}
CLEANUP_FUNCTION(struct prompt_set, set_free)

void prompt_set_unload(void)
{
    struct prompt_set *set = atomic_exchange(&current, NULL);
    while (set) {
        struct prompt_set *older = set->older;
        set_free(set);
        set = older;
    }
}

/* ---- one file ---- */

/* Why the text of a file is no variant; NULL: it is one. */
static const char *fault_of(const struct text *text)
{
    if (!text_is_utf8(text_of(text), text->count))
        return "is not UTF-8";
    return prompt_text_fault(text_of(text));
}

/* Make every line end a line feed, as some editors write a carriage return before it. */
static void drop_returns(struct text *text)
{
    size_t kept = 0;
    for (size_t i = 0; i < text->count; i++)
        if (text->bytes[i] != '\r' || i + 1 == text->count || text->bytes[i + 1] != '\n')
            text->bytes[kept++] = text->bytes[i];
    text->count = kept;
    if (text->bytes)
        text->bytes[kept] = '\0';
}

/* false: err says why it is no variant. */
static bool read_file(const char *path, struct text *ret, struct error *err)
{
    if (!file_read(path, FILE_BYTES_MAX, ret, NULL, err))
        return false;
    drop_returns(ret);
    const char *fault = fault_of(ret);
    return !fault || error_set(err, ERROR_CONFIG, 0, "%s", fault);
}

/* ---- the folder ---- */

/* Only NAME.txt counts. Files that editors leave behind (.NAME.txt.swp, NAME.txt~) do not. */
static int is_variant(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name), suffix = strlen(SUFFIX);
    return entry->d_name[0] != '.' && length > suffix &&
           strcmp(entry->d_name + length - suffix, SUFFIX) == 0;
}

static void add_file(struct prompt_set *set, const char *folder, const char *file,
                     struct text *faults)
{
    CLEANUP(text_done) struct text path = {0};
    CLEANUP(text_done) struct text text = {0};
    CLEANUP(mem_free) char *name = mem_bytes(file, strlen(file) - strlen(SUFFIX));
    text_add_format(&path, "%s/%s", folder, file);
    struct error why = {0};
    const bool good =
        prompt_name_valid(name)
            ? read_file(text_of(&path), &text, &why)
            : error_set(&why, ERROR_CONFIG, 0, "a name is of a-z, 0-9 and -, at most 50 of them");
    if (!good) {
        text_add_format(faults, "%s%s: %s", faults->count > 0 ? "; " : "", file, why.message);
        return;
    }
    set->items[set->count++] = (struct prompt){
        .name = TAKE_PTR(name), .text = mem_text(text_of(&text)), .from_folder = true};
}

static int by_name(const void *one, const void *other)
{
    return strcmp(((const struct prompt *)one)->name, ((const struct prompt *)other)->name);
}

/* Add the embedded variants that no file replaces, and sort all. */
static void complete(struct prompt_set *set)
{
    const size_t from_files = set->count;
    for (size_t i = 0; i < prompt_count; i++) {
        size_t k = 0;
        while (k < from_files && strcmp(set->items[k].name, prompts[i].name) != 0)
            k++;
        if (k == from_files)
            set->items[set->count++] = prompts[i];
    }
    qsort(set->items, set->count, sizeof(*set->items), by_name);
    for (size_t i = 0; i < set->count; i++)
        text_add_format(&set->names, "%s%s", i > 0 ? "|" : "", set->items[i].name);
}

static void free_entries(struct dirent **entries, int count)
{
    for (int i = 0; i < count; i++)
        free(entries[i]); /* scandir has allocated them */
    free(entries);
}

static bool read_folder(const char *folder, struct prompt_set *set, struct error *err)
{
    CLEANUP(text_done) struct text faults = {0};
    struct dirent **entries = NULL;
    const int count = scandir(folder, &entries, is_variant, alphasort);
    if (count < 0)
        return error_set(err, ERROR_CONFIG, errno, "prompts_dir: '%.200s': %s", folder,
                         strerror(errno));
    set->items = mem_new((size_t)count + prompt_count, sizeof(*set->items));
    for (int i = 0; i < count && i < FILES_MAX; i++)
        add_file(set, folder, entries[i]->d_name, &faults);
    free_entries(entries, count);
    if (count > FILES_MAX)
        return error_set(err, ERROR_CONFIG, 0, "prompts_dir: '%.200s' has more than %d variants",
                         folder, FILES_MAX);
    return faults.count == 0 ||
           error_set(err, ERROR_CONFIG, 0, "prompts_dir: %s", text_of(&faults));
}

bool prompt_set_load(const char *folder, struct error *err)
{
    CLEANUP(set_free) struct prompt_set *set = NULL;
    if (!*folder)
        return true;
    set = mem_new(1, sizeof(*set));
    if (!read_folder(folder, set, err))
        return false;
    complete(set);
    set->older = atomic_load(&current); /* one thread loads */
    atomic_store(&current, set);
    set = NULL;
    return true;
}
