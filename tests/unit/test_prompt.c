/* test_prompt.c: prompt variants, embedded and from a folder. */
#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/prompt_set.h"

static char folder[] = "/tmp/backfill-test-prompt.XXXXXX";

static const char *path_of(const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text)
{
    FILE *stream = fopen(path_of(name), "w");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void load(void)
{
    struct error err = {0};
    if (!prompt_set_load(folder, &err))
        fail_msg("%s", err.message);
}

static void prompt_set_load__stands_beside_and_over_the_embedded(void **state)
{
    (void)state;
    const char *embedded = prompt_set_find("baseline")->text;
    assert_null(prompt_set_find("mine"));
    write_file("mine.txt", "You list.\n---\nUp to {books} of {year}?\n");
    write_file("baseline.txt", "Mine.\n");
    write_file(".mine.txt.swp", "\xff");
    write_file("README", "not one");
    load();
    assert_string_equal(prompt_set_names(),
                        "annual|baseline|contemporary-notable|diversity-emphasis|"
                        "era-contextualized|genre-rotation|mine|overlooked-significance");
    assert_string_equal(prompt_set_at(1)->text, "Mine.\n");
    assert_true(prompt_set_at(1)->from_folder && !prompt_set_at(0)->from_folder);
    assert_null(prompt_set_at(8));
    const struct prompt *mine = prompt_set_find("mine");
    struct text system = {0}, user = {0};
    prompt_render(mine, (struct month){2023, 11}, 5, &system, &user);
    assert_string_equal(text_of(&system), "You list.");
    assert_string_equal(text_of(&user), "Up to 5 of 2023?\n");
    text_done(&system);
    text_done(&user);

    assert_int_equal(unlink(path_of("mine.txt")), 0);
    assert_int_equal(unlink(path_of("baseline.txt")), 0);
    assert_int_equal(unlink(path_of(".mine.txt.swp")), 0);
    assert_int_equal(unlink(path_of("README")), 0);
    load();
    assert_null(prompt_set_find("mine"));
    assert_string_equal(prompt_set_find("baseline")->text, embedded);
    assert_string_equal(mine->name, "mine"); /* who holds it may go on */
    prompt_set_unload();
    assert_string_equal(prompt_set_find("baseline")->text, embedded);
}

static void prompt_set_load__refuses_and_keeps_what_was(void **state)
{
    (void)state;
    static const struct {
        const char *name, *file, *text, *says;
    } rows[] = {
        {"name", "My_Own.txt", "x", "My_Own.txt: a name is of a-z"},
        {"empty", "empty.txt", "", "empty.txt: asks nothing"},
        {"no question", "half.txt", "You are.\n---\n \n", "half.txt: asks nothing"},
        {"not UTF-8", "latin.txt", "caf\xe9", "latin.txt: is not UTF-8"},
    };
    write_file("good.txt", "Good?");
    load();
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        write_file(rows[i].file, rows[i].text);
        EXPECT_ROW(rows[i].name, !prompt_set_load(folder, &err));
        EXPECT_ROW(rows[i].name, err.class == ERROR_CONFIG);
        if (!strstr(err.message, rows[i].says))
            fail_msg("%s: %s", rows[i].name, err.message);
        EXPECT_ROW(rows[i].name, prompt_set_find("good"));
        assert_int_equal(unlink(path_of(rows[i].file)), 0);
    }
    struct error err = {0};
    assert_int_equal(mkdir(path_of("folder.txt"), 0700), 0);
    assert_false(prompt_set_load(folder, &err));
    assert_non_null(strstr(err.message, "folder.txt: "));
    assert_int_equal(rmdir(path_of("folder.txt")), 0);
    assert_int_equal(unlink(path_of("good.txt")), 0);
    assert_false(prompt_set_load("/nonexistent", &err));
    assert_string_equal(err.message, "prompts_dir: '/nonexistent': No such file or directory");
    prompt_set_unload();
}

static void prompt_set_load__no_folder_is_none(void **state)
{
    (void)state;
    struct error err = {0};
    assert_true(prompt_set_load("", &err));
    assert_non_null(prompt_set_find("annual"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prompt_set_load__stands_beside_and_over_the_embedded),
        cmocka_unit_test(prompt_set_load__refuses_and_keeps_what_was),
        cmocka_unit_test(prompt_set_load__no_folder_is_none),
    };
    if (!getenv("CMOCKA_MESSAGE_OUTPUT"))
        cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name(__FILE__, tests, make_folder, remove_folder) == 0 ? 0 : 1;
}
