/* config_file.c: a configuration file as a row of values. No other file uses libconfig.
 *
 * We read the file ourselves and give its text to libconfig, after config_scan.c has looked at
 * it. */
#include "io/config/config_file.h"

#include "core/mem.h"
#include "core/text.h"
#include "io/file.h"

#include <libconfig.h>
#include <stdio.h>
#include <string.h>

#define FILE_MAX (1 << 20)
#define DEPTH_MAX 8

/* A config_t that CLEANUP can free. */
struct parsed {
    config_t config;
};
static void parsed_done(struct parsed *parsed)
{
    config_destroy(&parsed->config);
}
CLEANUP_STRUCT(struct parsed, parsed_done)

struct walk {
    const char *file;
    config_visit *visit;
    void *context;
};

/* ---- reading ---- */

static bool read_file(const char *file, struct text *ret, bool *ret_public, struct error *err)
{
    struct stat about = {0};
    if (!file_read(file, FILE_MAX, ret, &about, err))
        return error_wrap(err, "%s", file);
    *ret_public = S_ISREG(about.st_mode) && (about.st_mode & S_IROTH) != 0;
    return true;
}

/* ---- values ---- */

/* Add the elements of an array or a list, which must be texts, with commas between them. */
static bool join_list(const struct walk *walk, const config_setting_t *list, const char *path,
                      struct text *ret, struct error *err)
{
    for (int i = 0; i < config_setting_length(list); i++) {
        const config_setting_t *element = config_setting_get_elem(list, (unsigned)i);
        const char *word = config_setting_get_string(element);
        if (!word || strchr(word, ','))
            return error_set(err, ERROR_CONFIG, 0,
                             "%s:%u: %s: a list may hold texts only, without commas", walk->file,
                             config_setting_source_line(element), path);
        text_add(ret, i > 0 ? "," : "");
        text_add(ret, word);
    }
    return true;
}

/* Read a setting as text.
 * in   value  its path and line are set
 * out  value  its type is set;  ret  the text is added */
static bool read_value(const struct walk *walk, const config_setting_t *setting,
                       struct config_value *value, struct text *ret, struct error *err)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_STRING:
        value->type = CONFIG_FILE_STRING;
        text_add(ret, config_setting_get_string(setting));
        return true;
    case CONFIG_TYPE_INT:
        value->type = CONFIG_FILE_NUMBER;
        text_add_format(ret, "%d", config_setting_get_int(setting));
        return true;
    case CONFIG_TYPE_FLOAT: /* with a point, because no program of ours calls setlocale */
        value->type = CONFIG_FILE_DECIMAL;
        text_add_format(ret, "%.9f", config_setting_get_float(setting));
        return true;
    case CONFIG_TYPE_BOOL:
        value->type = CONFIG_FILE_BOOL;
        text_add(ret, config_setting_get_bool(setting) ? "true" : "false");
        return true;
    case CONFIG_TYPE_ARRAY:
    case CONFIG_TYPE_LIST:
        value->type = CONFIG_FILE_LIST;
        return join_list(walk, setting, value->path, ret, err);
    case CONFIG_TYPE_GROUP:
        value->type = CONFIG_FILE_GROUP;
        return true;
    default: /* an int64, which config_scan has refused */
        return error_set(err, ERROR_CONFIG, 0, "%s:%d: %s: is not a value", walk->file, value->line,
                         value->path);
    }
}

static bool walk_group(const struct walk *walk, const config_setting_t *group, const char *prefix,
                       int depth, struct error *err);

static bool walk_setting(const struct walk *walk, const config_setting_t *setting,
                         const char *prefix, int depth, struct error *err)
{
    CLEANUP(text_done) struct text path = {0}, value = {0};
    text_add_format(&path, "%s%s%s", prefix, *prefix ? "." : "", config_setting_name(setting));
    struct config_value shown = {.path = text_of(&path),
                                 .line = (int)config_setting_source_line(setting)};
    if (!read_value(walk, setting, &shown, &value, err))
        return false;
    shown.text = text_of(&value);
    if (!walk->visit(walk->context, &shown, err))
        return false;
    return shown.type != CONFIG_FILE_GROUP || walk_group(walk, setting, shown.path, depth + 1, err);
}

static bool walk_group(const struct walk *walk, const config_setting_t *group, const char *prefix,
                       int depth, struct error *err)
{
    if (depth > DEPTH_MAX)
        return error_set(err, ERROR_CONFIG, 0, "%s:%u: is nested too deeply", walk->file,
                         config_setting_source_line(group));
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        if (!walk_setting(walk, setting, prefix, depth, err))
            return false;
    }
    return true;
}

/* The library says "duplicate setting name" and its line, but not which name. It is the first on
 * that line. */
static bool error_syntax(const char *file, const char *bytes, const config_t *config,
                         struct error *err)
{
    const int line = config_error_line(config);
    const char *what = config_error_text(config);
    if (!strstr(what, "duplicate"))
        return error_set(err, ERROR_CONFIG, 0, "%s:%d: %s", file, line, what);
    const char *at = bytes;
    for (int i = 1; i < line && at; i++)
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
    at = at ? at + strspn(at, " \t{;,") : "";
    const int length = (int)strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "0123456789_-*");
    return error_set(err, ERROR_CONFIG, 0, "%s:%d: '%.*s' is set twice", file, line, length, at);
}

bool config_file_read(const char *file, config_visit *visit, void *context, bool *ret_public,
                      struct error *err)
{
    CLEANUP(text_done) struct text bytes = {0};
    bool is_public = false;
    if (!read_file(file, &bytes, &is_public, err) ||
        !config_scan(file, text_of(&bytes), bytes.count, err))
        return false;
    CLEANUP(parsed_done) struct parsed parsed = {0};
    config_init(&parsed.config);
    if (config_read_string(&parsed.config, text_of(&bytes)) != CONFIG_TRUE)
        return error_syntax(file, text_of(&bytes), &parsed.config, err);
    const struct walk walk = {.file = file, .visit = visit, .context = context};
    if (!walk_group(&walk, config_root_setting(&parsed.config), "", 0, err))
        return false;
    *ret_public = is_public;
    return true;
}

#define QUOTED(number) QUOTED_TEXT(number)
#define QUOTED_TEXT(text) #text

const char *config_library_version(void)
{
    return QUOTED(LIBCONFIG_VER_MAJOR) "." QUOTED(LIBCONFIG_VER_MINOR) "." QUOTED(
        LIBCONFIG_VER_REVISION);
}
