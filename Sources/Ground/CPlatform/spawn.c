// C because nothing of Swift's runtime may run between fork and exec, and because Glibc's module lacks these calls.
#include "drover_platform.h"
#include "internal.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

static int add_stream(posix_spawn_file_actions_t *actions, int from, int to) {
  if (from >= 0) return posix_spawn_file_actions_adddup2(actions, from, to);
  return posix_spawn_file_actions_addopen(actions, to, "/dev/null", O_RDWR, 0);
}

// The folder comes first, while its descriptor is still open; the terminal is opened after the new session began and so
// becomes the controlling one.
static int add_actions(posix_spawn_file_actions_t *actions, const struct drover_spawn *request, int folder) {
  int failure = posix_spawn_file_actions_addfchdir_np(actions, folder);
  if (failure) return failure;
  if (request->terminal) {
    failure = posix_spawn_file_actions_addopen(actions, 0, request->terminal, O_RDWR, 0);
    if (!failure) failure = posix_spawn_file_actions_adddup2(actions, 0, 1);
    if (!failure) failure = posix_spawn_file_actions_adddup2(actions, 0, 2);
  } else {
    failure = add_stream(actions, request->input, 0);
    if (!failure) failure = add_stream(actions, request->output, 1);
    if (!failure) failure = add_stream(actions, request->errors, 2);
  }
  int first_closed = 3;
  if (!failure && request->extra >= 0) {
    failure = posix_spawn_file_actions_adddup2(actions, request->extra, 3);
    first_closed = 4;
  }
  return failure ? failure : posix_spawn_file_actions_addclosefrom_np(actions, first_closed);
}

static int add_attributes(posix_spawnattr_t *attributes, bool same_session) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int failure = posix_spawnattr_setsigmask(attributes, &none);
  if (!failure) failure = posix_spawnattr_setsigdefault(attributes, &all);
  if (failure) return failure;
  int session = same_session ? 0 : POSIX_SPAWN_SETSID;
  return posix_spawnattr_setflags(attributes, session | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int spawn_in(const struct drover_spawn *request, int folder, pid_t *pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int failure = posix_spawn_file_actions_init(&actions);
  if (failure) return failure;
  failure = posix_spawnattr_init(&attributes);
  if (!failure) {
    failure = add_actions(&actions, request, folder);
    if (!failure) failure = add_attributes(&attributes, request->same_session);
    if (!failure) {
      failure = posix_spawn(pid, request->path, &actions, &attributes, request->argv, request->environment);
    }
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

int drover_spawn(const struct drover_spawn *request, pid_t *pid, int *pidfd, bool *folder_failed) {
  int folder = open(request->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  // An entered folder needs the right to search it: asked here, so that exec's errors stay its own.
  *folder_failed = folder < 0 || faccessat(folder, ".", X_OK, AT_EACCESS) < 0;
  if (*folder_failed) {
    int failure = -errno;
    if (folder >= 0) close(folder);
    return failure;
  }
  int failure = spawn_in(request, folder, pid);
  close(folder);
  if (failure) return -failure;
  *pidfd = drover_pidfd_open(*pid);
  if (*pidfd >= 0) return 0;
  failure = *pidfd;
  kill(*pid, SIGKILL);
  waitpid(*pid, NULL, 0);
  return failure;
}

int drover_pidfd_open(pid_t pid) { return drover_result((int)syscall(SYS_pidfd_open, pid, 0)); }

int drover_pidfd_signal(int pidfd, int signal_number) {
  return drover_result((int)syscall(SYS_pidfd_send_signal, pidfd, signal_number, NULL, 0));
}

int drover_pidfd_wait(int pidfd, bool *signalled, int *status) {
  siginfo_t info = {0};
  if (waitid((idtype_t)P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG) < 0) return -errno;
  if (info.si_pid == 0) return 0;
  *signalled = info.si_code != CLD_EXITED;
  *status = info.si_status;
  return 1;
}

int drover_reap(pid_t pid) {
  int status;
  return drover_result(waitpid(pid, &status, WNOHANG)) > 0;
}

int drover_set_subreaper(bool on) { return drover_result(prctl(PR_SET_CHILD_SUBREAPER, on ? 1 : 0, 0, 0, 0)); }

int drover_is_subreaper(void) {
  int on = 0;
  return prctl(PR_GET_CHILD_SUBREAPER, &on, 0, 0, 0) < 0 ? -errno : on;
}
