import Testing

@testable import Base

@Suite struct StreamTests {
  @Test func aRingDropsItsOldestAndCounts() {
    var ring = RingBuffer<Int>(capacity: 3)
    for value in 1...5 { ring.append(value) }
    #expect(ring.elements == [3, 4, 5])
    #expect(ring[0] == 3)
    #expect(ring.dropped == 2)
  }

  @Test func aFullChannelMakesItsSenderWaitAndLosesNothing() async {
    let channel = BoundedChannel<Int>(bound: 2)
    let sender = Task {
      for value in 0..<1000 { _ = await channel.send(value) }
      channel.finish()
    }
    var seen: [Int] = []
    while let batch = await channel.nextBatch() {
      #expect(batch.count <= 2)
      seen += batch
    }
    await sender.value
    #expect(seen == Array(0..<1000))
  }

  @Test func aCancelledSenderAndConsumerEnd() async {
    let channel = BoundedChannel<Int>(bound: 1)
    #expect(channel.trySend(1))
    #expect(!channel.trySend(2))
    let sender = Task { await channel.send(2) }
    sender.cancel()
    #expect(await sender.value == false)
    #expect(await channel.nextBatch() == [1])
    let consumer = Task { await channel.nextBatch() }
    consumer.cancel()
    #expect(await consumer.value == nil)
  }

  @Test func everyListenerSeesAllAndASlowOneIsCutOffNotSkipped() async {
    let broadcast = Broadcast<Int>()
    let quick = broadcast.listen(bound: 100)
    let slow = broadcast.listen(bound: 3)
    for value in 0..<10 { broadcast.send(value) }
    #expect(broadcast.listenerCount == 1)
    broadcast.finish()
    var all: [Int] = []
    for await value in quick { all.append(value) }
    var few: [Int] = []
    for await value in slow { few.append(value) }
    #expect(all == Array(0..<10))
    #expect(few == [0, 1, 2])
  }

  @Test func aBurstBecomesOneActionAtTheLatestAfterTheLongestWait() {
    let start = ContinuousClock.now
    var debouncer = Debouncer(quiet: .milliseconds(100), longest: .milliseconds(250))
    for step in 0..<4 { debouncer.triggered(at: start + .milliseconds(80 * step)) }
    #expect(debouncer.deadline == start + .milliseconds(250))
    let early = debouncer.fired(at: start + .milliseconds(249))
    let due = debouncer.fired(at: start + .milliseconds(250))
    #expect(!early)
    #expect(due)
    #expect(debouncer.deadline == nil)
  }
}
