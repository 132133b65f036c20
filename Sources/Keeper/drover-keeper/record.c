#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// Old or new, never less; also after a power cut where it must last.
static int replace(int folder, const char *name, const char *temporary, const char *text, size_t length, bool lasts) {
  int file = openat(folder, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return -errno;
  ssize_t written = write(file, text, length);
  int failure = written < 0 ? -errno : (size_t)written < length ? -ENOSPC : 0;
  if (failure == 0 && lasts && fsync(file) < 0) failure = -errno;
  close(file);
  if (failure == 0 && renameat(folder, temporary, folder, name) < 0) failure = -errno;
  if (failure == 0 && lasts && fsync(folder) < 0) failure = -errno;
  return failure;
}

static void read_boot(char *boot, size_t capacity) {
  int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  ssize_t got = file < 0 ? 0 : read(file, boot, capacity - 1);
  if (file >= 0) close(file);
  boot[got > 0 ? got : 0] = 0;
  boot[strcspn(boot, "\n")] = 0;
}

size_t status_text(struct keeper *keeper, char *text, size_t capacity) {
  const struct launch *launch = keeper->launch;
  struct shared *shared = keeper->shared;
  char boot[64];
  read_boot(boot, sizeof boot);
  int length = snprintf(
      text, capacity,
      "version=1\nrun=%s\nmarker=%s\nfence=%llu\nwarden=%d %llu\nguardian=%d %llu\nkeeper=%d %llu\nchild=%d %llu\nboot=%s\nhost=%s\n"
      "started=%llu\ngroup=%s\n",
      launch->run, launch->marker, (unsigned long long)launch->fence, (int)shared->warden,
      (unsigned long long)shared->warden_start, (int)shared->guardian,
      (unsigned long long)shared->guardian_start, keeper->is_takeover ? 0 : (int)shared->keeper,
      keeper->is_takeover ? 0ull : (unsigned long long)shared->keeper_start, (int)shared->child,
      (unsigned long long)shared->child_start, boot, launch->host, (unsigned long long)shared->started, keeper->group);
  return length < 0 ? 0 : (size_t)length < capacity ? (size_t)length : capacity - 1;
}

// Not synced: a start must not wait for the disk, and after a restart of the machine the run is lost with or without it.
int write_status(struct keeper *keeper) {
  char text[4096];
  size_t length = status_text(keeper, text, sizeof text);
  return replace(keeper->folder, "status", "status.tmp", text, length, false);
}

int write_exit(struct keeper *keeper, const char *kind, int value, const char *reason) {
  char text[1024];
  int length = snprintf(
      text, sizeof text,
      "version=1\nkind=%s\nvalue=%d\nreason=%s\nstragglers=%d\ntakeover=%d\nlogEnd=%llu\nended=%llu\n", kind, value,
      reason, keeper->stragglers, keeper->is_takeover, (unsigned long long)keeper->log.end,
      (unsigned long long)now_nanoseconds());
  int failure = replace(keeper->folder, "exit", "exit.tmp", text, (size_t)length, true);
  if (failure == 0) keeper->shared->exit_written = 1;
  return failure;
}

// MARK: - Inputs

static int open_journal(struct keeper *keeper) {
  int file = openat(keeper->folder, "inputs", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return -errno;
  char last = '\n';
  off_t size = lseek(file, 0, SEEK_END);
  // A line that a crash cut off must not run into ours.
  if (size > 0 && pread(file, &last, 1, size - 1) == 1 && last != '\n') (void)!write(file, "\n", 1);
  return file;
}

bool is_known_input(struct keeper *keeper, const char *id) {
  int copy = openat(keeper->folder, "inputs", O_RDONLY | O_CLOEXEC);
  FILE *file = copy < 0 ? NULL : fdopen(copy, "r");
  if (!file) return false;
  char line[128];
  size_t length = strlen(id);
  bool known = false;
  while (!known && fgets(line, sizeof line, file)) {
    known = line[0] == '+' && strncmp(line + 1, id, length) == 0 && line[length + 1] == ' ' && strchr(line, '\n');
  }
  fclose(file);
  return known;
}

int journal(struct keeper *keeper, char sign, const char *id, size_t length) {
  char line[128];
  int count = sign == '+' ? snprintf(line, sizeof line, "+%s %zu\n", id, length)
                          : snprintf(line, sizeof line, "=%s\n", id);
  int file = open_journal(keeper);
  if (file < 0) return file;
  ssize_t written = write(file, line, (size_t)count);
  int failure = written < 0 ? -errno : written < count ? -ENOSPC : 0;
  if (failure == 0 && sign == '+' && fdatasync(file) < 0) failure = -errno;
  close(file);
  return failure;
}
