package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * What a {@code fix} line of a scenario names: an object, or a folder of objects, in which those of
 * the same name are versions of a fix, as udev-hid-bpf treats them.
 *
 * @param set what is attached
 * @param versions the objects; a kernel must load one of each list
 */
record ChosenFix(FixSet set, List<List<FixObject>> versions) {
  static ChosenFix of(FixObject object) {
    return new ChosenFix(object.fix(), List.of(List.of(object)));
  }

  static ChosenFix open(Path path, ObjectFolder objects) throws IOException {
    if (!Files.isDirectory(path)) {
      return of(objects.object(path));
    }
    TreeMap<String, List<FixObject>> byStem = new TreeMap<>();
    List<BpfObject> all = new ArrayList<>();
    for (Path file : FixSet.filesIn(path)) {
      FixObject object = objects.object(file);
      byStem
          .computeIfAbsent(
              FixName.of(String.valueOf(file.getFileName())).stem(), _ -> new ArrayList<>())
          .add(object);
      all.add(object.object());
    }
    return new ChosenFix(FixSet.ofDirectory(path.toString(), all), List.copyOf(byStem.values()));
  }

  List<FixObject> objects() {
    return versions.stream().flatMap(Collection::stream).toList();
  }

  /** Why a kernel does not load it; empty if it does. */
  String refusal(String kernel) {
    for (List<FixObject> fix : versions) {
      String last = "";
      for (FixObject version : fix) {
        String why = version.refusal(kernel);
        last = why.isEmpty() ? "" : version.file().getFileName() + ": " + why;
        if (last.isEmpty()) {
          break;
        }
      }
      if (!last.isEmpty()) {
        return last;
      }
    }
    return "";
  }

  /** Names of the released kernels that load it, the oldest first. */
  List<String> loading() {
    return Profiles.releases().stream().filter(k -> refusal(k).isEmpty()).toList();
  }
}
