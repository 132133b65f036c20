#ifndef DROVER_CTESTSUPPORT_H
#define DROVER_CTESTSUPPORT_H

#include <sys/types.h>

/* Starts a program as leader of a session on a new pseudo terminal; its pid, or -1. The other side goes to `master`;
   `slave` stays open too if it is asked for, so that the modes can be read after the program's end. */
pid_t drover_pty_start(
  char *const arguments[], char *const environment[], int columns, int rows, int *master, int *slave);
int drover_pty_resize(int master, int columns, int rows);

#endif
