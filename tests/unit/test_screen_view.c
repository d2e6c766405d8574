/* test_screen_view.c: keys, and what they change. */
#include "screen/keys.h"
#include "screen/view.h"

#include "test.h"

static void key_read__knows_sequences(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
        size_t took;
        enum key_kind kind;
        char character;
    } rows[] = {
        {"a letter", "qx", 1, KEY_CHARACTER, 'q'},
        {"enter", "\r", 1, KEY_ENTER, 0},
        {"tab", "\t", 1, KEY_TAB, 0},
        {"up", "\033[A", 3, KEY_UP, 0},
        {"up in application mode", "\033OA", 3, KEY_UP, 0},
        {"page down, and a letter", "\033[6~q", 4, KEY_PAGE_DOWN, 0},
        {"escape", "\033", 1, KEY_ESCAPE, 0},
        {"escape, then a letter", "\033q", 1, KEY_ESCAPE, 0},
        {"unknown: its letters are no keys", "\033[1;5Pq", 6, KEY_NONE, 0},
        {"cut off", "\033[1", 3, KEY_NONE, 0},
        {"a control character", "\001", 1, KEY_NONE, 0},
        {"no ASCII", "\xc3\xa4", 1, KEY_NONE, 0},
        {"backspace", "\x7f", 1, KEY_BACKSPACE, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct key key;
        EXPECT_ROW(rows[i].name,
                   key_read(rows[i].bytes, strlen(rows[i].bytes), &key) == rows[i].took);
        EXPECT_ROW(rows[i].name, key.kind == rows[i].kind);
        EXPECT_ROW(rows[i].name, key.character == rows[i].character);
    }
}

/* 2020 to 2024, all completed but for 2022-03, which has failed, and 2023-05, which is held. */
static struct snapshot a_snapshot(void)
{
    struct snapshot snapshot = {.first_year = 0};
    for (int year = 2020; year <= 2024; year++)
        for (int month = 1; month <= 12; month++) {
            const bool failed = year == 2022 && month == 3, held = year == 2023 && month == 5;
            snapshot_set(&snapshot, (struct month){year, month},
                         failed ? LOOK_FAILED
                         : held ? LOOK_HELD
                                : LOOK_COMPLETED);
        }
    return snapshot;
}

/* Press the keys of a text one by one. Returns what the last one asks for. */
static enum view_action press(struct view *view, const struct snapshot *snapshot, const char *bytes)
{
    enum view_action action = ACTION_NONE;
    for (size_t at = 0, count = strlen(bytes); at < count;) {
        struct key key;
        at += key_read(bytes + at, count - at, &key);
        action = view_key(view, snapshot, key);
    }
    return action;
}

static void view_key__moves_within_the_table(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *month;
    } rows[] = {
        {"", "2024-12"},   {"k", "2024-11"},       {"\033[A\033[A", "2024-10"}, {"h", "2023-12"},
        {"hl", "2024-12"}, {"j", "2024-12"},       {"hhhhhhh", "2020-01"},      {"g", "2020-01"},
        {"gG", "2024-12"}, {"\033[5~", "2020-01"}, {"khhhhkkkk", "2020-07"},
    };
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct view view;
        view_begin(&view, &snapshot);
        assert_int_equal(press(&view, &snapshot, rows[i].keys), ACTION_NONE);
        assert_string_equal(month_text(view.cursor).text, rows[i].month);
    }
}

static void view_key__opens_a_month(void **state)
{
    (void)state;
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot();
    struct view view;
    view_begin(&view, &snapshot);
    assert_null(view_opened(&view));
    assert_int_equal(press(&view, &snapshot, "\r"), ACTION_READ);
    assert_string_equal(month_text(*view_opened(&view)).text, "2024-12");
    assert_int_equal(press(&view, &snapshot, "\033[D"), ACTION_READ);
    assert_string_equal(month_text(*view_opened(&view)).text, "2024-11");
    assert_int_equal(press(&view, &snapshot, "jj"), ACTION_NONE);
    assert_int_equal(view.scroll, 2);
    assert_int_equal(press(&view, &snapshot, "kkkk"), ACTION_NONE);
    assert_int_equal(view.scroll, 0);
    assert_int_equal(press(&view, &snapshot, "\033"), ACTION_NONE);
    assert_null(view_opened(&view));
}

static void view_key__filters(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        unsigned filter;
        const char *month;
    } rows[] = {
        {"f", LOOK_BIT(LOOK_HELD), "2023-05"},
        {"ff", LOOK_BIT(LOOK_COMPLETED), "2023-04"},
        {"fff", LOOK_BIT(LOOK_FAILED), "2022-03"},
        {"ffff", 0, "2022-03"},
        {"/fai\r", LOOK_BIT(LOOK_FAILED), "2022-03"},
        {"/fx\x7f\x7f"
         "held\r",
         LOOK_BIT(LOOK_HELD), "2023-05"},
        {"/fai\033", 0, "2024-12"},
        {"/nothing\r", 0, "2024-12"},
        {"/retry\r", LOOK_BIT(LOOK_RETRY) | LOOK_BIT(LOOK_WAITING), "2024-12"},
        {"/waits\r", LOOK_BIT(LOOK_RETRY) | LOOK_BIT(LOOK_WAITING), "2024-12"},
        {"/retry\rf", LOOK_BIT(LOOK_COMPLETED), "2024-12"},
        {"f\033", 0, "2023-05"},
        {"N", 0, "2024-11"},
    };
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct view view;
        view_begin(&view, &snapshot);
        (void)press(&view, &snapshot, rows[i].keys);
        EXPECT_ROW(rows[i].keys, view.filter == rows[i].filter);
        EXPECT_ROW(rows[i].keys, strcmp(month_text(view.cursor).text, rows[i].month) == 0);
    }
}

static void view_key__asks_before_it_pauses(void **state)
{
    (void)state;
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot();
    struct view view;
    view_begin(&view, &snapshot);
    assert_int_equal(press(&view, &snapshot, "p"), ACTION_NONE);
    assert_int_equal(view.question, QUESTION_PAUSE);
    assert_int_equal(press(&view, &snapshot, "q"), ACTION_NONE); /* no yes */
    assert_int_equal(view.question, QUESTION_NONE);
    assert_int_equal(press(&view, &snapshot, "py"), ACTION_PAUSE);
    snapshot.paused = true;
    assert_int_equal(press(&view, &snapshot, "py"), ACTION_RESUME);
    assert_int_equal(press(&view, &snapshot, "p\033[A"), ACTION_NONE);
    assert_int_equal(press(&view, &snapshot, "q"), ACTION_QUIT);
}

static void view_key__of_an_empty_table(void **state)
{
    (void)state;
    CLEANUP(snapshot_done) struct snapshot nothing = {.first_year = 0};
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot();
    struct view view;
    view_begin(&view, &nothing);
    assert_int_equal(press(&view, &nothing, "hjkl\rfnN/x\r?\033"), ACTION_NONE);
    assert_null(view_opened(&view));
    view_follow(&view, &snapshot);
    assert_string_equal(month_text(view.cursor).text, "2024-12");
}

TEST_MAIN(cmocka_unit_test(key_read__knows_sequences),
          cmocka_unit_test(view_key__moves_within_the_table),
          cmocka_unit_test(view_key__opens_a_month), cmocka_unit_test(view_key__filters),
          cmocka_unit_test(view_key__asks_before_it_pauses),
          cmocka_unit_test(view_key__of_an_empty_table))
