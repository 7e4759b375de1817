package io.github.hidbpf4j.testing.suite;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.kernel.KnownObjects;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.profile.ProfileRanges;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.verdict.KernelMatrix;
import io.github.hidbpf4j.kernel.verdict.ProgramVerdict;
import io.github.hidbpf4j.kernel.verify.KernelList;
import io.github.hidbpf4j.kernel.verify.LoadingKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object file of a suite, opened once, and the kernels' verdicts on it. Thread-safe. */
final class FixObject {
  private final Path file;
  private final BpfObject object;
  private final KnownObjects known = new KnownObjects();
  private final List<DeviceMatch> matches;
  private @Nullable KernelMatrix matrix;

  /** Why no released kernel can link it; empty if one can, or before it was tried. */
  private String unlinkable = "";

  private FixObject(Path file, BpfObject object) {
    this.file = file;
    this.object = object;
    this.matches = DeviceMatch.of(object.btf().orElse(null));
  }

  static FixObject open(Path file) throws IOException {
    return new FixObject(file, BpfObject.open(file.toString(), Files.readAllBytes(file)));
  }

  Path file() {
    return file;
  }

  /** Its name without {@code .bpf.o}. */
  String stem() {
    return String.valueOf(file.getFileName()).replaceFirst("(\\.bpf)?\\.o$", "");
  }

  BpfObject object() {
    return object;
  }

  /** Verified programs, shared by all replays that load only this object. */
  KnownObjects known() {
    return known;
  }

  FixSet fix() {
    return FixSet.of(object);
  }

  /** Whether its metadata names the device; true if it has none. */
  boolean isFor(RecordedDevice device) {
    return DeviceMatch.anyFits(
        matches, device.bus(), device.group().number(), device.vendor(), device.product());
  }

  /** The verdicts of released kernels; null if none of them can link it at all. */
  private synchronized @Nullable KernelMatrix matrix() {
    if (matrix == null && unlinkable.isEmpty()) {
      try {
        matrix = LoadingKernels.verdictsOf(object, LoadingKernels.releases());
      } catch (BpfException e) {
        unlinkable = String.valueOf(e.getMessage());
      }
    }
    return matrix;
  }

  /** Names of the released kernels that load it, the oldest first. */
  List<String> loading() {
    KernelMatrix known = matrix();
    return known == null ? List.of() : known.loading();
  }

  /** The lines for the head of a snapshot: which kernels load it, and why others do not. */
  List<String> verdicts() {
    KernelMatrix known = matrix();
    if (known == null) {
      return List.of("loads on    no kernel", "refused     " + firstLine(unlinkable));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "loads on    "
            + (known.loading().isEmpty() ? "no kernel" : ProfileRanges.text(known.loading())));
    for (KernelMatrix.Reason reason : known.reasons()) {
      if (!isFinding(reason)) {
        lines.add(
            "refused on  %s: %s: %s"
                .formatted(
                    ProfileRanges.text(reason.profiles()),
                    String.join(", ", reason.programs()),
                    firstLine(reason.text())));
      }
    }
    return lines;
  }

  private static boolean isFinding(KernelMatrix.Reason reason) {
    return reason.text().startsWith("finding: ");
  }

  /** Why a kernel, released or only proposed, does not load it; empty if it does. */
  String refusal(String kernel) {
    KernelMatrix known = matrix();
    if (!Profiles.releases().contains(kernel)) {
      try {
        known = LoadingKernels.verdictsOf(object, List.of(KernelList.profile(kernel)));
      } catch (BpfException e) {
        return String.valueOf(e.getMessage());
      }
    }
    if (known == null) {
      return unlinkable;
    }
    if (known.loading().contains(kernel)) {
      return "";
    }
    if (known.programs().isEmpty()) {
      return "it has no programs that are loaded";
    }
    return known.reasons().stream()
        .filter(r -> r.profiles().contains(kernel) && !isFinding(r))
        .map(KernelMatrix.Reason::text)
        .findFirst()
        .orElse("no reason known");
  }

  /**
   * The programs that loaders load on a kernel, each with the reason for its rejection, "" if
   * accepted; empty if no program can be linked.
   */
  Map<String, String> rejected(String kernel) {
    KernelMatrix known = matrix();
    if (!Profiles.releases().contains(kernel)) {
      try {
        known = LoadingKernels.verdictsOf(object, List.of(KernelList.profile(kernel)));
      } catch (BpfException e) {
        return Map.of();
      }
    }
    Map<String, String> reasons = new LinkedHashMap<>();
    if (known != null) {
      known.kernels().stream()
          .filter(each -> each.profile().equals(kernel))
          .flatMap(each -> each.verdicts().stream())
          .forEach(
              verdict -> reasons.put(verdict.program(), verdict.accepted() ? "" : reason(verdict)));
    }
    return reasons;
  }

  private static String reason(ProgramVerdict verdict) {
    return verdict.reason().isBlank() ? verdict.verdict().text() : verdict.reason();
  }

  /** The first line of a rejection, without the path of the object and without advice. */
  String firstLine(String text) {
    String line = text.lines().findFirst().orElse("").strip();
    int advice = line.indexOf("; to do: ");
    return (advice < 0 ? line : line.substring(0, advice)).replace(" (in " + file + ")", "");
  }
}
