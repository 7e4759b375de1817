package io.github.hidbpf4j.hid.input;

import io.github.hidbpf4j.hid.descriptor.Collection;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputQuirks.Quirk;
import io.github.hidbpf4j.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates the input devices of a HID device ({@code hidinput_connect}). */
final class InputConnector {
  /** An input device under construction ({@code struct hid_input}). */
  private static final class Node {
    final InputDevice device;
    final MappedReport first;
    final List<MappedReport> reports = new ArrayList<>();
    int application;

    Node(InputDevice device, int application, MappedReport first) {
      this.device = device;
      this.application = application;
      this.first = first;
    }
  }

  private final ReportDescriptor descriptor;
  private final InputOptions options;
  private final HidInputState state;
  private final @Nullable Multitouch multitouch;
  private final List<MappedReport> inputs;
  private final List<MappedReport> outputs;
  private final List<MappedReport> features;
  private final List<Node> nodes = new ArrayList<>();
  private final int applications;

  InputConnector(
      ReportDescriptor descriptor,
      InputOptions options,
      HidInputState state,
      @Nullable Multitouch multitouch) {
    this.descriptor = descriptor;
    this.options = options;
    this.state = state;
    this.multitouch = multitouch;
    this.inputs = mapped(ReportType.INPUT);
    this.outputs = mapped(ReportType.OUTPUT);
    this.features = mapped(ReportType.FEATURE);
    this.applications =
        (int)
            descriptor.collections().stream()
                .filter(c -> c.type() == Collection.APPLICATION)
                .count();
  }

  private List<MappedReport> mapped(ReportType type) {
    return descriptor.reports(type).stream().map(MappedReport::new).toList();
  }

  List<MappedReport> inputs() {
    return inputs;
  }

  List<MappedReport> outputs() {
    return outputs;
  }

  /** Returns the input devices, in the order in which they appear; empty if there are none. */
  List<InputDevice> connect(InputEventSink sink, LedOutput leds) {
    ResolutionMultipliers multipliers = new ResolutionMultipliers(inputs, features);
    multipliers.apply();
    Multitouch touch = multitouch;
    if (touch != null) {
      touch.fixFields(inputs);
    }
    if (!state.has(Quirk.HIDINPUT_FORCE) && !InputDevices.isInput(descriptor)) {
      return List.of();
    }
    FeatureReader reader = new FeatureReader(options.requests());
    boolean readable = !state.has(Quirk.NO_INIT_REPORTS);
    readFeatures(reader, readable);
    mapReports();
    multipliers.raise(reader, readable);
    List<InputDevice> devices = configure();
    for (int i = 0; i < devices.size(); i++) {
      InputDevice device = devices.get(i);
      Scheduler scheduler = options.scheduler();
      device.register(i, sink, leds, scheduler == null ? null : new KeyRepeat(scheduler, device));
    }
    inputs.forEach(MappedReport::order);
    return devices;
  }

  private void readFeatures(FeatureReader reader, boolean readable) {
    for (MappedReport report : features) {
      for (MappedField field : report.fields) {
        for (int i = 0; field.field.count() >= 1 && i < field.usages.length; i++) {
          if (field.usages[i].hid == Usage.DC_BATTERY_STRENGTH) {
            state.addBattery(ReportType.FEATURE, field, false);
          }
          Multitouch touch = multitouch;
          if (touch != null) {
            touch.feature(reader, readable, field, i);
          }
        }
      }
    }
  }

  private void mapReports() {
    UsageMapper mapper =
        new UsageMapper(
            state, options.rules(), multitouch == null ? UsageMapper.Driver.NONE : multitouch);
    List<MappedReport> all = new ArrayList<>(inputs);
    if (!state.has(Quirk.SKIP_OUTPUT_REPORTS)) {
      all.addAll(outputs);
    }
    boolean perId = state.has(Quirk.MULTI_INPUT);
    boolean perApplication = applications > 1 && isPerApplication();
    Node node = null;
    for (MappedReport report : all) {
      if (report.fields.length == 0) {
        continue;
      }
      if (perId) {
        node = withId(report);
      } else if (perApplication) {
        node = withApplication(report);
      }
      if (node == null) {
        node = new Node(newDevice(report.application()), report.application(), report);
        nodes.add(node);
      }
      mapper.map(node.device, report);
      node.reports.add(report);
      Multitouch touch = multitouch;
      if (touch != null && touch.hasStylus(node.device)) {
        node.application = Usage.DG_STYLUS;
      }
    }
  }

  private boolean isPerApplication() {
    return multitouch == null
        || !multitouch.touchClass().has(MultitouchClass.Quirk.FORCE_MULTI_INPUT);
  }

  private @Nullable Node withId(MappedReport report) {
    for (Node node : nodes) {
      if (node.first.id() == report.id()) {
        return node;
      }
    }
    return null;
  }

  private @Nullable Node withApplication(MappedReport report) {
    int application = report.application();
    boolean joinsKeyboard =
        application == Usage.GD_SYSTEM_CONTROL || application == Usage.CP_CONSUMER_CONTROL;
    for (Node node : nodes) {
      if (node.application == application
          || joinsKeyboard && node.application == Usage.GD_KEYBOARD) {
        return node;
      }
    }
    return null;
  }

  private InputDevice newDevice(int application) {
    String name = options.name();
    String suffix = applications > 1 && isPerApplication() ? suffix(application) : "";
    if (!suffix.isEmpty() && !name.endsWith(suffix)) {
      name = name + " " + suffix;
    }
    return new InputDevice(name, options.phys(), options.uniq(), options.id());
  }

  private static String suffix(int application) {
    return switch (application) {
      case Usage.GD_KEYBOARD -> "Keyboard";
      case Usage.GD_KEYPAD -> "Keypad";
      case Usage.GD_MOUSE -> "Mouse";
      // The kernel has these two swapped, and keeps them for compatibility.
      case Usage.DG_PEN -> "Stylus";
      case Usage.DG_STYLUS -> "Pen";
      case Usage.DG_TOUCHSCREEN -> "Touchscreen";
      case Usage.DG_TOUCHPAD -> "Touchpad";
      case Usage.GD_SYSTEM_CONTROL -> "System Control";
      case Usage.CP_CONSUMER_CONTROL -> "Consumer Control";
      case Usage.GD_WIRELESS_RADIO_CONTROLS -> "Wireless Radio Control";
      case Usage.GD_SYSTEM_MULTIAXIS -> "System Multi Axis";
      default -> "";
    };
  }

  /** Drops input devices without any code; if a driver gives up, all of them. */
  private List<InputDevice> configure() {
    List<InputDevice> devices = new ArrayList<>();
    for (Node node : nodes) {
      Multitouch touch = multitouch;
      if (touch != null) {
        String name = touch.configured(node.device, node.application, node.reports, options.name());
        if (name == null) {
          forget(null);
          return List.of();
        }
        node.device.rename(name);
      }
      if (node.device.isPopulated()) {
        devices.add(node.device);
      } else {
        forget(node.device);
      }
    }
    return devices;
  }

  private void forget(@Nullable InputDevice device) {
    for (List<MappedReport> reports : List.of(inputs, outputs)) {
      for (MappedReport report : reports) {
        for (MappedField field : report.fields) {
          if (device == null || field.node == device) {
            field.node = null;
          }
        }
      }
    }
  }
}
