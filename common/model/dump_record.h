/* dump_record.h: a line of Open Library's dumps: five columns with tabs between them (type, key,
 * revision, time of the last change, JSON), and what its JSON says of an edition, a work or an
 * author. Nothing is decided here beyond what a value means at all. */
#pragma once
#include "model/dump_value.h"

struct dump_line {
    const char *type, *path, *json; /* borrowed from the line */
    size_t json_count;
    int64_t modified; /* "2008-04-01T03:28:50.62" is 20080401032850; 0: it says no time */
};

/** Split a line at its first four tabs.
 *  in    line  count bytes and a NUL; NULs are written in the place of the tabs
 *  out   false: it has fewer columns */
bool dump_line_split(char *line, size_t count, struct dump_line *ret) NONNULL_ALL MUST_CHECK;

/* Whose word a record is: the worst source first. */
enum dump_origin { DUMP_FROM_SHOPS, DUMP_FROM_PEOPLE, DUMP_FROM_LIBRARIES };

struct dump_edition {
    struct dump_key key, work; /* work: empty, it names none */
    struct dump_isbns isbns;
    char *title, *publisher, *binding; /* title never NULL */
    char published[11], language[4];   /* "2003-09", "en"; "": not known */
    int pages;                         /* 0: not known */
    int64_t cover;                     /* its number at Open Library; 0: none */
    struct texts authors;              /* keys */
    int64_t rank;                      /* of two records of one ISBN the higher one counts */
};
void dump_edition_done(struct dump_edition *edition);
CLEANUP_STRUCT(struct dump_edition, dump_edition_done)

struct dump_work {
    struct dump_key key;
    char *title, *description; /* NULL: not known */
    char first_published[11];
    struct texts subjects, authors; /* authors: keys */
    int64_t modified;
};
void dump_work_done(struct dump_work *work);
CLEANUP_STRUCT(struct dump_work, dump_work_done)

struct dump_author {
    struct dump_key key;
    char *name, *birth_date, *death_date;
    int64_t modified;
};
void dump_author_done(struct dump_author *author);
CLEANUP_STRUCT(struct dump_author, dump_author_done)

struct dump_redirect {
    struct dump_key key, location;
};

/* What became of a line. */
enum dump_result {
    DUMP_READ,
    DUMP_OTHER,      /* of another type */
    DUMP_INCOMPLETE, /* an edition without an ISBN or a title, an author without a name */
    DUMP_BAD,        /* err says why */
};

/** Read a line of the type that the function names.
 *  in    today  "2026-11-30": no edition is published much later
 *  out   ret    zeroed by the caller, who frees it with its x_done whatever the result is
 *  err   MALFORMED with DUMP_BAD only */
enum dump_result dump_edition_read(const struct dump_line *line, const char *today,
                                   struct dump_edition *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
enum dump_result dump_work_read(const struct dump_line *line, const char *today,
                                struct dump_work *ret, struct error *err) NONNULL_ALL MUST_CHECK;
enum dump_result dump_author_read(const struct dump_line *line, struct dump_author *ret,
                                  struct error *err) NONNULL_ALL MUST_CHECK;
/** Any line of an edition, a work or an author may be a redirect to another. */
enum dump_result dump_redirect_read(const struct dump_line *line, struct dump_redirect *ret,
                                    struct error *err) NONNULL_ALL MUST_CHECK;
