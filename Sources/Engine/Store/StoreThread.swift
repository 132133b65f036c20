import Glibc
import Synchronization

/// The one thread that the database lives on, as an executor: a sync to the disk blocks it and nobody else.
final class StoreThread: SerialExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var isStopping = false
  }

  private let state = Mutex(State())
  /// Guarded by itself: a semaphore is made for several threads, and lives as long as this object.
  private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

  init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(self).toOpaque()
    pthread_create(&thread, nil, storeThreadMain, context)
    pthread_detach(thread)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs.append(job) }
    sem_post(semaphore)
  }

  /// Ends the thread once what is queued has run.
  func stop() {
    state.withLock { $0.isStopping = true }
    sem_post(semaphore)
  }

  fileprivate func loop() {
    while true {
      while sem_wait(semaphore) != 0 {}
      let (jobs, isStopping) = state.withLock { state in
        defer { state.jobs.removeAll() }
        return (state.jobs, state.isStopping)
      }
      for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
      if isStopping && jobs.isEmpty { break }
    }
    sem_destroy(semaphore)
    semaphore.deallocate()
  }
}

private func storeThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context { Unmanaged<StoreThread>.fromOpaque(context).takeRetainedValue().loop() }
  return nil
}
