/* test_match_author.c: names taken apart, and whether they agree. */
#include "match/match_author.h"
#include "test.h"

static void authors_relate__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *asked, *offered;
        enum author_relation relation;
        bool first;
    } rows[] = {
        {"same", "John Ronald Reuel Tolkien", "John Ronald Reuel Tolkien", AUTHOR_SAME, true},
        {"initials", "J.R.R. Tolkien", "John Ronald Reuel Tolkien", AUTHOR_SAME, true},
        {"initials apart", "J. R. R. Tolkien", "J.R.R. Tolkien", AUTHOR_SAME, true},
        {"initials without points", "JRR Tolkien", "John Ronald Reuel Tolkien", AUTHOR_SAME, true},
        {"one initial", "J. Tolkien", "J.R.R. Tolkien", AUTHOR_SAME, true},
        {"last, first", "Tolkien, J.R.R.", "J.R.R. Tolkien", AUTHOR_SAME, true},
        {"last, first middle", "Brown, Margaret Wise", "Margaret Wise Brown", AUTHOR_SAME, true},
        {"last of two words, first", "Le Guin, Ursula K.", "Ursula K. Le Guin", AUTHOR_SAME, true},
        {"last written in one", "Ursula K. LeGuin", "Ursula K. Le Guin", AUTHOR_SAME, true},
        {"middle name missing", "Ursula Le Guin", "Ursula K. Le Guin", AUTHOR_SAME, true},
        {"first name missing", "Scott Fitzgerald", "F. Scott Fitzgerald", AUTHOR_SAME, true},
        {"surname first, no comma", "Murakami Haruki", "Haruki Murakami", AUTHOR_SAME, true},
        {"diacritics", "Gabriel Garcia Marquez", "Gabriel García Márquez", AUTHOR_SAME, true},
        {"suffix", "Martin Luther King Jr.", "King, Martin Luther, Jr.", AUTHOR_SAME, true},
        {"doctor", "Dr. Oliver Sacks", "Oliver Sacks", AUTHOR_SAME, true},
        {"nickname", "Bill Bryson", "William Bryson", AUTHOR_SAME, true},
        {"transliteration", "Fyodor Dostoevsky", "Fedor Dostoevsky", AUTHOR_SAME, true},
        {"role in brackets", "Maria Tatar (Editor)", "Maria Tatar", AUTHOR_SAME, true},
        {"two authors, and", "Neil Gaiman and Terry Pratchett", "Neil Gaiman;Terry Pratchett",
         AUTHOR_SAME, true},
        {"two authors, comma", "Neil Gaiman, Terry Pratchett", "Neil Gaiman;Terry Pratchett",
         AUTHOR_SAME, true},
        {"two authors, one known", "Neil Gaiman & Terry Pratchett", "Neil Gaiman", AUTHOR_SAME,
         true},
        {"one asked for, two known", "Neil Gaiman", "Neil Gaiman;Terry Pratchett", AUTHOR_SAME,
         true},
        {"the second of two", "Terry Pratchett", "Neil Gaiman;Terry Pratchett", AUTHOR_SAME, false},
        {"surname only", "Tolkien", "J.R.R. Tolkien", AUTHOR_SURNAME, true},
        {"surname misspelt", "Fyodor Dostoyevsky", "Fyodor Dostoevsky", AUTHOR_CLOSE, true},
        {"second surname missing", "Sergio Ramírez", "Sergio Ramírez Mercado", AUTHOR_CLOSE, true},
        {"pen name of one word", "Colette", "Colette", AUTHOR_SAME, true},
        {"Japanese without a blank", "村上春樹", "村上 春樹", AUTHOR_SAME, true},
        {"Russian", "Лев Толстой", "Толстой, Лев", AUTHOR_SAME, true},
        {"other initial", "K. Olmstead", "Jack Olmstead", AUTHOR_DIFFERENT, true},
        {"other given name", "Anna Dostoevsky", "Fyodor Dostoevsky", AUTHOR_DIFFERENT, true},
        {"other middle initial", "James B. Baker", "James A. Baker", AUTHOR_DIFFERENT, true},
        {"short surname misspelt", "Jane Jonas", "Jane Jones", AUTHOR_DIFFERENT, true},
        {"given name only", "Margaret", "Margaret Atwood", AUTHOR_DIFFERENT, true},
        {"two initials say as much as a name", "R.A. Slvatore", "R.A. Salvatore", AUTHOR_CLOSE,
         true},
        {"one initial does not", "R. Slvatore", "R. Salvatore", AUTHOR_DIFFERENT, true},
        {"nobody asked for", "", "Ann Author", AUTHOR_UNKNOWN, false},
        {"nobody known", "Ann Author", "", AUTHOR_UNKNOWN, false},
        {"punctuation only", "?", "Ann Author", AUTHOR_UNKNOWN, false},
    };
    CLEANUP(authors_done) struct authors asked = {0};
    CLEANUP(authors_done) struct authors offered = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        authors_parse(rows[i].asked, &asked);
        authors_parse(rows[i].offered, &offered);
        const struct author_match match = authors_relate(&asked, &offered);
        if (match.relation != rows[i].relation)
            fail_msg("row '%s': relation %d", rows[i].name, (int)match.relation);
        EXPECT_ROW(rows[i].name, match.first == rows[i].first);
    }
}

/* Every reading, "given surname" each, with the position of the author: "0 neil gaiman|1 terry
 * …" */
static void write_readings(const struct authors *authors, struct text *ret)
{
    for (size_t i = 0; i < authors->count; i++) {
        const struct author *author = &authors->items[i];
        text_add_format(ret, "%s%zu", i ? "|" : "", author->position);
        for (size_t j = 0; j < author->count; j++)
            text_add_format(ret, " %.*s", (int)author->words[j].count, author->words[j].at);
    }
}

static void authors_parse__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *readings;
    } rows[] = {
        {"one", "Neil Gaiman", "0 neil gaiman"},
        {"semicolon", "Neil Gaiman;Terry Pratchett", "0 neil gaiman|1 terry pratchett"},
        {"and", "Neil Gaiman and Terry Pratchett", "0 neil gaiman|1 terry pratchett"},
        {"no conjunction within a word", "Rand Holland", "0 rand holland"},
        {"turned round", "Brown, Margaret Wise", "0 margaret wise brown"},
        {"turned round, twice", "Gaiman, Neil; Pratchett, Terry",
         "0 neil gaiman|1 terry pratchett"},
        {"turned round, initial at the end", "Le Guin, Ursula K.", "0 ursula k le guin"},
        {"two words on both sides are read both ways", "Neil Gaiman, Terry Pratchett",
         "0 terry pratchett neil gaiman|0 neil gaiman|1 terry pratchett"},
        {"three by commas", "Ann Bee, Cee Dee, Eff Gee", "0 ann bee|1 cee dee|2 eff gee"},
        {"suffixes go", "King, Martin Luther, Jr.", "0 martin luther king"},
        {"suffix behind a comma", "Radcliffe Edmonds, III", "0 radcliffe edmonds"},
        {"a suffix alone is no name", "Jr.", ""},
        {"honorifics go", "Sir Arthur Conan Doyle", "0 arthur conan doyle"},
        {"brackets go", "Maria Tatar (Editor);Ann Bee [Illustrator]", "0 maria tatar|1 ann bee"},
        {"a bracket that is not closed", "Maria Tatar (Editor;Ann Bee", "0 maria tatar|1 ann bee"},
        {"empty names", ";;Ann Bee;", "2 ann bee"},
        {"nothing", "", ""},
        {"commas only", ",,,", ""},
        {"nothing behind commas", "Ann Bee, ., (Editor", "0 ann bee"},
    };
    CLEANUP(authors_done) struct authors authors = {0};
    CLEANUP(text_done) struct text readings = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        authors_parse(rows[i].input, &authors);
        text_clear(&readings);
        write_readings(&authors, &readings);
        if (strcmp(text_of(&readings), rows[i].readings) != 0)
            fail_msg("row '%s': %s", rows[i].name, text_of(&readings));
    }
}

static void authors_parse__takes_null(void **state)
{
    (void)state;
    CLEANUP(authors_done) struct authors authors = {0};
    authors_parse(NULL, &authors);
    assert_int_equal(authors.count, 0);
}

TEST_MAIN(cmocka_unit_test(authors_relate__table), cmocka_unit_test(authors_parse__table),
          cmocka_unit_test(authors_parse__takes_null))
