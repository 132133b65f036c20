// C, not Swift: single-threaded (what dies with a thread stays whole), started in half a millisecond, under 4 MiB each.
//
// The warden makes the streams and forks the guardian, which forks the keeper, which forks the child. All are subreapers
// and hold one lock.
#include "keeper.h"
#include "drover_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ANOTHER_HOLDS = 75 };

static int fail(const char *words) {
  printf("failed %s", words);
  fflush(stdout);
  return 1;
}

static int signals_of_ours(void) {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGCHLD);
  sigaddset(&wanted, SIGTERM);
  sigaddset(&wanted, SIGINT);
  sigaddset(&wanted, SIGUSR1);
  sigprocmask(SIG_SETMASK, &wanted, NULL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  return signalfd(-1, &wanted, SFD_CLOEXEC);
}

// Descriptor `number` becomes /dev/null: nobody waits for an end of ours, and nothing else gets the number.
static void silence(int number) {
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null >= 0) dup2(null, number);
  if (null > 2) close(null);
}

static void be_keeper(struct keeper *keeper) {
  close(keeper->signals);
  keeper->signals = signals_of_ours();
  drover_set_blocking(keeper->signals, false);
  drover_set_subreaper(true);
  keeper->shared->keeper = getpid();
  keeper->shared->keeper_start = start_time_of(getpid());
  keeper->guardian = drover_pidfd_open(getppid());
  exit(hold(keeper));
}

// Waits until the keeper has ended.
static void guard(struct keeper *keeper, pid_t pid) {
  struct signalfd_siginfo info;
  while (waitpid(pid, NULL, WNOHANG) != pid) {
    if (read(keeper->signals, &info, sizeof info) != sizeof info) continue;
    if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) kill(pid, SIGTERM);
    if (info.ssi_signo == SIGUSR1 && keeper->shared->input_closed && keeper->ends.input >= 0) {
      close(keeper->ends.input);
      keeper->ends.input = -1;
    }
  }
}

static int take_over(struct keeper *keeper) {
  // Killed between the record of the end and its own: there is nothing left to do but to make the record last.
  if (faccessat(keeper->folder, "exit", F_OK, 0) == 0) {
    kill_tree(keeper);
    unlinkat(keeper->folder, "control", 0);
    return fsync(keeper->folder) < 0;
  }
  if (keeper->shared->child == 0) {
    kill_tree(keeper);
    write_exit(keeper, "failed", 0, "the keeper was killed before the start");
    return 1;
  }
  keeper->is_takeover = true;
  if (keeper->shared->input_closed && keeper->ends.input >= 0) {
    close(keeper->ends.input);
    keeper->ends.input = -1;
  }
  drover_set_blocking(keeper->signals, false);
  return hold(keeper);
}

static int run(struct keeper *keeper) {
  close(keeper->signals);
  keeper->signals = signals_of_ours();
  keeper->shared->guardian_start = start_time_of(getpid());
  keeper->shared->guardian = getpid();
  drover_set_subreaper(true);
  pid_t pid = fork();
  if (pid < 0) return fail("to fork the keeper");
  if (pid == 0) be_keeper(keeper);
  keeper->shared->keeper_start = start_time_of(pid);
  keeper->shared->keeper = pid;
  silence(1);
  close_child_ends(&keeper->ends);
  guard(keeper, pid);
  // A keeper that ended by itself has told why on its output or in `exit`.
  return keeper->shared->exit_written ? 0 : take_over(keeper);
}

static int watch(struct keeper *keeper) {
  keeper->shared->warden = getpid();
  keeper->shared->warden_start = start_time_of(getpid());
  drover_set_subreaper(true);
  make_group(keeper);
  pid_t pid = fork();
  if (pid < 0) return leave_group(keeper), fail("to fork the guardian");
  if (pid == 0) exit(run(keeper));
  keeper->shared->guardian_start = start_time_of(pid);
  keeper->shared->guardian = pid;
  silence(1);
  return stand_above(keeper, pid);
}

// For `doctor`: whether runs get a group here.
static int tell_group(struct keeper *keeper) {
  const char *wrong = make_group(keeper);
  if (wrong) return printf("none %s\n", wrong), 0;
  printf("group %s\n", keeper->group);
  leave_group(keeper);
  return 0;
}

// Whoever looks whether the run is held shares its lock for an instant; who holds it does so for longer.
static int lock_run(int lock) {
  int result = drover_lock(lock, false);
  for (int look = 0; look < 50 && result < 0; look++) {
    struct timespec pause = {0, 1000000};
    nanosleep(&pause, NULL);
    result = drover_lock(lock, false);
  }
  return result;
}

static int prepare(struct keeper *keeper, struct launch *launch, const char *path) {
  keeper->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (keeper->folder < 0 || fchdir(keeper->folder) < 0) return fail("to open the run's folder");
  int lock = openat(keeper->folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return fail("to open the lock");
  if (lock_run(lock) < 0) {
    fail("to lock the run: nobody else may hold it");
    return ANOTHER_HOLDS;
  }
  if (faccessat(keeper->folder, "exit", F_OK, 0) == 0) return fail("to start: the run has ended already");
  const char *failed = read_launch(launch, keeper->folder);
  if (!failed) failed = read_environment(launch, 0);
  if (!failed) failed = make_ends(&keeper->ends, launch);
  return failed ? fail(failed) : 0;
}

int main(int argc, char **argv) {
  static struct keeper keeper;
  static struct launch launch;
  if (argc == 2 && strcmp(argv[1], "group") == 0) return tell_group(&keeper);
  if (argc != 2 || argv[1][0] != '/') return fail("to start: give the absolute path of the run's folder"), 2;
  setsid();
  umask(077);
  syscall(SYS_close_range, 3u, ~0u, 0u);
  keeper.listener = keeper.guardian = keeper.group_folder = -1;
  keeper.log.bytes = keeper.log.index = -1;
  keeper.launch = &launch;
  int failure = prepare(&keeper, &launch, argv[1]);
  if (failure) return failure;
  silence(0);
  silence(2);
  keeper.signals = signals_of_ours();
  keeper.shared = mmap(NULL, sizeof *keeper.shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (keeper.shared == MAP_FAILED || keeper.signals < 0) return fail("to start: there must be memory");
  return watch(&keeper);
}
