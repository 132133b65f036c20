import Assembly
import Glibc

@main struct Drover {
  static func main() async {
    exit(await Assembly.main(Array(CommandLine.arguments.dropFirst())))
  }
}
