#include "keeper.h"
#include "drover_platform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DONE, KNOWN, FENCED, UNKNOWN, CLOSED, BUSY };

void open_control(struct keeper *keeper) {
  for (int index = 0; index < CLIENTS; index++) keeper->clients[index].socket = -1;
  unlinkat(keeper->folder, "control", 0);
  // We stand in the run's folder. Without a door the run goes on: its end is still recorded.
  keeper->listener = drover_unix_listen("control", 16);
}

static void drop(struct client *client) {
  if (client->socket >= 0) close(client->socket);
  free(client->request);
  *client = (struct client){.socket = -1};
}

void accept_client(struct keeper *keeper) {
  int socket = drover_unix_accept(keeper->listener);
  if (socket < 0) return;
  pid_t pid = 0;
  uid_t user = (uid_t)-1;
  drover_unix_peer(socket, &pid, &user);
  // The child is not its own master: who descends from us gets nothing.
  if ((user == getuid() || user == 0) && !descends_from_us(pid)) {
    for (int index = 0; index < CLIENTS; index++) {
      if (keeper->clients[index].socket >= 0) continue;
      keeper->clients[index].socket = socket;
      return;
    }
  }
  close(socket);
}

static uint64_t get(const uint8_t *raw, int count) {
  uint64_t value = 0;
  for (int index = count - 1; index >= 0; index--) value = value << 8 | raw[index];
  return value;
}

void answer(struct keeper *keeper, int index, int result, const char *text) {
  struct client *client = &keeper->clients[index];
  uint8_t frame[4096 + 5];
  size_t length = strlen(text);
  if (length > 4096) length = 4096;
  for (int byte = 0; byte < 4; byte++) frame[byte] = (uint8_t)((length + 1) >> (8 * byte));
  frame[4] = (uint8_t)result;
  memcpy(frame + 5, text, length);
  ssize_t sent = send(client->socket, frame, length + 5, MSG_NOSIGNAL | MSG_DONTWAIT);
  free(client->request);
  client->request = NULL;
  client->have = client->need = 0;
  if (sent != (ssize_t)length + 5) drop(client);
}

static bool is_good_id(const char *id) {
  size_t length = strlen(id);
  return length > 0 && strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

static void take_input(struct keeper *keeper, int index, const uint8_t *payload, size_t length) {
  char id[65] = "";
  size_t id_length = length > 0 ? payload[0] : 0;
  if (id_length > 64 || id_length + 1 > length) return answer(keeper, index, UNKNOWN, "");
  memcpy(id, payload + 1, id_length);
  size_t count = length - 1 - id_length;
  if (!is_good_id(id) || strlen(id) != id_length || count > LONGEST_INPUT) return answer(keeper, index, UNKNOWN, "");
  if (is_known_input(keeper, id)) return answer(keeper, index, KNOWN, "");
  if (keeper->input) return answer(keeper, index, BUSY, "");
  if (keeper->ends.input < 0 || keeper->input_closes) return answer(keeper, index, CLOSED, "");
  uint8_t *copy = malloc(count + 1);
  if (!copy || journal(keeper, '+', id, count) < 0) {
    free(copy);
    return answer(keeper, index, BUSY, "");
  }
  memcpy(copy, payload + 1 + id_length, count);
  keeper->input = copy;
  keeper->input_length = count;
  keeper->input_done = 0;
  keeper->input_client = index;
  memcpy(keeper->input_id, id, sizeof id);
  flush_input(keeper);
}

static void end_input(struct keeper *keeper) {
  if (keeper->launch->streams == TERMINAL) {
    if (keeper->ends.input >= 0) (void)!write(keeper->ends.input, "\x04", 1);
    return;
  }
  keeper->input_closes = true;
  if (!keeper->input) close_input(keeper);
}

static void interrupt(struct keeper *keeper) {
  if (keeper->shared->child_ended) return;
  if (keeper->launch->streams == TERMINAL) (void)!write(keeper->ends.output, "\x03", 1);
  else kill(-keeper->shared->child, SIGINT);
}

static void tell_status(struct keeper *keeper, int index) {
  char text[4096];
  size_t length = status_text(keeper, text, sizeof text);
  const char *state = keeper->held ? "diskFull" : keeper->state == RUNNING ? "running" : "ending";
  snprintf(text + length, sizeof text - length, "logEnd=%llu\nstate=%s\n", (unsigned long long)keeper->log.end, state);
  answer(keeper, index, DONE, text);
}

static void perform(struct keeper *keeper, int index) {
  struct client *client = &keeper->clients[index];
  const uint8_t *request = client->request;
  size_t length = client->need;
  uint64_t fence = get(request + 1, 8);
  if (fence < keeper->fence) return answer(keeper, index, FENCED, "");
  keeper->fence = fence;
  const uint8_t *payload = request + 9;
  length -= 9;
  switch (request[0]) {
    case 'I': return take_input(keeper, index, payload, length);
    case 'E': end_input(keeper); break;
    case 'C': interrupt(keeper); break;
    case 'T':
      if (length < 4) return answer(keeper, index, UNKNOWN, "");
      begin_ending(keeper, "terminated", get(payload, 4));
      break;
    case 'R':
      if (length < 4) return answer(keeper, index, UNKNOWN, "");
      drover_terminal_resize(keeper->ends.output, (int)get(payload, 2), (int)get(payload + 2, 2));
      break;
    case 'S': return tell_status(keeper, index);
    default: return answer(keeper, index, UNKNOWN, "");
  }
  answer(keeper, index, DONE, "");
}

// The length comes first and alone, so that the rest has its room.
static ssize_t receive(struct client *client, uint8_t length[4]) {
  if (client->need == 0) {
    ssize_t got = recv(client->socket, length, 4, MSG_DONTWAIT | MSG_PEEK);
    if (got != 4) return got == 0 ? 0 : got < 0 ? -1 : -2;
    (void)!recv(client->socket, length, 4, MSG_DONTWAIT);
    client->need = get(length, 4);
    if (client->need < 9 || client->need > LONGEST_REQUEST) return 0;
    client->request = malloc(client->need);
    if (!client->request) return 0;
  }
  ssize_t got = recv(client->socket, client->request + client->have, client->need - client->have, MSG_DONTWAIT);
  if (got > 0) client->have += (size_t)got;
  return got;
}

void serve_client(struct keeper *keeper, int index) {
  struct client *client = &keeper->clients[index];
  uint8_t length[4];
  errno = 0;
  ssize_t got = receive(client, length);
  if (got == 0 || (got == -1 && errno != EAGAIN && errno != EINTR)) return drop(client);
  if (client->need > 0 && client->have == client->need) perform(keeper, index);
}
