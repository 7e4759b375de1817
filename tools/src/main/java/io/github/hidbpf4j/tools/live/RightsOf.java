package io.github.hidbpf4j.tools.live;

import java.util.List;

/** Rights that a process is started with. */
final class RightsOf {
  private RightsOf() {}

  /**
   * The words that a command is to begin with.
   *
   * @param setpriv the program of that name
   * @param user the number of the user
   * @param capabilities {@code bpf,perfmon}, or none
   */
  static List<String> words(SentProgram setpriv, String user, String capabilities) {
    String set = capabilities.isEmpty() ? "" : ",+" + capabilities.replace(",", ",+");
    return setpriv.words(
        "--reuid",
        user,
        "--regid",
        user,
        "--clear-groups",
        "--inh-caps",
        "-all" + set,
        "--ambient-caps",
        "-all" + set,
        "--bounding-set",
        "-all" + set,
        "--no-new-privs");
  }
}
