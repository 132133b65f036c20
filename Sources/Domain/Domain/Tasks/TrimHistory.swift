extension [TaskRecord.Attempt] {
  /// The trim that an undo would take back; nil where nothing is trimmed off, or others have worked on it since. One that
  /// was undone and its undo are as if they had never been; one that failed on its way is taken back as well.
  package var trimToUndo: Trim? {
    var undone = 0
    for attempt in reversed() where attempt.commit != nil || attempt.trim != nil {
      guard let trim = attempt.trim else { return nil }
      if !trim.undoes, undone == 0 { return trim }
      undone += trim.undoes ? 1 : -1
    }
    return nil
  }
}
