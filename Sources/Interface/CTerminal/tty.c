#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <spawn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <wchar.h>

int drover_tty_reopen(int fd) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
  int own = open(path, flags);
  if (own < 0) own = open("/dev/tty", flags);
  return own;
}

int drover_tty_size(int fd, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0) return errno;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

int drover_tty_raw(int fd, const struct termios *saved) {
  struct termios raw = *saved;
  cfmakeraw(&raw);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  while (tcsetattr(fd, TCSANOW, &raw) != 0)
    if (errno != EINTR) return errno;
  return 0;
}

int drover_memory_file(size_t size, void **address) {
  int fd = memfd_create("drover-frame", MFD_CLOEXEC);
  if (fd < 0 || ftruncate(fd, (off_t)size) != 0) return -1;
  *address = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
  return *address == MAP_FAILED ? -1 : fd;
}

int drover_event_new(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

void drover_event_signal(int fd) {
  uint64_t one = 1;
  ssize_t written = write(fd, &one, sizeof one);
  (void)written;
}

void drover_event_clear(int fd) {
  uint64_t count;
  ssize_t got = read(fd, &count, sizeof count);
  (void)got;
}

int drover_pidfd(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int drover_character_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int drover_poll(struct pollfd *descriptors, size_t count, int64_t nanoseconds) {
  struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  return ppoll(descriptors, count, nanoseconds < 0 ? NULL : &time, NULL);
}

static pthread_mutex_t curses = PTHREAD_MUTEX_INITIALIZER;

void drover_curses_lock(void) { pthread_mutex_lock(&curses); }

void drover_curses_unlock(void) { pthread_mutex_unlock(&curses); }

static int is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

int drover_locale_utf8(void) {
  if (setlocale(LC_CTYPE, "") && is_utf8()) return 1;
  return (setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, "en_US.UTF-8")) && is_utf8();
}

pid_t drover_foreground(char *const arguments[], char *const environment[], const char *folder) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawn_file_actions_init(&actions);
  if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  pid_t pid;
  int error = posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error ? -error : pid;
}
