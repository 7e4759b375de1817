package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.hid.input.InputDevice;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.model.BytePattern;
import io.github.hidbpf4j.kernel.event.ReplayStart;
import io.github.hidbpf4j.kernel.finding.Finding;
import io.github.hidbpf4j.testing.bench.BenchDevice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks expectations about state: attached objects, descriptor, driver, findings, variables. */
final class StateCheck {
  private StateCheck() {}

  static @Nullable Mismatch found(List<Finding> findings, String kind) {
    List<String> all = findings.stream().map(Finding::toString).toList();
    if (kind.isEmpty()) {
      return all.isEmpty() ? null : new Mismatch("expected no findings", all);
    }
    return findings.stream().anyMatch(f -> f.kind().id().equals(kind))
        ? null
        : new Mismatch(
            "expected finding " + kind, all.isEmpty() ? List.of("nothing was found") : all);
  }

  static @Nullable Mismatch property(BenchDevice device, String name, String value) {
    Map<String, String> all = new LinkedHashMap<>();
    device.start().attachments().forEach(a -> all.putAll(a.properties()));
    String found = all.get(name);
    return value.equals(found)
        ? null
        : new Mismatch(
            "expected property %s=%s".formatted(name, value),
            List.of(
                found != null
                    ? "found " + found
                    : all.isEmpty()
                        ? "no property was set"
                        : "only " + String.join(", ", all.keySet())));
  }

  /** Why objects are not attached to a device; empty if all are. */
  static String unattached(BenchDevice device) {
    List<String> reasons = new ArrayList<>();
    for (ReplayStart.Attachment a : device.start().attachments()) {
      if (a.status() != ReplayStart.Attachment.Status.ATTACHED) {
        reasons.add(a.object() + ": " + a.reason());
      }
    }
    return String.join("; ", reasons);
  }

  static @Nullable Mismatch attached(BenchDevice device, boolean all, String text) {
    String reasons = unattached(device);
    if (all) {
      return reasons.isEmpty()
          ? null
          : new Mismatch("expected that the fix is attached", List.of(reasons));
    }
    if (reasons.isEmpty()) {
      return new Mismatch("expected that the fix is not attached", List.of("it is"));
    }
    return reasons.contains(text)
        ? null
        : new Mismatch(
            "expected that the fix is not attached: '%s'".formatted(text),
            List.of("found " + reasons));
  }

  static @Nullable Mismatch descriptor(BenchDevice device, BytePattern pattern) {
    return pattern.matches(device.descriptor())
        ? null
        : new Mismatch(
            "expected this report descriptor in use: " + pattern,
            List.of("found " + Shown.hex(device.descriptor())));
  }

  static @Nullable Mismatch descriptorPart(BenchDevice device, BytePattern pattern) {
    byte[] descriptor = device.descriptor();
    int length = pattern.bytes().size();
    for (int i = 0; i + length <= descriptor.length; i++) {
      if (pattern.matches(Arrays.copyOfRange(descriptor, i, i + length))) {
        return null;
      }
    }
    return new Mismatch(
        "expected in the report descriptor in use: " + pattern,
        List.of("found " + Shown.hex(descriptor)));
  }

  static @Nullable Mismatch driver(BenchDevice device, String name) {
    return device.driver().equals(name)
        ? null
        : new Mismatch(
            "expected driver " + name,
            List.of("found " + (device.driver().isEmpty() ? "none" : device.driver())));
  }

  static @Nullable Mismatch input(BenchDevice device, List<String> codes) {
    List<String> missing = new ArrayList<>(codes);
    for (InputDevice input : device.inputDevices()) {
      missing.removeAll(names(input));
    }
    return missing.isEmpty()
        ? null
        : new Mismatch(
            "expected an input device with " + String.join(", ", missing),
            device.inputDevices().isEmpty()
                ? List.of("there is no input device")
                : device.inputDevices().stream()
                    .map(d -> "%s: %s".formatted(d.name(), names(d)))
                    .toList());
  }

  private static List<String> names(InputDevice input) {
    List<String> names = new ArrayList<>();
    for (int type = InputEventCodes.EV_SYN + 1; type < 0x20; type++) {
      for (int code : input.codes(type)) {
        names.add(InputEventCodes.name(type, code));
      }
    }
    return names;
  }

  static @Nullable Mismatch variable(BenchDevice device, String name, String value) {
    List<String> found = new ArrayList<>();
    for (var object : device.objects()) {
      BtfValue is = object.variableValues().get(name);
      if (is != null) {
        if (is.toString().equals(value)) {
          return null;
        }
        found.add("found " + is);
      }
    }
    return new Mismatch(
        "expected variable %s = %s".formatted(name, value),
        found.isEmpty() ? List.of("no loaded object has such a variable") : found);
  }
}
