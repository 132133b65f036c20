#ifndef DROVER_CTESTSUPPORT_H
#define DROVER_CTESTSUPPORT_H

#include <sys/types.h>
#include <termios.h>

/* Starts a program as leader of a session on a new pseudo terminal; its pid, or -1. The other side goes to `master`;
   `slave` stays open, so that the modes can be read after the program's end; `mode` is what they are before its start. */
pid_t drover_pty_start(
  char *const arguments[], char *const environment[], int columns, int rows, int *master, int *slave,
  struct termios *mode);
int drover_pty_resize(int master, int columns, int rows);

#endif
