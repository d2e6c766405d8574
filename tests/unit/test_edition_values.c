/* test_edition_values.c: single values as catalogues write them, with their garbage: dates,
 * bindings, languages, subjects, addresses of covers, marked-up text. A row each. */
#include "core/cover_url.h"
#include "core/edition_date.h"
#include "core/edition_format.h"
#include "core/language.h"
#include "core/subject.h"
#include "core/text_clean.h"
#include "test.h"

static void edition_date_read__table(void **state)
{
    (void)state;
    static const struct {
        const char *input, *date;
    } rows[] = {
        {"2003", "2003"},
        {"c2003", "2003"},
        {"[2003?]", "2003"},
        {"2003-09", "2003-09"},
        {"2003-09-16", "2003-09-16"},
        {"2003-09-16t00:00:00z", "2003-09-16"},
        {"2003-09-16T23:59:59.000Z", "2003-09-16"},
        {"20030916", "2003-09-16"},
        {"September 16, 2003", "2003-09-16"},
        {"16 Sep 2003", "2003-09-16"},
        {"Sept. 2003", "2003-09"},
        {"16 septembre 2003", "2003-09-16"},
        {"9/16/2003", "2003-09-16"},
        {"16/9/2003", "2003-09-16"},
        {"9/2003", "2003-09"},
        {"Spring 2003", "2003"},
        {"2003年9月16日", "2003-09-16"},
        {"2003-01-01", "2003"},
        {"January 1, 2003", "2003"},
        {"2003-00-00", "2003"},
        {"2003-13-40", "2003"},
        {"2003-02-30", "2003-02"},
        {"2004-02-29", "2004-02-29"},
        {"1900-01-01", ""},
        {"01-01-1900", ""},
        {"1899", "1899"},
        {"1400", ""},
        {"1450", "1450"},
        {"0101", ""},
        {"2028-11-30", "2028-11-30"},
        {"2028-12-01", ""},
        {"2028", "2028"},
        {"2039", ""},
        {"1999-2003", ""},
        {"2003, c2003", "2003"},
        {"????", ""},
        {"", ""},
        {"unknown", ""},
        {"16/09/03", ""},
        {"99999999999999999999", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[11];
        edition_date_text(edition_date_read(rows[i].input, "2026-11-30"), text);
        EXPECT_ROW(rows[i].input, strcmp(text, rows[i].date) == 0);
    }
}

static void edition_format_of__table(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        enum edition_format format;
        bool non_book;
    } rows[] = {
        {"Hardcover", FORMAT_HARDCOVER, false},
        {"hardback", FORMAT_HARDCOVER, false},
        {"Gebundene Ausgabe", FORMAT_HARDCOVER, false},
        {"Relié", FORMAT_HARDCOVER, false},
        {"Paperback", FORMAT_PAPERBACK, false},
        {"Taschenbuch", FORMAT_PAPERBACK, false},
        {"Mass Market Paperback", FORMAT_MASS_MARKET, false},
        {"Kindle Edition", FORMAT_EBOOK, false},
        {"eBook", FORMAT_EBOOK, false},
        {"Audio CD", FORMAT_AUDIOBOOK, false},
        {"Audible Audiobook", FORMAT_AUDIOBOOK, false},
        {"CD-ROM", FORMAT_OTHER, true},
        {"DVD", FORMAT_OTHER, true},
        {"Calendar", FORMAT_OTHER, true},
        {"Sheet music", FORMAT_OTHER, true},
        {"Dump bin", FORMAT_OTHER, true},
        {"School & Library Binding", FORMAT_LIBRARY_BINDING, false},
        {"Library Binding", FORMAT_LIBRARY_BINDING, false},
        {"Board book", FORMAT_BOARD_BOOK, false},
        {"Spiral-bound", FORMAT_SPIRAL, false},
        {"Ring-bound", FORMAT_SPIRAL, false},
        {"String", FORMAT_NONE, false}, /* holds "ring" */
        {"Abcdef", FORMAT_NONE, false}, /* holds "cd" */
        {"Unknown Binding", FORMAT_NONE, false},
        {"", FORMAT_NONE, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        bool non_book = true;
        EXPECT_ROW(rows[i].input, edition_format_of(rows[i].input, &non_book) == rows[i].format);
        EXPECT_ROW(rows[i].input, non_book == rows[i].non_book);
    }
    for (int format = FORMAT_HARDCOVER; format < FORMAT_COUNT_; format++)
        assert_non_null(edition_format_name((enum edition_format)format));
    assert_null(edition_format_name(FORMAT_NONE));
}

static void language_of__table(void **state)
{
    (void)state;
    static const struct {
        const char *input, *code;
    } rows[] = {
        {"en", "en"},
        {"eng", "en"},
        {"EN-us", "en"},
        {"en_US", "en"},
        {"English", "en"},
        {"english (US)", "en"},
        {"anglais", "en"},
        {"fre", "fr"},
        {"fra", "fr"},
        {"Français", "fr"},
        {"Französisch", "fr"},
        {"ger", "de"},
        {"deu", "de"},
        {"Deutsch", "de"},
        {"niemiecki", "de"},
        {"Español", "es"},
        {"castellano", "es"},
        {"pt-BR", "pt"},
        {"Português", "pt"},
        {"Русский", "ru"},
        {"日本語", "ja"},
        {"中文", "zh"},
        {"/languages/eng", "en"},
        {"grc", "grc"},
        {"mul", "mul"},
        {"und", ""},
        {"zxx", ""},
        {"Klingonisch", ""},
        {"unknown", ""},
        {"", ""},
        {"e", ""},
        {"eng|ger", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        EXPECT_ROW(rows[i].input, strcmp(language_of(rows[i].input).code, rows[i].code) == 0);
}

static void add_subject(void *context, const char *subject, const char *folded)
{
    struct text *out = context;
    (void)folded;
    text_add(out, out->count > 0 ? "|" : "");
    text_add(out, subject);
}

static void subject_split__table(void **state)
{
    (void)state;
    static const char *const long_one =
        "A subject of more than eighty letters is no subject but a sentence that somebody wrote in "
        "the wrong field";
    const struct {
        const char *input, *subjects;
    } rows[] = {
        {"Dogs", "Dogs"},
        {"Dogs.", "Dogs"},
        {"Fiction / Fantasy / General", "Fiction|Fantasy"},
        {"WIZARDS_FICTION", "WIZARDS|FICTION"},
        {"Dogs -- Training", "Dogs|Training"},
        {"Dogs--Training", "Dogs|Training"},
        {"Arborist Merchandising Root", ""},
        {"Self Service", ""},
        {"nyt:combined-print=2011-01-02", ""},
        {"Star Wars: A history", "Star Wars: A history"},
        {"Accessible book", ""},
        {"123", ""},
        {"Arts &amp; Crafts", "Arts & Crafts"},
        {" / ", ""},
        {"", ""},
        {long_one, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text out = {0};
        subject_split(rows[i].input, add_subject, &out);
        EXPECT_ROW(rows[i].input, strcmp(text_of(&out), rows[i].subjects) == 0);
    }
}

static void cover_url_clean__table(void **state)
{
    (void)state;
    static const struct {
        const char *input, *url; /* NULL: refused */
    } rows[] = {
        {"https://images.isbndb.com/covers/1/2/978.jpg",
         "https://images.isbndb.com/covers/1/2/978.jpg"},
        {"http://Images.ISBNdb.com/a.jpg", "https://images.isbndb.com/a.jpg"},
        {"//covers.openlibrary.org/b/id/12-L.jpg", "https://covers.openlibrary.org/b/id/12-L.jpg"},
        {"https://covers.openlibrary.org/b/id/-1-L.jpg", NULL},
        {"http://books.google.com/books/content?id=abc&printsec=frontcover&img=1&zoom=1&edge=curl&"
         "source=gbs_api",
         "https://books.google.com/books/content?id=abc&printsec=frontcover&img=1&zoom=1"},
        {"https://m.media-amazon.com/images/I/51x.jpg",
         "https://m.media-amazon.com/images/I/51x.jpg"},
        {"https://m.media-amazon.com/images/I/01RmK+J4pJL.gif", NULL},
        {"https://s.gr-assets.com/assets/nophoto/book/111x148.png", NULL},
        {"https://images.isbndb.com/a.jpg?token=abc", NULL},
        {"https://images.isbndb.com/a.jpg?v=1&Expires=1700000000&Signature=x", NULL},
        {"https://images.isbndb.com/a.jpg?X-Amz-Date=20250101", NULL},
        {"https://evil.example/a.jpg", NULL},
        {"https://images.isbndb.com.evil.example/a.jpg", NULL},
        {"https://images.isbndb.com:8443/a.jpg", NULL},
        {"https://me@images.isbndb.com/a.jpg", NULL},
        {"ftp://images.isbndb.com/a.jpg", NULL},
        {"javascript://images.isbndb.com/%0aalert(1)", NULL},
        {"https://images.isbndb.com/a b.jpg", NULL},
        {"https://images.isbndb.com/\"><script>", NULL},
        {"https://images.isbndb.com", NULL},
        {"images.isbndb.com/a.jpg", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text out = {0};
        EXPECT_ROW(rows[i].input, cover_url_clean(rows[i].input, &out) == (rows[i].url != NULL));
        EXPECT_ROW(rows[i].input, !rows[i].url || strcmp(text_of(&out), rows[i].url) == 0);
    }
}

static void text_clean_line__table(void **state)
{
    (void)state;
    static const struct {
        const char *input, *line;
    } rows[] = {
        {"  a \t\n b\u00a0c ", "a b c"},
        {"e\u0301", "é"},
        {"a\x01"
         "b\u200b\ufeff",
         "ab"},
        {"\u202eabc\u202c", "abc"},
        {"soft\u00adhyphen", "softhyphen"},
        {"می\u200cخواهم", "می\u200cخواهم"},
        {"", ""},
        {" ", ""},
        {"か\u3099", "が"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text out = {0};
        text_clean_line(rows[i].input, &out);
        EXPECT_ROW(rows[i].input, strcmp(text_of(&out), rows[i].line) == 0);
    }
}

static void text_decode_entities__table(void **state)
{
    (void)state;
    static const struct {
        const char *input, *text;
    } rows[] = {
        {"Tom &amp; Jerry", "Tom & Jerry"},
        {"Tom &amp;amp; Jerry", "Tom & Jerry"},
        {"&amp;amp;amp;", "&amp;"}, /* two rounds, no more */
        {"It&#39;s", "It's"},
        {"It&#x27;s", "It's"},
        {"It&#146;s", "It’s"},
        {"&eacute;&Eacute;", "éÉ"},
        {"&ldquo;x&rdquo;&hellip;", "“x”…"},
        {"&#0;&#xD800;&#1114112;&#99999999999;", ""},
        {"&unknown; & &; &#; &#x; &amp", "&unknown; & &; &#; &#x; &amp"},
        {"AT&T", "AT&T"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text out = {0};
        text_decode_entities(rows[i].input, &out);
        EXPECT_ROW(rows[i].input, strcmp(text_of(&out), rows[i].text) == 0);
    }
}

static void text_clean_markup__table(void **state)
{
    (void)state;
    static const struct {
        const char *input, *text;
    } rows[] = {
        {"<p>One</p><p>Two</p>", "One\nTwo"},
        {"a<br />b", "a\nb"},
        {"<b>bold</b>ly", "boldly"},
        {"&lt;i&gt;x&lt;/i&gt;", "x"},
        {"&amp;lt;b&amp;gt;x&amp;lt;/b&amp;gt;", "x"},
        {"1 < 2 and 3 > 2", "1 < 2 and 3 > 2"},
        {"<3 you", "<3 you"},
        {"a<!-- x > y -->b", "a\nb"},
        {"<script>alert(1)</script>x", "x"},
        {"open <b", "open <b"},
        {"<", "<"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text out = {0};
        text_clean_markup(rows[i].input, &out);
        EXPECT_ROW(rows[i].input, strcmp(text_of(&out), rows[i].text) == 0);
    }
}

TEST_MAIN(cmocka_unit_test(edition_date_read__table), cmocka_unit_test(edition_format_of__table),
          cmocka_unit_test(language_of__table), cmocka_unit_test(subject_split__table),
          cmocka_unit_test(cover_url_clean__table), cmocka_unit_test(text_clean_line__table),
          cmocka_unit_test(text_decode_entities__table), cmocka_unit_test(text_clean_markup__table))
