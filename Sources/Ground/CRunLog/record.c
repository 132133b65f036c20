#include "drover_run_log.h"

#include <string.h>

// Four tables: four bytes a step keep the checksum far above the speed of a pipe.
static uint32_t tables[4][256];

static void make_tables(void) {
  for (uint32_t value = 0; value < 256; value++) {
    uint32_t remainder = value;
    for (int bit = 0; bit < 8; bit++) remainder = (remainder >> 1) ^ (remainder & 1 ? 0x82F63B78u : 0);
    tables[0][value] = remainder;
  }
  for (int table = 1; table < 4; table++) {
    for (int value = 0; value < 256; value++) {
      uint32_t before = tables[table - 1][value];
      tables[table][value] = tables[0][before & 0xFF] ^ (before >> 8);
    }
  }
}

__attribute__((constructor)) static void prepare(void) { make_tables(); }

uint32_t drover_crc32c(const void *bytes, size_t count) {
  const uint8_t *next = bytes;
  uint32_t sum = 0xFFFFFFFFu;
  for (; count >= 4; count -= 4, next += 4) {
    sum ^= (uint32_t)next[0] | (uint32_t)next[1] << 8 | (uint32_t)next[2] << 16 | (uint32_t)next[3] << 24;
    sum = tables[3][sum & 0xFF] ^ tables[2][sum >> 8 & 0xFF] ^ tables[1][sum >> 16 & 0xFF] ^ tables[0][sum >> 24];
  }
  for (; count > 0; count--, next++) sum = tables[0][(sum ^ *next) & 0xFF] ^ (sum >> 8);
  return sum ^ 0xFFFFFFFFu;
}

static void put(uint8_t *raw, uint64_t value, int count) {
  for (int index = 0; index < count; index++) raw[index] = (uint8_t)(value >> (8 * index));
}

static uint64_t get(const uint8_t *raw, int count) {
  uint64_t value = 0;
  for (int index = count - 1; index >= 0; index--) value = value << 8 | raw[index];
  return value;
}

void drover_log_write_record(uint8_t raw[DROVER_LOG_RECORD], const struct drover_log_record *record) {
  put(raw, record->offset, 8);
  put(raw + 8, record->time, 8);
  put(raw + 16, record->length, 4);
  raw[20] = record->stream;
  raw[21] = record->flags;
  put(raw + 22, 0, 2);
  put(raw + 24, record->data_checksum, 4);
  put(raw + 28, drover_crc32c(raw, 28), 4);
}

int drover_log_read_record(const uint8_t raw[DROVER_LOG_RECORD], struct drover_log_record *record) {
  if (get(raw + 28, 4) != drover_crc32c(raw, 28)) return 0;
  record->offset = get(raw, 8);
  record->time = get(raw + 8, 8);
  record->length = (uint32_t)get(raw + 16, 4);
  record->stream = raw[20];
  record->flags = raw[21];
  record->data_checksum = (uint32_t)get(raw + 24, 4);
  return record->length <= DROVER_LOG_LONGEST;
}

void drover_log_write_header(uint8_t raw[DROVER_LOG_HEADER], uint64_t base) {
  memcpy(raw, "DRVRLOG", 8);
  put(raw + 8, 1, 4);
  put(raw + 12, DROVER_LOG_RECORD, 4);
  put(raw + 16, base, 8);
  put(raw + 24, 0, 4);
  put(raw + 28, drover_crc32c(raw, 28), 4);
}

int drover_log_read_header(const uint8_t raw[DROVER_LOG_HEADER], uint64_t *base) {
  if (memcmp(raw, "DRVRLOG", 8) != 0 || get(raw + 8, 4) != 1 || get(raw + 12, 4) != DROVER_LOG_RECORD) return 0;
  if (get(raw + 28, 4) != drover_crc32c(raw, 28)) return 0;
  *base = get(raw + 16, 8);
  return 1;
}
