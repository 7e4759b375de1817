package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputQuirks.Quirk;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** State shared by the input devices of one HID device. */
final class HidInputState {
  private final Set<Quirk> quirks;
  private final InputRules rules;
  private final InputEventSink sink;
  private final List<InputBattery> batteries = new ArrayList<>();
  private final Set<InputFinding.Kind> found = EnumSet.noneOf(InputFinding.Kind.class);
  private final Set<String> duplicates = new HashSet<>();

  /** Whether the touch of a pen is derived only from pressure ({@code NOTOUCH}). */
  boolean pressureTouches;

  /** Whether there is an Eraser without an Invert before it ({@code NOINVERT}). */
  boolean eraserWithoutInvert;

  HidInputState(Set<Quirk> quirks, InputRules rules, InputEventSink sink) {
    this.sink = sink;
    this.quirks = quirks;
    this.rules = rules;
  }

  boolean has(Quirk quirk) {
    return quirks.contains(quirk);
  }

  void set(Quirk quirk, boolean on) {
    if (on) {
      quirks.add(quirk);
    } else {
      quirks.remove(quirk);
    }
  }

  /** Adds a battery for the first field about one; since 7.3 for the first field of each report. */
  void addBattery(ReportType type, MappedField field, boolean percent) {
    boolean taken =
        rules.hasBatteryPerReport() ? batteryOf(field.report.id()) != null : !batteries.isEmpty();
    if (!taken) {
      batteries.add(new InputBattery(type, field, percent));
    }
  }

  /** The battery whose state is in the reports with this id. */
  @Nullable InputBattery batteryOf(int reportId) {
    for (InputBattery battery : batteries) {
      if (!rules.hasBatteryPerReport() || battery.reportId() == reportId) {
        return battery;
      }
    }
    return null;
  }

  List<InputBattery> batteries() {
    return batteries;
  }

  void find(InputFinding.Kind kind, String message) {
    if (found.add(kind)) {
      sink.finding(new InputFinding(kind, message));
    }
  }

  /** Records a usage without code, because another one has it. */
  void duplicate(InputDevice node, MappedUsage usage) {
    boolean _ =
        duplicates.add(
            "%s: usage %04x:%04x (%s)"
                .formatted(
                    node.name(),
                    usage.page(),
                    usage.id(),
                    InputEventCodes.name(usage.type, usage.code)));
  }

  /** Usages whose code another usage has. */
  Set<String> duplicates() {
    return duplicates;
  }
}
