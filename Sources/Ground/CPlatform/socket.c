#include "drover_platform.h"
#include "internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

// A socket address holds 107 bytes: the folder is opened and named through /proc, so that only the file's name counts.
static int address_of(const char *path, struct sockaddr_un *address, int *folder) {
  char parent[4096];
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  size_t length = slash ? (size_t)(slash - path) : 0;
  if (length >= sizeof parent) return -ENAMETOOLONG;
  memcpy(parent, path, length);
  parent[length] = 0;
  const char *opened = !slash ? "." : length == 0 ? "/" : parent;
  *folder = open(opened, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (*folder < 0) return -errno;
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  int written = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", *folder, name);
  if (written > 0 && (size_t)written < sizeof address->sun_path) return 0;
  close(*folder);
  return -ENAMETOOLONG;
}

static int unix_socket(void) { return drover_result(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

// The socket gets its name when it listens: who was told of a new file and connects at once is not refused, and what
// a dead one left is replaced in the same instant.
static int listen_at(int listener, struct sockaddr_un *address, int backlog) {
  char name[sizeof address->sun_path];
  memcpy(name, address->sun_path, sizeof name);
  if (strlen(name) + 5 > sizeof name) return -ENAMETOOLONG;
  strcat(address->sun_path, ".new");
  unlink(address->sun_path);
  // The mode of the inode that bind makes is the socket's own: set before, there is no moment of being too open.
  if (fchmod(listener, 0600) < 0 || bind(listener, (struct sockaddr *)address, sizeof *address) < 0) return -errno;
  if (fchmodat(AT_FDCWD, address->sun_path, 0600, 0) == 0 && listen(listener, backlog) == 0 &&
      rename(address->sun_path, name) == 0) {
    return listener;
  }
  int failure = -errno;
  unlink(address->sun_path);
  return failure;
}

int drover_unix_listen(const char *path, int backlog) {
  struct sockaddr_un address;
  int folder, result = address_of(path, &address, &folder);
  if (result < 0) return result;
  int listener = unix_socket();
  result = listener < 0 ? listener : listen_at(listener, &address, backlog);
  if (result < 0 && listener >= 0) close(listener);
  close(folder);
  return result;
}

int drover_unix_connect(const char *path) {
  struct sockaddr_un address;
  int folder, result = address_of(path, &address, &folder);
  if (result < 0) return result;
  int client = unix_socket();
  if (client >= 0 && connect(client, (struct sockaddr *)&address, sizeof address) < 0) {
    int failure = -errno;
    close(client);
    client = failure;
  }
  close(folder);
  return client;
}

int drover_unix_accept(int listener) {
  return drover_result(accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

int drover_unix_peer(int socket, pid_t *pid, uid_t *uid) {
  struct ucred peer = {0};
  socklen_t length = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) return -errno;
  *pid = peer.pid;
  *uid = peer.uid;
  return 0;
}

int drover_unix_peer_pidfd(int socket) {
  int descriptor = -1;
  socklen_t length = sizeof descriptor;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &descriptor, &length) < 0) return -errno;
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return descriptor;
}

int drover_socket_pair(int *first, int *second) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) < 0) return -errno;
  *first = ends[0];
  *second = ends[1];
  return 0;
}
