#include "keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The whole of a descriptor with a zero behind it; never freed, it lives as long as the run.
static char *read_all(int from, size_t *length) {
  size_t capacity = 4096, have = 0;
  char *bytes = malloc(capacity);
  while (bytes) {
    ssize_t got = read(from, bytes + have, capacity - have - 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      bytes[have] = 0;
      *length = have;
      return got < 0 ? NULL : bytes;
    }
    have += (size_t)got;
    if (have + 1 == capacity) bytes = realloc(bytes, capacity *= 2);
  }
  return NULL;
}

// Pointers to the pieces that end with a zero, and a null behind them.
static char **pieces_of(char *bytes, size_t length, size_t *count) {
  size_t found = 0;
  for (size_t index = 0; index < length; index++) found += bytes[index] == 0;
  char **pieces = calloc(found + 2, sizeof *pieces);
  *count = 0;
  for (char *next = bytes; pieces && next < bytes + length; next += strlen(next) + 1) pieces[(*count)++] = next;
  return pieces;
}

static uint64_t number(const char *text) { return strtoull(text, NULL, 10); }

static enum streams streams_of(const char *text) {
  if (strcmp(text, "terminal") == 0) return TERMINAL;
  return strcmp(text, "merged") == 0 ? MERGED : PIPES;
}

static void take(struct launch *launch, const char *name, char *value, size_t *argc) {
  if (strcmp(name, "run") == 0) launch->run = value;
  else if (strcmp(name, "marker") == 0) launch->marker = value;
  else if (strcmp(name, "fence") == 0) launch->fence = number(value);
  else if (strcmp(name, "folder") == 0) launch->folder = value;
  else if (strcmp(name, "streams") == 0) launch->streams = streams_of(value);
  else if (strcmp(name, "input") == 0) launch->no_input = strcmp(value, "none") == 0;
  else if (strcmp(name, "columns") == 0) launch->columns = (int)number(value);
  else if (strcmp(name, "rows") == 0) launch->rows = (int)number(value);
  else if (strcmp(name, "logLimit") == 0) launch->log_limit = number(value);
  else if (strcmp(name, "logSync") == 0) launch->log_sync = number(value);
  else if (strcmp(name, "grace") == 0) launch->grace = number(value);
  else if (strcmp(name, "timeLimit") == 0) launch->time_limit = number(value);
  else if (strcmp(name, "engineLock") == 0) launch->engine_lock = value;
  else if (strcmp(name, "engineGrace") == 0) launch->engine_grace = number(value);
  else if (strcmp(name, "host") == 0) launch->host = value;
  else if (strcmp(name, "program") == 0) launch->program = value;
  else if (strcmp(name, "arg") == 0) launch->argv[(*argc)++] = value;
}

const char *read_launch(struct launch *launch, int folder) {
  int file = openat(folder, "launch", O_RDONLY | O_CLOEXEC);
  size_t length = 0, count = 0, argc = 0;
  char *bytes = file < 0 ? NULL : read_all(file, &length);
  if (file >= 0) close(file);
  if (!bytes) return "to read the launch file: it must be there";
  char **fields = pieces_of(bytes, length, &count);
  if (!fields || count == 0 || strcmp(fields[0], "version=1") != 0) return "to read the launch file: it must be of version 1";
  *launch = (struct launch){.run = "", .marker = "", .folder = "/", .host = "", .engine_lock = "", .log_limit = 1u << 30,
                            .log_sync = 1000, .grace = 5000, .engine_grace = 86400000, .columns = 80, .rows = 24};
  launch->argv = calloc(count + 1, sizeof *launch->argv);
  for (size_t index = 0; index < count && launch->argv; index++) {
    char *equals = strchr(fields[index], '=');
    if (!equals) continue;
    *equals = 0;
    take(launch, fields[index], equals + 1, &argc);
  }
  free(fields);
  return !launch->program || argc == 0 ? "to read the launch file: it must name a program" : NULL;
}

const char *read_environment(struct launch *launch, int from) {
  size_t length = 0, count = 0, kept = 0;
  char *bytes = read_all(from, &length);
  // An engine that was killed in mid-sentence leaves half an environment: what it wanted to start must not start so.
  bool is_whole = bytes && length > 0 && bytes[length - 1] == 0 && (length == 1 || bytes[length - 2] == 0);
  if (bytes && !is_whole) return "to read the environment: all of it must arrive";
  char **variables = bytes ? pieces_of(bytes, length - 1, &count) : NULL;
  size_t room = strlen("DROVER_RUN_ID=") + strlen(launch->marker) + 1;
  char *marker = malloc(room);
  if (!variables || !marker) return "to read the environment: there must be memory";
  snprintf(marker, room, "DROVER_RUN_ID=%s", launch->marker);
  for (size_t index = 0; index < count; index++) {
    if (strncmp(variables[index], "DROVER_RUN_ID=", 14) != 0) variables[kept++] = variables[index];
  }
  variables[kept] = marker;
  variables[kept + 1] = NULL;
  launch->environment = variables;
  return NULL;
}
