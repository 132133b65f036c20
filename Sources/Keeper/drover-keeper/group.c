// A control group (v2) of the run's own, where this machine lets us make one: nobody leaves it by setsid, a double fork or
// an empty environment, and one write ends all that is in it.
#include "keeper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { DEEPEST = 8, ROUNDS = 500 };

// The folder of the control group that we are in; what is wrong, or NULL.
static const char *own_group(char *path, size_t capacity) {
  char line[4096], own[2048] = "", mount[2048] = "", root[1024] = "";
  FILE *file = fopen("/proc/self/cgroup", "re");
  while (file && fgets(line, sizeof line, file)) sscanf(line, "0::%2047[^\n]", own);
  if (file) fclose(file);
  if (own[0] != '/' || strstr(own, "/..")) return "this process is in no group of version 2 that can be seen from here";
  file = fopen("/proc/self/mountinfo", "re");
  while (file && !mount[0] && fgets(line, sizeof line, file)) {
    if (strstr(line, " - cgroup2 ")) sscanf(line, "%*s %*s %*s %1023s %2047s", root, mount);
  }
  if (file) fclose(file);
  if (!mount[0] || strchr(mount, '\\')) return "control groups of version 2 are not mounted";
  size_t skipped = strcmp(root, "/") == 0 ? 0 : strlen(root);
  if (strncmp(own, root, skipped) != 0) return "the group of this process lies outside of what is mounted";
  const char *inner = own + skipped;
  if (strcmp(inner, "/") == 0) inner = "";
  if ((size_t)snprintf(path, capacity, "%s%s", mount, inner) >= capacity) return "the path of its group is too long";
  return NULL;
}

const char *make_group(struct keeper *keeper) {
  keeper->group[0] = 0;
  keeper->group_folder = -1;
  char parent[sizeof keeper->group - 64];
  const char *wrong = own_group(parent, sizeof parent);
  if (wrong) return wrong;
  snprintf(keeper->group, sizeof keeper->group, "%s/drover-%d-%llu", parent, (int)getpid(),
           (unsigned long long)start_time_of(getpid()));
  if (mkdir(keeper->group, 0755) == 0) {
    keeper->group_folder = open(keeper->group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // Since Linux 5.14; without it a group would only be a list.
    if (keeper->group_folder >= 0 && faccessat(keeper->group_folder, "cgroup.kill", W_OK, 0) == 0) return NULL;
  }
  wrong = errno == ENOENT ? "this kernel cannot end a group at once" : strerror(errno);
  leave_group(keeper);
  return wrong;
}

void leave_group(struct keeper *keeper) {
  if (keeper->group_folder >= 0) close(keeper->group_folder);
  keeper->group_folder = -1;
  if (keeper->group[0]) rmdir(keeper->group);
  keeper->group[0] = 0;
}

void kill_group(struct keeper *keeper) {
  int file = keeper->group_folder < 0 ? -1 : openat(keeper->group_folder, "cgroup.kill", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!write(file, "1", 1);
  close(file);
}

// Groups that the run made in its own go first.
static bool remove_group(int parent, const char *name, int depth) {
  if (unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT) return true;
  int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *list = folder < 0 || depth == DEEPEST ? NULL : fdopendir(folder);
  if (!list && folder >= 0) close(folder);
  for (struct dirent *entry = list ? readdir(list) : NULL; entry; entry = readdir(list)) {
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.') remove_group(folder, entry->d_name, depth + 1);
  }
  if (list) closedir(list);
  return unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT;
}

void end_group(struct keeper *keeper) {
  if (keeper->group_folder < 0) return;
  for (int round = 0; round < ROUNDS; round++) {
    kill_group(keeper);
    if (remove_group(AT_FDCWD, keeper->group, 0)) break;
    struct timespec pause = {0, 2000000};
    nanosleep(&pause, NULL);
  }
  close(keeper->group_folder);
  keeper->group_folder = -1;
}
