/* markdown.c: tables for a document. The cells of a table are printable and of one line already;
 * here they lose what Markdown would take for markup. */
#include "shared/markdown.h"

#include <assert.h>
#include <string.h>

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A '_' within a word, as in names of ours, is none. */
static bool is_markup(const char *text, const char *at)
{
    if (*at == '_')
        return at == text || !is_word(at[-1]) || !is_word(at[1]);
    return *at != '\0' && strchr("\\`*[]<>|", *at);
}

void markdown_add(struct text *out, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\n') {
            text_add(out, " ");
            continue;
        }
        if (is_markup(text, at))
            text_add(out, "\\");
        text_add_bytes(out, at, 1);
    }
}

static void add_cell(struct text *out, const char *cell)
{
    text_add(out, "| ");
    markdown_add(out, cell);
    text_add(out, " ");
}

void markdown_table(struct text *out, const struct table *table)
{
    assert(table->column_count > 0);
    for (size_t i = 0; i < table->column_count; i++)
        add_cell(out, table->columns[i].heading);
    text_add(out, "|\n");
    for (size_t i = 0; i < table->column_count; i++)
        text_add(out, table->columns[i].right ? "|---:" : "|---");
    text_add(out, "|\n");
    for (size_t i = 0; i < table->cell_count; i++) {
        add_cell(out, table->cells[i]);
        if ((i + 1) % table->column_count == 0)
            text_add(out, "|\n");
    }
}
