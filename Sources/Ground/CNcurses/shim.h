#ifndef DROVER_CNCURSES_H
#define DROVER_CNCURSES_H

#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <term.h>

/* Swift imports neither these macros nor these globals. */

static inline WINDOW *drover_standard_window(void) { return stdscr; }
static inline WINDOW *drover_current_window(void) { return curscr; }
static inline void drover_forget_terminal(void) { del_curterm(cur_term); }
static inline int drover_color_count(void) { return COLORS; }
static inline int drover_pair_count(void) { return COLOR_PAIRS; }

static inline attr_t drover_attribute_bold(void) { return WA_BOLD; }
static inline attr_t drover_attribute_dim(void) { return WA_DIM; }
static inline attr_t drover_attribute_italic(void) { return WA_ITALIC; }
static inline attr_t drover_attribute_underline(void) { return WA_UNDERLINE; }
static inline attr_t drover_attribute_reverse(void) { return WA_REVERSE; }

/* One cell as ncurses keeps it: a character, at most one mark, and a pair beyond the 256 of the attribute word. */
static inline void drover_cell(cchar_t *cell, wchar_t scalar, wchar_t mark, attr_t attributes, int pair) {
  cell->attr = attributes | (attr_t)COLOR_PAIR(pair > 255 ? 255 : pair);
  cell->chars[0] = scalar;
  cell->chars[1] = mark;
  cell->chars[2] = 0;
  cell->ext_color = pair;
}

/* Names of all capabilities that terminfo knows, in the order of a compiled description; NULL ends each. */
static inline const char *drover_boolean_name(int index) { return boolnames[index]; }
static inline const char *drover_number_name(int index) { return numnames[index]; }
static inline const char *drover_string_name(int index) { return strnames[index]; }

#endif
