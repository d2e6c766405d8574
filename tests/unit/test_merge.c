/* test_merge.c: the books of several generators become one list that says who named each. */
#include "match/merge.h"
#include "test.h"

static void add(struct books *books, const char *title, const char *authors)
{
    struct book *book = books_add(books);
    book->title = mem_text(title);
    book->authors = mem_text(authors);
}

static void merge_books__keeps_all_who_named_a_book(void **state)
{
    (void)state;
    CLEANUP(books_done) struct books one = {0};
    CLEANUP(books_done) struct books other = {0};
    CLEANUP(books_done) struct books list = {0};
    add(&one, "Night Harbour", "Ann Rowe");
    add(&one, "A Garden of Salt", "Ben Ode");
    add(&other, "Iron and Rain", "Cleo Marsh");
    add(&other, "NIGHT HARBOUR", "Rowe, Ann");
    merge_books(&one, 0, &list);
    merge_books(&other, 3, &list);

    assert_int_equal(list.count, 3);
    assert_string_equal(list.items[0].title, "Night Harbour"); /* the first wording */
    assert_int_equal(list.items[0].named_by, 1 | 1 << 3);
    assert_int_equal(list.items[1].named_by, 1);
    assert_string_equal(list.items[2].title, "Iron and Rain");
    assert_int_equal(list.items[2].named_by, 1 << 3);
    assert_int_equal(list.items[2].position, 3);
}

static void merge_books__counts_a_generator_once(void **state)
{
    (void)state;
    CLEANUP(books_done) struct books named = {0};
    CLEANUP(books_done) struct books list = {0};
    add(&named, "Night Harbour", "Ann Rowe");
    add(&named, "Night Harbour", "Ann Rowe");
    merge_books(&named, 31, &list);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].named_by, UINT32_C(1) << 31);
}

TEST_MAIN(cmocka_unit_test(merge_books__keeps_all_who_named_a_book),
          cmocka_unit_test(merge_books__counts_a_generator_once))
