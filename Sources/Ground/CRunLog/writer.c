// C because the keeper links it: a guardian of a few hundred kilobytes that must start and answer at once.
#include "drover_run_log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void name_of(char name[24], uint64_t base, const char *suffix) {
  snprintf(name, 24, "%016llx.%s", (unsigned long long)base, suffix);
}

static int open_file(int folder, uint64_t base, const char *suffix, int flags) {
  char name[24];
  name_of(name, base, suffix);
  int descriptor = openat(folder, name, O_RDWR | O_CLOEXEC | flags, 0600);
  return descriptor < 0 ? -errno : descriptor;
}

// pwrite, so that a try that failed half-way is simply written again.
static int write_at(int descriptor, const void *bytes, size_t count, uint64_t position) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t written = pwrite(descriptor, next, count, (off_t)position);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? -errno : -ENOSPC;
    next += written;
    count -= (size_t)written;
    position += (uint64_t)written;
  }
  return 0;
}

static int read_at(int descriptor, void *bytes, size_t count, uint64_t position) {
  char *next = bytes;
  while (count > 0) {
    ssize_t got = pread(descriptor, next, count, (off_t)position);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0 ? -errno : -ENODATA;
    next += got;
    count -= (size_t)got;
    position += (uint64_t)got;
  }
  return 0;
}

static uint64_t size_of(int descriptor) {
  struct stat facts;
  return fstat(descriptor, &facts) < 0 ? 0 : (uint64_t)facts.st_size;
}

static int begin_segment(struct drover_log *log, uint64_t base) {
  int bytes = open_file(log->folder, base, "log", O_CREAT);
  if (bytes < 0) return bytes;
  int index = open_file(log->folder, base, "idx", O_CREAT);
  uint8_t header[DROVER_LOG_HEADER];
  drover_log_write_header(header, base);
  int failure = index < 0 ? index : write_at(index, header, sizeof header, 0);
  if (failure < 0) {
    close(bytes);
    if (index >= 0) close(index);
    return failure;
  }
  if (log->bytes >= 0) close(log->bytes);
  if (log->index >= 0) close(log->index);
  log->bytes = bytes;
  log->index = index;
  log->base = log->end = base;
  log->index_end = DROVER_LOG_HEADER;
  fsync(log->folder);
  return 0;
}

// MARK: - Appending

static int write_record(struct drover_log *log, const struct drover_log_record *record) {
  uint8_t raw[DROVER_LOG_RECORD];
  drover_log_write_record(raw, record);
  int failure = write_at(log->index, raw, sizeof raw, log->index_end);
  if (failure < 0) return failure;
  log->index_end += sizeof raw;
  log->end += record->length;
  log->is_dirty = 1;
  return 0;
}

static int drop_oldest(struct drover_log *log);

int drover_log_append(struct drover_log *log, int stream, uint64_t time, const void *bytes, uint32_t length) {
  if (length == 0 || length > DROVER_LOG_LONGEST) return -EINVAL;
  if (log->end > log->base && log->end - log->base + length > log->segment_size) {
    int failure = drover_log_sync(log);
    if (failure == 0) failure = begin_segment(log, log->end);
    if (failure == 0) failure = drop_oldest(log);
    if (failure < 0) return failure;
  }
  int failure = write_at(log->bytes, bytes, length, log->end - log->base);
  if (failure < 0) return failure;
  struct drover_log_record record = {.offset = log->end, .time = time, .length = length, .stream = (uint8_t)stream,
                                     .data_checksum = drover_crc32c(bytes, length)};
  return write_record(log, &record);
}

int drover_log_mark(struct drover_log *log, int flags, uint64_t time) {
  struct drover_log_record record = {.offset = log->end, .time = time, .flags = (uint8_t)flags};
  return write_record(log, &record);
}

int drover_log_sync(struct drover_log *log) {
  if (!log->is_dirty) return 0;
  if (fdatasync(log->bytes) < 0 || fdatasync(log->index) < 0) return -errno;
  log->is_dirty = 0;
  return 0;
}

void drover_log_close(struct drover_log *log) {
  if (log->bytes >= 0) close(log->bytes);
  if (log->index >= 0) close(log->index);
  log->bytes = log->index = -1;
}

// MARK: - Segments on disk

// The base of a file "16 digits.log", or 0 with a false result.
static int base_of(const char *name, uint64_t *base) {
  if (strlen(name) != 20 || strcmp(name + 16, ".log") != 0) return 0;
  if (strspn(name, "0123456789abcdef") != 16) return 0;
  *base = strtoull(name, NULL, 16);
  return 1;
}

struct survey {
  int count;
  uint64_t bytes, last, second;
};

static int survey_folder(int folder, struct survey *found) {
  memset(found, 0, sizeof *found);
  found->second = UINT64_MAX;
  int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *listing = copy < 0 ? NULL : fdopendir(copy);
  if (!listing) return -errno;
  for (struct dirent *entry = readdir(listing); entry; entry = readdir(listing)) {
    uint64_t base;
    struct stat facts;
    if (!base_of(entry->d_name, &base) || fstatat(folder, entry->d_name, &facts, 0) < 0) continue;
    found->count++;
    found->bytes += (uint64_t)facts.st_size;
    if (base > found->last) found->last = base;
    if (base > 0 && base < found->second) found->second = base;
  }
  closedir(listing);
  return 0;
}

// The first segment says how the run began and stays; what is cut is what came soonest after it.
static int drop_oldest(struct drover_log *log) {
  for (;;) {
    struct survey found;
    int failure = survey_folder(log->folder, &found);
    if (failure < 0) return failure;
    if (found.bytes + log->segment_size <= log->limit || found.count <= 2 || found.second >= log->base) return 0;
    char name[24];
    name_of(name, found.second, "idx");
    unlinkat(log->folder, name, 0);
    name_of(name, found.second, "log");
    if (unlinkat(log->folder, name, 0) < 0) return -errno;
  }
}

// MARK: - Repair

static int data_fits(struct drover_log *log, const struct drover_log_record *record) {
  char *data = malloc(record->length + 1);
  if (!data) return 0;
  int fits = read_at(log->bytes, data, record->length, record->offset - log->base) == 0 &&
             drover_crc32c(data, record->length) == record->data_checksum;
  free(data);
  return fits;
}

// Walks the records as far as they are good and sets both ends behind the last good one.
static void find_ends(struct drover_log *log) {
  uint64_t there = log->base + size_of(log->bytes);
  struct drover_log_record record, last = {0};
  uint8_t raw[DROVER_LOG_RECORD];
  log->end = log->base;
  log->index_end = DROVER_LOG_HEADER;
  while (read_at(log->index, raw, sizeof raw, log->index_end) == 0) {
    if (!drover_log_read_record(raw, &record) || record.offset != log->end || record.offset + record.length > there) break;
    log->end += record.length;
    log->index_end += sizeof raw;
    last = record;
  }
  if (last.length > 0 && !data_fits(log, &last)) {
    log->end -= last.length;
    log->index_end -= sizeof raw;
  }
}

static int describe_rest(struct drover_log *log) {
  struct stat facts;
  if (fstat(log->bytes, &facts) < 0) return -errno;
  uint64_t there = log->base + (uint64_t)facts.st_size;
  char *data = malloc(DROVER_LOG_LONGEST);
  if (!data) return -ENOMEM;
  int failure = 0;
  while (failure == 0 && log->end < there) {
    uint64_t rest = there - log->end;
    struct drover_log_record record = {.offset = log->end, .stream = DROVER_LOG_OUTPUT, .flags = DROVER_LOG_RECOVERED};
    record.length = rest < DROVER_LOG_LONGEST ? (uint32_t)rest : DROVER_LOG_LONGEST;
    record.time = (uint64_t)facts.st_mtim.tv_sec * 1000000000u + (uint64_t)facts.st_mtim.tv_nsec;
    failure = read_at(log->bytes, data, record.length, log->end - log->base);
    record.data_checksum = drover_crc32c(data, record.length);
    if (failure == 0) failure = write_record(log, &record);
  }
  free(data);
  return failure;
}

static int repair(struct drover_log *log) {
  uint8_t header[DROVER_LOG_HEADER];
  uint64_t base;
  if (read_at(log->index, header, sizeof header, 0) < 0 || !drover_log_read_header(header, &base) || base != log->base) {
    drover_log_write_header(header, log->base);
    int failure = write_at(log->index, header, sizeof header, 0);
    if (failure == 0 && ftruncate(log->index, sizeof header) < 0) failure = -errno;
    if (failure < 0) return failure;
  }
  find_ends(log);
  if (ftruncate(log->index, (off_t)log->index_end) < 0) return -errno;
  return describe_rest(log);
}

int drover_log_open(struct drover_log *log, int folder, uint64_t limit) {
  memset(log, 0, sizeof *log);
  log->bytes = log->index = -1;
  log->folder = folder;
  log->limit = limit;
  log->segment_size = limit / 16;
  if (log->segment_size < 65536) log->segment_size = 65536;
  if (log->segment_size > 64u << 20) log->segment_size = 64u << 20;
  struct survey found;
  int failure = survey_folder(folder, &found);
  if (failure < 0) return failure;
  if (found.count == 0) return begin_segment(log, 0);
  log->base = found.last;
  log->bytes = open_file(folder, log->base, "log", 0);
  if (log->bytes < 0) return log->bytes;
  log->index = open_file(folder, log->base, "idx", O_CREAT);
  if (log->index < 0) {
    failure = log->index;
    drover_log_close(log);
    return failure;
  }
  return repair(log);
}
