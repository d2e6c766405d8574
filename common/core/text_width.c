/* text_width.c: widths are those of Unicode's tables, which terminals follow, and not those of a
 * locale: a program under LANG=C knows them as well. */
#include "core/text_width.h"

#include <string.h>
#include <utf8proc.h>

/* The first character: its bytes and its columns. A byte that is no UTF-8 takes one of each. */
static size_t first_of(const char *utf8, int *ret_columns)
{
    utf8proc_int32_t point = 0;
    const utf8proc_ssize_t bytes = utf8proc_iterate((const utf8proc_uint8_t *)utf8, -1, &point);
    *ret_columns = bytes > 0 ? utf8proc_charwidth(point) : 1;
    return bytes > 0 ? (size_t)bytes : 1;
}

int text_width(const char *utf8)
{
    int width = 0;
    for (int columns = 0; *utf8; width += columns)
        utf8 += first_of(utf8, &columns);
    return width;
}

size_t text_fit(const char *utf8, int columns, int *ret_columns)
{
    size_t count = 0;
    int width = 0;
    while (utf8[count]) {
        int more = 0;
        const size_t bytes = first_of(utf8 + count, &more);
        if (width + more > columns)
            break;
        count += bytes;
        width += more;
    }
    *ret_columns = width;
    return count;
}

static void begin_line(struct text *out, int indent)
{
    text_add_format(out, "\n%*s", indent, "");
}

/* Add one word that does not fit into a line of its own. Returns the column that it ends at. */
static int add_long(struct text *out, const char *word, size_t bytes, int indent, int width)
{
    int at = 0;
    for (size_t done = 0; done < bytes;) {
        size_t fits = text_fit(word + done, width - indent, &at);
        if (fits == 0) /* a character of two columns in a line of one */
            fits = first_of(word + done, &at);
        if (fits > bytes - done) {
            fits = bytes - done;
            CLEANUP(text_done) struct text rest = {0};
            text_add_bytes(&rest, word + done, fits);
            at = text_width(text_of(&rest));
        }
        if (done > 0)
            begin_line(out, indent);
        text_add_bytes(out, word + done, fits);
        done += fits;
    }
    return indent + at;
}

static int width_of_bytes(const char *utf8, size_t bytes)
{
    int width = 0;
    for (size_t done = 0; done < bytes;) {
        int columns = 0;
        done += first_of(utf8 + done, &columns);
        width += columns;
    }
    return width;
}

void text_add_wrapped(struct text *out, const char *words, int at, int indent, int width)
{
    bool first = true;
    for (size_t bytes; *words; words += bytes) {
        bytes = strcspn(words, " \n");
        const int columns = width_of_bytes(words, bytes);
        const int blank = first ? 0 : 1;
        if (width > 0 && at > indent && at + blank + columns > width) {
            begin_line(out, indent);
            at = indent;
        } else if (blank) {
            text_add(out, " ");
            at++;
        }
        if (width > 0 && at + columns > width) {
            at = add_long(out, words, bytes, indent, width);
        } else {
            text_add_bytes(out, words, bytes);
            at += columns;
        }
        first = words[bytes] == '\n';
        if (first) {
            begin_line(out, indent);
            at = indent;
        }
        bytes += words[bytes] != '\0';
    }
}
