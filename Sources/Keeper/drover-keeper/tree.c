#include "keeper.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct process {
  pid_t pid, parent;
  char state;
  bool is_ours;
};

// Field 22 comes back as the start time. The name may hold anything, so fields count from the last bracket.
static bool look_at(pid_t pid, struct process *found, unsigned long long *start) {
  char path[32], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t got = file < 0 ? -1 : read(file, text, sizeof text - 1);
  if (file >= 0) close(file);
  if (got <= 0) return false;
  text[got] = 0;
  const char *fields = strrchr(text, ')');
  int parent;
  if (!fields || sscanf(fields + 1, " %c %d", &found->state, &parent) != 2) return false;
  found->pid = pid;
  found->parent = parent;
  found->is_ours = false;
  // The blank before field 22.
  const char *next = fields + 1;
  for (int field = 3; field < 22 && next; field++) next = strchr(next + 1, ' ');
  *start = next ? strtoull(next + 1, NULL, 10) : 0;
  return true;
}

uint64_t start_time_of(pid_t pid) {
  struct process found;
  unsigned long long start = 0;
  return look_at(pid, &found, &start) ? start : 0;
}

bool descends_from_us(pid_t pid) {
  struct process found;
  unsigned long long start;
  for (int depth = 0; depth < 1000 && pid > 1; depth++) {
    if (pid == getpid()) return true;
    if (!look_at(pid, &found, &start)) return true;  // gone before it could be known: not trusted
    pid = found.parent;
  }
  return false;
}

static size_t list_all(struct process **list) {
  DIR *folder = opendir("/proc");
  size_t count = 0, capacity = 256;
  unsigned long long start;
  *list = malloc(capacity * sizeof **list);
  if (!folder || !*list) {
    if (folder) closedir(folder);
    return 0;
  }
  for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    if (count == capacity) {
      struct process *larger = realloc(*list, (capacity *= 2) * sizeof **list);
      if (!larger) break;
      *list = larger;
    }
    if (look_at(atoi(entry->d_name), &(*list)[count], &start)) count++;
  }
  closedir(folder);
  return count;
}

// Parents may stand behind their children in the list: repeat until nothing new is marked.
static void mark_ours(struct process *list, size_t count) {
  pid_t self = getpid();
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t index = 0; index < count; index++) {
      if (list[index].is_ours) continue;
      bool found = list[index].parent == self;
      for (size_t other = 0; other < count && !found; other++) {
        found = list[other].is_ours && list[other].pid == list[index].parent;
      }
      if (found) list[index].is_ours = changed = true;
    }
  }
}

int signal_tree(int signal_number) {
  struct process *list;
  size_t count = list_all(&list);
  int sent = 0;
  mark_ours(list, count);
  for (size_t index = 0; index < count; index++) {
    if (!list[index].is_ours || list[index].state == 'Z' || list[index].state == 'X') continue;
    if (kill(list[index].pid, signal_number) == 0) sent++;
  }
  free(list);
  return sent;
}

bool reap(struct keeper *keeper, int *count) {
  for (;;) {
    int status;
    pid_t pid = waitpid(-1, &status, WNOHANG);
    if (pid < 0) return errno != ECHILD;
    if (pid == 0) return true;
    if (pid != keeper->shared->child) {
      (*count)++;
      continue;
    }
    keeper->shared->child_signalled = WIFSIGNALED(status);
    keeper->shared->child_status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    keeper->shared->child_ended = 1;
  }
}

int kill_tree(struct keeper *keeper) {
  int count = 0;
  // All are stopped before any is killed: nobody makes children from one kill to the next. Ten seconds at most, for
  // what sleeps in the kernel cannot be killed.
  for (int round = 0; round < 5000 && reap(keeper, &count); round++) {
    kill_group(keeper);
    if (signal_tree(SIGSTOP) > 0) signal_tree(SIGKILL);
    struct timespec pause = {0, 2000000};
    nanosleep(&pause, NULL);
  }
  return count;
}
