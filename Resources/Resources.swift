/// The texts that belong to the program, embedded in it. One small file each, so that none is slow to compile.
package enum Resources {
  /// Models, their vendors and prices: JSON.
  package static var models: [UInt8] { PackageResources.models_json }
}
