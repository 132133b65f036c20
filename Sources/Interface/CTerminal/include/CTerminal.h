#ifndef DROVER_CTERMINAL_H
#define DROVER_CTERMINAL_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

/* Descriptors */

/* Opens the terminal behind `fd` anew: non-blocking without touching the description that the shell shares. */
int drover_tty_reopen(int fd);
int drover_tty_size(int fd, int *columns, int *rows);
/* Raw mode made from `saved`; 0 or errno. */
int drover_tty_raw(int fd, const struct termios *saved);
int drover_memory_file(size_t size, void **address);
int drover_event_new(void);
void drover_event_signal(int fd);
void drover_event_clear(int fd);
int drover_pidfd(pid_t pid);
/* `poll` with a patience in nanoseconds; below zero it waits for ever. */
int drover_poll(struct pollfd *descriptors, size_t count, int64_t nanoseconds);
/* Columns that the C library gives a character; ncurses goes by it. */
int drover_character_width(uint32_t scalar);
/* Sets LC_CTYPE from the environment, else to a UTF-8 locale of the system; 1 if the codeset is UTF-8. */
int drover_locale_utf8(void);

/* ncurses has globals: who uses it holds this. */
void drover_curses_lock(void);
void drover_curses_unlock(void);

/* The guard: gives the terminal back whatever ends the process. */

/* Before raw mode: remembers how the terminal was and which bytes undo our modes; 0 or errno. */
int drover_guard_arm(int fd, const struct termios *saved, const void *bytes, size_t length);
/* Writes the bytes and sets the terminal as it was, once after each arming. Safe in a signal handler. */
void drover_guard_restore(void);
/* While the guard is armed, standard error goes to a pipe: its descriptor, or -1; and the reading of it. */
int drover_error_caught(void);
void drover_error_drain(void);
/* An alternate signal stack for the calling thread, so that its stack overflow is survived by the guard. */
void drover_guard_thread(void);

/* Signals that become events: a bit per signal number, told through `event`. */

void drover_signals_install(int event);
void drover_signals_remove(void);
/* For the thread that stops the process: one started by a thread of the pool has inherited that nearly all is blocked. */
void drover_signals_unblock(void);
uint64_t drover_signals_take(void);
/* While another program has the terminal, its Ctrl-C and Ctrl-\ are not ours. */
void drover_signals_lent(int is_lent);
/* Stops this process, and its whole job if `job`, until SIGCONT. */
void drover_stop(int job);

/* Starts a program on this terminal; its pid, or a negative errno. */
pid_t drover_foreground(char *const arguments[], char *const environment[], const char *folder);

#endif
