/* test_works.c: keys of works and authors, and which editions are one work. */
#include "core/mem.h"
#include "model/author_key.h"
#include "model/work_join.h"
#include "test.h"

/* An edition in few words. */
struct book {
    const char *title, *subtitle, *authors;
    const char *series, *number, *language;
    const char *work;  /* of Open Library */
    const char *names; /* another ISBN */
};

#define BOOK(title_, subtitle_, authors_)                                                          \
    {                                                                                              \
        .title = (title_), .subtitle = (subtitle_), .authors = (authors_)                          \
    }
#define BOOK_AND(title_, subtitle_, authors_, ...)                                                 \
    {                                                                                              \
        .title = (title_), .subtitle = (subtitle_), .authors = (authors_), __VA_ARGS__             \
    }

enum { BOOKS_MAX = 12, ISBN_BYTES = 14 };

struct shelf {
    struct work_member members[BOOKS_MAX];
    struct work_keys keys[BOOKS_MAX];
    struct texts works[BOOKS_MAX], isbns[BOOKS_MAX];
    char isbn[BOOKS_MAX][ISBN_BYTES];
    size_t count;
};

static void shelf_done(struct shelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++) {
        work_keys_done(&shelf->keys[i]);
        texts_done(&shelf->works[i]);
        texts_done(&shelf->isbns[i]);
    }
}
CLEANUP_STRUCT(struct shelf, shelf_done)

static void keys_of(const struct book *book, const char *isbn, struct work_keys *ret)
{
    CLEANUP(work_title_done) struct work_title title = {0};
    const struct work_naming naming = {book->title, book->subtitle, book->series, book->number};
    work_title_parse(&naming, &title);
    if (work_key_make(&title, book->authors, ret))
        return;
    work_key_of_isbn(isbn, &ret->fine);
    work_key_of_isbn(isbn, &ret->block);
}

static void put(struct shelf *shelf, const struct book *book)
{
    const size_t at = shelf->count++;
    (void)snprintf(shelf->isbn[at], ISBN_BYTES, "97800000000%02zu", at);
    keys_of(book, shelf->isbn[at], &shelf->keys[at]);
    if (book->work)
        texts_add(&shelf->works[at], book->work);
    if (book->names)
        texts_add(&shelf->isbns[at], book->names);
    shelf->members[at] = (struct work_member){.fine = text_of(&shelf->keys[at].fine),
                                              .block = text_of(&shelf->keys[at].block),
                                              .isbn = shelf->isbn[at],
                                              .title = book->title,
                                              .subtitle = book->subtitle,
                                              .series = book->series,
                                              .series_number = book->number,
                                              .authors = book->authors,
                                              .language = book->language,
                                              .works = &shelf->works[at],
                                              .isbns = &shelf->isbns[at]};
}

/* The works as letters: "AAB". */
static void letters(const struct shelf *shelf, const struct work_decision *decisions, size_t count,
                    char ret[static BOOKS_MAX + 1])
{
    struct work_joined joined[BOOKS_MAX];
    char letter[BOOKS_MAX] = {0};
    const struct work_joining joining = {shelf->members, shelf->count, decisions, count};
    (void)work_join(&joining, joined);
    char next = 'A';
    for (size_t i = 0; i < shelf->count; i++) {
        if (letter[joined[i].work] == 0)
            letter[joined[i].work] = next++;
        ret[i] = letter[joined[i].work];
    }
    ret[shelf->count] = '\0';
}

/* ---- keys ---- */

static void work_key__is_this(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct book book;
        const char *fine;
    } rows[] = {
        {"whole", BOOK("The Hobbit", "Or There and Back Again", "J.R.R. Tolkien"),
         "w1|hobbit|#||tolkien|hobbitorthereandbackagain|jrr"},
        {"no colon", BOOK("The Hobbit or There and Back Again", NULL, "John Tolkien"),
         "w1|hobbit|#||tolkien|hobbitorthereandbackagain|j"},
        {"volume", BOOK("Naruto, Vol. 3", "Dreams", "Masashi Kishimoto"),
         "w1|naruto|#3||kishimoto|narutodreams|masashi"},
        {"volume behind the rest",
         BOOK("Conversations With God", "An Uncommon Dialogue Book 2", "Neale Walsch"),
         "w1|conver|#2||walsch|conversationswithgodanuncommondialogue|n"},
        {"place in a series",
         BOOK("A Crown of Swords", "Book Seven of the Wheel of Time", "Robert Jordan"),
         "w1|crowno|#||jordan|crownofswords|r"},
        {"range", BOOK("The Faerie Queene", "Books I to III", "Edmund Spenser"),
         "w1|faerie|#1-3|set|spenser|faeriequeene|e"},
        {"years are no volumes", BOOK("The Letters", "Volume Four 1929-1931", "Virginia Woolf"),
         "w1|letter|#4||woolf|letters19291931|virginia"},
        {"letter", BOOK("The Earth", "Volume C", "Richard Bulliet"),
         "w1|earth|#c||bulliet|earth|richard"},
        {"series of its name",
         BOOK_AND("Bleach", NULL, "Tite Kubo", .series = "Bleach", .number = "13"),
         "w1|bleach|#13||kubo|bleach|tite"},
        {"first of its name",
         BOOK_AND("Skellig", NULL, "David Almond", .series = "Skellig", .number = "1"),
         "w1|skelli|#||almond|skellig|david"},
        {"series of another name",
         BOOK_AND("Dune", NULL, "Frank Herbert", .series = "Dune Chronicles", .number = "2"),
         "w1|dune|#||herbert|dune|frank"},
        {"play", BOOK("Skellig", "The Play", "David Almond"),
         "w1|skelli|#|adapted|almond|skelligtheplay|david"},
        {"guide", BOOK("Beloved", "Study Guide", "Toni Morrison"),
         "w1|belove|#|about|morrison|belovedstudyguide|toni"},
        {"recording", BOOK("Beloved", "Unabridged Audio", "Toni Morrison"),
         "w1|belove|#||morrison|beloved|toni"},
        {"blurb", BOOK("Find Me", "A TOP TEN SUNDAY TIMES BESTSELLER", "André Aciman"),
         "w1|findme|#||aciman|findme|a"},
        {"one name", BOOK("Gorgias", NULL, "Plato"), "w1|gorgia|#||plato|gorgias|"},
        {"no author", BOOK("Beowulf", NULL, NULL), "isbn|9780000000000"},
        {"author without letters", BOOK("Beowulf", NULL, "???"), "isbn|9780000000000"},
        {"no title", BOOK("???", NULL, "John Doe"), "isbn|9780000000000"},
        {"a number is left", BOOK("12", NULL, "John Doe"), "isbn|9780000000000"},
        {"a number of a year", BOOK("1984", NULL, "George Orwell"),
         "w1|1984|#||orwell|1984|george"},
        {"packaging", BOOK("Boxed Set", NULL, "John Doe"), "isbn|9780000000000"},
        {"Japanese", BOOK("犬夜叉", "12", "高橋留美子"), "w1|犬夜叉|#12||高橋留美子|犬夜叉|"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(work_keys_done) struct work_keys keys = {0};
        CLEANUP(text_done) struct text block = {0};
        keys_of(&rows[i].book, "9780000000000", &keys);
        if (strcmp(text_of(&keys.fine), rows[i].fine) != 0)
            print_message("# %s\n", text_of(&keys.fine));
        EXPECT_ROW(rows[i].name, strcmp(text_of(&keys.fine), rows[i].fine) == 0);
        work_key_block(text_of(&keys.fine), &block);
        EXPECT_ROW(rows[i].name, strcmp(text_of(&keys.block), text_of(&block)) == 0);
    }
}

static void work_key__is_one_for_both_forms_of_unicode(void **state)
{
    (void)state;
    CLEANUP(work_keys_done) struct work_keys composed = {0};
    CLEANUP(work_keys_done) struct work_keys decomposed = {0};
    keys_of(&(struct book){.title = "Caf\u00e9 \u304c", .authors = "Ren\u00e9 \u00d6"}, "1",
            &composed);
    keys_of(&(struct book){.title = "Cafe\u0301 \u304b\u3099", .authors = "Rene\u0301 O\u0308"},
            "1", &decomposed);
    assert_string_equal(text_of(&composed.fine), text_of(&decomposed.fine));
}

static void work_key__bounds_long_titles_and_tells_them_apart(void **state)
{
    (void)state;
    enum { LONG = 4000, KEY_BYTES_MAX = 900 };
    CLEANUP(mem_free) char *one = mem_new(LONG + 1, 1);
    CLEANUP(mem_free) char *other = mem_new(LONG + 1, 1);
    CLEANUP(work_keys_done) struct work_keys first = {0};
    CLEANUP(work_keys_done) struct work_keys second = {0};
    memset(one, 'a', LONG);
    memset(other, 'a', LONG);
    other[LONG - 1] = 'b';
    keys_of(&(struct book){.title = one, .authors = one}, "1", &first);
    keys_of(&(struct book){.title = other, .authors = one}, "1", &second);
    assert_true(first.fine.count <= KEY_BYTES_MAX);
    assert_string_not_equal(text_of(&first.fine), text_of(&second.fine));
    assert_string_equal(text_of(&first.block), text_of(&second.block));
}

/* ---- works ---- */

static const struct {
    const char *name;
    struct book books[BOOKS_MAX];
    const char *works;
} shelves[] = {
    {"a subtitle",
     {BOOK("Iberia", NULL, "James A. Michener"),
      BOOK("Iberia", "Spanish Travels and Reflections", "J. Michener")},
     "AA"},
    {"a lost colon",
     {BOOK("The Hobbit", "Or There and Back Again", "J.R.R. Tolkien"),
      BOOK("The Hobbit or There and Back Again", NULL, "J. R. R. Tolkien")},
     "AA"},
    {"other books of one hero",
     {BOOK("Batman", NULL, "Frank Miller"), BOOK("Batman", "Year One", "Frank Miller"),
      BOOK("Batman", "The Dark Knight Returns", "Frank Miller")},
     "ABC"},
    {"volumes",
     {BOOK("Uzumaki", "Spiral into Horror Vol. 1", "Junji Ito"),
      BOOK("Uzumaki", "Spiral into Horror Vol. 2.", "Junji Ito")},
     "AB"},
    {"levels",
     {BOOK("Vocabulary Workshop", "Level A", "Jerome Shostak"),
      BOOK("Vocabulary Workshop", "Level B", "Jerome Shostak")},
     "AB"},
    {"a play",
     {BOOK("Skellig", NULL, "David Almond"), BOOK("Skellig", "The Play", "David Almond")},
     "AB"},
    {"a set",
     {BOOK("His Dark Materials", NULL, "Philip Pullman"),
      BOOK("His Dark Materials", "Boxed Set", "Philip Pullman")},
     "AB"},
    {"a translation with another title",
     {BOOK("The Outsider", NULL, "Albert Camus"), BOOK("L'Étranger", NULL, "Albert Camus")},
     "AB"},
    {"a translation with the same title",
     {BOOK_AND("Siddhartha", NULL, "Hermann Hesse", .language = "en"),
      BOOK_AND("Siddhartha", NULL, "Hermann Hesse", .language = "fr")},
     "AA"},
    {"a collection",
     {BOOK("Collected Poems", NULL, "John Smith"), BOOK("Collected Poems", NULL, "Jane Smith")},
     "AB"},
    {"collections of one",
     {BOOK("Collected Poems", NULL, "W. H. Auden"),
      BOOK("Collected Poems", "1927 to 1957", "W. H. Auden")},
     "AB"},
    {"initials", {BOOK("Emma", NULL, "Jane Austen"), BOOK("Emma", NULL, "J. Austen")}, "AA"},
    {"other scripts",
     {BOOK("犬夜叉", NULL, "高橋留美子"), BOOK("らんま", NULL, "高橋留美子")},
     "AB"},
    {"one work of Open Library",
     {BOOK_AND("Batman", "Year One", "Frank Miller", .work = "OL1W"),
      BOOK_AND("Batman", "Primer Año", "Frank Miller", .work = "OL1W")},
     "AA"},
    {"two works of Open Library",
     {BOOK_AND("Emma", NULL, "Jane Austen", .work = "OL1W"),
      BOOK_AND("Emma", NULL, "Jane Austen", .work = "OL2W")},
     "AB"},
    {"not by way of a third",
     {BOOK_AND("Emma", NULL, "Jane Austen", .work = "OL1W"),
      BOOK_AND("Emma", NULL, "Jane Austen", .work = "OL2W"), BOOK("Emma", NULL, "Jane Austen")},
     "ABA"},
    {"one names the other",
     {BOOK_AND("Death", "The Time of Your Life", "Neil Gaiman", .names = "9780000000001"),
      BOOK("Death", "Su Vida", "Neil Gaiman")},
     "AA"},
    {"a bare title that has its family",
     {BOOK_AND("Iberia", "A Journey Through Spain", "J. Michener", .work = "OL1W"),
      BOOK_AND("Iberia", NULL, "J. Michener", .work = "OL1W"),
      BOOK("Iberia", "Travels and Reflections of Michener", "J. Michener")},
     "AAB"},
    {"no author", {BOOK("Beowulf", NULL, NULL), BOOK("Beowulf", NULL, NULL)}, "AB"},
};

static void fill(size_t row, struct shelf *ret)
{
    for (size_t i = 0; i < BOOKS_MAX && shelves[row].books[i].title; i++)
        put(ret, &shelves[row].books[i]);
}

static void work_join__joins(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(shelves); i++) {
        CLEANUP(shelf_done) struct shelf shelf = {0};
        char works[BOOKS_MAX + 1];
        fill(i, &shelf);
        letters(&shelf, NULL, 0, works);
        if (strcmp(works, shelves[i].works) != 0)
            print_message("# %s: %s\n", shelves[i].name, works);
        EXPECT_ROW(shelves[i].name, strcmp(works, shelves[i].works) == 0);
    }
}

/* All books of the table in one, and their works by any order of them. */
static void work_join__does_not_depend_on_the_order(void **state)
{
    (void)state;
    enum { ROUNDS = 200, MANY = 64 };
    struct work_member members[MANY];
    struct work_joined first[MANY], again[MANY];
    struct shelf *all = mem_new(ARRAY_LEN(shelves), sizeof(*all));
    size_t count = 0;
    for (size_t i = 0; i < ARRAY_LEN(shelves); i++) {
        fill(i, &all[i]);
        for (size_t k = 0; k < all[i].count; k++)
            members[count++] = all[i].members[k];
    }
    uint64_t chance = 1;
    size_t place[MANY];
    for (size_t i = 0; i < count; i++)
        place[i] = i;
    (void)work_join(&(struct work_joining){members, count, NULL, 0}, first);
    for (int round = 0; round < ROUNDS; round++) {
        struct work_member shuffled[MANY];
        for (size_t i = count - 1; i > 0; i--) {
            chance = chance * 6364136223846793005U + 1442695040888963407U;
            const size_t with = (size_t)(chance >> 33) % (i + 1), kept = place[i];
            place[i] = place[with];
            place[with] = kept;
        }
        for (size_t i = 0; i < count; i++)
            shuffled[i] = members[place[i]];
        (void)work_join(&(struct work_joining){shuffled, count, NULL, 0}, again);
        for (size_t i = 0; i < count; i++)
            for (size_t k = 0; k < count; k++)
                assert_int_equal(again[i].work == again[k].work,
                                 first[place[i]].work == first[place[k]].work);
    }
    for (size_t i = 0; i < ARRAY_LEN(shelves); i++)
        shelf_done(&all[i]);
    mem_free(all);
}

static void work_join__obeys_a_person(void **state)
{
    (void)state;
    CLEANUP(shelf_done) struct shelf shelf = {0};
    char works[BOOKS_MAX + 1];
    put(&shelf, &(struct book)BOOK("Emma", NULL, "Jane Austen"));
    put(&shelf, &(struct book)BOOK("Emma", NULL, "Jane Austen"));
    put(&shelf, &(struct book)BOOK_AND("L'Étranger", NULL, "Albert Camus", .work = "OL1W"));
    put(&shelf, &(struct book)BOOK_AND("The Outsider", NULL, "Albert Camus", .work = "OL2W"));
    const struct work_decision decisions[] = {
        {"isbn|9780000000000", "isbn|9780000000001", false},
        {shelf.members[3].fine, shelf.members[2].fine, true},
    };
    letters(&shelf, NULL, 0, works);
    assert_string_equal(works, "AABC");
    letters(&shelf, decisions, 1, works);
    assert_string_equal(works, "ABCD");
    letters(&shelf, decisions, 2, works);
    assert_string_equal(works, "ABCC");
}

static void work_join_keys__are_never_the_same(void **state)
{
    (void)state;
    CLEANUP(shelf_done) struct shelf shelf = {0};
    CLEANUP(texts_done) struct texts keys = {0};
    struct work_joined joined[BOOKS_MAX];
    put(&shelf, &(struct book)BOOK_AND("Emma", NULL, "Jane Austen", .work = "OL1W"));
    put(&shelf, &(struct book)BOOK_AND("Emma", NULL, "Jane Austen", .work = "OL2W"));
    const struct work_joining joining = {shelf.members, shelf.count, NULL, 0};
    work_join_keys(&joining, joined, work_join(&joining, joined), &keys);
    assert_string_equal(keys.items[joined[0].work], "w1|emma|#||austen|emma|jane");
    assert_string_equal(keys.items[joined[1].work], "isbn|9780000000001");
}

static void work_join__leaves_large_blocks_split(void **state)
{
    (void)state;
    enum { MANY = WORK_BLOCK_MAX + 1 };
    static const struct texts none;
    struct work_member *members = mem_new(MANY, sizeof(*members));
    struct work_joined *joined = mem_new(MANY, sizeof(*joined));
    char isbns[MANY][ISBN_BYTES];
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(isbns[i], ISBN_BYTES, "9780000000%03zu", i);
        members[i] = (struct work_member){.fine = i % 2 ? "w1|ham|#||shakespeare|hamlet|w"
                                                        : "w1|ham|#||shakespeare|hamletaplay|w",
                                          .block = "w1|ham|#||shakespeare",
                                          .isbn = isbns[i],
                                          .title = i % 2 ? "Hamlet" : "Hamlet: A Tragedy in Acts",
                                          .authors = "William Shakespeare",
                                          .large = true,
                                          .works = &none,
                                          .isbns = &none};
    }
    assert_int_equal(work_join(&(struct work_joining){members, MANY, NULL, 0}, joined), 2);
    for (size_t i = 0; i < MANY; i++)
        members[i].large = false;
    assert_int_equal(work_join(&(struct work_joining){members, MANY, NULL, 0}, joined), 1);
    mem_free(members);
    mem_free(joined);
}

/* ---- authors ---- */

static void author_key__is_this(void **state)
{
    (void)state;
    static const struct {
        const char *name, *identifier, *key;
    } rows[] = {
        {"J. R. R. Tolkien", NULL, "name|jrrtolkien"},
        {"J.R.R. Tolkien", NULL, "name|jrrtolkien"},
        {"Tolkien, J.R.R.", NULL, "name|jrrtolkien"},
        {"Sir Arthur Conan Doyle", NULL, "name|arthurconandoyle"},
        {"Andre Dubus", NULL, "name|andredubus"},
        {"Andre Dubus III", NULL, "name|andredubusiii"},
        {"Martin Luther King, Jr.", NULL, "name|martinlutherkingjr"},
        {"Ursula K. Le Guin", "OL31353A", "ol|OL31353A"},
        {"李時珍", NULL, "name|李時珍"},
        {"???", NULL, ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text key = {0};
        const bool made = author_key(rows[i].name, rows[i].identifier, &key);
        EXPECT_ROW(rows[i].name, made == (rows[i].key[0] != '\0'));
        EXPECT_ROW(rows[i].name, strcmp(text_of(&key), rows[i].key) == 0);
    }
}

TEST_MAIN(cmocka_unit_test(work_key__is_this),
          cmocka_unit_test(work_key__is_one_for_both_forms_of_unicode),
          cmocka_unit_test(work_key__bounds_long_titles_and_tells_them_apart),
          cmocka_unit_test(work_join__joins),
          cmocka_unit_test(work_join__does_not_depend_on_the_order),
          cmocka_unit_test(work_join__obeys_a_person),
          cmocka_unit_test(work_join_keys__are_never_the_same),
          cmocka_unit_test(work_join__leaves_large_blocks_split),
          cmocka_unit_test(author_key__is_this))
