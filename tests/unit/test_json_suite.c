/* test_json_suite.c: the grammar of RFC 8259, by the cases and under the names of JSONTestSuite
 * (Nicolas Seriot): y_ must be accepted, n_ refused; of its i_ cases, which RFC 8259 leaves open,
 * and of its doubtful y_ cases (duplicate keys, U+0000) the row says what is decided here. */
#include "io/json/json.h"

#include "test.h"

#define ROW(name, literal)                                                                         \
    {                                                                                              \
        name, literal, sizeof(literal) - 1                                                         \
    }

struct row {
    const char *name, *bytes;
    size_t count;
};

static const struct row accepted[] = {
    ROW("forty arrays side by side, at depth 2",
        "[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],"
        "[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]"),
    ROW("y_array_arraysWithSpaces", "[[]   ]"),
    ROW("y_array_empty-string", "[\"\"]"),
    ROW("y_array_empty", "[]"),
    ROW("y_array_ending_with_newline", "[\"a\"]\n"),
    ROW("y_array_false", "[false]"),
    ROW("y_array_heterogeneous", "[null, 1, \"1\", {}]"),
    ROW("y_array_null", "[null]"),
    ROW("y_array_with_1_and_newline", "[1\n]"),
    ROW("y_array_with_leading_space", " [1]"),
    ROW("y_array_with_several_null", "[1,null,null,null,2]"),
    ROW("y_array_with_trailing_space", "[2] "),
    ROW("y_number", "[123e65]"),
    ROW("y_number_0e+1", "[0e+1]"),
    ROW("y_number_0e1", "[0e1]"),
    ROW("y_number_after_space", "[ 4]"),
    ROW("y_number_double_close_to_zero",
        "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]\n"),
    ROW("y_number_int_with_exp", "[20e1]"),
    ROW("y_number_minus_zero", "[-0]"),
    ROW("y_number_negative_int", "[-123]"),
    ROW("y_number_negative_one", "[-1]"),
    ROW("y_number_real_capital_e", "[1E22]"),
    ROW("y_number_real_capital_e_neg_exp", "[1E-2]"),
    ROW("y_number_real_capital_e_pos_exp", "[1E+2]"),
    ROW("y_number_real_exponent", "[123.45e65]"),
    ROW("y_number_real_fraction_exponent", "[123.456e78]"),
    ROW("y_number_real_neg_exp", "[1e-2]"),
    ROW("y_number_real_pos_exponent", "[1e+2]"),
    ROW("y_number_simple_int", "[123]"),
    ROW("y_number_simple_real", "[123.456789]"),
    ROW("y_object", "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}"),
    ROW("y_object_basic", "{\"asd\":\"sdf\"}"),
    ROW("y_object_empty", "{}"),
    ROW("y_object_empty_key", "{\"\":0}"),
    ROW("y_object_extreme_numbers", "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }"),
    ROW("y_object_long_strings", "{\"x\":[{\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}], "
                                 "\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}"),
    ROW("y_object_simple", "{\"a\":[]}"),
    ROW("y_object_string_unicode",
        "{\"title\":\"\\u041f\\u043e\\u043b\\u0442\\u043e\\u0440\\u0430\" }"),
    ROW("y_object_with_newlines", "{\n\"a\": \"b\"\n}"),
    ROW("y_string_1_2_3_bytes_UTF-8_sequences", "[\"\\u0060\\u012a\\u12AB\"]"),
    ROW("y_string_accepted_surrogate_pair", "[\"\\uD801\\udc37\"]"),
    ROW("y_string_accepted_surrogate_pairs", "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]"),
    ROW("y_string_allowed_escapes", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"),
    ROW("y_string_backslash_and_u_escaped_zero", "[\"\\\\u0000\"]"),
    ROW("y_string_backslash_doublequotes", "[\"\\\"\"]"),
    ROW("y_string_comments", "[\"a/*b*/c/*d//e\"]"),
    ROW("y_string_double_escape_a", "[\"\\\\a\"]"),
    ROW("y_string_double_escape_n", "[\"\\\\n\"]"),
    ROW("y_string_escaped_control_character", "[\"\\u0012\"]"),
    ROW("y_string_escaped_noncharacter", "[\"\\uFFFF\"]"),
    ROW("y_string_in_array", "[\"asd\"]"),
    ROW("y_string_in_array_with_leading_space", "[ \"asd\"]"),
    ROW("y_string_last_surrogates_1_and_2", "[\"\\uDBFF\\uDFFF\"]"),
    ROW("y_string_nbsp_uescaped", "[\"new\\u00A0line\"]"),
    ROW("y_string_nonCharacterInUTF-8_U+10FFFF", "[\"\xf4\x8f\xbf\xbf\"]"),
    ROW("y_string_nonCharacterInUTF-8_U+FFFF", "[\"\xef\xbf\xbf\"]"),
    ROW("y_string_one-byte-utf-8", "[\"\\u002c\"]"),
    ROW("y_string_pi", "[\"π\"]"),
    ROW("y_string_reservedCharacterInUTF-8_U+1BFFF", "[\"\xf0\x9b\xbf\xbf\"]"),
    ROW("y_string_simple_ascii", "[\"asd \"]"),
    ROW("y_string_space", "\" \""),
    ROW("y_string_surrogates_U+1D11E_MUSICAL_SYMBOL_G_CLEF", "[\"\\uD834\\uDd1e\"]"),
    ROW("y_string_three-byte-utf-8", "[\"\\u0821\"]"),
    ROW("y_string_two-byte-utf-8", "[\"\\u0123\"]"),
    ROW("y_string_u+2028_line_sep", "[\"\xe2\x80\xa8\"]"),
    ROW("y_string_u+2029_par_sep", "[\"\xe2\x80\xa9\"]"),
    ROW("y_string_uEscape", "[\"\\u0061\\u30af\\u30EA\\u30b9\"]"),
    ROW("y_string_uescaped_newline", "[\"new\\u000Aline\"]"),
    ROW("y_string_unescaped_char_delete", "[\"\x7f\"]"),
    ROW("y_string_unicode", "[\"\\uA66D\"]"),
    ROW("y_string_unicodeEscapedBackslash", "[\"\\u005C\"]"),
    ROW("y_string_unicode_2", "[\"⍂㈴⍂\"]"),
    ROW("y_string_unicode_U+10FFFE_nonchar", "[\"\\uDBFF\\uDFFE\"]"),
    ROW("y_string_unicode_U+200B_ZERO_WIDTH_SPACE", "[\"\\u200B\"]"),
    ROW("y_string_unicode_U+2064_invisible_plus", "[\"\\u2064\"]"),
    ROW("y_string_unicode_U+FDD0_nonchar", "[\"\\uFDD0\"]"),
    ROW("y_string_unicode_escaped_double_quote", "[\"\\u0022\"]"),
    ROW("y_string_utf8", "[\"€𝄞\"]"),
    ROW("y_string_with_del_character", "[\"a\x7f"
                                       "a\"]"),
    ROW("y_structure_lonely_false", "false"),
    ROW("y_structure_lonely_int", "42"),
    ROW("y_structure_lonely_negative_real", "-0.1"),
    ROW("y_structure_lonely_null", "null"),
    ROW("y_structure_lonely_string", "\"asd\""),
    ROW("y_structure_lonely_true", "true"),
    ROW("y_structure_string_empty", "\"\""),
    ROW("y_structure_trailing_newline", "[\"a\"]\n"),
    ROW("y_structure_true_in_array", "[true]"),
    ROW("y_structure_whitespace_array", " [] "),
    ROW("i_number_double_huge_neg_exp: rounds to 0", "[123.456e-789]"),
    ROW("i_number_real_underflow: rounds to 0", "[123e-10000000]"),
};

static const struct row refused[] = {
    ROW("n_array_1_true_without_comma", "[1 true]"),
    ROW("n_array_a_invalid_utf8", "[a\xe5]"),
    ROW("n_array_colon_instead_of_comma", "[\"\": 1]"),
    ROW("n_array_comma_after_close", "[\"\"],"),
    ROW("n_array_comma_and_number", "[,1]"),
    ROW("n_array_double_comma", "[1,,2]"),
    ROW("n_array_double_extra_comma", "[\"x\",,]"),
    ROW("n_array_extra_close", "[\"x\"]]"),
    ROW("n_array_extra_comma", "[\"\",]"),
    ROW("n_array_incomplete", "[\"x\""),
    ROW("n_array_incomplete_invalid_value", "[x"),
    ROW("n_array_inner_array_no_comma", "[3[4]]"),
    ROW("n_array_invalid_utf8", "[\xff]"),
    ROW("n_array_items_separated_by_semicolon", "[1:2]"),
    ROW("n_array_just_comma", "[,]"),
    ROW("n_array_just_minus", "[-]"),
    ROW("n_array_missing_value", "[   , \"\"]"),
    ROW("n_array_newlines_unclosed", "[\"a\",\n4\n,1,"),
    ROW("n_array_number_and_comma", "[1,]"),
    ROW("n_array_number_and_several_commas", "[1,,]"),
    ROW("n_array_spaces_vertical_tab_formfeed", "[\"\x0b"
                                                "a\"\\f]"),
    ROW("n_array_star_inside", "[*]"),
    ROW("n_array_unclosed", "[\"\""),
    ROW("n_array_unclosed_trailing_comma", "[1,"),
    ROW("n_array_unclosed_with_object_inside", "[{}"),
    ROW("n_incomplete_false", "[fals]"),
    ROW("n_incomplete_null", "[nul]"),
    ROW("n_incomplete_true", "[tru]"),
    ROW("n_multidigit_number_then_00", "123\0"),
    ROW("n_number_++", "[++1234]"),
    ROW("n_number_+1", "[+1]"),
    ROW("n_number_+Inf", "[+Inf]"),
    ROW("n_number_-01", "[-01]"),
    ROW("n_number_-1.0.", "[-1.0.]"),
    ROW("n_number_-2.", "[-2.]"),
    ROW("n_number_-NaN", "[-NaN]"),
    ROW("n_number_.-1", "[.-1]"),
    ROW("n_number_.2e-3", "[.2e-3]"),
    ROW("n_number_0.1.2", "[0.1.2]"),
    ROW("n_number_0.3e+", "[0.3e+]"),
    ROW("n_number_0.3e", "[0.3e]"),
    ROW("n_number_0.e1", "[0.e1]"),
    ROW("n_number_0_capital_E+", "[0E+]"),
    ROW("n_number_0e", "[0e]"),
    ROW("n_number_1.0e-", "[1.0e-]"),
    ROW("n_number_1_000", "[1 000.0]"),
    ROW("n_number_1eE2", "[1eE2]"),
    ROW("n_number_2.e3", "[2.e3]"),
    ROW("n_number_9.e+", "[9.e+]"),
    ROW("n_number_Inf", "[Inf]"),
    ROW("n_number_NaN", "[NaN]"),
    ROW("n_number_U+FF11_fullwidth_digit_one", "[１]"),
    ROW("n_number_expression", "[1+2]"),
    ROW("n_number_hex_1_digit", "[0x1]"),
    ROW("n_number_infinity", "[Infinity]"),
    ROW("n_number_invalid+-", "[0e+-1]"),
    ROW("n_number_invalid-utf-8-in-exponent", "[1e1\xe5]"),
    ROW("n_number_minus_infinity", "[-Infinity]"),
    ROW("n_number_minus_sign_with_trailing_garbage", "[-foo]"),
    ROW("n_number_minus_space_1", "[- 1]"),
    ROW("n_number_neg_int_starting_with_zero", "[-012]"),
    ROW("n_number_neg_real_without_int_part", "[-.123]"),
    ROW("n_number_real_garbage_after_e", "[1ea]"),
    ROW("n_number_starting_with_dot", "[.123]"),
    ROW("n_number_with_alpha", "[1.2a-3]"),
    ROW("n_number_with_leading_zero", "[012]"),
    ROW("n_object_bad_value", "[\"x\", truth]"),
    ROW("n_object_bracket_key", "{[: \"x\"}\n"),
    ROW("n_object_comma_instead_of_colon", "{\"x\", null}"),
    ROW("n_object_double_colon", "{\"x\"::\"b\"}"),
    ROW("n_object_emoji", "{🇨🇭}"),
    ROW("n_object_garbage_at_end", "{\"a\":\"a\" 123}"),
    ROW("n_object_key_with_single_quotes", "{key: 'value'}"),
    ROW("n_object_missing_colon", "{\"a\" b}"),
    ROW("n_object_missing_key", "{:\"b\"}"),
    ROW("n_object_missing_semicolon", "{\"a\" \"b\"}"),
    ROW("n_object_missing_value", "{\"a\":"),
    ROW("n_object_no-colon", "{\"a\""),
    ROW("n_object_non_string_key", "{1:1}"),
    ROW("n_object_repeated_null_null", "{null:null,null:null}"),
    ROW("n_object_several_trailing_commas", "{\"id\":0,,,,,}"),
    ROW("n_object_single_quote", "{'a':0}"),
    ROW("n_object_trailing_comma", "{\"id\":0,}"),
    ROW("n_object_trailing_comment", "{\"a\":\"b\"}/**/"),
    ROW("n_object_trailing_comment_slash_open", "{\"a\":\"b\"}//"),
    ROW("n_object_two_commas_in_a_row", "{\"a\":\"b\",,\"c\":\"d\"}"),
    ROW("n_object_unquoted_key", "{a: \"b\"}"),
    ROW("n_object_unterminated-value", "{\"a\":\"a"),
    ROW("n_object_with_single_string", "{ \"foo\" : \"bar\", \"a\" }"),
    ROW("n_object_with_trailing_garbage", "{\"a\":\"b\"}#"),
    ROW("n_single_space", " "),
    ROW("n_string_1_surrogate_then_escape", "[\"\\uD800\\\"]"),
    ROW("n_string_1_surrogate_then_escape_u", "[\"\\uD800\\u\"]"),
    ROW("n_string_1_surrogate_then_escape_u1x", "[\"\\uD800\\u1x\"]"),
    ROW("n_string_accentuated_char_no_quotes", "[é]"),
    ROW("n_string_backslash_00", "[\"\\\0\"]"),
    ROW("n_string_escape_x", "[\"\\x00\"]"),
    ROW("n_string_escaped_backslash_bad", "[\"\\\\\\\"]"),
    ROW("n_string_escaped_ctrl_char_tab", "[\"\\\t\"]"),
    ROW("n_string_escaped_emoji", "[\"\\🌀\"]"),
    ROW("n_string_incomplete_escape", "[\"\\\"]"),
    ROW("n_string_incomplete_escaped_character", "[\"\\u00A\"]"),
    ROW("n_string_incomplete_surrogate", "[\"\\uD834\\uDd\"]"),
    ROW("n_string_invalid_backslash_esc", "[\"\\a\"]"),
    ROW("n_string_invalid_unicode_escape", "[\"\\uqqqq\"]"),
    ROW("n_string_leading_uescaped_thinspace", "[\\u0020\"asd\"]"),
    ROW("n_string_no_quotes_with_bad_escape", "[\\n]"),
    ROW("n_string_single_doublequote", "\""),
    ROW("n_string_single_quote", "['single quote']"),
    ROW("n_string_single_string_no_double_quotes", "abc"),
    ROW("n_string_start_escape_unclosed", "[\"\\"),
    ROW("n_string_unescaped_ctrl_char", "[\"a\0a\"]"),
    ROW("n_string_unescaped_newline", "[\"new\nline\"]"),
    ROW("n_string_unescaped_tab", "[\"\t\"]"),
    ROW("n_string_unicode_CapitalU", "\"\\UA66D\""),
    ROW("n_string_with_trailing_garbage", "\"\"x"),
    ROW("n_structure_U+2060_word_joined", "[\xe2\x81\xa0]"),
    ROW("n_structure_UTF8_BOM_no_data", "\xef\xbb\xbf"),
    ROW("n_structure_angle_bracket_.", "<.>"),
    ROW("n_structure_array_trailing_garbage", "[1]x"),
    ROW("n_structure_array_with_unclosed_string", "[\"asd]"),
    ROW("n_structure_ascii-unicode-identifier", "aå"),
    ROW("n_structure_capitalized_True", "[True]"),
    ROW("n_structure_close_unopened_array", "1]"),
    ROW("n_structure_comma_instead_of_closing_brace", "{\"x\": true,"),
    ROW("n_structure_double_array", "[][]"),
    ROW("n_structure_end_array", "]"),
    ROW("n_structure_incomplete_UTF8_BOM", "\xef\xbb{}"),
    ROW("n_structure_lone-open-bracket", "["),
    ROW("n_structure_no_data", ""),
    ROW("n_structure_null-byte-outside-string", "[\0]"),
    ROW("n_structure_number_with_trailing_garbage", "2@"),
    ROW("n_structure_object_followed_by_closing_object", "{}}"),
    ROW("n_structure_object_unclosed_no_value", "{\"\":"),
    ROW("n_structure_object_with_comment", "{\"a\":/*comment*/\"b\"}"),
    ROW("n_structure_open_array_apostrophe", "['"),
    ROW("n_structure_open_array_open_object", "[{"),
    ROW("n_structure_open_object_close_array", "{]"),
    ROW("n_structure_open_open", "[\"\\{[\"\\{[\"\\{[\"\\{"),
    ROW("n_structure_single_star", "*"),
    ROW("n_structure_unclosed_array_unfinished_false", "[ false, fals"),
    ROW("n_structure_uescaped_LF_before_string", "[\\u000A\"\"]"),
    ROW("n_structure_whitespace_U+2060_word_joiner", "[⁠]"),
    ROW("n_structure_whitespace_formfeed", "[\x0c]"),
    ROW("n_structure_unicode-identifier", "å"),
    ROW("no-break space for a blank", "[\xc2\xa0]"),
    ROW("i_number_huge_exp: out of range", "[0.4e00669999999999999999999999999999999999999999999]"),
    ROW("i_number_neg_int_huge_exp: out of range", "[-1e+9999]"),
    ROW("i_number_pos_double_huge_exp: out of range", "[1.5e+9999]"),
    ROW("i_number_real_pos_overflow: out of range", "[123123e100000]"),
    ROW("i_number_too_big_neg_int: out of range", "[-123123123123123123123123123123]"),
    ROW("i_number_too_big_pos_int: out of range", "[100000000000000000000]"),
    ROW("i_object_key_lone_2nd_surrogate", "{\"\\uDFAA\":0}"),
    ROW("i_string_1st_surrogate_but_2nd_missing", "[\"\\uDADA\"]"),
    ROW("i_string_1st_valid_surrogate_2nd_invalid", "[\"\\uD888\\u1234\"]"),
    ROW("i_string_UTF-16LE_with_BOM", "\xff\xfe[\0\"\0\xe9\0\"\0]\0"),
    ROW("i_string_incomplete_surrogates_escape_valid", "[\"\\uD800\\uD800\\n\"]"),
    ROW("i_string_inverted_surrogates_U+1D11E", "[\"\\uDd1e\\uD834\"]"),
    ROW("i_string_iso_latin_1", "[\"\xe9\"]"),
    ROW("i_string_lone_utf8_continuation_byte", "[\"\x81\"]"),
    ROW("i_string_not_in_unicode_range", "[\"\xf4\xbf\xbf\xbf\"]"),
    ROW("i_string_overlong_sequence_6_bytes", "[\"\xfc\x83\xbf\xbf\xbf\xbf\"]"),
    ROW("i_string_overlong_sequence_6_bytes_null", "[\"\xfc\x80\x80\x80\x80\x80\"]"),
    ROW("i_string_truncated-utf-8", "[\"\xe0\xff\"]"),
    ROW("i_string_utf16BE_no_BOM", "\0[\0\"\0\xe9\0\"\0]"),
    ROW("i_structure_UTF-8_BOM_empty_object", "\xef\xbb\xbf{}"),
    ROW("y_object_duplicated_key: refused here", "{\"a\":\"b\",\"a\":\"c\"}"),
    ROW("y_object_duplicated_key_and_value: refused here", "{\"a\":\"b\",\"a\":\"b\"}"),
    ROW("y_string_null_escape: refused here", "[\"\\u0000\"]"),
    ROW("y_object_escaped_null_in_key: refused here", "{\"foo\\u0000bar\": 42}"),
};

static bool parses(const struct row *row)
{
    static const struct json_limits limits = {.bytes = 1 << 20, .depth = 32, .tokens = 1000};
    char *copy = malloc(row->count ? row->count : 1); /* of exactly this size */
    memcpy(copy, row->bytes, row->count);
    struct json *root = NULL;
    struct error err = {0};
    const bool ok = json_parse(copy, row->count, &limits, &root, &err);
    free(copy);
    json_free(root);
    return ok;
}

static void json_parse__accepts_the_grammar(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(accepted); i++)
        EXPECT_ROW(accepted[i].name, parses(&accepted[i]));
}

static void json_parse__refuses_everything_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        EXPECT_ROW(refused[i].name, !parses(&refused[i]));
}

/* Every beginning of a document that is cut off is refused, and nothing behind it is read. */
static void json_parse__refuses_every_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(accepted); i++) {
        const char first = accepted[i].bytes[0];
        if (first != '[' && first != '{' && first != '"')
            continue; /* a cut number is a number */
        const char *end = strrchr(accepted[i].bytes, first == '[' ? ']' : first == '{' ? '}' : '"');
        for (size_t count = 0; count < (size_t)(end - accepted[i].bytes); count++) {
            const struct row cut = {accepted[i].name, accepted[i].bytes, count};
            EXPECT_ROW(cut.name, !parses(&cut));
        }
    }
}

TEST_MAIN(cmocka_unit_test(json_parse__accepts_the_grammar),
          cmocka_unit_test(json_parse__refuses_everything_else),
          cmocka_unit_test(json_parse__refuses_every_cut))
