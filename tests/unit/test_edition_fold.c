/* test_edition_fold.c: an edition made of claims: whom each field believes, what is garbage, what
 * is a contradiction; and that the order of the claims changes nothing. */
#include "model/edition_fold.h"

#include "core/mem.h"
#include "model/edition_fold_private.h"
#include "test.h"

static const struct isbn isbn = {"9780306406157"};
static const char today[] = "2026-11-30";

#define SAY(kind_, field_, value_)                                                                 \
    {                                                                                              \
        .kind = SOURCE_##kind_, .field = EDITION_##field_, .value = (value_)                       \
    }

static void fold(struct said *said, size_t count, struct folded_edition *ret)
{
    for (size_t i = 0; i < count; i++)
        if (!said[i].source)
            said[i].source = source_kind_name(said[i].kind);
    edition_fold(&isbn, said, count, today, ret);
}

/* What is written of an edition, in one text. */
static void describe(const struct folded_edition *edition, struct text *out)
{
    char date[11], first[11];
    edition_date_text(edition->published, date);
    edition_date_text(edition->first_published, first);
    text_add_format(
        out, "%s|%s|%s|%s|%s|%s|%s|%s|%d|%s|%s|%s|%s|%s|%d|%s\n",
        edition->title ? edition->title : "-", edition->subtitle ? edition->subtitle : "-",
        edition->series ? edition->series : "-",
        edition->series_number ? edition->series_number : "-",
        edition->authors ? edition->authors : "-", edition->publisher ? edition->publisher : "-",
        date, first, edition->pages, edition->language, edition->binding ? edition->binding : "-",
        edition_format_name(edition->format) ? edition_format_name(edition->format) : "-",
        edition->description ? edition->description : "-",
        edition->dimensions ? edition->dimensions : "-", edition_completeness(edition),
        edition->primary_source ? edition->primary_source : "-");
    for (int i = 0; i < EDITION_FIELD_COUNT_; i++)
        text_add_format(out, "%s,", edition->won[i] ? edition->won[i] : "-");
    for (size_t i = 0; i < edition->subjects.count; i++)
        text_add_format(out, "s:%s ", edition->subjects.items[i]);
    for (size_t i = 0; i < edition->contributor_count; i++)
        text_add_format(out, "c:%s/%s/%s/%d ", edition->contributors[i].name,
                        edition->contributors[i].role,
                        edition->contributors[i].key ? edition->contributors[i].key : "-",
                        edition->contributors[i].suspect);
    for (size_t i = 0; i < edition->conflict_count; i++)
        text_add_format(out, "x:%s/%s/%s/%s/%s ", edition->conflicts[i].kind,
                        edition->conflicts[i].source_a, edition->conflicts[i].source_b,
                        edition->conflicts[i].value_a, edition->conflicts[i].value_b);
    for (int i = 0; i < COVER_COUNT_; i++)
        text_add_format(out, "u:%s ", edition->covers[i] ? edition->covers[i] : "-");
    for (int kind = 0; kind < IDENTIFIER_COUNT_; kind++)
        for (size_t i = 0; i < edition->identifiers[kind].count; i++)
            text_add_format(out, "i%d:%s ", kind, edition->identifiers[kind].items[i]);
}

/* A value of one source alone, and what it becomes. "-": nothing. */
static const char *one_value(enum edition_field field, struct folded_edition *edition,
                             char date[static 11])
{
    const char *const texts[EDITION_FIELD_COUNT_] = {
        [EDITION_TITLE] = edition->title,
        [EDITION_AUTHORS] = edition->authors,
        [EDITION_PUBLISHER] = edition->publisher,
        [EDITION_LANGUAGES] = *edition->language ? edition->language : NULL,
        [EDITION_DESCRIPTION] = edition->description,
        [EDITION_SERIES] = edition->series,
        [EDITION_DIMENSIONS] = edition->dimensions,
    };
    if (field == EDITION_PUBLISHED)
        edition_date_text(edition->published, date);
    else if (field == EDITION_PAGES && edition->pages > 0)
        snprintf(date, 11, "%d", edition->pages);
    else
        return texts[field];
    return *date != '\0' ? date : NULL;
}

static void edition_fold__cleans_garbage(void **state)
{
    (void)state;
    static const struct {
        enum edition_field field;
        const char *value, *becomes;
    } rows[] = {
        {EDITION_TITLE, "Tom &amp;amp; Jerry", "Tom & Jerry"},
        {EDITION_TITLE, "<>", NULL},
        {EDITION_TITLE, "Non renseigné", NULL},
        {EDITION_TITLE, "N/A", NULL},
        {EDITION_TITLE, "????", NULL},
        {EDITION_TITLE, "A\x01 B", "A B"},
        {EDITION_TITLE, "Cafe\u0301", "Café"},
        {EDITION_TITLE, "Dune (Dune Chronicles, #1)", "Dune"},
        {EDITION_TITLE, "The Colour of Magic (Discworld, #1; Rincewind, #1)",
         "The Colour of Magic"},
        {EDITION_TITLE, "Dune (Hardcover)", "Dune"},
        {EDITION_TITLE, "Dune (French Edition)", "Dune"},
        {EDITION_TITLE, "Emma (Penguin Classics)", "Emma"},
        {EDITION_TITLE, "Harry Potter Boxed Set (Harry Potter, #1-4)",
         "Harry Potter Boxed Set (Harry Potter, #1-4)"},
        {EDITION_TITLE, "Emma (A Play)", "Emma (A Play)"},
        {EDITION_TITLE, "Iberia: Spanish Travels", "Iberia"},
        {EDITION_TITLE, "4:50 from Paddington", "4:50 from Paddington"},
        {EDITION_TITLE, "...: x", "...: x"},
        {EDITION_TITLE, "1984", "1984"},
        {EDITION_AUTHORS, "[\"Le Guin, Ursula K.\"]", "Ursula K. Le Guin"},
        {EDITION_AUTHORS, "[null, \"Ann Roe\", 7, {\"name\": \"Bob Poe\"}, {}]", "Ann Roe;Bob Poe"},
        {EDITION_AUTHORS, "[\"Ann Roe and Bob Poe\"]", "Ann Roe;Bob Poe"},
        {EDITION_AUTHORS, "[\"Simon and Schuster\"]", "Simon and Schuster"},
        {EDITION_AUTHORS, "[\"Roe, Jane, 1965- (Illustrator)\", \"Bob Poe\"]", "Bob Poe"},
        {EDITION_AUTHORS, "Neil Gaiman;Terry Pratchett", "Neil Gaiman;Terry Pratchett"},
        {EDITION_AUTHORS, "Neil Gaiman, Terry Pratchett", "Neil Gaiman;Terry Pratchett"},
        {EDITION_AUTHORS, "Plato", "Plato"},
        {EDITION_AUTHORS, "[\"Sammy Davis, Jr.\"]", "Sammy Davis, Jr."},
        {EDITION_AUTHORS, "[\"Charles Dickens.\"]", "Charles Dickens"},
        {EDITION_AUTHORS, "[\"by Ann Roe\"]", "Ann Roe"},
        {EDITION_AUTHORS, "[\"n/a\", \"\"]", NULL},
        {EDITION_AUTHORS, "[\"Unknown\"]", "Unknown"},
        {EDITION_PUBLISHER, "\"Ace\"", "Ace"},
        {EDITION_PUBLISHER, "Brand: Ace", "Ace"},
        {EDITION_PUBLISHER, "????", NULL},
        {EDITION_PUBLISHER, "Independently published", "Independently published"},
        {EDITION_PUBLISHED, "2003-01-01", "2003"},
        {EDITION_PUBLISHED, "2039", NULL},
        {EDITION_PUBLISHED, "1937-09-21", NULL}, /* the work's: there were no ISBNs */
        {EDITION_LANGUAGES, "[\"eng\"]", "en"},
        {EDITION_LANGUAGES, "eng; fre", "mul"},
        {EDITION_LANGUAGES, "[\"en\", \"English\"]", "en"},
        {EDITION_LANGUAGES, "Elvish", NULL},
        {EDITION_PAGES, "345", "345"},
        {EDITION_PAGES, "xii, 345 p.", "345"},
        {EDITION_PAGES, "0", NULL},
        {EDITION_PAGES, "1", NULL},
        {EDITION_PAGES, "9999", NULL},
        {EDITION_PAGES, "many", NULL},
        {EDITION_DESCRIPTION, "Too short.", NULL},
        {EDITION_DESCRIPTION, "<p>A man walks into a bar &amp;amp; never leaves it again.</p>",
         "A man walks into a bar & never leaves it again."},
        {EDITION_SERIES, "[\"Penguin Classics\"]", NULL},
        {EDITION_SERIES, "[\"Penguin Classics\", \"Narnia ; 3\"]", "Narnia"},
        {EDITION_DIMENSIONS, "Height: 9.25 Inches, Weight: 1.2 Pounds",
         "{\"height_mm\":235,\"weight_g\":544}"},
        {EDITION_DIMENSIONS, "{\"height\": {\"unit\": \"mm\", \"value\": \"235\"}}",
         "{\"height_mm\":235}"},
        {EDITION_DIMENSIONS, "big", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(folded_edition_done) struct folded_edition edition = {0};
        struct said said = {.kind = SOURCE_ISBNDB, .field = rows[i].field, .value = rows[i].value};
        char date[11] = "";
        fold(&said, 1, &edition);
        const char *value = one_value(rows[i].field, &edition, date);
        if (value ? !rows[i].becomes || strcmp(value, rows[i].becomes) != 0
                  : rows[i].becomes != NULL)
            fail_msg("'%s' becomes '%s'", rows[i].value, value ? value : "nothing");
    }
}

static void edition_fold__believes_by_field(void **state)
{
    (void)state;
    struct said said[] = {
        SAY(ISBNDB, TITLE, "DUNE"),
        SAY(CATALOG, TITLE, "Dune (Dune Chronicles, #1)"),
        SAY(OPEN_LIBRARY, TITLE, "Dune: The Novel of Arrakis"),
        SAY(GOOGLE_BOOKS, SUBTITLE, "Deluxe Edition"),
        SAY(ISBNDB, PUBLISHED, "2005"),
        SAY(CATALOG, PUBLISHED, "2005-01-01"),
        SAY(GOOGLE_BOOKS, PUBLISHED, "2005-08-02"),
        SAY(OPEN_LIBRARY, PUBLISHED, "1999"),
        SAY(GENERATOR, FIRST_PUBLISHED, "1965-08"),
        SAY(ISBNDB, LANGUAGES, "German"),
        SAY(OPEN_LIBRARY, LANGUAGES, "[{\"key\": 1}, \"eng\"]"),
        SAY(ISBNDB, PUBLISHER, "Independently published"),
        SAY(OPEN_LIBRARY, PUBLISHER, "Ace"),
        SAY(ISBNDB, PAGES, "0"),
        SAY(GOOGLE_BOOKS, PAGES, "604"),
        SAY(OPEN_LIBRARY, PAGES, "412"),
        SAY(ISBNDB, BINDING, "Unknown Binding"),
        SAY(OPEN_LIBRARY, BINDING, "Mass Market Paperback"),
        SAY(ISBNDB, AUTHORS, "[\"Frank Herbert\"]"),
        SAY(OPEN_LIBRARY, AUTHORS,
            "[{\"name\": \"Herbert, Frank\", \"key\": \"/authors/OL79034A\"}, {\"name\": \"Jim "
            "Tierney\", \"role\": \"Illustrator\"}]"),
        SAY(ISBNDB, SUBJECTS, "[\"Fiction / General\", \"DUNE (IMAGINARY PLACE)\"]"),
        SAY(OPEN_LIBRARY, SUBJECTS, "[\"fiction\", \"Dune (Imaginary place)\", \"nyt:x\"]"),
    };
    CLEANUP(folded_edition_done) struct folded_edition edition = {0};
    char date[11];
    fold(said, ARRAY_LEN(said), &edition);
    assert_string_equal(edition.title, "Dune"); /* of the catalogue: ISBNdb shouts */
    assert_string_equal(edition.subtitle, "Deluxe Edition");
    assert_string_equal(edition.series, "Dune Chronicles");
    assert_string_equal(edition.series_number, "1");
    edition_date_text(edition.published, date);
    assert_string_equal(date, "1999"); /* a year of ISBNdb alone says less than another's */
    edition_date_text(edition.first_published, date);
    assert_string_equal(date, "1965-08");
    assert_string_equal(edition.language, "en");
    assert_string_equal(edition.publisher, "Ace");
    assert_int_equal(edition.pages, 604);
    assert_int_equal(edition.format, FORMAT_MASS_MARKET);
    assert_string_equal(edition.authors, "Frank Herbert");
    assert_int_equal(edition.contributor_count, 2);
    assert_string_equal(edition.contributors[0].key, "OL79034A");
    assert_string_equal(edition.contributors[1].role, "illustrator");
    assert_int_equal(edition.subjects.count, 2);
    assert_string_equal(edition.subjects.items[0], "Dune (Imaginary place)");
    assert_string_equal(edition.subjects.items[1], "Fiction");
    assert_string_equal(edition.won[EDITION_SUBJECTS], "open_library");
    assert_int_equal(edition.sources.count, 5);
}

static void edition_fold__replaces_the_same_year_by_a_finer_date(void **state)
{
    (void)state;
    struct said said[] = {SAY(OPEN_LIBRARY, PUBLISHED, "2005"),
                          SAY(GOOGLE_BOOKS, PUBLISHED, "2005-08-02"),
                          SAY(ISBNDB, PUBLISHED, "1937")};
    CLEANUP(folded_edition_done) struct folded_edition edition = {0};
    char date[11];
    fold(said, ARRAY_LEN(said), &edition);
    edition_date_text(edition.published, date);
    assert_string_equal(date, "2005-08-02");
    assert_string_equal(edition.won[EDITION_PUBLISHED], "google_books");
    edition_date_text(edition.first_published, date);
    assert_string_equal(date, "1937");
    assert_int_equal(edition.losers[0].why, LOSS_WORK);
}

static void edition_fold__keeps_suspect_names_apart(void **state)
{
    (void)state;
    struct said said[] = {SAY(ISBNDB, AUTHORS, "[\"Various\"]"),
                          SAY(OPEN_LIBRARY, AUTHORS, "[\"Ann Roe\"]")};
    CLEANUP(folded_edition_done) struct folded_edition edition = {0};
    fold(said, ARRAY_LEN(said), &edition);
    assert_string_equal(edition.authors, "Ann Roe");
    CLEANUP(folded_edition_done) struct folded_edition alone = {0};
    fold(said, 1, &alone);
    assert_int_equal(alone.contributor_count, 1);
    assert_true(alone.contributors[0].suspect);
}

static void edition_fold__notes_conflicts(void **state)
{
    (void)state;
    static const struct {
        enum edition_field field;
        const char *isbndb, *open_library, *kind;
    } rows[] = {
        {EDITION_PUBLISHED, "2005-05", "2008", "year"},
        {EDITION_PUBLISHED, "2005-05", "2007", NULL},
        {EDITION_PAGES, "400", "361", NULL},
        {EDITION_PAGES, "400", "359", "pages"},
        {EDITION_AUTHORS, "[\"Ann Roe\"]", "[\"Bob Poe\"]", "authors"},
        {EDITION_AUTHORS, "[\"Ann Roe\"]", "[\"Roe, A.\"]", NULL},
        {EDITION_AUTHORS, "[\"Ann Roe\"]", "[\"夏目漱石\"]", NULL},
        {EDITION_AUTHORS, "[\"Ann Roe\"]", "[\"Unknown\"]", NULL},
        {EDITION_IDENTIFIERS, "{\"openlibrary_works\": [\"OL1W\"]}",
         "{\"openlibrary_works\": [\"/works/OL2W\"]}", "two_works"},
        {EDITION_IDENTIFIERS, "{\"openlibrary_works\": [\"OL1W\"]}",
         "{\"openlibrary_works\": [\"/works/OL1W\"]}", NULL},
        {EDITION_IDENTIFIERS, "{\"isbns\": [\"0306406152\", \"9780140328721\"]}", "{}",
         "two_isbns"},
        {EDITION_IDENTIFIERS, "{\"isbns\": [\"0306406152\"]}", "{}", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(folded_edition_done) struct folded_edition edition = {0};
        struct said said[] = {
            {.kind = SOURCE_ISBNDB, .field = rows[i].field, .value = rows[i].isbndb},
            {.kind = SOURCE_OPEN_LIBRARY, .field = rows[i].field, .value = rows[i].open_library}};
        fold(said, ARRAY_LEN(said), &edition);
        EXPECT_ROW(rows[i].open_library, edition.conflict_count == (rows[i].kind != NULL));
        EXPECT_ROW(rows[i].open_library,
                   !rows[i].kind || strcmp(edition.conflicts[0].kind, rows[i].kind) == 0);
    }
    struct said reused[] = {
        SAY(ISBNDB, TITLE, "Cooking with Cheese"), SAY(ISBNDB, AUTHORS, "Ann Roe"),
        SAY(OPEN_LIBRARY, TITLE, "Railway Signals"), SAY(OPEN_LIBRARY, AUTHORS, "Bob Poe")};
    CLEANUP(folded_edition_done) struct folded_edition edition = {0};
    fold(reused, ARRAY_LEN(reused), &edition);
    assert_string_equal(edition.conflicts[0].kind, "reused_isbn");
    assert_int_equal(edition.conflicts[0].harm, 9);
}

static void edition_identifier_clean__table(void **state)
{
    (void)state;
    static const struct {
        enum edition_identifier kind;
        const char *input, *clean; /* NULL: it is none */
    } rows[] = {
        {IDENTIFIER_OPENLIBRARY_EDITION, "/books/OL7353617M", "OL7353617M"},
        {IDENTIFIER_OPENLIBRARY_EDITION, "OL7353617W", NULL},
        {IDENTIFIER_OPENLIBRARY_WORK, "https://openlibrary.org/works/OL45883W/", "OL45883W"},
        {IDENTIFIER_GOOGLE_BOOKS, "zyTCAlFPjgYC", "zyTCAlFPjgYC"},
        {IDENTIFIER_GOOGLE_BOOKS, "short", NULL},
        {IDENTIFIER_GOODREADS, "234225.Dune", "234225"},
        {IDENTIFIER_GOODREADS, "https://www.goodreads.com/book/show/234225-dune?x=1", "234225"},
        {IDENTIFIER_GOODREADS, "Dune", NULL},
        {IDENTIFIER_LIBRARYTHING, "0", NULL},
        {IDENTIFIER_ASIN, "B00B7NPRY8", "B00B7NPRY8"},
        {IDENTIFIER_ASIN, "0306406152", NULL},
        {IDENTIFIER_OCLC, "(OCoLC)ocm00012345", "12345"},
        {IDENTIFIER_LCCN, " 68-12345 ", "68012345"},
        {IDENTIFIER_LCCN, "2001-000002", "2001000002"},
        {IDENTIFIER_LCCN, "junk", NULL},
        {IDENTIFIER_DEWEY, "813/.54", "813.54"},
        {IDENTIFIER_DEWEY, "[Fic]", NULL},
        {IDENTIFIER_DEWEY, "823.914 22", "823.914"},
        {IDENTIFIER_ISBN, "0-306-40615-2", "9780306406157"},
        {IDENTIFIER_ISBN, "0306406153", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text out = {0};
        EXPECT_ROW(rows[i].input, edition_identifier_clean(rows[i].kind, rows[i].input, &out) ==
                                      (rows[i].clean != NULL));
        EXPECT_ROW(rows[i].input, !rows[i].clean || strcmp(text_of(&out), rows[i].clean) == 0);
    }
}

static void edition_completeness__counts_fields(void **state)
{
    (void)state;
    struct said said[] = {
        SAY(ISBNDB, TITLE, "Dune"),
        SAY(ISBNDB, AUTHORS, "[\"Frank Herbert\"]"),
        SAY(ISBNDB, PUBLISHER, "Ace"),
        SAY(ISBNDB, PUBLISHED, "2005-08-02"),
        SAY(ISBNDB, PAGES, "604"),
        SAY(ISBNDB, LANGUAGES, "en"),
        SAY(ISBNDB, BINDING, "Paperback"),
        SAY(ISBNDB, DESCRIPTION, "A man and a planet full of sand, and of worms."),
        SAY(ISBNDB, COVER, "https://images.isbndb.com/covers/1.jpg"),
        SAY(ISBNDB, SUBJECTS, "[\"Sand\"]"),
        SAY(ISBNDB, IDENTIFIERS, "{\"openlibrary_edition\": \"OL1M\", \"dewey\": \"813.54\"}"),
    };
    for (size_t count = 0; count <= ARRAY_LEN(said); count++) {
        static const int scores[] = {0, 10, 20, 28, 36, 44, 52, 59, 71, 83, 92, 100};
        CLEANUP(folded_edition_done) struct folded_edition edition = {0};
        fold(said, count, &edition);
        assert_int_equal(edition_completeness(&edition), scores[count]);
    }
}

/* ---- in any order ---- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* Claims of five sources on all fields, of values that contradict each other. */
static size_t make_claims(uint32_t *seed, struct said *ret, size_t most)
{
    static const char *const values[] = {
        "DUNE",
        "Dune (Saga, #2)",
        "Dune: A Novel",
        "Ann Roe and Bob Poe",
        "[\"Roe, Ann\"]",
        "[{\"name\": \"Bob Poe\", \"role\": \"editor\", \"key\": \"OL1A\"}]",
        "2005",
        "2005-08-02",
        "1937",
        "eng",
        "[\"ger\", \"fre\"]",
        "Paperback",
        "Hardcover",
        "300",
        "604",
        "0",
        "[\"Sand / General\", \"DOGS\"]",
        "[\"dogs\", \"Worms\"]",
        "A description that is long enough to be believed.",
        "https://images.isbndb.com/1.jpg",
        "{\"large\": \"https://covers.openlibrary.org/b/id/1-L.jpg\"}",
        "{\"openlibrary_works\": [\"OL1W\", \"OL2W\"], \"isbns\": [\"9780140328721\"]}",
        "{\"openlibrary_works\": \"OL3W\", \"dewey\": [\"813.54\", \"813\"]}",
        "Height: 9 inches",
        "N/A",
        "Unknown",
        "[\"Various\"]",
        "Independently published",
        "Ace",
    };
    const size_t count = next_random(seed) % most;
    for (size_t i = 0; i < count; i++) {
        const enum source_kind kind = (enum source_kind)(next_random(seed) % SOURCE_KIND_COUNT_);
        ret[i] = (struct said){
            .source = source_kind_name(kind),
            .kind = kind,
            .field = (enum edition_field)(next_random(seed) % EDITION_FIELD_COUNT_),
            .value = values[next_random(seed) % ARRAY_LEN(values)],
            .seen_at_ms = (int64_t)(next_random(seed) % 3),
        };
    }
    return count;
}

static void shuffle(uint32_t *seed, struct said *said, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        const size_t other = next_random(seed) % i;
        const struct said swapped = said[i - 1];
        said[i - 1] = said[other];
        said[other] = swapped;
    }
}

static void edition_fold__is_the_same_in_any_order(void **state)
{
    (void)state;
    enum { ROUNDS = 400, CLAIMS = 60 };
    uint32_t seed = 7;
    for (int round = 0; round < ROUNDS; round++) {
        struct said said[CLAIMS];
        CLEANUP(text_done) struct text first = {0};
        CLEANUP(text_done) struct text second = {0};
        const size_t count = make_claims(&seed, said, CLAIMS);
        CLEANUP(folded_edition_done) struct folded_edition one = {0};
        edition_fold(&isbn, said, count, today, &one);
        describe(&one, &first);
        shuffle(&seed, said, count);
        CLEANUP(folded_edition_done) struct folded_edition other = {0};
        edition_fold(&isbn, said, count, today, &other);
        describe(&other, &second);
        assert_string_equal(text_of(&first), text_of(&second));
    }
}

TEST_MAIN(cmocka_unit_test(edition_fold__cleans_garbage),
          cmocka_unit_test(edition_fold__believes_by_field),
          cmocka_unit_test(edition_fold__replaces_the_same_year_by_a_finer_date),
          cmocka_unit_test(edition_fold__keeps_suspect_names_apart),
          cmocka_unit_test(edition_fold__notes_conflicts),
          cmocka_unit_test(edition_identifier_clean__table),
          cmocka_unit_test(edition_completeness__counts_fields),
          cmocka_unit_test(edition_fold__is_the_same_in_any_order))
