/* canvas.c: cells are filled one by one, and each knows whether it is within the picture. */
#include "screen/canvas.h"

#include <assert.h>
#include <string.h>

#include "core/mem.h"
#include "core/text_width.h"
#include "screen/look.h"

#define CUT "…"

static int within(int value, int max)
{
    return value < 0 ? 0 : value > max ? max : value;
}

void canvas_init(struct canvas *ret, int width, int height)
{
    *ret = (struct canvas){.width = within(width, CANVAS_WIDTH_MAX),
                           .height = within(height, CANVAS_HEIGHT_MAX)};
    ret->cells = mem_new((size_t)ret->width * (size_t)ret->height + 1, sizeof(*ret->cells));
}

void canvas_done(struct canvas *canvas)
{
    mem_free(canvas->cells);
    *canvas = (struct canvas){.cells = NULL};
}

static struct cell *cell_at(const struct canvas *canvas, int row, int column)
{
    assert(row >= 0 && row < canvas->height && column >= 0 && column < canvas->width);
    return &canvas->cells[(size_t)row * (size_t)canvas->width + (size_t)column];
}

/* Take a cell from the wide character of which it is one half, so that the other one is a blank. */
static void part(struct canvas *canvas, int row, int column)
{
    if (cell_at(canvas, row, column)->covered)
        *cell_at(canvas, row, column - 1) = (struct cell){.style = STYLE_PLAIN};
    if (column + 1 < canvas->width && cell_at(canvas, row, column + 1)->covered)
        *cell_at(canvas, row, column + 1) = (struct cell){.style = STYLE_PLAIN};
}

/* Draw one character of so many columns, which are within the picture. */
static void draw(struct canvas *canvas, const struct place *place, const char *utf8, size_t bytes,
                 int columns)
{
    for (int i = 0; i < columns; i++)
        part(canvas, place->row, place->column + i);
    struct cell *cell = cell_at(canvas, place->row, place->column);
    *cell = (struct cell){.style = (unsigned char)place->style};
    if (bytes < CELL_BYTES)
        memcpy(cell->utf8, utf8, bytes);
    for (int i = 1; i < columns; i++)
        *cell_at(canvas, place->row, place->column + i) =
            (struct cell){.style = (unsigned char)place->style, .covered = true};
}

/* The bytes of one character with what combines with it. */
static size_t one_character(const char *utf8, int *ret_columns)
{
    const size_t two = text_fit(utf8, 2, ret_columns);
    int one_columns = 0;
    const size_t one = text_fit(utf8, 1, &one_columns);
    if (one == 0) /* a wide one */
        return two;
    *ret_columns = one_columns;
    return one;
}

int canvas_put(struct canvas *canvas, struct place place, const char *utf8)
{
    const int end = place.end < canvas->width ? place.end : canvas->width;
    if (place.row < 0 || place.row >= canvas->height || place.column < 0)
        return place.column;
    const bool cut = text_width(utf8) > end - place.column;
    const int last = cut ? end - 1 : end;
    while (*utf8) {
        int columns = 0;
        const size_t bytes = one_character(utf8, &columns);
        if (bytes == 0 || columns == 0 || place.column + columns > last)
            break;
        draw(canvas, &place, utf8, bytes, columns);
        place.column += columns;
        utf8 += bytes;
    }
    if (cut && place.column < end)
        draw(canvas, &place, CUT, strlen(CUT), 1);
    return place.column + (cut && place.column < end);
}

int canvas_put_wrapped(struct canvas *canvas, struct place place, int indent, int rows,
                       const char *utf8)
{
    CLEANUP(text_done) struct text lines = {0};
    const int width = place.end - place.column;
    int row = 0;
    if (width <= indent + 1 || rows <= 0)
        return 0;
    text_add_wrapped(&lines, utf8, /* at= */ 0, indent, width);
    const char *line = text_of(&lines);
    while (row < rows) {
        const size_t bytes = strcspn(line, "\n");
        const bool more = line[bytes] == '\n';
        CLEANUP(text_done) struct text one = {0};
        text_add_bytes(&one, line, bytes);
        if (more && row + 1 == rows) /* what is left out is said */
            text_add(&one, text_width(text_of(&one)) + 2 <= width ? " " CUT : "   ");
        canvas_put(canvas, (struct place){place.row + row, place.column, place.end, place.style},
                   text_of(&one));
        row++;
        if (!more)
            break;
        line += bytes + 1;
    }
    return row;
}

static bool is_blank(const struct cell *cell)
{
    return (cell->utf8[0] == '\0' || strcmp(cell->utf8, " ") == 0) && !cell->covered &&
           !(cell->style & STYLE_REVERSE);
}

/* A terminal without UTF-8 gets a mark for each character that it cannot show. */
static void add_cell(struct text *out, const struct cell *cell, bool utf8)
{
    if (cell->utf8[0] == '\0')
        text_add(out, " ");
    else if (utf8 || (cell->utf8[0] & 0x80) == 0)
        text_add(out, cell->utf8);
    else
        text_add(out, strcmp(cell->utf8, CUT) == 0 ? "~" : "?");
}

void canvas_line(const struct canvas *canvas, int row, struct canvas_means means, struct text *out)
{
    int end = canvas->width, style = STYLE_PLAIN;
    while (end > 0 && is_blank(cell_at(canvas, row, end - 1)))
        end--;
    for (int column = 0; column < end; column++) {
        const struct cell *cell = cell_at(canvas, row, column);
        if (cell->covered) {
            text_add(out, means.utf8 ? "" : "?");
            continue;
        }
        if (means.styles && cell->style != style) {
            look_add_style(out, cell->style, means.colour);
            style = cell->style;
        }
        add_cell(out, cell, means.utf8);
    }
    if (style != STYLE_PLAIN)
        look_add_style(out, STYLE_PLAIN, means.colour);
}
