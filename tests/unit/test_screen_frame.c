/* test_screen_frame.c: pictures at any size: no line is wider than the terminal, and what matters
 * most is on each that has room for it. */
#include "screen/frame.h"

#include "core/mem.h"
#include "core/text_width.h"
#include "screen/grid.h"
#include "screen/panel.h"

#include "test.h"

#define TAIL "and then some words e\u0301 more"
#define LONG                                                                                       \
    "HTTP 503 from https://api.example/a/very/long/path/without/a/blank/in/it?q=日本語日本 " TAIL

static void add_item(struct snapshot *snapshot, enum panel panel, const char *state, int64_t months)
{
    struct item *item = snapshot_add(snapshot, panel);
    (void)snprintf(item->name, sizeof(item->name), "name%d", (int)panel);
    (void)snprintf(item->state, sizeof(item->state), "%s", state);
    (void)snprintf(item->since, sizeof(item->since), "2026-11-29T10:02:00Z");
    (void)snprintf(item->until, sizeof(item->until), "2026-11-30T10:32:00Z");
    item->number = months;
    item->limit = 1000;
    item->words = mem_text(LONG);
}

static struct snapshot a_snapshot(int first_year, int last_year)
{
    struct snapshot snapshot = {.first_year = 0};
    for (int year = first_year; year <= last_year; year++)
        for (int month = 1; month <= 12; month++)
            snapshot_set(&snapshot, (struct month){year, month},
                         (enum look)((year * 12 + month) % (LOOKS - 1) + 1));
    snapshot_forecast(&snapshot, 60, 3600000, 0);
    (void)snprintf(snapshot.rate, sizeof(snapshot.rate), "84.50");
    snapshot.why = mem_text("The fleet is paused by 日本. " LONG "\nA second sentence. " LONG);
    snapshot.alarms = mem_text("CRITICAL: " LONG "\nWARNING: another");
    snapshot.detail = mem_text("A month.\n" LONG "\nand more");
    for (int i = 0; i < 3; i++) {
        add_item(&snapshot, PANEL_PROVIDERS, i == 0 ? "closed" : i == 1 ? "failing" : "open", i);
        add_item(&snapshot, PANEL_CONSUMERS, i == 0 ? "silent" : "alive", i);
        add_item(&snapshot, PANEL_ORDERS, i == 0 ? "paused" : "active", i);
        add_item(&snapshot, PANEL_ISBNS, "", i);
        add_item(&snapshot, PANEL_EVENTS, i == 0 ? "bad" : "good", i);
        add_item(&snapshot, PANEL_LETTERS, "bad", i);
    }
    return snapshot;
}

/* The picture as text, every line of which is checked. */
static void draw_at(int width, int height, const struct snapshot *snapshot, struct view *view,
                    struct text *out)
{
    CLEANUP(canvas_done) struct canvas canvas = {.width = 0};
    const struct frame_facts facts = {
        .server = "db.example:5432/backfill", .now = "2026-11-29T14:20:05Z", .utf8 = true};
    canvas_init(&canvas, width, height);
    frame_draw(&canvas, snapshot, view, &facts);
    text_clear(out);
    for (int row = 0; row < canvas.height; row++) {
        CLEANUP(text_done) struct text line = {0};
        canvas_line(&canvas, row, (struct canvas_means){.utf8 = true}, &line);
        if (text_width(text_of(&line)) > width)
            fail_msg("%dx%d, line %d: %s", width, height, row, text_of(&line));
        text_add_format(out, "%s\n", text_of(&line));
    }
}

static bool shows(const struct text *picture, const char *words)
{
    return strstr(text_of(picture), words) != NULL;
}

static void frame_draw__is_never_wider(void **state)
{
    (void)state;
    static const int years[][2] = {{2000, 2024}, {1900, 2100}, {2023, 2023}};
    for (size_t i = 0; i < ARRAY_LEN(years); i++) {
        CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot(years[i][0], years[i][1]);
        for (int width = 1; width <= 220; width += width < 90 ? 1 : 13)
            for (int height = 1; height <= 60; height += height < 30 ? 1 : 10)
                for (int page = PAGE_OVERVIEW; page <= PAGE_HELP; page++) {
                    CLEANUP(text_done) struct text picture = {0};
                    struct view view = {.page = PAGE_OVERVIEW};
                    view_begin(&view, &snapshot);
                    view.page = (enum view_page)page;
                    view.scroll = height % 5;
                    view.grid_only = width % 2 == 0;
                    view.filter = height % 3 == 0 ? LOOK_BIT(LOOK_FAILED) : 0;
                    draw_at(width, height, &snapshot, &view, &picture);
                }
    }
}

static void frame_draw__drops_parts(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        bool grid, legend, panels, help;
    } rows[] = {
        {200, 50, true, true, true, true},   {80, 24, true, true, true, true},
        {60, 24, true, true, true, true},    {60, 15, false, false, true, true},
        {40, 24, true, false, false, true},  {40, 10, false, false, false, true},
        {20, 5, false, false, false, false},
    };
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot(2000, 2024);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text picture = {0};
        char name[16];
        struct view view = {.page = PAGE_OVERVIEW};
        view_begin(&view, &snapshot);
        draw_at(rows[i].width, rows[i].height, &snapshot, &view, &picture);
        (void)snprintf(name, sizeof(name), "%dx%d", rows[i].width, rows[i].height);
        EXPECT_ROW(name, shows(&picture, "Jan ") == rows[i].grid);
        EXPECT_ROW(name, shows(&picture, "pending") == rows[i].legend);
        EXPECT_ROW(name, shows(&picture, "Providers") == rows[i].panels);
        EXPECT_ROW(name, shows(&picture, "? help") == rows[i].help);
    }
}

static void frame_draw__shows_the_grid_where_it_is_wanted(void **state)
{
    (void)state;
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot(2000, 2024);
    CLEANUP(text_done) struct text picture = {0};
    struct view view = {.page = PAGE_OVERVIEW};
    view_begin(&view, &snapshot);
    view.grid_only = true;
    draw_at(60, 16, &snapshot, &view, &picture);
    assert_true(shows(&picture, "Jan "));
    assert_true(shows(&picture, "Dec "));
}

/* What is wrong ends with what to do: it is whole where the screen has the lines for it. */
static void frame_draw__cuts_no_remedy(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        bool grid;
    } rows[] = {{80, 24, true},  {60, 24, true},  {40, 24, true},
                {80, 20, false}, {60, 12, false}, {200, 50, true}};
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot(2000, 2024);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text picture = {0}, words = {0};
        char name[16];
        struct view view = {.page = PAGE_OVERVIEW};
        view_begin(&view, &snapshot);
        draw_at(rows[i].width, rows[i].height, &snapshot, &view, &picture);
        for (const char *at = text_of(&picture); *at; at++) /* lines as they were before */
            if (*at != '\n' && !(*at == ' ' && (at[-1] == '\n' || at[-1] == ' ')))
                text_add_bytes(&words, at, 1);
            else if (*at == '\n')
                text_add(&words, " ");
        (void)snprintf(name, sizeof(name), "%dx%d", rows[i].width, rows[i].height);
        char *panels = strstr(words.bytes, "Providers ");
        if (panels) /* they have the same words */
            *panels = '\0';
        const char *alarm = strstr(text_of(&words), TAIL);
        EXPECT_ROW(name, alarm && strstr(alarm + 1, TAIL));
        EXPECT_ROW(name, shows(&picture, "Dec ") == rows[i].grid);
    }
}

/* The months around the cursor, on the lowest screen that has a line between title and footer. */
static void frame_draw__shows_some_months_on_a_low_screen(void **state)
{
    (void)state;
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot(2000, 2024);
    for (int height = 3; height < 40; height++) {
        CLEANUP(text_done) struct text picture = {0};
        struct view view = {.grid_only = true, .cursor = {2012, 8}};
        draw_at(60, height, &snapshot, &view, &picture);
        assert_true(shows(&picture, "Aug "));
        assert_true(shows(&picture, "Jan ") == (height >= 14));
    }
}

static void frame_draw__of_nothing(void **state)
{
    (void)state;
    CLEANUP(snapshot_done) struct snapshot snapshot = {.why = mem_text("No month is there.")};
    CLEANUP(text_done) struct text picture = {0};
    struct view view = {.page = PAGE_OVERVIEW};
    view_begin(&view, &snapshot);
    draw_at(80, 24, &snapshot, &view, &picture);
    assert_true(shows(&picture, "No month is there."));
}

static void frame_draw__names_a_single_year(void **state)
{
    (void)state;
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot(2023, 2023);
    CLEANUP(text_done) struct text picture = {0};
    struct view view = {.page = PAGE_OVERVIEW};
    view_begin(&view, &snapshot);
    draw_at(80, 24, &snapshot, &view, &picture);
    assert_true(shows(&picture, "\n    2023 "));
}

static void grid_fit__keeps_the_cursor(void **state)
{
    (void)state;
    CLEANUP(snapshot_done) struct snapshot snapshot = a_snapshot(1900, 2100);
    for (int year = 1900; year <= 2100; year++) {
        struct grid grid = {.end = 54};
        grid_fit(&grid, &snapshot, year);
        assert_int_equal(grid.last - grid.first + 1, 25);
        assert_true(grid.first <= year && year <= grid.last);
        assert_true(grid.first >= 1900 && grid.last <= 2100);
    }
}

static void panel_text__says_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        enum panel panel;
        const char *state;
        int64_t months;
        const char *want;
        int style;
    } rows[] = {
        {PANEL_PROVIDERS, "closed", 3,
         "name0 is CLOSED since 10:02:00 until 2026-11-30 10:32:00: why; 3 months wait for it",
         STYLE_BAD},
        {PANEL_PROVIDERS, "failing", 0,
         "name0 is FAILING since 10:02:00 until 2026-11-30 10:32:00: why", STYLE_BAD},
        {PANEL_PROVIDERS, "open", 1,
         "name0 is open; 1 month waits for it since 10:02:00 until 2026-11-30 10:32:00: why",
         STYLE_WAITS},
        {PANEL_PROVIDERS, "budget", 2,
         "name0 is SPENT; 2 months wait for it since 10:02:00 until 2026-11-30 10:32:00",
         STYLE_BAD},
        {PANEL_PROVIDERS, "open", 0, "name0 is open: 40 of 1000 calls today, 4 %", STYLE_PLAIN},
        {PANEL_CONSUMERS, "silent", 2,
         "name1 is NOT HEARD OF since 2026-11-30 10:32:00, 2 months: why", STYLE_BAD},
        {PANEL_ORDERS, "paused", 45,
         "name2 is PAUSED: why; 45 taken, 0 left, goes on 10:02:00, ends about 2026-11-30",
         STYLE_WAITS},
        {PANEL_ISBNS, "", 1, "why, the oldest since 10:02:00: 'show name3'", STYLE_PLAIN},
        {PANEL_ISBNS, "", 0, "why", STYLE_PLAIN},
        {PANEL_ORDERS, "spent", 45, "name2 has SPENT its budget: why; 45 taken, 0 left",
         STYLE_WAITS},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(snapshot_done) struct snapshot snapshot = {.first_year = 0};
        CLEANUP(text_done) struct text text = {0};
        add_item(&snapshot, rows[i].panel, rows[i].state, rows[i].months);
        mem_free(snapshot.items[0].words);
        snapshot.items[0].words = mem_text("why");
        snapshot.items[0].used = 40;
        assert_int_equal(panel_text(&text, &snapshot.items[0], "2026-11-29"), rows[i].style);
        assert_string_equal(text_of(&text), rows[i].want);
    }
}

static void snapshot_left__in_two_units(void **state)
{
    (void)state;
    static const struct {
        int64_t ended, took_ms, wait_ms;
        const char *want;
    } rows[] = {
        {0, 0, 0, ""},
        {100, 1000, 0, "1 s"},
        {100, 60000, 0, "1 m"},
        {1, 3600000, 0, "4 d 04 h"},
        {100, 60000, 7500000, "2 h 05 m"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(snapshot_done) struct snapshot snapshot = {.first_year = 0};
        char left[24];
        snapshot.counts[LOOK_QUEUED] = 100;
        snapshot_forecast(&snapshot, rows[i].ended, rows[i].took_ms, rows[i].wait_ms);
        snapshot_left(&snapshot, left);
        assert_string_equal(left, rows[i].want);
    }
}

static void snapshot_left__unknown_while_all_wait(void **state)
{
    (void)state;
    CLEANUP(snapshot_done) struct snapshot snapshot = {.first_year = 0};
    char left[24];
    snapshot.counts[LOOK_WAITING] = 100;
    snapshot_forecast(&snapshot, 100, 60000, 0);
    snapshot_left(&snapshot, left);
    assert_string_equal(left, "");
}

static void canvas_line__writes_what_the_terminal_can(void **state)
{
    (void)state;
    static const struct {
        const char *name, *want;
        struct canvas_means means;
    } rows[] = {
        {"colour", "a\033[0;1;31m■\033[0m…", {true, true, true}},
        {"no colour", "a\033[0;1m■\033[0m…", {true, false, true}},
        {"plain", "a■…", {false, false, true}},
        {"no UTF-8", "a?~", {false, false, false}},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(canvas_done) struct canvas canvas = {.width = 0};
        CLEANUP(text_done) struct text line = {0};
        canvas_init(&canvas, 3, 1);
        canvas_put(&canvas, (struct place){0, 0, 3, STYLE_PLAIN}, "a");
        canvas_put(&canvas, (struct place){0, 1, 2, STYLE_BAD | STYLE_BOLD}, "■");
        canvas_put(&canvas, (struct place){0, 2, 9, STYLE_PLAIN}, "日本");
        canvas_line(&canvas, 0, rows[i].means, &line);
        assert_string_equal(text_of(&line), rows[i].want);
    }
}

TEST_MAIN(cmocka_unit_test(frame_draw__is_never_wider), cmocka_unit_test(frame_draw__drops_parts),
          cmocka_unit_test(frame_draw__shows_the_grid_where_it_is_wanted),
          cmocka_unit_test(frame_draw__cuts_no_remedy),
          cmocka_unit_test(frame_draw__shows_some_months_on_a_low_screen),
          cmocka_unit_test(frame_draw__of_nothing),
          cmocka_unit_test(frame_draw__names_a_single_year),
          cmocka_unit_test(grid_fit__keeps_the_cursor),
          cmocka_unit_test(panel_text__says_what_is_wrong),
          cmocka_unit_test(snapshot_left__in_two_units),
          cmocka_unit_test(snapshot_left__unknown_while_all_wait),
          cmocka_unit_test(canvas_line__writes_what_the_terminal_can))
