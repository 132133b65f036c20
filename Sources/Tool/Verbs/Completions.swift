/// Completion scripts. They ask `drover completion` itself when the key is pressed, so that flags, values and ids are right
/// in each shell and at every place.
package enum Completions {
  package static func script(for shell: String) throws(UsageError) -> String {
    switch shell {
    case "bash": bash
    case "zsh": zsh
    case "fish": fish
    default:
      throw UsageError(message: "there are no completions for \"\(shell)\"", remedy: "one of: bash, zsh, fish")
    }
  }

  /// One offer as a line that the shell's script reads.
  package static func line(_ word: String, _ summary: String, for shell: String) -> String {
    switch shell {
    case "zsh":
      let escaped = word.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
      return summary.isEmpty ? escaped : "\(escaped):\(summary)"
    case "fish": return summary.isEmpty ? word : "\(word)\t\(summary)"
    default: return word
    }
  }

  /// Without an offer the shell completes paths.
  private static let bash = """
    # bash completion for drover
    _drover() {
      local offer
      COMPREPLY=()
      while IFS= read -r offer; do COMPREPLY+=("$offer"); done < <(
        drover completion bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    }
    complete -o bashdefault -o default -F _drover drover

    """

  private static let zsh = """
    #compdef drover
    _drover() {
      local -a offers
      offers=("${(@f)$(drover completion zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
      if [[ -n "$offers" ]]; then _describe -V drover offers; else _files; fi
    }
    if [[ "$funcstack[1]" == _drover ]]; then _drover "$@"; else compdef _drover drover; fi

    """

  private static let fish = """
    # fish completion for drover
    function __drover_offers
      set -l typed (commandline -opc)
      set -e typed[1]
      set -l current (commandline -ct)
      set -l offers (drover completion fish -- $typed "$current" 2>/dev/null)
      if test (count $offers) -gt 0
        printf '%s\\n' $offers
      else
        __fish_complete_path "$current"
      end
    end
    complete -c drover -f -a '(__drover_offers)'

    """
}
