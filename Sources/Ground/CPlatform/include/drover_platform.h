// What Swift's Glibc module lacks: every call returns 0 or a value on success, and a negative errno on failure.
#ifndef DROVER_PLATFORM_H
#define DROVER_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

// MARK: - Processes

/// What a child is made of. A descriptor of -1 is /dev/null; `terminal` is the path of a pty that replaces all three.
struct drover_spawn {
  const char *path;
  char *const *argv;
  char *const *environment;
  const char *folder;
  const char *terminal;
  int input, output, errors;
  /// Handed to the child as descriptor 3; -1 for none.
  int extra;
  /// Stays in our session, where it can ask at our terminal.
  bool same_session;
};

/// Own session, signals reset, every other descriptor closed. Errors of chdir and exec come back as negative errno;
/// `folder_failed` tells them apart.
int drover_spawn(const struct drover_spawn *request, pid_t *pid, int *pidfd, bool *folder_failed);
int drover_pidfd_open(pid_t pid);
int drover_pidfd_signal(int pidfd, int signal_number);
/// 1 when the child was reaped (`signalled` tells what `status` means), 0 while it lives.
int drover_pidfd_wait(int pidfd, bool *signalled, int *status);
/// Reaps one child by pid without waiting: 1, 0 or a negative errno.
int drover_reap(pid_t pid);
int drover_set_subreaper(bool on);
int drover_is_subreaper(void);
/// Detached thread with a name of at most 15 bytes, every signal blocked in it.
int drover_thread_start(const char *name, void (*body)(void *), void *context);

// MARK: - Events

enum { DROVER_READABLE = 1, DROVER_WRITABLE = 2, DROVER_HUNG_UP = 4 };

struct drover_ready {
  uint64_t token;
  int events;
};

int drover_epoll_create(void);
int drover_epoll_add(int poll, int descriptor, int events, uint64_t token);
int drover_epoll_change(int poll, int descriptor, int events, uint64_t token);
int drover_epoll_remove(int poll, int descriptor);
/// Number of ready descriptors; 0 also after an interruption.
int drover_epoll_wait(int poll, struct drover_ready *ready, int count, int milliseconds);
int drover_eventfd(void);
/// Adds one to an eventfd, or takes all of it.
int drover_eventfd_signal(int descriptor);
int drover_eventfd_clear(int descriptor);
/// A timer that counts through sleep of the machine, like Swift's ContinuousClock.
int drover_timer(void);
/// Fires once after this time; 0 disarms.
int drover_timer_arm(int timer, uint64_t nanoseconds);
/// From now on each such signal is written as one byte to `descriptor` (which must not block); -1 ends it.
int drover_signal_route(int signal_number, int descriptor);
int drover_signal_ignore(int signal_number);

// MARK: - Pipes and terminals

/// Both ends close on exec and are above 2; neither blocks in this process.
int drover_pipe(int *reader, int *writer);
int drover_set_blocking(int descriptor, bool blocking);
/// A new pty; `path` gets the name of the child's side.
int drover_pty(int *master, char *path, size_t capacity);
int drover_terminal_size(int terminal, int *columns, int *rows);
int drover_terminal_resize(int terminal, int columns, int rows);
/// Raw mode with the old state kept in `saved`.
int drover_terminal_raw(int terminal, struct termios *saved);
int drover_terminal_restore(int terminal, const struct termios *saved);
/// The process group that owns the terminal.
int drover_terminal_foreground(int terminal);

// MARK: - Unix sockets

/// Paths of any length, reached through the open folder. The socket's mode is 0600 from its first instant.
int drover_unix_listen(const char *path, int backlog);
int drover_unix_connect(const char *path);
int drover_unix_accept(int listener);
int drover_unix_peer(int socket, pid_t *pid, uid_t *uid);
/// A pidfd of the peer where the kernel has SO_PEERPIDFD (6.5), else a negative errno.
int drover_unix_peer_pidfd(int socket);
int drover_socket_pair(int *first, int *second);

// MARK: - Files

int drover_lock(int descriptor, bool wait);
/// Whether somebody holds it exclusively.
int drover_is_locked(int descriptor);
/// For all copies of the descriptor at once; closing waits for the last copy, which a child may hold until its exec.
int drover_unlock(int descriptor);
int drover_memfd(const char *name);
/// 1 when the file system at `path` is reached over a network, 0 when not.
int drover_is_network(const char *path);
/// Bytes that an ordinary user may still write at `path`, and how many there are in all.
int drover_disk(const char *path, uint64_t *available, uint64_t *total);
/// Renames without replacing what stands there.
int drover_move(const char *from, const char *to);
int drover_watch_create(void);
int drover_watch_add(int watch, const char *path, bool folder);
int drover_watch_remove(int watch, int id);
/// The first occurrence, or -1.
ptrdiff_t drover_find(const void *bytes, size_t count, const void *needle, size_t needle_count);

#endif
