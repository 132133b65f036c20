#include "drover_platform.h"
#include "internal.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <unistd.h>

int drover_epoll_create(void) { return drover_result(epoll_create1(EPOLL_CLOEXEC)); }

static int control(int poll, int operation, int descriptor, int events, uint64_t token) {
  struct epoll_event event = {.data.u64 = token};
  if (events & DROVER_READABLE) event.events |= EPOLLIN;
  if (events & DROVER_WRITABLE) event.events |= EPOLLOUT;
  return drover_result(epoll_ctl(poll, operation, descriptor, &event));
}

int drover_epoll_add(int poll, int descriptor, int events, uint64_t token) {
  return control(poll, EPOLL_CTL_ADD, descriptor, events, token);
}

int drover_epoll_change(int poll, int descriptor, int events, uint64_t token) {
  return control(poll, EPOLL_CTL_MOD, descriptor, events, token);
}

int drover_epoll_remove(int poll, int descriptor) { return control(poll, EPOLL_CTL_DEL, descriptor, 0, 0); }

int drover_epoll_wait(int poll, struct drover_ready *ready, int count, int milliseconds) {
  struct epoll_event events[64];
  int found = epoll_wait(poll, events, count < 64 ? count : 64, milliseconds);
  if (found < 0) return errno == EINTR ? 0 : -errno;
  for (int index = 0; index < found; index++) {
    uint32_t bits = events[index].events;
    ready[index].token = events[index].data.u64;
    ready[index].events = (bits & EPOLLIN ? DROVER_READABLE : 0) | (bits & EPOLLOUT ? DROVER_WRITABLE : 0) |
                          (bits & (EPOLLHUP | EPOLLERR) ? DROVER_HUNG_UP : 0);
  }
  return found;
}

int drover_eventfd(void) { return drover_result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int drover_eventfd_signal(int descriptor) {
  uint64_t one = 1;
  return write(descriptor, &one, sizeof one) == sizeof one ? 0 : -errno;
}

int drover_eventfd_clear(int descriptor) {
  uint64_t count;
  return read(descriptor, &count, sizeof count) == sizeof count ? 0 : -errno;
}

int drover_timer(void) { return drover_result(timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK)); }

int drover_timer_arm(int timer, uint64_t nanoseconds) {
  struct itimerspec when = {0};
  when.it_value.tv_sec = (time_t)(nanoseconds / 1000000000);
  when.it_value.tv_nsec = (long)(nanoseconds % 1000000000);
  return drover_result(timerfd_settime(timer, 0, &when, NULL));
}

// Written before the handler is installed and read by it: one slot a signal.
static volatile int routes[65];

static void route(int signal_number) {
  int kept = errno;
  unsigned char byte = (unsigned char)signal_number;
  int descriptor = routes[signal_number];
  // A full pipe already holds signals that nobody has looked at yet: this one adds nothing.
  if (descriptor >= 0) (void)!write(descriptor, &byte, 1);
  errno = kept;
}

int drover_signal_route(int signal_number, int descriptor) {
  if (signal_number < 1 || signal_number > 64) return -EINVAL;
  struct sigaction action = {0};
  if (descriptor >= 0) routes[signal_number] = descriptor;
  if (descriptor >= 0) action.sa_handler = route; else action.sa_handler = SIG_DFL;
  action.sa_flags = SA_RESTART;
  sigfillset(&action.sa_mask);
  int result = drover_result(sigaction(signal_number, &action, NULL));
  if (descriptor < 0) routes[signal_number] = -1;
  return result;
}

int drover_signal_ignore(int signal_number) {
  struct sigaction action = {0};
  action.sa_handler = SIG_IGN;
  return drover_result(sigaction(signal_number, &action, NULL));
}

int drover_watch_create(void) { return drover_result(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)); }

int drover_watch_add(int watch, const char *path, bool folder) {
  uint32_t mask = IN_MODIFY | IN_CLOSE_WRITE | IN_MOVE_SELF | IN_DELETE_SELF | IN_ATTRIB;
  if (folder) mask |= IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;
  return drover_result(inotify_add_watch(watch, path, mask));
}

int drover_watch_remove(int watch, int id) { return drover_result(inotify_rm_watch(watch, id)); }
