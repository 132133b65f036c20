import Glibc
import Testing

@testable import Platform

/// A folder that is gone after the test.
func withFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let path = "/tmp/drover-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  try Files.makeFolder(path)
  defer { removeTree(path) }
  return try await body(path)
}

func removeTree(_ path: String) {
  if Files.facts(path)?.kind == .folder {
    for name in Files.names(in: path) { removeTree("\(path)/\(name)") }
    rmdir(path)
  } else {
    unlink(path)
  }
}

@Suite struct FilesTests {
  @Test func writesReadsMovesAndRefuses() async throws {
    try await withFolder { folder in
      try Files.makeFolder("\(folder)/a/b/c", mode: 0o700)
      try Files.makeFolder("\(folder)/a/b/c")
      try Files.writeAtomically(Array("one".utf8), to: "\(folder)/a/x")
      try Files.writeAtomically(Array("two".utf8), to: "\(folder)/a/x", mode: 0o640)
      #expect(try Files.read("\(folder)/a/x") == Array("two".utf8))
      #expect(Files.facts("\(folder)/a/x")?.mode == 0o640)
      #expect(Files.names(in: "\(folder)/a") == ["b", "x"])
      #expect(throws: PlatformError.self) { try Files.read("\(folder)/a/x", limit: 2) }
      try Files.move("\(folder)/a/x", to: "\(folder)/a/y")
      try Files.writeAtomically([], to: "\(folder)/a/x")
      #expect(throws: PlatformError.self) { try Files.move("\(folder)/a/x", to: "\(folder)/a/y") }
      #expect(throws: PlatformError.self) { try Files.makeFolder("\(folder)/a/y/z") }
      try Files.remove("\(folder)/a/x")
      try Files.remove("\(folder)/a/b/c")
      #expect(Files.names(in: "\(folder)/a") == ["b", "y"])
      #expect(try SystemFacts.isOnNetwork(folder) == false)
      #expect((SystemFacts.disk(at: folder)?.available ?? 0) > 0)
      #expect((SystemFacts.memoryAvailable() ?? 0) > 1 << 20)
    }
  }

  @Test func aLockHasOneHolderWhoIsNamed() async throws {
    try await withFolder { folder in
      let path = "\(folder)/lock"
      let lock = try #require(try FileLock.take(path))
      #expect(try FileLock.take(path) == nil)
      #expect(FileLock.holder(path) == getpid())
      #expect(FileLock.isBusy(path))
      lock.release()
      #expect(!FileLock.isBusy(path))
      #expect(try FileLock.take(path) != nil)
    }
  }

  /// The child gets the lock itself, so it stays taken after its first holder left.
  @Test func aLockIsHandedOver() async throws {
    try await withFolder { folder in
      let path = "\(folder)/lock"
      let lock = try #require(try FileLock.take(path))
      let child = try await Child.spawn(Launch(["cat"], environment: plain, extra: lock.handle))
      lock.leave()
      #expect(FileLock.isBusy(path))
      await child.input.close()
      #expect(await child.exit() == .exited(0))
      #expect(!FileLock.isBusy(path))
      let copy = open(path, O_RDWR | O_CLOEXEC)
      #expect(try FileLock.inherited(copy, path: path).path == path)
    }
  }

  /// A folder that was made while one looked is watched from the next look on; what is skipped tells nothing.
  @Test func aTreeWatchTakesNewFoldersIn() async throws {
    try await withFolder { folder in
      for name in ["a/b", "skipped", ".git"] { try Files.makeFolder("\(folder)/\(name)") }
      #expect(TreeWatch.folders(below: folder, skipping: ["skipped"]).sorted() == ["", "a", "a/b"])
      let watch = try await TreeWatch(folder)
      #expect(await watch.look(skipping: ["skipped"]))
      try Files.writeAtomically([1], to: "\(folder)/a/b/file")
      #expect(await watch.next(settling: .zero))
      try Files.makeFolder("\(folder)/new")
      #expect(await watch.next(settling: .zero))
      #expect(await watch.look(skipping: ["skipped"]))
      try Files.writeAtomically([1], to: "\(folder)/new/file")
      #expect(await watch.next(settling: .zero))
      await watch.stop()
      #expect(await !watch.next(settling: .zero))
      #expect(try await !TreeWatch("\(folder)/none").look(skipping: []))
    }
  }

  @Test func aWatchTellsWhichNamesChanged() async throws {
    try await withFolder { folder in
      let watch = try await FileWatch()
      try watch.add(folder)
      try Files.writeAtomically([1], to: "\(folder)/config.json")
      var names: Set<String> = []
      while !names.contains("config.json"), let more = await watch.next() { names.formUnion(more) }
      #expect(names.contains("config.json"))
      await watch.stop()
      #expect(await watch.next() == nil)
    }
  }
}

@Suite struct UnixSocketTests {
  @Test(arguments: [1, 300]) func talksAlsoUnderALongPath(length: Int) async throws {
    try await withFolder { folder in
      let home = "\(folder)/" + String(repeating: "d/", count: length / 2) + "h"
      try Files.makeFolder(home)
      let listener = try Listener(path: "\(home)/engine.sock")
      #expect(Files.facts(listener.path)?.mode == 0o600)
      async let accepted = listener.accept()
      let client = try await Connection.connect(listener.path)
      let server = try #require(try await accepted)
      #expect(server.peer == Peer(pid: getpid(), uid: getuid()))
      try await client.write(Array("hello".utf8))
      await client.closeOutput()
      #expect(await server.input.collect(limit: 100).bytes == Array("hello".utf8))
      try await server.write(Array("back".utf8))
      await server.close()
      #expect(await client.input.collect(limit: 100).bytes == Array("back".utf8))
      await client.close()
      await listener.stop()
      #expect(try await listener.accept() == nil)
      #expect(Files.facts(listener.path) == nil)
    }
  }

  /// Who waits for the file is told of it only when there is somebody to take the connection.
  @Test func aSocketThatHasItsNameListens() async throws {
    try await withFolder { folder in
      for round in 0..<200 {
        let path = "\(folder)/s\(round)"
        async let first: Bool = Task.detached {
          while access(path, F_OK) != 0 { await Task.yield() }
          return (try? await Connection.connect(path)) != nil
        }.value
        let listener = try Listener(path: path)
        #expect(await first, "round \(round)")
        await listener.stop()
      }
      let over = "\(folder)/over"
      try Files.writeAtomically([1], to: over)
      let listener = try Listener(path: over)
      #expect(try await Connection.connect(over).peer.pid == getpid())
      await listener.stop()
      #expect(Files.facts(over + ".new") == nil)
    }
  }

  @Test func aCancelledListenerReturns() async throws {
    try await withFolder { folder in
      let listener = try Listener(path: "\(folder)/s")
      let waiting = Task { try await listener.accept() }
      waiting.cancel()
      #expect(try await waiting.value == nil)
      await listener.stop()
    }
  }

  @Test func signalsComeAsBytes() async throws {
    let route = try await Signals.route([SIGUSR2])
    kill(getpid(), SIGUSR2)
    var iterator = route.bytes.makeAsyncIterator()
    #expect(await iterator.next() == [UInt8(SIGUSR2)])
    await route.stop()
  }
}
