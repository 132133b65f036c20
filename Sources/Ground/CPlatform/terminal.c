#include "drover_platform.h"
#include "internal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

// A program that was started with a closed standard stream would else get a pipe there and lose it to the child's dup2.
static int above_standard(int descriptor) {
  if (descriptor < 0 || descriptor > 2) return descriptor;
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  int kept = errno;
  close(descriptor);
  errno = kept;
  return moved;
}

int drover_pipe(int *reader, int *writer) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
  *reader = above_standard(ends[0]);
  *writer = above_standard(ends[1]);
  if (*reader >= 0 && *writer >= 0) return 0;
  int failure = -errno;
  if (*reader >= 0) close(*reader);
  if (*writer >= 0) close(*writer);
  return failure;
}

int drover_set_blocking(int descriptor, bool blocking) {
  int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0) return -errno;
  return drover_result(fcntl(descriptor, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK));
}

int drover_pty(int *master, char *path, size_t capacity) {
  int descriptor = above_standard(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (descriptor < 0) return -errno;
  int failure = 0;
  if (grantpt(descriptor) < 0 || unlockpt(descriptor) < 0) failure = -errno;
  if (!failure) failure = -ptsname_r(descriptor, path, capacity);
  if (failure) {
    close(descriptor);
    return failure;
  }
  *master = descriptor;
  return 0;
}

int drover_terminal_size(int terminal, int *columns, int *rows) {
  struct winsize size = {0};
  if (ioctl(terminal, TIOCGWINSZ, &size) < 0) return -errno;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

int drover_terminal_resize(int terminal, int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  return drover_result(ioctl(terminal, TIOCSWINSZ, &size));
}

int drover_terminal_raw(int terminal, struct termios *saved) {
  if (tcgetattr(terminal, saved) < 0) return -errno;
  struct termios raw = *saved;
  cfmakeraw(&raw);
  return drover_result(tcsetattr(terminal, TCSADRAIN, &raw));
}

int drover_terminal_restore(int terminal, const struct termios *saved) {
  return drover_result(tcsetattr(terminal, TCSADRAIN, saved));
}

int drover_terminal_foreground(int terminal) { return drover_result(tcgetpgrp(terminal)); }
