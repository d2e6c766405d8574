/* catalog_row.c: checking the rows of the catalogue's files and writing them for COPY.
 *
 * A row with one value that cannot be right is bad as a whole, because without that value it would
 * never be found, or be taken for another book. */
#include "model/catalog_row.h"

#include "core/book.h"
#include "core/isbn_text.h"
#include "core/month.h"
#include "core/text_clean.h"
#include "model/catalog_keys.h"
#include "sql.h"

#include <string.h>

enum {
    PAGES_MAX = 100000,
    NOTABLE_TEXT_MAX = 1000, /* bytes; a btree takes title and authors up to 2,704 */
};

void catalog_row_done(struct catalog_row *row)
{
    text_done(&row->copy);
    text_done(&row->reason);
    title_done(&row->title);
    authors_done(&row->authors);
    text_done(&row->key);
    for (size_t column = 0; column < CATALOG_COLUMNS_MAX; column++)
        text_done(&row->values[column]);
}

/* ---- values of the row ---- */

static const char *value(const struct catalog_row *row, size_t column)
{
    return text_of(&row->values[column]);
}

static void set_value(struct catalog_row *row, size_t column, const char *text, size_t count)
{
    text_clear(&row->values[column]);
    text_add_bytes(&row->values[column], text, count);
}

/* Take the values of the record. Entities are decoded before a title is parsed or names are
 * split. */
static void read_values(struct catalog_row *row)
{
    for (size_t column = 0; column < row->file->count; column++) {
        const char *field = csv_field(row->csv, row->fields[column]);
        text_clear(&row->values[column]);
        if (strchr(field, '&'))
            text_decode_entities(field, &row->values[column]);
        else
            text_add(&row->values[column], field);
    }
}

/* Write why the row is bad. Returns false. */
static bool bad(struct catalog_row *row, size_t column, const char *what)
{
    enum { SHOWN_BYTES = 60 };
    const char *text = value(row, column);
    text_clear(&row->reason);
    text_add_format(&row->reason, "%s: '", row->file->columns[column]);
    text_add_printable(&row->reason, text, strlen(text), SHOWN_BYTES);
    text_add_format(&row->reason, "' %s", what);
    return false;
}

static int number_at(const char *text, size_t digits)
{
    int number = 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (text[i] - '0');
    return number;
}

/* Is it YYYY, YYYY-MM or YYYY-MM-DD, of a day that exists? */
static bool is_date(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    const size_t count = strlen(text);
    if (count != 4 && count != 7 && count != 10)
        return false;
    for (size_t i = 0; i < count; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    const int year = number_at(text, 4);
    const int month = count > 4 ? number_at(text + 5, 2) : 1;
    const int day = count > 7 ? number_at(text + 8, 2) : 1;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1 || month < 1 || month > 12)
        return false;
    return day >= 1 && day <= days[month - 1] + (leap && month == 2);
}

/* Keep what of a date of another program is one of ours: the first ten characters, or a year. */
static void shorten_date(struct catalog_row *row, size_t column)
{
    char day[11] = "";
    const char *date = value(row, column);
    text_copy(day, sizeof(day), date);
    const bool whole = is_date(day) && strcmp(day, "1000") >= 0;
    if (whole) {
        set_value(row, column, day, strlen(day));
        return;
    }
    for (; *date; date++) {
        const size_t digits = strspn(date, "0123456789");
        if (digits == 4 && *date >= '1' && *date <= '2') {
            char year[5] = "";
            memcpy(year, date, 4);
            set_value(row, column, year, 4);
            return;
        }
        date += digits > 0 ? digits - 1 : 0;
    }
    set_value(row, column, "", 0);
}

static bool check_date(struct catalog_row *row, size_t column)
{
    if (row->lenient)
        shorten_date(row, column);
    const char *date = value(row, column);
    return *date == '\0' || is_date(date) ||
           bad(row, column, "is not a date (YYYY, YYYY-MM or YYYY-MM-DD)");
}

/* Keep the number with which a text begins: "321 p.", "321.0". */
static void shorten_number(struct catalog_row *row, size_t column, int64_t max)
{
    char digits[8] = "";
    int64_t ignored = 0;
    const char *number = value(row, column) + strspn(value(row, column), " ");
    const size_t count = strspn(number, "0123456789");
    if (count < sizeof(digits))
        memcpy(digits, number, count);
    set_value(row, column, digits, text_to_int(digits, 0, max, &ignored) ? count : 0);
}

static bool check_number(struct catalog_row *row, size_t column, int64_t max)
{
    if (row->lenient)
        shorten_number(row, column, max);
    const char *number = value(row, column);
    int64_t ignored = 0;
    return *number == '\0' || text_to_int(number, 0, max, &ignored) ||
           bad(row, column, "is not a number, or out of range");
}

static bool check_texts(struct catalog_row *row, size_t bytes_max)
{
    for (size_t column = 0; column < row->file->count; column++)
        if (strlen(value(row, column)) > bytes_max)
            return bad(row, column, "is too long");
    return true;
}

static bool check_isbn(struct catalog_row *row, size_t column, struct isbn *ret)
{
    const char *why = "";
    return isbn_text_read(value(row, column), ret, &why) || bad(row, column, why);
}

/* A title without a letter or a digit could never be found. */
static bool check_title(struct catalog_row *row, size_t column)
{
    title_parse(value(row, column), &row->title);
    return row->title.main.count > 0 || bad(row, column, "is no title");
}

/* ---- COPY's text format ---- */

/* Add one value.
 * in   or_null  an empty value becomes NULL
 * from PostgreSQL's manual, COPY, "Text Format" */
static void copy_value(struct text *copy, const char *text, bool or_null)
{
    if (*text == '\0' && or_null)
        text_add(copy, "\\N");
    for (;;) {
        const size_t plain = strcspn(text, "\\\t\n\r");
        text_add_bytes(copy, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        const char escape[] = {'\\', *text == '\t'   ? 't'
                                     : *text == '\n' ? 'n'
                                     : *text == '\r' ? 'r'
                                                     : '\\'};
        text_add_bytes(copy, escape, sizeof(escape));
        text++;
    }
    text_add(copy, "\t");
}

static void copy_columns(struct catalog_row *row, size_t first, size_t last)
{
    for (size_t column = first; column <= last; column++)
        copy_value(&row->copy, value(row, column), /* or_null= */ true);
}

static void copy_line_number(struct catalog_row *row)
{
    text_add_format(&row->copy, "%lld\t", (long long)csv_line(row->csv));
}

/* Make the tab behind the last value the end of the line. */
static void copy_row_end(struct catalog_row *row)
{
    row->copy.bytes[row->copy.count - 1] = '\n';
}

/* ---- editions ---- */

enum {
    E_ISBN13,
    E_TITLE,
    E_AUTHORS,
    E_PUBLISHER,
    E_PUBLISHED,
    E_LANGUAGE,
    E_PAGES,
    E_BINDING,
    E_ISBN, /* of ten digits, where a file has both and a row has only this one */
};

/* Where a year in brackets, or digits alone, begin; NULL: there is none. */
static const char *year_in(const char *publication)
{
    const char *at = publication;
    if (strspn(at, "0123456789") == 4 && at[4] == '\0')
        return at;
    while ((at = strchr(at, '(')) != NULL) {
        at++;
        if (strspn(at, "0123456789") == 4 && at[4] == ')')
            return at;
    }
    return NULL;
}

/* Where the number before " pages" begins; NULL: there is none. */
static const char *pages_in(const char *publication)
{
    const char *const words = strstr(publication, " pages");
    const char *at = words;
    while (at && at > publication && at[-1] >= '0' && at[-1] <= '9')
        at--;
    return at == words ? NULL : at;
}

static void set_missing(struct catalog_row *row, size_t column, const char *text, size_t count)
{
    if (text && *value(row, column) == '\0')
        set_value(row, column, text, count);
}

/* Make of "Knopf (1999), Edition: 1st, 321 pages" a publisher, a year and pages. */
static void split_publication(struct catalog_row *row)
{
    CLEANUP(text_done) struct text whole = {0};
    text_add(&whole, value(row, E_PUBLISHER));
    const char *from = text_of(&whole), *const year = year_in(from), *const pages = pages_in(from);
    const char *const edition = strstr(from, ", Edition:");
    set_missing(row, E_PUBLISHED, year, 4);
    set_missing(row, E_PAGES, pages, pages ? strspn(pages, "0123456789") : 0);
    const char *end = from + strlen(from);
    if (pages && pages < end)
        end = pages;
    if (edition && edition < end)
        end = edition;
    if (year && year < end)
        end = year;
    while (end > from && strchr(" ,(", end[-1]))
        end--;
    set_value(row, E_PUBLISHER, from, (size_t)(end - from));
}

static void take_key(void *context, const char *key)
{
    sql_array_add(context, key);
}

static void copy_keys(struct catalog_row *row)
{
    CLEANUP(sql_array_done) struct sql_array surnames = {0};
    CLEANUP(sql_array_done) struct sql_array author_keys = {0};
    authors_parse(value(row, E_AUTHORS), &row->authors);
    catalog_edition_keys(&row->title, &row->authors, &row->key,
                         &(struct catalog_taker){.take = take_key, .context = &surnames},
                         &(struct catalog_taker){.take = take_key, .context = &author_keys});
    copy_value(&row->copy, text_of(&row->key), /* or_null= */ false);
    copy_value(&row->copy, sql_array_text(&surnames), /* or_null= */ false);
    copy_value(&row->copy, sql_array_text(&author_keys), /* or_null= */ false);
}

/* Does the cell name no ISBN at all? Goodreads writes ="" then, LibraryThing []. */
static bool is_blank(const char *text)
{
    return text[strspn(text, "=\"'[] ")] == '\0';
}

static bool add_edition(struct catalog_row *row)
{
    struct isbn isbn = {0};
    const char *unused = "";
    read_values(row);
    row->without_isbn =
        row->lenient && is_blank(value(row, E_ISBN13)) && is_blank(value(row, E_ISBN));
    if (row->without_isbn)
        return false;
    if (row->publication)
        split_publication(row);
    const bool older = isbn_text_read(value(row, E_ISBN), &isbn, &unused);
    if ((!check_isbn(row, E_ISBN13, &isbn) && !older) || !check_texts(row, BOOK_TEXT_MAX) ||
        !check_title(row, E_TITLE) || !check_date(row, E_PUBLISHED) ||
        !check_number(row, E_PAGES, PAGES_MAX))
        return false;
    copy_line_number(row);
    copy_value(&row->copy, isbn.text, /* or_null= */ false);
    copy_columns(row, E_TITLE, E_BINDING);
    copy_keys(row);
    copy_row_end(row);
    return true;
}

const struct catalog_file catalog_edition_file = {
    .columns = {"isbn13", "title", "authors", "publisher", "published", "language", "pages",
                "binding", "isbn"},
    .count = E_ISBN + 1,
    .required = E_AUTHORS + 1,
    .has_other_names = true,
    .add_row = add_edition,
    .stage = &sql_catalog_stage_editions,
    .copy = &sql_catalog_copy_editions,
    .merge = &sql_catalog_merge_editions,
    .finish = &sql_catalog_finish_editions,
};

/* ---- notable books ---- */

enum { N_MONTH, N_FIRST_PUBLISHED, N_TITLE, N_AUTHORS, N_PUBLISHER, N_ISBN13, N_RATINGS, N_FORMAT };

static bool add_notable(struct catalog_row *row)
{
    struct month month = {0};
    struct isbn isbn = {0};
    read_values(row);
    if (!month_parse(value(row, N_MONTH), &month))
        return bad(row, N_MONTH, "is not a month (YYYY-MM, 1900 to 2100)");
    if (*value(row, N_ISBN13) != '\0' && !check_isbn(row, N_ISBN13, &isbn))
        return false;
    if (!check_texts(row, NOTABLE_TEXT_MAX) || !check_title(row, N_TITLE) ||
        !check_date(row, N_FIRST_PUBLISHED) || !check_number(row, N_RATINGS, INT64_MAX))
        return false;
    copy_line_number(row);
    text_add_format(&row->copy, "%d\t%d\t", month.year, month.month);
    copy_columns(row, N_TITLE, N_TITLE);
    copy_value(&row->copy, value(row, N_AUTHORS), /* or_null= */ false);
    copy_columns(row, N_PUBLISHER, N_PUBLISHER);
    copy_columns(row, N_FIRST_PUBLISHED, N_FIRST_PUBLISHED);
    copy_value(&row->copy, isbn.text, /* or_null= */ true);
    copy_columns(row, N_RATINGS, N_FORMAT);
    copy_row_end(row);
    return true;
}

const struct catalog_file catalog_notable_file = {
    .columns = {"month", "first_published", "title", "authors", "publisher", "isbn13", "ratings",
                "format"},
    .count = N_FORMAT + 1,
    .required = N_FORMAT + 1,
    .add_row = add_notable,
    .stage = &sql_catalog_stage_notable,
    .copy = &sql_catalog_copy_notable,
    .merge = &sql_catalog_merge_notable,
    .finish = &sql_catalog_finish_notable,
};
