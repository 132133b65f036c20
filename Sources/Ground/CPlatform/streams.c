#include <fcntl.h>

/// Whoever starts us with a closed standard stream must not find a file of ours, such as the database, in its place.
/// It runs before `main`, since Swift's runtime opens descriptors of its own before a line of ours. What is written to an
/// output that was closed fails, as it would without this.
__attribute__((constructor)) static void fill_standard_streams(void) {
  for (int stream = 0; stream <= 2; stream++) {
    if (fcntl(stream, F_GETFD) < 0) (void)!open("/dev/null", stream == 2 ? O_RDWR : O_RDONLY);
  }
}
