// Above guardian and keeper stands the warden. It holds no pipe and writes no log: it waits for both to be gone, and when
// they were killed it ends all that they left. Without any right of its own: orphans come to the next subreaper above.
#include "keeper.h"
#include "drover_platform.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static bool lives(pid_t pid, uint64_t start) { return pid > 0 && start_time_of(pid) == start; }

static bool guardian_lives(struct shared *shared) { return lives(shared->guardian, shared->guardian_start); }
static bool keeper_lives(struct shared *shared) { return lives(shared->keeper, shared->keeper_start); }

static void close_ends(struct ends *ends) {
  close_child_ends(ends);
  int *ours[] = {&ends->input, &ends->output, &ends->errors};
  for (size_t index = 0; index < sizeof ours / sizeof *ours; index++) {
    if (*ours[index] >= 0) close(*ours[index]);
    *ours[index] = -1;
  }
}

static void take_signal(struct keeper *keeper) {
  struct signalfd_siginfo info;
  if (read(keeper->signals, &info, sizeof info) != sizeof info) return;
  if (info.ssi_signo != SIGTERM && info.ssi_signo != SIGINT) return;
  struct shared *shared = keeper->shared;
  if (guardian_lives(shared)) kill(shared->guardian, SIGTERM);
  else if (keeper_lives(shared)) kill(shared->keeper, SIGTERM);
}

static bool is_ended(struct keeper *keeper) {
  return keeper->shared->exit_written || faccessat(keeper->folder, "exit", F_OK, 0) == 0;
}

int stand_above(struct keeper *keeper, pid_t guardian) {
  int status, code = 0;
  close_ends(&keeper->ends);
  while (guardian_lives(keeper->shared) || keeper_lives(keeper->shared)) {
    take_signal(keeper);
    for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG)) {
      if (pid == guardian) code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    }
  }
  bool ended = is_ended(keeper);
  keeper->stragglers = kill_tree(keeper);
  end_group(keeper);
  if (ended) return code;
  if (keeper->shared->child == 0) write_exit(keeper, "failed", 0, "its keepers were killed before the start");
  else write_exit(keeper, "lost", 0, "none");
  unlinkat(keeper->folder, "control", 0);
  return 1;
}
