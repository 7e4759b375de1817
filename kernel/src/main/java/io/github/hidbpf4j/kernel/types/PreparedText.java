package io.github.hidbpf4j.kernel.types;

/**
 * The types of profiles as BTF, in strings with one character per byte. The build replaces this
 * class by one with the data ({@link PreparedTypes}): a command started with an AOT cache finds the
 * strings in its heap, whereas for a resource it would have to open the jars.
 */
final class PreparedText {
  private PreparedText() {}

  /** The types of a profile, in pieces; empty if the build has prepared nothing. */
  static String[] of(String profile) {
    return new String[0];
  }
}
