import Domain
import JSON
import Resources

/// The catalogue of models that belongs to this program.
enum Catalogue {
  static func models() throws -> ModelCatalogue { try JSONCoder.decode(ModelCatalogue.self, from: Resources.models) }
}
