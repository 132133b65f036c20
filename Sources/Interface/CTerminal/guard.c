#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Everything that a handler reads is prepared before it can be called; `armed` goes first of all. */
static struct termios saved_mode;
static char saved_bytes[512];
static size_t saved_length;
static int terminal = -1;
static atomic_int armed;

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGQUIT, SIGSYS};
static const int told_signals[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT};
enum { fatal_count = sizeof fatal_signals / sizeof *fatal_signals };
enum { told_count = sizeof told_signals / sizeof *told_signals };
static struct sigaction before_fatal[fatal_count], before_told[told_count];
static int chains;

static atomic_ullong pending;
static atomic_int event_fd = -1;
static atomic_int lent;
static atomic_int endings;

/* A stopped reader must not keep a dying process: a tenth of a second for each part, then it goes. */
static void write_all(const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(terminal, bytes, length);
    if (written > 0) {
      bytes += written;
      length -= (size_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      struct pollfd wait = {.fd = terminal, .events = POLLOUT};
      if (poll(&wait, 1, 100) <= 0) return;
    } else if (written == 0 || errno != EINTR) {
      return;
    }
  }
}

/* Standard error while the screen is up: a pipe, whose newest bytes are kept and shown when the screen is gone. Full
   means lost, never waited for. */
static int error_pipe[2] = {-1, -1};
static int own_error = -1;
static char kept[4096];
static size_t kept_length;

int drover_error_caught(void) { return error_pipe[0]; }

void drover_error_drain(void) {
  char more[1024];
  ssize_t count;
  while (error_pipe[0] >= 0 && (count = read(error_pipe[0], more, sizeof more)) > 0) {
    size_t length = (size_t)count;
    if (kept_length + length > sizeof kept) {
      size_t excess = kept_length + length - sizeof kept;
      memmove(kept, kept + excess, kept_length - excess);
      kept_length -= excess;
    }
    memcpy(kept + kept_length, more, length);
    kept_length += length;
  }
}

static void catch_error(void) {
  if (own_error < 0) {
    if (!isatty(2) || pipe2(error_pipe, O_CLOEXEC | O_NONBLOCK) != 0) return;
    own_error = fcntl(2, F_DUPFD_CLOEXEC, 3);
  }
  if (own_error >= 0) dup2(error_pipe[1], 2);
}

static void release_error(void) {
  if (own_error < 0) return;
  dup2(own_error, 2);
  drover_error_drain();
  write_all(kept, kept_length);
  kept_length = 0;
}

void drover_guard_restore(void) {
  if (!atomic_exchange(&armed, 0)) return;
  int error = errno;
  write_all(saved_bytes, saved_length);
  while (tcsetattr(terminal, TCSANOW, &saved_mode) != 0 && errno == EINTR) continue;
  release_error();
  errno = error;
}

/* Dies by the signal that came: its old action is set and it is raised again, delivered when this returns. */
static void fatal(int number, siginfo_t *info, void *context) {
  (void)info;
  (void)context;
  if (number == SIGQUIT && atomic_load(&lent)) return;
  drover_guard_restore();
  for (int index = 0; index < fatal_count; index++)
    if (fatal_signals[index] == number && chains) sigaction(number, &before_fatal[index], NULL);
  if (!chains) signal(number, SIG_DFL);
  pthread_kill(pthread_self(), number);
}

void drover_guard_thread(void) {
  stack_t stack = {.ss_size = 65536};
  stack.ss_sp = malloc(stack.ss_size);
  if (stack.ss_sp) sigaltstack(&stack, NULL);
}

void drover_signals_unblock(void) {
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
}

int drover_guard_arm(int fd, const struct termios *mode, const void *bytes, size_t length) {
  static int registered;
  if (length > sizeof saved_bytes) return E2BIG;
  atomic_store(&armed, 0);
  terminal = fd;
  saved_mode = *mode;
  memcpy(saved_bytes, bytes, length);
  saved_length = length;
  catch_error();
  atomic_store(&armed, 1);
  if (registered) return 0;
  registered = 1;
  /* Swift's backtracer asks questions on a terminal: a crash ends unless somebody asked for backtraces. */
  chains = getenv("SWIFT_BACKTRACE") != NULL;
  drover_guard_thread();
  struct sigaction action = {.sa_sigaction = fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < fatal_count; index++) sigaction(fatal_signals[index], &action, &before_fatal[index]);
  return atexit(drover_guard_restore) ? ENOMEM : 0;
}

static int is_ending(int number) { return number == SIGTERM || number == SIGINT || number == SIGHUP; }

/* The third request to end is obeyed here: somebody upstairs does not answer. */
static void told(int number) {
  int error = errno;
  if (atomic_load(&lent) && number == SIGINT) return;
  if (is_ending(number) && atomic_fetch_add(&endings, 1) >= 2) {
    drover_guard_restore();
    signal(number, SIG_DFL);
    pthread_kill(pthread_self(), number);
    return;
  }
  atomic_fetch_or(&pending, 1ull << number);
  drover_event_signal(atomic_load(&event_fd));
  errno = error;
}

void drover_signals_install(int event) {
  atomic_store(&endings, 0);
  atomic_store(&pending, 0);
  atomic_store(&event_fd, event);
  struct sigaction action = {.sa_handler = told, .sa_flags = SA_RESTART | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < told_count; index++) {
    sigaction(told_signals[index], NULL, &before_told[index]);
    /* Who was started with nohup stays deaf to hang-ups. */
    if (before_told[index].sa_handler == SIG_IGN && told_signals[index] != SIGTSTP) continue;
    sigaction(told_signals[index], &action, NULL);
  }
}

void drover_signals_remove(void) {
  for (int index = 0; index < told_count; index++) sigaction(told_signals[index], &before_told[index], NULL);
}

uint64_t drover_signals_take(void) { return atomic_exchange(&pending, 0); }

void drover_signals_lent(int is_lent) { atomic_store(&lent, is_lent); }

/* The signal is sent to this thread, so it stops before the call returns; a job without a shell does not stop. */
void drover_stop(int job) {
  struct sigaction own;
  sigaction(SIGTSTP, NULL, &own);
  if (job) {
    signal(SIGTSTP, SIG_IGN);
    kill(0, SIGTSTP);
  }
  signal(SIGTSTP, SIG_DFL);
  /* Threads of a pool take no signals. */
  sigset_t stop, before;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTSTP);
  pthread_sigmask(SIG_UNBLOCK, &stop, &before);
  syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGTSTP);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  sigaction(SIGTSTP, &own, NULL);
}
