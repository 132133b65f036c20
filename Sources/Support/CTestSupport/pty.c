#include "CTestSupport.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <unistd.h>

pid_t drover_pty_start(
  char *const arguments[], char *const environment[], int columns, int rows, int *master, int *slave) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  int inner;
  if (openpty(master, &inner, NULL, NULL, &size) != 0) return -1;
  fcntl(*master, F_SETFD, FD_CLOEXEC);
  fcntl(inner, F_SETFD, FD_CLOEXEC);
  sigset_t none, all, before;
  sigemptyset(&none);
  sigfillset(&all);
  /* No handler of ours may run in the child before it is somebody else. */
  sigprocmask(SIG_BLOCK, &all, &before);
  pid_t pid = fork();
  if (pid == 0) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    ioctl(inner, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; fd++) dup2(inner, fd);
    closefrom(3);
    execve(arguments[0], arguments, environment);
    _exit(127);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (slave) *slave = inner;
  else close(inner);
  return pid;
}

int drover_pty_resize(int master, int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  return ioctl(master, TIOCSWINSZ, &size);
}
