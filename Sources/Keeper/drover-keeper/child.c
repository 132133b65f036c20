#include "keeper.h"
#include "drover_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <linux/sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

const char *make_ends(struct ends *ends, const struct launch *launch) {
  *ends = (struct ends){-1, -1, -1, -1, -1, -1, ""};
  if (launch->streams == TERMINAL) {
    if (drover_pty(&ends->output, ends->terminal, sizeof ends->terminal) < 0) return "to make a terminal";
    drover_terminal_resize(ends->output, launch->columns, launch->rows);
    ends->input = fcntl(ends->output, F_DUPFD_CLOEXEC, 3);
  } else {
    if (launch->no_input) ends->child_input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    else if (drover_pipe(&ends->child_input, &ends->input) < 0) return "to make a pipe";
    if (ends->child_input < 0) return "to open /dev/null";
    if (drover_pipe(&ends->output, &ends->child_output) < 0) return "to make a pipe";
    if (launch->streams == MERGED) ends->child_errors = fcntl(ends->child_output, F_DUPFD_CLOEXEC, 3);
    else if (drover_pipe(&ends->errors, &ends->child_errors) < 0) return "to make a pipe";
    if (ends->input >= 0) drover_set_blocking(ends->input, false);
    if (ends->errors >= 0) drover_set_blocking(ends->errors, false);
  }
  drover_set_blocking(ends->output, false);
  return NULL;
}

static void close_end(int *end) {
  if (*end >= 0) close(*end);
  *end = -1;
}

void close_child_ends(struct ends *ends) {
  close_end(&ends->child_input);
  close_end(&ends->child_output);
  close_end(&ends->child_errors);
}

struct report {
  int number, stage;
};

static int take_streams(const struct ends *ends) {
  int terminal = -1;
  if (ends->terminal[0]) {
    // The first terminal that a session's leader opens is its controlling one.
    terminal = open(ends->terminal, O_RDWR);
    if (terminal < 0) return -1;
  }
  if (dup2(terminal >= 0 ? terminal : ends->child_input, 0) < 0) return -1;
  if (dup2(terminal >= 0 ? terminal : ends->child_output, 1) < 0) return -1;
  return dup2(terminal >= 0 ? terminal : ends->child_errors, 2) < 0 ? -1 : 0;
}

static void reset_signals(void) {
  for (int number = 1; number < 65; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void become(const struct ends *ends, const struct launch *launch, int report) {
  struct report failure = {0, 0};
  setsid();
  if (take_streams(ends) == 0) {
    failure.stage = 1;
    if (chdir(launch->folder) == 0) {
      failure.stage = 2;
      reset_signals();
      // Everything else goes at exec, the report's pipe too: its end is the good news.
      syscall(SYS_close_range, 3u, ~0u, 4u);
      execve(launch->program, launch->argv, launch->environment);
    }
  }
  failure.number = errno;
  (void)!write(report, &failure, sizeof failure);
  _exit(127);
}

// Born in the group: a move into it would wait for every processor of the machine.
static pid_t fork_into_group(struct keeper *keeper) {
  if (keeper->group_folder >= 0) {
    struct clone_args arguments = {
        .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)keeper->group_folder};
    pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid >= 0) return pid;
    leave_group(keeper);
  }
  return fork();
}

pid_t start_child(struct keeper *keeper, const char **failed) {
  static const char *const stages[] = {"to open its streams", "to enter its folder", "to execute it"};
  int reader, writer;
  *failed = "to make a pipe";
  int result = drover_pipe(&reader, &writer);
  if (result < 0) return result;
  *failed = "to fork";
  pid_t child = fork_into_group(keeper);
  if (child == 0) become(&keeper->ends, keeper->launch, writer);
  int number = errno;
  close(writer);
  struct report failure;
  ssize_t got = child < 0 ? 0 : read(reader, &failure, sizeof failure);
  close(reader);
  if (child < 0) return -number;
  if (got != sizeof failure) return child;
  *failed = stages[failure.stage];
  return -failure.number;
}
