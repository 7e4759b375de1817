package io.github.hidbpf4j.live.daemon;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.metadata.FixName;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.fixes.InstalledFix;
import io.github.hidbpf4j.live.fixes.InstalledFixes;
import io.github.hidbpf4j.live.fixes.LeftOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses among the fixes that are installed and trusted: the versions of each fix that are for the
 * device, in the order in which they are tried.
 */
public final class InstalledFixChooser implements FixChooser {
  private final InstalledFixes installed;

  /** Creates a chooser of the currently installed fixes. */
  public InstalledFixChooser(InstalledFixes installed) {
    this.installed = installed;
  }

  @Override
  public Choice choose(LiveDevice device) {
    List<String> refused =
        installed.leftOut().stream()
            .filter(left -> left.reason() == LeftOut.Reason.UNTRUSTED)
            .map(LeftOut::text)
            .toList();
    List<InstalledFix> matching = installed.matching(device);
    Map<String, List<BpfObject>> byStem = new LinkedHashMap<>();
    StringBuilder version = new StringBuilder();
    for (InstalledFix fix : matching) {
      byStem
          .computeIfAbsent(FixName.of(fix.name()).stem(), stem -> new ArrayList<>())
          .add(fix.object());
      version.append(fix.file()).append(' ').append(stamp(fix.file())).append('\n');
    }
    List<FixSet> sets = new ArrayList<>();
    byStem.forEach((stem, versions) -> sets.add(new FixSet(stem, true, List.of(versions))));
    return new Choice(sets, version.toString(), refused);
  }

  private static String stamp(Path file) {
    try {
      return Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return "gone";
    }
  }
}
