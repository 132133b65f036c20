import Glibc
import Synchronization

/// The one thread that the database lives on, as an executor: a sync to the disk blocks it and nobody else.
///
/// The thread ends with this object, not with the store's `close`: who asks a closed store must still get an answer.
final class StoreThread: SerialExecutor {
  private let queue = JobQueue()

  init() {
    queue.executor = asUnownedSerialExecutor()
    var thread = pthread_t()
    let context = Unmanaged.passRetained(queue).toOpaque()
    pthread_create(&thread, nil, storeThreadMain, context)
    pthread_detach(thread)
  }

  deinit { queue.stop() }

  func enqueue(_ job: consuming ExecutorJob) { queue.add(UnownedJob(job)) }
}

/// What the thread holds: it lives until the thread has ended, which may be a moment after the executor.
private final class JobQueue: @unchecked Sendable {
  private struct State {
    var jobs: [UnownedJob] = []
    var isStopping = false
  }

  private let state = Mutex(State())
  private let semaphore: UnsafeMutablePointer<sem_t>
  // Guarded by order: written before the thread begins, and only read by it.
  var executor: UnownedSerialExecutor?

  init() {
    semaphore = .allocate(capacity: 1)
    sem_init(semaphore, 0, 0)
  }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func add(_ job: UnownedJob) {
    state.withLock { $0.jobs.append(job) }
    sem_post(semaphore)
  }

  /// Ends the thread once what is queued has run.
  func stop() {
    state.withLock { $0.isStopping = true }
    sem_post(semaphore)
  }

  func loop() {
    guard let executor else { return }
    while true {
      while sem_wait(semaphore) != 0 {}
      let (jobs, isStopping) = state.withLock { state in
        defer { state.jobs.removeAll() }
        return (state.jobs, state.isStopping)
      }
      for job in jobs { job.runSynchronously(on: executor) }
      if isStopping && jobs.isEmpty { return }
    }
  }
}

private func storeThreadMain(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context { Unmanaged<JobQueue>.fromOpaque(context).takeRetainedValue().loop() }
  return nil
}
