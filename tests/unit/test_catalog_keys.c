/* test_catalog_keys.c: whatever may be the book is found by a key. */
#include "model/catalog_keys.h"
#include "test.h"

struct keys {
    struct text all; /* each between two newlines */
};

static void take(void *context, const char *key)
{
    struct keys *keys = context;
    text_add_format(&keys->all, "\n%s\n", key);
}

/* The keys of a book, as an edition or as a question; authors "" leaves out what stands under
 * them. */
static void keys_of(const char *title_text, const char *authors_text, bool question,
                    struct text *ret)
{
    CLEANUP(title_done) struct title title = {0};
    CLEANUP(authors_done) struct authors authors = {0};
    struct keys keys = {.all = *ret};
    const struct catalog_taker taker = {.take = take, .context = &keys};
    title_parse(title_text, &title);
    authors_parse(authors_text, &authors);
    catalog_author_keys(&title, &authors, question, &taker);
    *ret = keys.all;
}

static bool share_key(const struct text *one, const struct text *other)
{
    const char *at = text_of(one);
    while (*at != '\0') {
        const char *end = strchr(at + 1, '\n') + 1;
        CLEANUP(text_done) struct text key = {0};
        text_add_bytes(&key, at, (size_t)(end - at));
        if (strstr(text_of(other), text_of(&key)))
            return true;
        at = end;
    }
    return false;
}

static void catalog_author_keys__find_what_the_title_key_misses(void **state)
{
    (void)state;
    static const struct {
        const char *name, *asked, *asked_authors, *offered, *offered_authors;
        bool found;
    } rows[] = {
        {"neighbours swapped", "Oilvia", "Ian Falconer", "Olivia", "Ian Falconer", true},
        {"article misspelt", "Teh Tent", "Margaret Atwood", "The Tent", "Margaret Atwood", true},
        {"letter missing", "The Corections Reviewed", "Ann Bee", "The Corrections Reviewed",
         "Ann Bee", true},
        {"ending of the only word", "Persepolos", "Marjane Satrapi", "Persepolis",
         "Marjane Satrapi", true},
        {"rest first", "The Lightning Thief", "Rick Riordan",
         "Percy Jackson and the Olympians: The Lightning Thief", "Rick Riordan", true},
        {"colon lost", "Sapiens A Brief History", "Yuval Harari", "Sapiens: A Brief History",
         "Yuval Harari", true},
        {"second author", "Oilvia", "Ann Bee", "Olivia", "Ian Falconer;Ann Bee", true},
        {"surname first", "Oilvia", "Falconer Ian", "Olivia", "Ian Falconer", true},
        {"last, first", "Oilvia", "Falconer, Ian", "Olivia", "Ian Falconer", true},
        {"another author", "Olivia", "Ann Bee", "Olivia", "Ian Falconer", false},
        {"another title", "Sharp Objects", "Gillian Flynn", "Dark Places", "Gillian Flynn", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text asked = {0};
        CLEANUP(text_done) struct text offered = {0};
        keys_of(rows[i].asked, rows[i].asked_authors, /* question= */ true, &asked);
        keys_of(rows[i].offered, rows[i].offered_authors, /* question= */ false, &offered);
        EXPECT_ROW(rows[i].name, share_key(&asked, &offered) == rows[i].found);
    }
}

static void catalog_title_key__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *title, *key;
    } rows[] = {
        {"blanks and article go", "The Kiss of Death: A Novel", "kissofdeath"},
        {"displaced blank", "Kisso f Death", "kissofdeath"},
        {"volume", "Bleach, Vol. 13", "bleach#13"},
        {"brackets and rest go", "Dune (Dune #1): Deluxe", "dune"},
        {"none", "?!", ""},
    };
    CLEANUP(title_done) struct title title = {0};
    CLEANUP(text_done) struct text key = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        title_parse(rows[i].title, &title);
        text_clear(&key);
        catalog_title_key(&title, title.volume, &key);
        EXPECT_ROW(rows[i].name, strcmp(text_of(&key), rows[i].key) == 0);
    }
}

/* 2,000 bytes without a blank: keys stay short, and cut between characters. */
static void catalog_keys__are_bounded(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text flood = {0};
    for (int i = 0; i < 666; i++)
        text_add(&flood, "日");
    CLEANUP(title_done) struct title title = {0};
    CLEANUP(text_done) struct text key = {0};
    title_parse(text_of(&flood), &title);
    catalog_title_key(&title, title.volume, &key);
    assert_int_equal(key.count, 198);
    assert_true(text_is_utf8(key.bytes, key.count));

    CLEANUP(text_done) struct text keys = {0};
    keys_of(text_of(&flood), text_of(&flood), /* question= */ true, &keys);
    assert_true(keys.count > 0 && keys.count < 2000);
    assert_true(text_is_utf8(keys.bytes, keys.count));
}

/* Who changes what keys are made of must raise CATALOG_KEY_VERSION, so that 'catalog rekey' makes
 * those of catalogues anew; and then write the new number here. */
static void catalog_keys__are_those_of_their_version(void **state)
{
    (void)state;
    static const char *const editions[][2] = {
        {"The Return of the Shadow: The History, Part One (Middle-Earth #6)", "J.R.R. Tolkien"},
        {"Naruto (Vol. 4)", "Kishimoto, Masashi"},
        {"Nineteen Eighty-Four", "George Orwell; Erich Fromm (Introduction)"},
        {"Crime & Punishment, 2nd Edition", "Dostoevsky, Fyodor, 1821-1881"},
        {"Das Parfum. Die Geschichte eines Mörders", "Patrick Süskind"},
        {"C++ Primer", "Stanley B. Lippman/Josée Lajoie"},
        {"進撃の巨人（5）", "諫山 創"},
    };
    enum { VERSION = 2 };
    const uint64_t digest = 2725083437309958587U;
    CLEANUP(text_done) struct text all = {0};
    for (size_t i = 0; i < ARRAY_LEN(editions); i++) {
        CLEANUP(title_done) struct title title = {0};
        title_parse(editions[i][0], &title);
        catalog_title_key(&title, title.volume, &all);
        keys_of(editions[i][0], editions[i][1], /* question= */ false, &all);
    }
    uint64_t is = 5381;
    for (size_t i = 0; i < all.count; i++)
        is = is * 33 + (unsigned char)all.bytes[i];
    assert_int_equal(CATALOG_KEY_VERSION, VERSION);
    if (is != digest)
        fail_msg("the keys are other ones, of digest %llu: raise CATALOG_KEY_VERSION",
                 (unsigned long long)is);
}

TEST_MAIN(cmocka_unit_test(catalog_keys__are_those_of_their_version),
          cmocka_unit_test(catalog_author_keys__find_what_the_title_key_misses),
          cmocka_unit_test(catalog_title_key__table), cmocka_unit_test(catalog_keys__are_bounded))
