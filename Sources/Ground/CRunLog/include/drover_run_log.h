// The run log's only writer (Sources/Formats/RunLog.md). Results below 0 are negative errno.
#ifndef DROVER_RUN_LOG_H
#define DROVER_RUN_LOG_H

#include <stddef.h>
#include <stdint.h>

enum { DROVER_LOG_MARK = 0, DROVER_LOG_OUTPUT = 1, DROVER_LOG_ERRORS = 2 };
enum { DROVER_LOG_RECOVERED = 1, DROVER_LOG_GAP = 2 };
enum { DROVER_LOG_HEADER = 32, DROVER_LOG_RECORD = 32, DROVER_LOG_LONGEST = 1 << 20 };

struct drover_log_record {
  uint64_t offset, time;
  uint32_t length, data_checksum;
  uint8_t stream, flags;
};

struct drover_log {
  int folder, bytes, index;
  uint64_t limit, segment_size;
  /// Of the segment that grows, and where the log ends.
  uint64_t base, end;
  uint64_t index_end;
  int is_dirty;
};

/// Opens the log in this folder for writing, repairs its tail, makes the first segment if there is none.
int drover_log_open(struct drover_log *log, int folder, uint64_t limit);
/// All bytes and their record, or nothing: after an error it can be tried again.
int drover_log_append(struct drover_log *log, int stream, uint64_t time, const void *bytes, uint32_t length);
/// A record without bytes.
int drover_log_mark(struct drover_log *log, int flags, uint64_t time);
int drover_log_sync(struct drover_log *log);
void drover_log_close(struct drover_log *log);

// MARK: - For readers too

uint32_t drover_crc32c(const void *bytes, size_t count);
void drover_log_write_record(uint8_t raw[DROVER_LOG_RECORD], const struct drover_log_record *record);
/// 1 when the record is whole.
int drover_log_read_record(const uint8_t raw[DROVER_LOG_RECORD], struct drover_log_record *record);
void drover_log_write_header(uint8_t raw[DROVER_LOG_HEADER], uint64_t base);
int drover_log_read_header(const uint8_t raw[DROVER_LOG_HEADER], uint64_t *base);

#endif
