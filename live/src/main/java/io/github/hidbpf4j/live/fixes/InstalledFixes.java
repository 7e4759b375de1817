package io.github.hidbpf4j.live.fixes;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.fixes.LeftOut.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The objects that were installed when this was created. An object counts if only root can have put
 * it there ({@link FileTrust}), it can be read, and it says which devices it is for; anything else
 * is reported, and does not affect other objects.
 *
 * <p>Objects with the same stem ({@link FixName}) are versions of one fix, in whichever folder they
 * are; those in an earlier folder are tried first, and within a folder those with the highest
 * number. A file hides those of the same name in later folders.
 */
public final class InstalledFixes {
  /** More than any object that a kernel would accept. */
  private static final int MOST_BYTES = 64 << 20;

  private final Map<String, List<InstalledFix>> byStem;
  private final List<Path> folders;
  private final List<LeftOut> leftOut;

  private InstalledFixes(
      Map<String, List<InstalledFix>> byStem, List<Path> folders, List<LeftOut> leftOut) {
    this.byStem = byStem;
    this.folders = folders;
    this.leftOut = List.copyOf(leftOut);
  }

  /** Reads the folders; one that does not exist has no objects. */
  public static InstalledFixes read(FixFolders folders, FileTrust trust) {
    Map<String, List<InstalledFix>> byStem = new TreeMap<>();
    List<LeftOut> leftOut = new ArrayList<>();
    Map<String, Path> taken = new HashMap<>();
    for (Path folder : folders.folders()) {
      for (Path file : filesIn(folder, trust, leftOut)) {
        Path hides = taken.putIfAbsent(String.valueOf(file.getFileName()), file);
        if (hides != null) {
          leftOut.add(
              new LeftOut(file, Reason.HIDDEN, "%s: %s is used instead".formatted(file, hides)));
          continue;
        }
        InstalledFix fix = read(file, folder.equals(folders.own()), trust, leftOut);
        if (fix != null) {
          byStem.computeIfAbsent(FixName.of(fix.name()).stem(), _ -> new ArrayList<>()).add(fix);
        }
      }
    }
    return new InstalledFixes(byStem, folders.folders(), leftOut);
  }

  /** The object files of a folder, the highest number of each stem first. */
  private static List<Path> filesIn(Path folder, FileTrust trust, List<LeftOut> leftOut) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try {
      List<Path> found = FixSet.filesIfAny(folder);
      // One line is enough for a folder that everybody can write to.
      String objection = found.isEmpty() ? "" : trust.objectionToFolder(folder);
      if (!objection.isEmpty()) {
        leftOut.add(
            new LeftOut(
                folder,
                Reason.UNTRUSTED,
                "%s; the %d objects in %s are not used"
                    .formatted(objection, found.size(), folder)));
        return List.of();
      }
      return found;
    } catch (IOException e) {
      leftOut.add(new LeftOut(folder, Reason.UNREADABLE, text(folder, e)));
      return List.of();
    }
  }

  private static @Nullable InstalledFix read(
      Path file, boolean own, FileTrust trust, List<LeftOut> leftOut) {
    try {
      String objection = trust.objection(file);
      if (!objection.isEmpty()) {
        leftOut.add(new LeftOut(file, Reason.UNTRUSTED, objection));
        return null;
      }
      BpfObject object = BpfObject.open(file.toString(), bytes(file));
      List<DeviceMatch> devices = DeviceMatch.of(object.btf().orElse(null));
      if (devices.isEmpty()) {
        leftOut.add(
            new LeftOut(
                file,
                Reason.WITHOUT_METADATA,
                ("%s: does not say which devices it is for (no HID_BPF_CONFIG): only `hidbpf "
                        + "attach` can use it")
                    .formatted(file)));
        return null;
      }
      return new InstalledFix(file, own, object, devices);
    } catch (BpfException e) {
      leftOut.add(new LeftOut(file, Reason.MALFORMED, String.valueOf(e.getMessage())));
      return null;
    } catch (IOException e) {
      leftOut.add(new LeftOut(file, Reason.UNREADABLE, text(file, e)));
      return null;
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException("more than %d bytes".formatted(MOST_BYTES));
      }
      return bytes;
    }
  }

  private static String text(Path file, IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> file + ": permission denied";
      case NoSuchFileException _ -> file + ": is gone, or leads to nothing";
      default -> file + ": " + e.getMessage();
    };
  }

  /** All objects that count: by stem, and within each in the order in which versions are tried. */
  public List<InstalledFix> fixes() {
    return byStem.values().stream().flatMap(List::stream).toList();
  }

  /** The files that do not count. */
  public List<LeftOut> leftOut() {
    return leftOut;
  }

  /**
   * The objects that are for a device, ordered as in {@link #fixes}. Of each stem, the first one
   * that loads and whose probe accepts the device is the one to apply.
   */
  public List<InstalledFix> matching(LiveDevice device) {
    return fixes().stream().filter(fix -> fix.isFor(device)).toList();
  }

  /** All objects that count, as sets to apply to devices. */
  public List<FixSet> sets() {
    return sets(byStem.values());
  }

  /** The objects that are for a device, as sets to apply; empty if none are. */
  public List<FixSet> sets(LiveDevice device) {
    return sets(
        byStem.values().stream()
            .map(versions -> versions.stream().filter(fix -> fix.isFor(device)).toList())
            .filter(versions -> !versions.isEmpty())
            .toList());
  }

  /** Makes a set for each folder, with the fixes whose first version is there. */
  private List<FixSet> sets(Collection<List<InstalledFix>> fixes) {
    Map<Path, List<List<BpfObject>>> sets = new LinkedHashMap<>();
    folders.forEach(folder -> sets.put(folder, new ArrayList<>()));
    for (List<InstalledFix> versions : fixes) {
      Path folder = versions.getFirst().file().getParent();
      sets.computeIfAbsent(folder, _ -> new ArrayList<>())
          .add(versions.stream().map(InstalledFix::object).toList());
    }
    return sets.entrySet().stream()
        .filter(set -> !set.getValue().isEmpty())
        .map(set -> new FixSet(set.getKey().toString(), true, set.getValue()))
        .toList();
  }
}
