package io.github.hidbpf4j.kernel.types;

/**
 * The types of profiles as BTF, in strings of which each character is a byte. The build replaces
 * this class by one that has them ({@link PreparedTypes}): a command that starts with an AOT cache
 * finds the strings in its heap, where to look for a resource it would have to open the jars.
 */
final class PreparedText {
  private PreparedText() {}

  /** The types of a profile, in pieces; none where the build has prepared nothing. */
  static String[] of(String profile) {
    return new String[0];
  }
}
