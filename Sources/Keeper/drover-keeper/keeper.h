// What the files of the keeper share. Formats: Sources/Formats/Keeper.md.
#ifndef DROVER_KEEPER_H
#define DROVER_KEEPER_H

#include "drover_run_log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { CLIENTS = 8, LONGEST_INPUT = 1 << 20, LONGEST_REQUEST = LONGEST_INPUT + 128, CHUNK = 65536 };

enum streams { PIPES, MERGED, TERMINAL };

struct launch {
  const char *run, *marker, *folder, *host, *program, *engine_lock;
  uint64_t fence, log_limit, log_sync, grace, time_limit, engine_grace;
  int columns, rows;
  enum streams streams;
  bool no_input;
  char **argv, **environment;
};

/// In memory that guardian and keeper share: whoever is left knows how far the other came.
struct shared {
  volatile pid_t warden, guardian, keeper, child;
  volatile uint64_t warden_start, guardian_start, keeper_start, child_start, started;
  volatile int child_ended, child_signalled, child_status;
  volatile int input_closed, exit_written;
};

struct ends {
  int input, output, errors;
  int child_input, child_output, child_errors;
  char terminal[64];
};

enum state { RUNNING, ENDING, STRAGGLERS, FINISHING, FINISHED };

struct client {
  int socket;
  uint8_t *request;
  size_t have, need;
};

struct keeper {
  const struct launch *launch;
  struct shared *shared;
  struct ends ends;
  struct drover_log log;
  int folder, signals, listener, guardian;
  /// The control group of the run's own: its path, empty without one, and its folder, -1 without one.
  char group[2048];
  int group_folder;
  bool is_takeover;
  enum state state;
  const char *reason;
  /// The highest that a command carried.
  uint64_t fence;
  int stragglers;
  /// Milliseconds of the clock that counts through sleep; 0 is never.
  uint64_t kill_at, sync_at, limit_at, engine_look_at, engine_lost_at, retry_at;
  /// Read from the child, not yet taken by the disk.
  uint8_t chunk[CHUNK];
  uint32_t held;
  int held_stream;
  /// One input at a time.
  uint8_t *input;
  size_t input_length, input_done;
  char input_id[65];
  int input_client;
  bool input_closes;
  struct client clients[CLIENTS];
};

// MARK: - launch.c
const char *read_launch(struct launch *launch, int folder);
const char *read_environment(struct launch *launch, int from);

// MARK: - child.c
const char *make_ends(struct ends *ends, const struct launch *launch);
void close_child_ends(struct ends *ends);
/// The child's pid, or a negative errno with what failed. It begins in the run's group.
pid_t start_child(struct keeper *keeper, const char **failed);

// MARK: - hold.c
/// Holds the child to its end; the exit code of this process.
int hold(struct keeper *keeper);
void begin_ending(struct keeper *keeper, const char *reason, uint64_t grace);
void flush_input(struct keeper *keeper);
void close_input(struct keeper *keeper);

// MARK: - control.c
void open_control(struct keeper *keeper);
void accept_client(struct keeper *keeper);
void serve_client(struct keeper *keeper, int index);
void answer(struct keeper *keeper, int index, int result, const char *text);

// MARK: - record.c
int write_status(struct keeper *keeper);
int write_exit(struct keeper *keeper, const char *kind, int value, const char *reason);
size_t status_text(struct keeper *keeper, char *text, size_t capacity);
/// Whether this input was begun by us or one before us.
bool is_known_input(struct keeper *keeper, const char *id);
int journal(struct keeper *keeper, char sign, const char *id, size_t length);

// MARK: - tree.c
uint64_t start_time_of(pid_t pid);
bool descends_from_us(pid_t pid);
int signal_tree(int signal_number);
/// Kills until no child is left; how many were reaped here.
int kill_tree(struct keeper *keeper);
/// Reaps what has ended. False when there is no child at all any more.
bool reap(struct keeper *keeper, int *count);

// MARK: - group.c
/// NULL, or why there is none.
const char *make_group(struct keeper *keeper);
/// Does without it.
void leave_group(struct keeper *keeper);
void kill_group(struct keeper *keeper);
/// Kills until it is empty, and takes it away.
void end_group(struct keeper *keeper);

// MARK: - warden.c
/// Returns when guardian and keeper are gone and nothing is left of the run; the exit code of this process.
int stand_above(struct keeper *keeper, pid_t guardian);

// MARK: - engine.c
bool engine_is_lost(const char *lock);
uint64_t now_milliseconds(void);
uint64_t now_nanoseconds(void);

#endif
