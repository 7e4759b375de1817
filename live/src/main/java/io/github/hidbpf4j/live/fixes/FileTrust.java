package io.github.hidbpf4j.live.fixes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides whether to trust a file: nobody but root may have written its contents, and nobody else
 * may be able to change it between a check and the next one. So the file, every folder above it,
 * and all of that behind symbolic links must belong to root and be writable by their owner alone.
 */
public final class FileTrust {
  /** The rule for a machine. */
  public static final FileTrust ROOT = new FileTrust(0, Path.of("/"));

  private static final int MOST_LINKS = 40;
  private static final int TYPE = 0170000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final int FOLDER = 0040000;
  private static final int REGULAR = 0100000;
  private static final int WRITABLE_BY_OTHERS = 0022;

  /** The mode bit of folders that all may write to, such as {@code /tmp}. */
  private static final int STICKY = 01000;

  private final int owner;
  private final Path top;

  /**
   * Creates a rule.
   *
   * @param owner the trusted owner: 0, root, except in tests
   * @param top the folder that is trusted with everything above it; nothing may lead out of it
   */
  public FileTrust(int owner, Path top) {
    this.owner = owner;
    this.top = top.toAbsolutePath();
  }

  /**
   * Why a file is not trusted, and what to do about it; empty if it is.
   *
   * @throws IOException if it cannot be examined
   */
  public String objection(Path file) throws IOException {
    return look(file, REGULAR);
  }

  /** Why a folder is not trusted, and what to do about it; empty if it is. */
  public String objectionToFolder(Path folder) throws IOException {
    return look(folder, FOLDER);
  }

  private String look(Path file, int type) throws IOException {
    if (!file.toAbsolutePath().startsWith(top)) {
      return "%s: is not below %s".formatted(file, top);
    }
    String objection = objection(top, attributes(top));
    Deque<Path> rest = names(top.relativize(file.toAbsolutePath()));
    Path at = top;
    int last = FOLDER;
    for (int links = 0; !rest.isEmpty() && objection.isEmpty(); ) {
      String name = rest.removeFirst().toString();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        Path parent = at.getParent();
        at = parent == null ? at : parent;
        if (!at.startsWith(top)) {
          return "%s: leads out of %s".formatted(file, top);
        }
        continue;
      }
      Path next = at.resolve(name);
      Map<String, Object> attributes = attributes(next);
      last = number(attributes, "mode") & TYPE;
      objection = objection(next, attributes);
      if (last != SYMBOLIC_LINK) {
        at = next;
        continue;
      }
      if (++links > MOST_LINKS) {
        return "%s: more than %d symbolic links".formatted(file, MOST_LINKS);
      }
      Path target = Files.readSymbolicLink(next);
      if (target.isAbsolute()) {
        if (!target.startsWith(top)) {
          return "%s: leads out of %s, to %s".formatted(next, top, target);
        }
        at = top;
        target = top.relativize(target);
      }
      names(target).descendingIterator().forEachRemaining(rest::addFirst);
    }
    if (objection.isEmpty() && last != type) {
      return "%s: is not a %s".formatted(file, type == FOLDER ? "folder" : "regular file");
    }
    return objection;
  }

  private static Deque<Path> names(Path path) {
    List<Path> names = new ArrayList<>();
    path.forEach(names::add);
    return new ArrayDeque<>(names);
  }

  private static Map<String, Object> attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      throw new IOException(path + ": this file system does not tell who owns files", e);
    }
  }

  private static int number(Map<String, Object> attributes, String name) {
    return (int) Objects.requireNonNull(attributes.get(name));
  }

  private String objection(Path path, Map<String, Object> attributes) {
    int uid = number(attributes, "uid");
    int mode = number(attributes, "mode");
    if (uid != owner) {
      String wanted = owner == 0 ? "root" : "user " + owner;
      return "%s: belongs to user %d, expected %s: `chown %s %s`"
          .formatted(path, uid, wanted, owner == 0 ? "root" : owner, path);
    }
    if ((mode & TYPE) != SYMBOLIC_LINK && (mode & WRITABLE_BY_OTHERS) != 0) {
      String remedy =
          (mode & STICKY) != 0 ? "use another folder" : "`chmod go-w %s`".formatted(path);
      return "%s: others than its owner can write it (%s): %s"
          .formatted(path, permissions(mode), remedy);
    }
    return "";
  }

  private static String permissions(int mode) {
    StringBuilder text = new StringBuilder();
    String letters = "rwxrwxrwx";
    for (int i = 0; i < letters.length(); i++) {
      text.append((mode & 1 << letters.length() - 1 - i) != 0 ? letters.charAt(i) : '-');
    }
    return text.toString();
  }
}
