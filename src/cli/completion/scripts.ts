/** The shells that completion is written for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that completion is written for. */
export type Shell = (typeof SHELLS)[number];

/** What scripts are answered, in place of candidates, where the shell should complete files. */
export const FILES = ":files";

/**
 * Bash splits words at `=` and `:` and wants only what follows the last of them, so the line is read whole, and what
 * stands before is cut off from each answer. It works from bash 3.2 on and needs no helper functions.
 */
const BASH = `# bash completion of vendor: source <(vendor completion bash)
_vendor() {
  local line="\${COMP_LINE:0:COMP_POINT}" word="\${COMP_WORDS[COMP_CWORD]}" answer before last
  local -a words
  read -r -a words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  last="\${words[\${#words[@]} - 1]}"
  [[ $word == "=" || $word == ":" ]] && word=""
  before="\${last%"$word"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r answer _; do
    if [[ $answer == ":files" ]]; then
      compopt -o filenames 2> /dev/null
      while IFS= read -r answer; do COMPREPLY+=("$answer"); done < <(compgen -f -- "$word")
    else
      COMPREPLY+=("\${answer#"$before"}")
    fi
  done < <(command vendor __complete -- "\${words[@]:1}" 2> /dev/null)
}
complete -F _vendor vendor
`;

const ZSH = `#compdef vendor
# zsh completion of vendor: source <(vendor completion zsh), after compinit; or a file _vendor in a folder of $fpath
_vendor() {
  local -a answers
  local line
  for line in "\${(@f)$(command vendor __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2> /dev/null)}"; do
    if [[ $line == ":files" ]]; then
      _files
      return
    fi
    [[ -n $line ]] && answers+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe 'vendor' answers
}
if [[ $funcstack[1] == "_vendor" ]]; then _vendor "$@"; else compdef _vendor vendor; fi
`;

const FISH = `# fish completion of vendor: vendor completion fish > ~/.config/fish/completions/vendor.fish
function __vendor_complete
  set -l words (commandline -opc)
  set -l word (commandline -ct)
  set -e words[1]
  set -l answers (command vendor __complete -- $words "$word" 2> /dev/null)
  if test "$answers" = ":files"
    __fish_complete_path "$word"
  else
    printf '%s\\n' $answers
  end
end
complete -c vendor -f -a '(__vendor_complete)'
`;

/** What each shell has to read once so that it completes `vendor`. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
