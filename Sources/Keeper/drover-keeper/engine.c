#include "keeper.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static uint64_t read_clock(clockid_t clock, uint64_t unit) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (uint64_t)now.tv_sec * unit + (uint64_t)now.tv_nsec / (1000000000u / unit);
}

uint64_t now_milliseconds(void) { return read_clock(CLOCK_BOOTTIME, 1000); }
uint64_t now_nanoseconds(void) { return read_clock(CLOCK_REALTIME, 1000000000u); }

static bool is_listed(unsigned long long inode) {
  FILE *locks = fopen("/proc/locks", "re");
  char line[256], wanted[32];
  bool found = false;
  snprintf(wanted, sizeof wanted, ":%llu ", inode);
  while (locks && !found && fgets(line, sizeof line, locks)) {
    found = strstr(line, "FLOCK") && !strstr(line, "->") && strstr(line, wanted);
  }
  if (locks) fclose(locks);
  return found;
}

// The kernel's list is asked first: taking the lock to see whether it is free could refuse an engine that starts now.
bool engine_is_lost(const char *lock) {
  int file = open(lock, O_RDONLY | O_CLOEXEC);
  if (file < 0) return true;
  struct stat facts;
  bool lost = fstat(file, &facts) == 0 && !is_listed((unsigned long long)facts.st_ino) &&
              flock(file, LOCK_SH | LOCK_NB) == 0;
  close(file);
  return lost;
}
