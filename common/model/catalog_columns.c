/* catalog_columns.c: the names that columns have in files of other programs.
 *
 * Names are compared by their letters and digits alone. An export is recognised by columns that
 * only it has; that is said to the person, and decides nothing. */
#include "model/catalog_columns.h"

#include <string.h>

enum { NAME_MAX = 64, SHOWN_MAX = 400 };

/* By our column, in the order of preference. */
static const struct {
    const char *ours, *theirs[10];
} names[] = {
    {"isbn13", {"isbn13", "isbn", "isbnuid", "isbns", "ean13", "ean", "isbn10"}},
    {"isbn", {"isbn", "isbn10", "isbns"}},
    {"title", {"title", "booktitle", "titel", "titre", "titulo"}},
    {"authors",
     {"authors", "author", "primaryauthor", "authornames", "creator", "writer", "autor", "auteur"}},
    {"publisher", {"publisher", "publishername", "publication", "verlag", "editeur", "editorial"}},
    {"published",
     {"published", "publicationdate", "publisheddate", "pubdate", "datepublished", "yearpublished",
      "publicationyear", "pubyear", "year", "date"}},
    {"language", {"language", "languages", "language1", "lang", "sprache"}},
    {"pages", {"pages", "numberofpages", "pagecount", "numpages", "noofpages", "seiten"}},
    {"binding", {"binding", "format", "media", "physicalformat"}},
};

static const struct {
    const char *program, *columns[2]; /* which it alone has */
} exports[] = {
    {"Goodreads", {"exclusiveshelf", "authorlf"}},
    {"LibraryThing", {"primaryauthor", "sortcharacter"}},
    {"LibraryThing", {"primaryauthor", "lcclassification"}},
    {"StoryGraph", {"isbnuid", "readstatus"}},
    {"Calibre", {"authorsort", "titlesort"}},
};

/* Write the letters and digits of a name, small. */
static void plain_name(const char *name, char ret[static NAME_MAX])
{
    size_t count = 0;
    for (; *name && count < NAME_MAX - 1; name++) {
        const bool capital = *name >= 'A' && *name <= 'Z';
        if (capital || (*name >= 'a' && *name <= 'z') || (*name >= '0' && *name <= '9'))
            ret[count++] = (char)(capital ? *name - 'A' + 'a' : *name);
    }
    ret[count] = '\0';
}

/* The field whose name is this one, plainly; CSV_FIELDS_MAX: there is none. */
static size_t field_named(const struct csv *csv, const char *plain)
{
    char name[NAME_MAX];
    for (size_t field = 0; field < csv_count(csv); field++) {
        plain_name(csv_field(csv, field), name);
        if (strcmp(name, plain) == 0)
            return field;
    }
    return CSV_FIELDS_MAX;
}

/* Add the names of the header, for a message. */
static void list_header(const struct csv *csv, struct text *to)
{
    for (size_t field = 0; field < csv_count(csv) && to->count < SHOWN_MAX; field++) {
        const char *name = csv_field(csv, field);
        text_add(to, field > 0 ? ", '" : "'");
        text_add_printable(to, name, strlen(name), NAME_MAX);
        text_add(to, "'");
    }
}

/* Find the field in which a column of exactly this name stands.
 * out  false: it stands twice
 *      ret  CSV_FIELDS_MAX: there is no such column */
static bool find_exactly(const struct csv *csv, const char *name, size_t *ret)
{
    *ret = CSV_FIELDS_MAX;
    for (size_t field = 0; field < csv_count(csv); field++) {
        if (strcmp(csv_field(csv, field), name) != 0)
            continue;
        if (*ret != CSV_FIELDS_MAX)
            return false;
        *ret = field;
    }
    return true;
}

/* ---- --map ---- */

static size_t column_named(const struct catalog_file *file, const char *name)
{
    size_t column = 0;
    while (column < file->count && strcmp(file->columns[column], name) != 0)
        column++;
    return column;
}

static bool map_one(struct catalog_row *row, const char *ours, const char *theirs,
                    struct error *err)
{
    CLEANUP(text_done) struct text header = {0};
    const size_t column = column_named(row->file, ours);
    list_header(row->csv, &header);
    if (column == row->file->count)
        return error_set(
            err, ERROR_USAGE, 0,
            "--map: '%s' is no column of this kind of file: see 'catalog import --help'", ours);
    if (!find_exactly(row->csv, theirs, &row->fields[column]))
        return error_set(err, ERROR_USAGE, 0, "--map: the header names the column '%s' twice",
                         theirs);
    if (row->fields[column] == CSV_FIELDS_MAX)
        return error_set(err, ERROR_USAGE, 0, "--map: the header names no column '%s', but %s",
                         theirs, text_of(&header));
    return true;
}

static bool map_all(struct catalog_row *row, const char *map, struct error *err)
{
    while (map && *map) {
        CLEANUP(text_done) struct text ours = {0};
        CLEANUP(text_done) struct text theirs = {0};
        const size_t pair = strcspn(map, ","), name = strcspn(map, "=,");
        if (name == pair || name == 0 || name + 1 == pair)
            return error_set(err, ERROR_USAGE, 0,
                             "--map: write OURS=THEIRS with commas between, such as "
                             "isbn13=ISBN13,authors=Author");
        text_add_bytes(&ours, map, name);
        text_add_bytes(&theirs, map + name + 1, pair - name - 1);
        if (!map_one(row, text_of(&ours), text_of(&theirs), err))
            return false;
        map += pair + (map[pair] == ',');
    }
    return true;
}

/* ---- names of others ---- */

static bool is_taken(const struct catalog_row *row, size_t field)
{
    for (size_t column = 0; column < row->file->count; column++)
        if (row->fields[column] == field)
            return true;
    return false;
}

static size_t field_of_others(const struct catalog_row *row, const char *ours)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (strcmp(names[i].ours, ours) != 0)
            continue;
        for (size_t k = 0; k < ARRAY_LEN(names[i].theirs) && names[i].theirs[k]; k++) {
            const size_t field = field_named(row->csv, names[i].theirs[k]);
            if (field != CSV_FIELDS_MAX && !is_taken(row, field))
                return field;
        }
    }
    return CSV_FIELDS_MAX;
}

static const char *program_of(const struct csv *csv)
{
    for (size_t i = 0; i < ARRAY_LEN(exports); i++)
        if (field_named(csv, exports[i].columns[0]) != CSV_FIELDS_MAX &&
            field_named(csv, exports[i].columns[1]) != CSV_FIELDS_MAX)
            return exports[i].program;
    return NULL;
}

/* Say which columns are read under other names. Returns whether there are any. */
static bool say_columns(const struct catalog_row *row, struct text *ret)
{
    CLEANUP(text_done) struct text pairs = {0};
    for (size_t column = 0; column < row->file->count; column++) {
        const size_t field = row->fields[column];
        const char *theirs = field == CSV_FIELDS_MAX ? "" : csv_field(row->csv, field);
        if (field == CSV_FIELDS_MAX || strcmp(theirs, row->file->columns[column]) == 0)
            continue;
        text_add_format(&pairs, "%s%s from '", pairs.count > 0 ? ", " : "",
                        row->file->columns[column]);
        text_add_printable(&pairs, theirs, strlen(theirs), NAME_MAX);
        text_add(&pairs, "'");
    }
    const char *program = program_of(row->csv);
    if (pairs.count > 0 && program)
        text_add_format(ret, "%san export of %s", ret->count > 0 ? ", " : "", program);
    if (pairs.count > 0)
        text_add_format(ret, "%s%s", ret->count > 0 ? ": " : "", text_of(&pairs));
    return pairs.count > 0;
}

/* Is the publisher read from LibraryThing's "Publication", which tells year and pages, too? */
static bool reads_publication(const struct catalog_row *row)
{
    char name[NAME_MAX];
    const size_t column = column_named(row->file, "publisher");
    if (column == row->file->count)
        return false;
    plain_name(csv_field(row->csv, row->fields[column]), name);
    return strcmp(name, "publication") == 0;
}

/* A file with nothing but a column "isbn" has all its ISBNs there. */
static void older_form_alone(struct catalog_row *row)
{
    const size_t column = column_named(row->file, "isbn13");
    const size_t older = column_named(row->file, "isbn");
    if (older == row->file->count || row->fields[column] != CSV_FIELDS_MAX)
        return;
    row->fields[column] = row->fields[older];
    row->fields[older] = CSV_FIELDS_MAX;
}

static bool check_required(const struct catalog_row *row, const char *path, struct error *err)
{
    CLEANUP(text_done) struct text header = {0};
    list_header(row->csv, &header);
    for (size_t i = 0; i < row->file->required; i++)
        if (row->fields[i] == CSV_FIELDS_MAX)
            return error_set(err, ERROR_USAGE, 0,
                             "'%s': the header names no column '%s', but %s: say which it is, "
                             "--map %s=COLUMN",
                             path, row->file->columns[i], text_of(&header), row->file->columns[i]);
    return true;
}

bool catalog_columns_find(struct catalog_row *row, const char *map, const char *path,
                          struct text *ret_said, struct error *err)
{
    const struct catalog_file *kind = row->file;
    for (size_t i = 0; i < kind->count; i++)
        if (!find_exactly(row->csv, kind->columns[i], &row->fields[i]))
            return error_set(err, ERROR_USAGE, 0, "'%s': the header names the column '%s' twice",
                             path, kind->columns[i]);
    if (!map_all(row, map, err))
        return false;
    for (size_t i = 0; i < kind->count && kind->has_other_names; i++)
        if (row->fields[i] == CSV_FIELDS_MAX)
            row->fields[i] = field_of_others(row, kind->columns[i]);
    older_form_alone(row);
    row->lenient = say_columns(row, ret_said);
    row->publication = reads_publication(row);
    return check_required(row, path, err);
}
