import Glibc
import Synchronization

/// A thread of its own for the runtime: a pool that is busy with other work must not make a key wait.
final class LoopThread: TaskExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var isStopping = false
  }

  private let state = Mutex(State())
  /// Guarded by itself: a semaphore is made for several threads, and lives as long as this object.
  private nonisolated(unsafe) let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  /// Nil if there is no thread to be had: then the pool must do.
  init?() {
    sem_init(semaphore, 0, 0)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self)
    let error = pthread_create(
      &thread, nil,
      { pointer in
        if let pointer { Unmanaged<LoopThread>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard error == 0 else {
      context.release()
      return nil
    }
    pthread_detach(thread)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
    sem_post(semaphore)
  }

  /// Ends the thread when what is queued has run. Whoever runs on it has left it before.
  func stop() {
    state.withLock { $0.isStopping = true }
    sem_post(semaphore)
  }

  private func run() {
    while true {
      while sem_wait(semaphore) != 0 {}
      let (jobs, isStopping) = state.withLock { state in
        defer { state.jobs = [] }
        return (state.jobs, state.isStopping)
      }
      for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
      if isStopping { return }
    }
  }
}
