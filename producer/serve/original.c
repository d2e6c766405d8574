/* original.c: what is asked, made words of the commands schedule and seed. The answers are made in
 * original_answer.c. */
#include "serve/original.h"

#include <stdio.h>
#include <string.h>

#include "core/month.h"

/* ---- what may be given ---- */

static bool fail_unknown(const struct parameter *parameter, const char *names, struct error *err)
{
    return error_set(err, ERROR_USAGE, 0,
                     "%.40s: there is no such parameter here; those that there are: %s",
                     parameter->name, names);
}

/* Is each of the members one of these, which stand with ", " between them? */
static bool only(const struct parameters *given, const char *names, struct error *err)
{
    for (size_t i = 0; i < given->count; i++)
        if (!text_list_has(names, given->items[i].name))
            return fail_unknown(&given->items[i], names, err);
    return true;
}

static bool read_bool(const struct parameters *given, const char *name, bool *ret,
                      struct error *err)
{
    const struct parameter *parameter = parameters_find(given, name);
    if (parameter && json_type_of(parameter->json) != JSON_BOOL)
        return error_set(err, ERROR_USAGE, 0, "%s: give true or false", name);
    *ret = parameter && json_bool_of(parameter->json);
    return true;
}

/* ---- years ---- */

/* Read a year; 0: it is not given. */
static bool read_year(const struct json *value, const char *name, int *ret, struct error *err)
{
    const int64_t year = json_int_of(value);
    if (value &&
        (json_type_of(value) != JSON_INT || year < MONTH_YEAR_MIN || year > MONTH_YEAR_MAX))
        return error_set(err, ERROR_USAGE, 0, "%s: give a year from %d to %d", name, MONTH_YEAR_MIN,
                         MONTH_YEAR_MAX);
    *ret = value ? (int)year : 0;
    return true;
}

/* Whole years, in either order: the months of the one and of the other would not be. */
static void add_years(struct words *words, int one, int other)
{
    char word[24];
    const bool swap = one && other && one > other;
    const int first = swap ? other : one, last = swap ? one : other;
    if (first) {
        (void)snprintf(word, sizeof(word), "--from=%04d-01", first);
        words_add(words, word);
    }
    if (last) {
        (void)snprintf(word, sizeof(word), "--to=%04d-12", last);
        words_add(words, word);
    }
}

static bool read_range(const struct parameters *given, struct words *words, struct error *err)
{
    static const char remedy[] = "year_range: give an object, as {\"start\": 2020, \"end\": 2023}";
    const struct parameter *range = parameters_find(given, "year_range");
    int start = 0, end = 0;
    if (!range)
        return true;
    if (json_type_of(range->json) != JSON_OBJECT)
        return error_set(err, ERROR_USAGE, 0, "%s", remedy);
    for (size_t i = 0; i < json_member_count(range->json); i++) {
        const char *name = "";
        (void)json_member_at(range->json, i, &name); /* the value is read by its name */
        if (strcmp(name, "start") != 0 && strcmp(name, "end") != 0)
            return error_set(err, ERROR_USAGE, 0, "year_range.%.40s: is not known; %s", name,
                             remedy);
    }
    if (!read_year(json_member(range->json, "start"), "year_range.start", &start, err) ||
        !read_year(json_member(range->json, "end"), "year_range.end", &end, err))
        return false;
    if (!start || !end)
        return error_set(err, ERROR_USAGE, 0, "year_range.%s: is missing; %s",
                         start ? "end" : "start", remedy);
    add_years(words, start, end);
    return true;
}

/* ---- the requests ---- */

static bool read_batch(const struct parameters *given, struct words *words, struct error *err)
{
    const struct parameter *size = parameters_find(given, "batch_size");
    char word[48];
    if (!size)
        return true;
    if (json_type_of(size->json) != JSON_INT)
        return error_set(err, ERROR_USAGE, 0, "batch_size: give a whole number, such as 10");
    (void)snprintf(word, sizeof(word), "--batch-size=%lld", (long long)json_int_of(size->json));
    words_add(words, word);
    return true;
}

static bool read_variant(const struct parameters *given, struct words *words, struct error *err)
{
    const struct parameter *variant = parameters_find(given, "prompt_variant");
    CLEANUP(text_done) struct text word = {0};
    if (!variant)
        return true;
    if (json_type_of(variant->json) != JSON_STRING)
        return error_set(err, ERROR_USAGE, 0, "prompt_variant: give a text");
    text_add(&word, "--prompt-variant=");
    text_add(&word, json_string(variant->json, SIZE_MAX));
    words_add(words, text_of(&word));
    return true;
}

bool original_read_schedule(const struct parameters *given, struct words *ret, struct error *err)
{
    bool dry_run = false, force = false;
    if (!only(given, "batch_size, year_range, dry_run, force_retry, prompt_variant", err) ||
        !read_batch(given, ret, err) || !read_range(given, ret, err) ||
        !read_variant(given, ret, err) || !read_bool(given, "dry_run", &dry_run, err) ||
        !read_bool(given, "force_retry", &force, err))
        return false;
    if (dry_run)
        words_add(ret, "--dry-run");
    if (force)
        words_add(ret, "--force-retry");
    if (force && !dry_run)
        words_add(ret, "--yes"); /* nobody is asked back here */
    return true;
}

bool original_read_seed(const struct parameters *given, struct words *ret, struct error *err)
{
    static const char *const names[] = {"year_start", "year_end"};
    int years[ARRAY_LEN(names)] = {0};
    if (!only(given, "year_start, year_end", err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const struct parameter *parameter = parameters_find(given, names[i]);
        if (!parameter)
            return error_set(err, ERROR_USAGE, 0, "%s: is missing; it must be given here",
                             names[i]);
        if (!read_year(parameter->json, names[i], &years[i], err))
            return false;
    }
    add_years(ret, years[0], years[1]);
    return true;
}
