#include "drover_platform.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct start {
  void (*body)(void *);
  void *context;
  char name[16];
};

static void *run(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
  pthread_setname_np(pthread_self(), start.name);
  start.body(start.context);
  return NULL;
}

int drover_thread_start(const char *name, void (*body)(void *), void *context) {
  struct start *start = calloc(1, sizeof *start);
  if (!start) return -12;
  start->body = body;
  start->context = context;
  strncpy(start->name, name, sizeof start->name - 1);
  sigset_t all, before;
  sigfillset(&all);
  // Faults of the thread itself must still reach the handler that restores the terminal.
  const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};
  for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) sigdelset(&all, faults[index]);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  int failure = pthread_create(&thread, NULL, run, start);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (failure) {
    free(start);
    return -failure;
  }
  pthread_detach(thread);
  return 0;
}
