// One loop from the child's start to its recorded end; the guardian runs the same one when the keeper was killed.
#include "keeper.h"
#include "drover_platform.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STRAGGLER_GRACE = 200, DISK_RETRY = 500, LAST_BYTES = 4 << 20 };

void begin_ending(struct keeper *keeper, const char *reason, uint64_t grace) {
  uint64_t kill_at = now_milliseconds() + grace;
  if (keeper->state == ENDING && kill_at < keeper->kill_at) keeper->kill_at = kill_at;
  if (keeper->state != RUNNING) return;
  keeper->state = ENDING;
  keeper->reason = reason;
  keeper->kill_at = kill_at;
  kill(-keeper->shared->child, SIGTERM);
  kill(-keeper->shared->child, SIGCONT);
}

// MARK: - Output

static void store_held(struct keeper *keeper) {
  int failure = drover_log_append(&keeper->log, keeper->held_stream, now_nanoseconds(), keeper->chunk, keeper->held);
  if (failure < 0) {
    keeper->retry_at = now_milliseconds() + DISK_RETRY;
    return;
  }
  keeper->held = 0;
  keeper->retry_at = 0;
  if (keeper->sync_at == 0 && keeper->launch->log_sync > 0) {
    keeper->sync_at = now_milliseconds() + keeper->launch->log_sync;
  }
}

// True while there may be more right now.
static bool read_stream(struct keeper *keeper, int *from, int stream) {
  if (*from < 0 || keeper->held > 0) return false;
  ssize_t got = read(*from, keeper->chunk, sizeof keeper->chunk);
  if (got > 0) {
    keeper->held = (uint32_t)got;
    keeper->held_stream = stream;
    store_held(keeper);
    return true;
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  close(*from);
  *from = -1;
  return false;
}

static void drain(struct keeper *keeper) {
  for (int round = 0; round < LAST_BYTES / 4096 && read_stream(keeper, &keeper->ends.output, DROVER_LOG_OUTPUT); round++) {
  }
  for (int round = 0; round < LAST_BYTES / 4096 && read_stream(keeper, &keeper->ends.errors, DROVER_LOG_ERRORS); round++) {
  }
}

// MARK: - Input

void close_input(struct keeper *keeper) {
  if (keeper->ends.input >= 0) close(keeper->ends.input);
  keeper->ends.input = -1;
  // The guardian holds a copy; as long as it does the child sees no end.
  keeper->shared->input_closed = 1;
  if (keeper->guardian >= 0) drover_pidfd_signal(keeper->guardian, SIGUSR1);
}

static void input_ended(struct keeper *keeper, int result) {
  free(keeper->input);
  keeper->input = NULL;
  if (keeper->clients[keeper->input_client].socket >= 0) answer(keeper, keeper->input_client, result, "");
  if (keeper->input_closes) close_input(keeper);
}

void flush_input(struct keeper *keeper) {
  while (keeper->input && keeper->input_done < keeper->input_length) {
    ssize_t done = write(keeper->ends.input, keeper->input + keeper->input_done,
                         keeper->input_length - keeper->input_done);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == EAGAIN) return;
    if (done < 0) {
      keeper->input_closes = true;
      return input_ended(keeper, 4);
    }
    keeper->input_done += (size_t)done;
  }
  if (!keeper->input) return;
  journal(keeper, '=', keeper->input_id, 0);
  input_ended(keeper, 0);
}

// MARK: - Time

static void look_for_engine(struct keeper *keeper, uint64_t now) {
  const struct launch *launch = keeper->launch;
  uint64_t pause = launch->engine_grace / 4 < 60000 ? launch->engine_grace / 4 : 60000;
  keeper->engine_look_at = now + (pause < 50 ? 50 : pause);
  if (!engine_is_lost(launch->engine_lock)) keeper->engine_lost_at = 0;
  else if (keeper->engine_lost_at == 0) keeper->engine_lost_at = now;
  else if (now - keeper->engine_lost_at >= launch->engine_grace) begin_ending(keeper, "noEngine", launch->grace);
}

static bool is_due(uint64_t *at, uint64_t now) {
  if (*at == 0 || now < *at) return false;
  *at = 0;
  return true;
}

static void check_times(struct keeper *keeper) {
  uint64_t now = now_milliseconds();
  if (is_due(&keeper->retry_at, now) && keeper->held > 0) store_held(keeper);
  if (is_due(&keeper->sync_at, now)) drover_log_sync(&keeper->log);
  if (is_due(&keeper->limit_at, now)) begin_ending(keeper, "timeLimit", keeper->launch->grace);
  if (is_due(&keeper->engine_look_at, now)) look_for_engine(keeper, now);
  if (is_due(&keeper->kill_at, now)) {
    keeper->stragglers += kill_tree(keeper);
    keeper->state = FINISHING;
  }
}

static int time_to_next(struct keeper *keeper) {
  uint64_t now = now_milliseconds(), next = UINT64_MAX;
  const uint64_t all[] = {keeper->retry_at, keeper->sync_at, keeper->limit_at, keeper->engine_look_at, keeper->kill_at};
  for (size_t index = 0; index < sizeof all / sizeof *all; index++) {
    if (all[index] > 0 && all[index] < next) next = all[index];
  }
  if (next == UINT64_MAX) return -1;
  return next <= now ? 0 : next - now > 60000 ? 60000 : (int)(next - now);
}

// MARK: - Ends

static void look_at_children(struct keeper *keeper) {
  int reaped = 0;
  bool any = reap(keeper, &reaped);
  if (keeper->state == STRAGGLERS) keeper->stragglers += reaped;
  if (!keeper->shared->child_ended || keeper->state == FINISHING) return;
  if (!any) {
    keeper->kill_at = 0;
    keeper->state = FINISHING;
  } else if (keeper->state != STRAGGLERS) {
    keeper->state = STRAGGLERS;
    signal_tree(SIGTERM);
    signal_tree(SIGCONT);
    keeper->kill_at = now_milliseconds() + STRAGGLER_GRACE;
  }
}

// Taken away with its home: there is no place for the end any more, and nobody who would read it.
static bool folder_is_gone(struct keeper *keeper) {
  struct stat facts;
  return fstat(keeper->folder, &facts) == 0 && facts.st_nlink == 0;
}

static void finish(struct keeper *keeper) {
  end_group(keeper);
  if (keeper->held > 0) store_held(keeper);
  drain(keeper);
  bool known = keeper->shared->child_ended;
  const char *kind = !known ? "lost" : keeper->shared->child_signalled ? "signalled" : "exited";
  if (keeper->held == 0 && drover_log_sync(&keeper->log) == 0 &&
      write_exit(keeper, kind, known ? keeper->shared->child_status : 0, keeper->reason) == 0) {
    keeper->state = FINISHED;
  } else if (folder_is_gone(keeper)) {
    keeper->state = FINISHED;
  } else {
    keeper->retry_at = now_milliseconds() + DISK_RETRY;
  }
}

static void take_signals(struct keeper *keeper) {
  struct signalfd_siginfo signal_info;
  while (read(keeper->signals, &signal_info, sizeof signal_info) == sizeof signal_info) {
    if (signal_info.ssi_signo == SIGTERM || signal_info.ssi_signo == SIGINT) {
      begin_ending(keeper, "terminated", keeper->launch->grace);
    }
  }
  look_at_children(keeper);
}

// MARK: - The loop

static nfds_t fill_polls(struct keeper *keeper, struct pollfd *polls) {
  bool reads = keeper->held == 0;
  polls[0] = (struct pollfd){.fd = keeper->signals, .events = POLLIN};
  polls[1] = (struct pollfd){.fd = keeper->listener, .events = POLLIN};
  polls[2] = (struct pollfd){.fd = reads ? keeper->ends.output : -1, .events = POLLIN};
  polls[3] = (struct pollfd){.fd = reads ? keeper->ends.errors : -1, .events = POLLIN};
  polls[4] = (struct pollfd){.fd = keeper->input ? keeper->ends.input : -1, .events = POLLOUT};
  for (int index = 0; index < CLIENTS; index++) {
    bool waits = keeper->input && keeper->input_client == index;
    polls[5 + index] = (struct pollfd){.fd = waits ? -1 : keeper->clients[index].socket, .events = POLLIN};
  }
  return 5 + CLIENTS;
}

static void turn(struct keeper *keeper) {
  struct pollfd polls[5 + CLIENTS];
  nfds_t count = fill_polls(keeper, polls);
  if (poll(polls, count, time_to_next(keeper)) < 0 && errno != EINTR) return;
  if (polls[2].revents) read_stream(keeper, &keeper->ends.output, DROVER_LOG_OUTPUT);
  if (polls[3].revents) read_stream(keeper, &keeper->ends.errors, DROVER_LOG_ERRORS);
  if (polls[4].revents) flush_input(keeper);
  if (polls[0].revents) take_signals(keeper);
  for (int index = 0; index < CLIENTS; index++) {
    if (polls[5 + index].revents && keeper->clients[index].socket == polls[5 + index].fd) serve_client(keeper, index);
  }
  if (polls[1].revents) accept_client(keeper);
  check_times(keeper);
}

static void report(const char *line) {
  (void)!write(1, line, strlen(line));
  close(1);
}

static int begin(struct keeper *keeper) {
  const char *failed;
  pid_t child = start_child(keeper, &failed);
  close_child_ends(&keeper->ends);
  if (child < 0) {
    char line[256];
    snprintf(line, sizeof line, "failed %s: %s", failed, strerror(-child));
    write_exit(keeper, "failed", -child, line + 7);
    report(line);
    return 1;
  }
  keeper->shared->started = now_nanoseconds();
  keeper->shared->child_start = start_time_of(child);
  keeper->shared->child = child;
  return 0;
}

int hold(struct keeper *keeper) {
  keeper->reason = "none";
  keeper->fence = keeper->launch->fence;
  int failure = drover_log_open(&keeper->log, keeper->folder, keeper->launch->log_limit);
  if (failure < 0 && !keeper->is_takeover) {
    report("failed to open the run log");
    return 1;
  }
  if (keeper->is_takeover) {
    drover_log_mark(&keeper->log, DROVER_LOG_GAP, now_nanoseconds());
  } else {
    // Before anything runs: if all of us are killed in the next instant, the engine knows what to end, and starts nothing twice.
    if (write_status(keeper) < 0) return report("failed to write the status"), 1;
    if (begin(keeper) != 0) return 1;
  }
  open_control(keeper);
  if (write_status(keeper) < 0 && !keeper->is_takeover) {
    kill_tree(keeper);
    report("failed to write the status");
    return 1;
  }
  if (!keeper->is_takeover) report("ready\n");
  uint64_t now = now_milliseconds();
  if (keeper->launch->time_limit > 0) {
    uint64_t gone = (now_nanoseconds() - keeper->shared->started) / 1000000;
    keeper->limit_at = now + (gone < keeper->launch->time_limit ? keeper->launch->time_limit - gone : 1);
  }
  if (keeper->launch->engine_lock[0]) keeper->engine_look_at = now + 1;
  look_at_children(keeper);
  while (keeper->state != FINISHED) {
    if (keeper->state == FINISHING && keeper->retry_at <= now_milliseconds()) finish(keeper);
    else turn(keeper);
  }
  unlinkat(keeper->folder, "control", 0);
  return 0;
}
