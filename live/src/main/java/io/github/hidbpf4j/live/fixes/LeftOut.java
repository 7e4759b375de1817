package io.github.hidbpf4j.live.fixes;

import java.nio.file.Path;

/**
 * A file in a folder of installed objects that does not count.
 *
 * @param file the object, or the folder
 * @param reason why, for programs
 * @param text why and what to do, for people: one line that begins with a path
 */
public record LeftOut(Path file, Reason reason, String text) {
  /** Why something is left out. */
  public enum Reason {
    /** Others than root may have put it there. */
    UNTRUSTED,
    /** It cannot be read. */
    UNREADABLE,
    /** It is not a BPF object. */
    MALFORMED,
    /** It does not say which devices it is for. */
    WITHOUT_METADATA,
    /** An earlier folder has a file of the same name. */
    HIDDEN
  }
}
