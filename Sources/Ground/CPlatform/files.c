#include "drover_platform.h"
#include "internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

int drover_lock(int descriptor, bool wait) {
  int result;
  do {
    result = drover_result(flock(descriptor, wait ? LOCK_EX : LOCK_EX | LOCK_NB));
  } while (result == -EINTR);
  return result;
}

// A shared look: two who look at once do not take each other for a holder.
int drover_is_locked(int descriptor) {
  if (flock(descriptor, LOCK_SH | LOCK_NB) < 0) return errno == EWOULDBLOCK;
  flock(descriptor, LOCK_UN);
  return 0;
}

int drover_unlock(int descriptor) { return drover_result(flock(descriptor, LOCK_UN)); }

int drover_memfd(const char *name) { return drover_result(memfd_create(name, MFD_CLOEXEC)); }

// Locks, mmap and fsync of these cannot be relied on between machines.
static const unsigned long network_kinds[] = {
    0x6969,      // nfs
    0xff534d42,  // cifs
    0xfe534d42,  // smb2
    0x517b,      // smb
    0x01021997,  // 9p
    0x00c36400,  // ceph
    0x5346414f,  // afs
    0x73757245,  // coda
    0x6b414653,  // kafs
    0x0bd00bd0,  // lustre
    0x47504653,  // gpfs
    0x013111a8,  // ibrix
    0x19830326,  // fhgfs (beegfs)
};

int drover_is_network(const char *path) {
  struct statfs kind;
  if (statfs(path, &kind) < 0) return -errno;
  for (size_t index = 0; index < sizeof network_kinds / sizeof *network_kinds; index++) {
    if (((unsigned long)kind.f_type & 0xffffffff) == network_kinds[index]) return 1;
  }
  return 0;
}

int drover_disk(const char *path, uint64_t *available, uint64_t *total) {
  struct statvfs space;
  if (statvfs(path, &space) < 0) return -errno;
  *available = (uint64_t)space.f_bavail * space.f_frsize;
  *total = (uint64_t)space.f_blocks * space.f_frsize;
  return 0;
}

ptrdiff_t drover_find(const void *bytes, size_t count, const void *needle, size_t needle_count) {
  const char *found = memmem(bytes, count, needle, needle_count);
  return found ? found - (const char *)bytes : -1;
}

int drover_move(const char *from, const char *to) {
  return drover_result(renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE));
}
