package io.github.hidbpf4j.live.doctor;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.live.bridge.Applicability;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.fixes.FileTrust;
import io.github.hidbpf4j.live.fixes.FixFolders;
import io.github.hidbpf4j.live.fixes.InstalledFix;
import io.github.hidbpf4j.live.fixes.InstalledFixes;
import io.github.hidbpf4j.live.fixes.LeftOut;
import io.github.hidbpf4j.live.fixes.Suitability;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Checks installed fixes: whether they are trusted, whether they load, and which devices are
 * present.
 */
final class FixChecks {
  private FixChecks() {}

  static List<Check> of(
      List<LiveDevice> devices, FixFolders folders, FileTrust trust, ApiProfile machine) {
    InstalledFixes installed = InstalledFixes.read(folders, trust);
    List<Check> checks = new ArrayList<>();
    for (InstalledFix fix : installed.fixes()) {
      checks.add(fix(fix, devices, machine));
    }
    for (LeftOut out : installed.leftOut()) {
      checks.add(
          switch (out.reason()) {
            case HIDDEN, WITHOUT_METADATA -> Check.note("fixes", out.text(), "");
            case UNTRUSTED, UNREADABLE, MALFORMED -> Check.bad("fixes", out.text(), "");
          });
    }
    if (checks.isEmpty()) {
      checks.add(
          Check.note(
              "fixes",
              "none is installed in "
                  + folders.folders().stream()
                      .map(String::valueOf)
                      .collect(Collectors.joining(", ")),
              "sudo hidbpf install OBJECT"));
    }
    return checks;
  }

  private static Check fix(InstalledFix fix, List<LiveDevice> devices, ApiProfile machine) {
    Suitability suitability = Suitability.of(fix.object(), machine);
    if (!suitability.isUsable()) {
      return Check.bad(
          "fixes",
          "%s: kernel %s refuses it: %s"
              .formatted(fix.file(), suitability.profile().name(), suitability.obstacle()),
          "hidbpf verify " + fix.file() + " says more");
    }
    List<String> there =
        devices.stream()
            .filter(device -> !Applicability.isClone(device) && fix.isFor(device))
            .map(LiveDevice::toString)
            .toList();
    return Check.fine(
        "fixes",
        "%s: %s"
            .formatted(
                fix.file(),
                there.isEmpty()
                    ? "its device is not connected"
                    : "for " + String.join(", ", there)));
  }
}
