import Base

/// An amount of US dollars in billionths, so that one token's price is exact enough and a sum never drifts.
package struct Money: Hashable, Comparable, Sendable {
  package let billionths: Int64

  package init(billionths: Int64) { self.billionths = billionths }

  package static let zero = Money(billionths: 0)

  package static func < (left: Money, right: Money) -> Bool { left.billionths < right.billionths }

  package static func + (left: Money, right: Money) -> Money {
    Money(billionths: left.billionths.addingReportingOverflow(right.billionths).partialValue)
  }

  /// Reads `1.50`, `0.0123`, `12`; at most nine decimals, never negative. Nil for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, !whole.isEmpty, whole.utf8.allSatisfy(Self.isDigit), let units = Int64(whole),
      units < 1_000_000_000
    else { return nil }
    var fraction = parts.count == 2 ? String(parts[1]) : ""
    guard parts.count == 1 || !fraction.isEmpty, fraction.utf8.count <= 9, fraction.utf8.allSatisfy(Self.isDigit)
    else { return nil }
    fraction += String(repeating: "0", count: 9 - fraction.utf8.count)
    billionths = units * 1_000_000_000 + (Int64(fraction) ?? 0)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension Money: CustomStringConvertible {
  /// At least two decimals, at most nine, without trailing zeros: `1.50`, `0.0123`.
  package var description: String {
    let sign = billionths < 0 ? "-" : ""
    let value = billionths.magnitude
    var (fraction, digits) = (value % 1_000_000_000, 9)
    while digits > 2, fraction % 10 == 0 { (fraction, digits) = (fraction / 10, digits - 1) }
    return "\(sign)\(value / 1_000_000_000).\(fraction.zeroPadded(digits))"
  }
}

extension Money: Codable {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = Money(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not an amount like 1.50: \(text)"))
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// What something cost, and how that is known. No amount means unknown, which is never shown as zero.
package struct Cost: Hashable, Sendable, Codable {
  package enum Basis: String, Hashable, Sendable, Codable {
    /// The agent said so itself.
    case reported
    /// Tokens times the price of the model catalogue.
    case catalogue
    /// Covered by a subscription: the amount is what it would have cost.
    case subscription
    case unknown
  }

  package var amount: Money?
  package var currency = "USD"
  package var basis: Basis

  package init(amount: Money?, basis: Basis) {
    self.amount = amount
    self.basis = basis
  }

  package static let unknown = Cost(amount: nil, basis: .unknown)

  /// The sum of two costs: unknown swallows nothing, it stays visible in the basis.
  package func adding(_ other: Cost) -> Cost {
    guard let left = amount else { return Cost(amount: other.amount, basis: other.amount == nil ? .unknown : basis) }
    guard let right = other.amount else { return Cost(amount: left, basis: .unknown) }
    return Cost(amount: left + right, basis: basis == other.basis ? basis : .catalogue)
  }
}
