/* test_json.c: JSON from outside: what is refused and why, limits, typed getters. The grammar at
 * large is in test_json_suite.c. */
#include "io/json/json.h"

#include "core/mem.h"
#include "test.h"

#include <locale.h>
#include <math.h>

static const struct json_limits message_limits = {.bytes = 1 << 20, .depth = 32, .tokens = 10000};

/* Bytes with their count, NUL among them. */
#define BYTES(literal) literal, sizeof(literal) - 1

static bool parse(const char *bytes, size_t count, struct json **ret, struct error *err)
{
    /* Copied to memory of exactly this size, so that reading on is seen. */
    char *copy = malloc(count ? count : 1);
    memcpy(copy, bytes, count);
    const bool ok = json_parse(copy, count, &message_limits, ret, err);
    free(copy);
    return ok;
}

static struct json *parsed(const char *text)
{
    struct json *root = NULL;
    struct error err = {0};
    if (!parse(text, strlen(text), &root, &err))
        fail_msg("%s: %s", text, err.message);
    return root;
}

/* The corpus of bad bodies, as far as they are JSON. */
static void json_parse__refuses_bad_bodies(void **state)
{
    (void)state;
    static const struct {
        const char *name, *bytes;
        size_t count;
        const char *message;
    } rows[] = {
        {"1 empty", BYTES(""), "JSON: empty document at byte 0"},
        {"2 one NUL", BYTES("\0"), "JSON: NUL or invalid UTF-8 at byte 0"},
        {"6 truncated", BYTES("{\"year\": 20"), "JSON: unexpected end at byte 11"},
        {"6 truncated in a key", BYTES("{\"ye"), "JSON: unexpected end at byte 4"},
        {"6 truncated in an escape", BYTES("[\"\\u00"),
         "JSON: \\u without four hexadecimal digits at byte 4"},
        {"6 truncated in a character", BYTES("[\"\xe7\x8c"),
         "JSON: NUL or invalid UTF-8 at byte 2"},
        {"7 NUL and more behind", BYTES("{\"a\":1}\0{}"), "JSON: NUL or invalid UTF-8 at byte 7"},
        {"8 two documents", BYTES("{\"a\":1}{\"a\":2}"),
         "JSON: something behind the document at byte 7"},
        {"9 byte order mark", BYTES("\xef\xbb\xbf{}"), "JSON: byte order mark at byte 0"},
        {"10 UTF-16, little", BYTES("{\0}\0"), "JSON: NUL or invalid UTF-8 at byte 1"},
        {"10 UTF-16, big, marked", BYTES("\xfe\xff\0{\0}"), "JSON: NUL or invalid UTF-8 at byte 0"},
        {"11 invalid UTF-8", BYTES("{\"a\":\"\xff\"}"), "JSON: NUL or invalid UTF-8 at byte 6"},
        {"12 overlong", BYTES("[\"\xc0\xaf\"]"), "JSON: NUL or invalid UTF-8 at byte 2"},
        {"13 surrogate in UTF-8", BYTES("[\"\xed\xa0\x80\"]"),
         "JSON: NUL or invalid UTF-8 at byte 2"},
        {"18 duplicate key", BYTES("{\"year\":2023,\"month\":1,\"year\":2024}"),
         "JSON: duplicate key 'year' at byte 24"},
        {"18 duplicate key, escaped", BYTES("{\"year\":2023,\"\\u0079ear\":2024}"),
         "JSON: duplicate key '\\u0079ear' at byte 14"},
        {"19 NaN", BYTES("{\"year\":NaN}"), "JSON: value expected at byte 8"},
        {"19 Infinity", BYTES("{\"year\":-Infinity}"), "JSON: value expected at byte 9"},
        {"19 beyond int64", BYTES("{\"year\":9223372036854775808}"),
         "JSON: number out of range at byte 8"},
        {"19 before int64", BYTES("{\"year\":-9223372036854775809}"),
         "JSON: number out of range at byte 8"},
        {"beyond a double", BYTES("[1e999]"), "JSON: number out of range at byte 1"},
        {"24 NUL in a key", BYTES("{\"year\\u0000x\":1}"), "JSON: escaped U+0000 at byte 8"},
        {"NUL in a string", BYTES("[\"a\\u0000\"]"), "JSON: escaped U+0000 at byte 5"},
        {"28 single quotes", BYTES("{'year':2023}"), "JSON: key expected at byte 1"},
        {"raw line end in a string", BYTES("[\"a\nb\"]"),
         "JSON: control character in a string at byte 3"},
        {"lone high surrogate", BYTES("[\"\\ud83d\"]"), "JSON: lone surrogate at byte 8"},
        {"lone low surrogate", BYTES("[\"\\udcda\"]"), "JSON: lone surrogate at byte 4"},
        {"surrogates in wrong order", BYTES("[\"\\udcda\\ud83d\"]"),
         "JSON: lone surrogate at byte 4"},
        {"an error page", BYTES("<html>502 Bad Gateway</html>"), "JSON: value expected at byte 0"},
        {"a fence", BYTES("```json\n{}\n```"), "JSON: value expected at byte 0"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct json *root = NULL;
        struct error err = {0};
        EXPECT_ROW(rows[i].name, !parse(rows[i].bytes, rows[i].count, &root, &err));
        EXPECT_ROW(rows[i].name, root == NULL && err.class == ERROR_MALFORMED);
        EXPECT_ROW(rows[i].name, strcmp(err.message, rows[i].message) == 0);
    }
}

/* Rows 3 to 5, 21: JSON, though no message; who decodes it sees the kind. */
static void json_parse__accepts_any_value_as_the_root(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        enum json_kind kind;
    } rows[] = {
        {"3 null", "null", JSON_NULL},
        {"4 array", "[]", JSON_ARRAY},
        {"5 string", "\"str\"", JSON_STRING},
        {"21 object", "{\"unknown\":{\"a\":[1,2]}}", JSON_OBJECT},
        {"number", "-12", JSON_INT},
        {"minus zero", "-0", JSON_INT},
        {"real number", "1.5e3", JSON_DOUBLE},
        {"true", "true", JSON_BOOL},
        {"blanks around", " \t\r\n null\n", JSON_NULL},
        {"blanks around a number", "\n 7 \n", JSON_INT},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(json_free) struct json *root = parsed(rows[i].text);
        EXPECT_ROW(rows[i].name, json_type_of(root) == rows[i].kind);
    }
}

/* Row 18 the other way: keys that only look alike, or are in different objects. */
static void json_parse__accepts_keys_that_differ(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        size_t members;
    } rows[] = {
        {"case", "{\"year\":1,\"Year\":2}", 2},
        {"a prefix", "{\"a\":1,\"aa\":2,\"\":3}", 3},
        {"inner and outer", "{\"a\":{\"a\":{\"a\":1}},\"b\":{\"a\":1}}", 2},
        {"composed and decomposed", "{\"\xc3\xa9\":1,\"e\xcc\x81\":2}", 2},
        {"escaped backslash", "{\"\\\\u0061\":1,\"a\":2}", 2},
        {"pair and its characters' escapes", "{\"\\ud83d\\udcda\":1,\"\\ud83d\\udcdb\":2}", 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(json_free) struct json *root = parsed(rows[i].text);
        EXPECT_ROW(rows[i].name, json_member_count(root) == rows[i].members);
    }
}

static void json_parse__finds_keys_that_read_the_same(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
    } rows[] = {
        {"escape", "{\"\\u00e9\":1,\"é\":2}"},
        {"capitals of an escape", "{\"\\u00E9\":1,\"\\u00e9\":2}"},
        {"pair", "{\"\\ud83d\\udcda\":1,\"📚\":2}"},
        {"short escape", "{\"a\\nb\":1,\"a\\u000ab\":2}"},
        {"escaped slash", "{\"a\\/b\":1,\"a/b\":2}"},
        {"empty keys", "{\"\":1,\"\":2}"},
        {"behind an inner object", "{\"a\":{\"b\":1},\"a\":2}"},
        {"in an inner object", "{\"a\":1,\"b\":[{\"c\":1,\"d\":1,\"c\":2}]}"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct json *root = NULL;
        struct error err = {0};
        EXPECT_ROW(rows[i].name, !parse(rows[i].text, strlen(rows[i].text), &root, &err));
        EXPECT_ROW(rows[i].name, strstr(err.message, "duplicate key") != NULL);
    }
}

/* ---- limits ---- */

static void nested(struct text *ret, size_t depth, bool objects)
{
    for (size_t i = 0; i < depth; i++)
        text_add(ret, objects ? "{\"a\":" : "[");
    text_add(ret, objects ? "1" : "");
    for (size_t i = 0; i < depth; i++)
        text_add(ret, objects ? "}" : "]");
}

/* Rows 14 and 15. */
static void json_parse__limits_depth(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t depth;
        bool objects, ok;
    } rows[] = {
        {"32 arrays", 32, false, true},           {"33 arrays", 33, false, false},
        {"32 objects", 32, true, true},           {"33 objects", 33, true, false},
        {"500,000 arrays", 500000, false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text text = {0};
        nested(&text, rows[i].depth, rows[i].objects);
        CLEANUP(json_free) struct json *root = NULL;
        struct error err = {0};
        EXPECT_ROW(rows[i].name, parse(text.bytes, text.count, &root, &err) == rows[i].ok);
        EXPECT_ROW(rows[i].name, rows[i].ok || strstr(err.message, "nested too deep"));
    }
}

static void json_parse__limits_bytes_and_values(void **state)
{
    (void)state;
    struct json_limits limits = {.bytes = 9, .depth = 1, .tokens = 5};
    CLEANUP(json_free) struct json *root = NULL;
    struct error err = {0};
    assert_true(json_parse("[1,2,3,4]", 9, &limits, &root, &err)); /* five values */
    struct json *refused = NULL;
    limits.tokens = 4;
    assert_false(json_parse("[1,2,3,4]", 9, &limits, &refused, &err));
    assert_string_equal(err.message, "JSON: too many values at byte 7");
    limits.bytes = 8;
    assert_false(json_parse("[1,2,3,4]", 9, &limits, &refused, &err));
    assert_string_equal(err.message, "JSON: 9 bytes, more than 8");
    assert_null(refused);
    limits = (struct json_limits){.bytes = 9, .depth = 1, .tokens = 2};
    assert_false(json_parse("{\"a\":1}", 7, &limits, &refused, &err)); /* keys count too */
}

/* Twenty thousand keys: sorted in a moment, where comparing each with each takes 200 million steps;
 * that the last is a duplicate of the first is still seen. */
static void json_parse__takes_many_keys(void **state)
{
    (void)state;
    const struct json_limits limits = {.bytes = 1 << 20, .depth = 32, .tokens = 100000};
    for (int twice = 0; twice < 2; twice++) {
        CLEANUP(text_done) struct text text = {0};
        for (int i = 0; i < 20000; i++)
            text_add_format(&text, "%s\"k%d\":%d", i ? "," : "{", i, i);
        text_add(&text, twice ? ",\"k\\u0030\":0}" : "}");
        CLEANUP(json_free) struct json *root = NULL;
        struct error err = {0};
        assert_int_equal(json_parse(text.bytes, text.count, &limits, &root, &err), !twice);
        assert_int_equal(json_member_count(root), twice ? 0 : 20000);
    }
}

/* ---- reading ---- */

static const char sample[] =
    "{\"int\":2023,\"text\":\"2023\",\"real\":2023.0,\"exp\":1e3,"
    "\"true\":true,\"null\":null,\"list\":[1,\"a\",null],\"neg\":-1,"
    "\"half\":0.5,\"max\":9223372036854775807,\"猫\":\"a\\u00e9\\ud83d\\udcda\"}";

/* Rows 19, 20, 25: a value of another type is none. */
static void json_get_int__never_coerces(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        enum json_found found;
        int64_t value;
    } rows[] = {
        {"int", JSON_FOUND, 2023}, {"max", JSON_FOUND, INT64_MAX}, {"neg", JSON_WRONG, 0},
        {"text", JSON_WRONG, 0},   {"real", JSON_WRONG, 0},        {"exp", JSON_WRONG, 0},
        {"true", JSON_WRONG, 0},   {"null", JSON_ABSENT, 0},       {"none", JSON_ABSENT, 0},
        {"list", JSON_WRONG, 0},
    };
    CLEANUP(json_free) struct json *root = parsed(sample);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        int64_t value = 12345;
        EXPECT_ROW(rows[i].key,
                   json_get_int(root, rows[i].key, 0, INT64_MAX, &value) == rows[i].found);
        EXPECT_ROW(rows[i].key, value == (rows[i].found == JSON_FOUND ? rows[i].value : 12345));
    }
    int64_t value = 0;
    assert_int_equal(json_get_int(root, "int", 2024, 2100, &value), JSON_WRONG);
    assert_int_equal(json_get_int(NULL, "int", 0, 1, &value), JSON_ABSENT);
}

static void json_get_double__takes_numbers_only(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        enum json_found found;
        double value;
    } rows[] = {
        {"half", JSON_FOUND, 0.5}, {"int", JSON_FOUND, 2023}, {"real", JSON_FOUND, 2023},
        {"exp", JSON_FOUND, 1000}, {"neg", JSON_WRONG, 0},    {"max", JSON_WRONG, 0},
        {"text", JSON_WRONG, 0},   {"null", JSON_ABSENT, 0},  {"true", JSON_WRONG, 0},
    };
    /* Where that locale is installed, 0.5 must not become 0. */
    (void)setlocale(LC_ALL, "de_DE.UTF-8");
    CLEANUP(json_free) struct json *root = parsed(sample);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        double value = 12345;
        EXPECT_ROW(rows[i].key,
                   json_get_double(root, rows[i].key, 0, 5000, &value) == rows[i].found);
        const double expected = rows[i].found == JSON_FOUND ? rows[i].value : 12345;
        EXPECT_ROW(rows[i].key, fabs(value - expected) <= 0);
    }
    (void)setlocale(LC_ALL, "C");
}

static void json_get_string__knows_length_and_type(void **state)
{
    (void)state;
    CLEANUP(json_free) struct json *root = parsed(sample);
    const char *value = NULL;
    assert_int_equal(json_get_string(root, "text", 4, &value), JSON_FOUND);
    assert_string_equal(value, "2023");
    assert_int_equal(json_get_string(root, "猫", 100, &value), JSON_FOUND);
    assert_string_equal(value, "aé📚");
    assert_int_equal(json_get_string(root, "text", 3, &value), JSON_WRONG);
    assert_int_equal(json_get_string(root, "int", 100, &value), JSON_WRONG);
    assert_int_equal(json_get_string(root, "list", 100, &value), JSON_WRONG);
    assert_int_equal(json_get_string(root, "null", 100, &value), JSON_ABSENT);
    assert_string_equal(value, "aé📚"); /* untouched since */
}

static void json_get_bool__takes_booleans_only(void **state)
{
    (void)state;
    CLEANUP(json_free) struct json *root = parsed(sample);
    bool value = false;
    assert_int_equal(json_get_bool(root, "true", &value), JSON_FOUND);
    assert_true(value);
    assert_int_equal(json_get_bool(root, "int", &value), JSON_WRONG);
    assert_int_equal(json_get_bool(root, "none", &value), JSON_ABSENT);
}

static void json_element__walks_lists(void **state)
{
    (void)state;
    CLEANUP(json_free) struct json *root = parsed(sample);
    const struct json *list = json_member(root, "list");
    assert_int_equal(json_count(list), 3);
    assert_int_equal(json_type_of(json_element(list, 0)), JSON_INT);
    assert_string_equal(json_string(json_element(list, 1), 1), "a");
    assert_null(json_element(list, 2));
    assert_null(json_element(list, 3));
    assert_null(json_element(list, SIZE_MAX));
    assert_int_equal(json_count(root), 0);
    assert_null(json_member(list, "a"));
    assert_null(json_element(root, 0));
}

static void json_member_at__keeps_the_order(void **state)
{
    (void)state;
    CLEANUP(json_free) struct json *root = parsed("{\"b\":1,\"a\":\"x\",\"c\":null}");
    static const char *const keys[] = {"b", "a", "c"};
    assert_int_equal(json_member_count(root), ARRAY_LEN(keys));
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const char *key = NULL;
        const struct json *member = json_member_at(root, i, &key);
        assert_string_equal(key, keys[i]);
        assert_int_equal(member == NULL, i == 2);
    }
    const char *key = NULL;
    assert_null(json_member_at(root, ARRAY_LEN(keys), &key));
    assert_null(key);
    assert_int_equal(json_member_count(NULL), 0);
}

static void json_parse__replaces_damage_where_it_is_allowed(void **state)
{
    (void)state;
    static const struct json_limits allowed = {
        .bytes = 1000, .depth = 8, .tokens = 100, .damage_allowed = true};
    static const struct {
        const char *bytes, *text;
    } rows[] = {
        {"[\"a\\u0000b\"]", "a\xef\xbf\xbd"
                            "b"},
        {"[\"\\ud83d\"]", "\xef\xbf\xbd"},
        {"[\"\\ud83dx\"]", "\xef\xbf\xbdx"},
        {"[\"\\ud83d\\u0041\"]", "\xef\xbf\xbd"
                                 "A"},
        {"[\"\\ud83d\\ud83d\\ude00\"]", "\xef\xbf\xbd\xf0\x9f\x98\x80"},
        {"[\"\\udcda\\ud83d\"]", "\xef\xbf\xbd\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(json_free) struct json *root = NULL;
        if (!json_parse(rows[i].bytes, strlen(rows[i].bytes), &allowed, &root, &err))
            fail_msg("%s: %s", rows[i].bytes, err.message);
        assert_string_equal(json_string(json_element(root, 0), 100), rows[i].text);
    }
}

TEST_MAIN(cmocka_unit_test(json_parse__replaces_damage_where_it_is_allowed),
          cmocka_unit_test(json_parse__refuses_bad_bodies),
          cmocka_unit_test(json_parse__accepts_any_value_as_the_root),
          cmocka_unit_test(json_parse__accepts_keys_that_differ),
          cmocka_unit_test(json_parse__finds_keys_that_read_the_same),
          cmocka_unit_test(json_parse__limits_depth),
          cmocka_unit_test(json_parse__limits_bytes_and_values),
          cmocka_unit_test(json_parse__takes_many_keys),
          cmocka_unit_test(json_get_int__never_coerces),
          cmocka_unit_test(json_get_double__takes_numbers_only),
          cmocka_unit_test(json_get_string__knows_length_and_type),
          cmocka_unit_test(json_get_bool__takes_booleans_only),
          cmocka_unit_test(json_element__walks_lists),
          cmocka_unit_test(json_member_at__keeps_the_order))
