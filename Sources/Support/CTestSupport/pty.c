#include "CTestSupport.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

pid_t drover_pty_start(
  char *const arguments[], char *const environment[], int columns, int rows, int *master, int *slave,
  struct termios *mode) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  if (openpty(master, slave, NULL, NULL, &size) != 0 || tcgetattr(*slave, mode) != 0) return -1;
  fcntl(*master, F_SETFD, FD_CLOEXEC);
  fcntl(*slave, F_SETFD, FD_CLOEXEC);
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
    ioctl(*slave, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; fd++) dup2(*slave, fd);
    closefrom(3);
    execve(arguments[0], arguments, environment);
    _exit(127);
  }
  sigprocmask(SIG_SETMASK, &before, NULL);
  return pid;
}

int drover_pty_resize(int master, int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  return ioctl(master, TIOCSWINSZ, &size);
}
