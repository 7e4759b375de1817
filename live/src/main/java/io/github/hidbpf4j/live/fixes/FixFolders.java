package io.github.hidbpf4j.live.fixes;

import java.nio.file.Path;
import java.util.List;

/**
 * The folders of installed objects. The version of a fix in an earlier folder is tried first.
 *
 * @param folders at least one; the first is ours, where {@code hidbpf install} puts objects
 */
public record FixFolders(List<Path> folders) {
  /** Ours, and those of udev-hid-bpf: the machine's, and the distribution's. */
  public static final FixFolders STANDARD =
      new FixFolders(
          List.of(
              Path.of("/etc/hidbpf/fixes"),
              Path.of("/usr/local/lib/firmware/hid/bpf"),
              Path.of("/usr/lib/firmware/hid/bpf")));

  /** Copies. */
  public FixFolders {
    folders = List.copyOf(folders);
    if (folders.isEmpty()) {
      throw new IllegalArgumentException("no folder");
    }
  }

  /** Where {@code hidbpf install} puts objects. */
  public Path own() {
    return folders.getFirst();
  }
}
