package io.github.hidbpf4j.hid.input;

import static io.github.hidbpf4j.hid.input.InputEventCodes.*;

import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.input.InputQuirks.Quirk;

/**
 * Turns the values of mapped usages into events ({@code hidinput_hid_event} and, for the order,
 * {@code hid_process_report}). Allocates nothing.
 */
final class UsageEvents {
  /** Maximum number of steps of a relative volume; the kernel sends up to 2147483647. */
  private static final int MOST_VOLUME_STEPS = 1 << 12;

  /** Axes of a hat for the directions 0 (centre), 1 (up) and clockwise to 8. */
  private static final int[] HAT_X = {0, 0, 1, 1, 1, 0, -1, -1, -1},
      HAT_Y = {0, -1, -1, 0, 1, 1, 1, 0, -1};

  private final HidInputState state;

  UsageEvents(HidInputState state) {
    this.state = state;
  }

  /** Processes a report whose values were fetched, and keeps them. */
  void process(MappedReport report) {
    MappedField[] fields = report.entryFields;
    int[] indexes = report.entryIndexes;
    for (int i = 0; i < fields.length; i++) {
      MappedField field = fields[i];
      if (field.isVariable()) {
        int index = indexes[i];
        usage(field, index, field.newValues[index]);
      } else {
        array(field);
      }
    }
    report.keepVariables();
  }

  /** Releases what an array selected before and no longer does, then presses what is new. */
  private void array(MappedField field) {
    if (field.ignored) {
      return;
    }
    int count = field.field.count();
    int[] before = field.values;
    int[] now = field.newValues;
    for (int i = 0; i < count; i++) {
      int gone = field.selected(before[i]);
      if (gone >= 0 && !contains(now, count, before[i])) {
        usage(field, gone, 0);
      }
      int come = field.selected(now[i]);
      if (come >= 0 && !contains(before, count, now[i])) {
        usage(field, come, 1);
      }
    }
    field.keep();
  }

  private static boolean contains(int[] values, int count, int value) {
    for (int i = 0; i < count; i++) {
      if (values[i] == value) {
        return true;
      }
    }
    return false;
  }

  private void usage(MappedField field, int index, int newValue) {
    MappedUsage usage = field.usages[index];
    int type = usage.type;
    if (type == 0) {
      return;
    }
    if (type == EV_PWR) {
      InputBattery battery = state.batteryOf(field.report.id());
      if (battery != null) {
        battery.report(usage.hid, newValue);
      }
      return;
    }
    InputDevice node = field.node;
    if (node == null) {
      return;
    }
    if (usage.isHat()) {
      hat(node, usage, newValue);
      return;
    }
    int value = newValue;
    if (field.isVariable() && field.minimum < field.maximum) {
      if ((field.flags & Field.NULL_STATE) != 0
          && (value < field.minimum || value > field.maximum)) {
        return;
      }
      value = Math.clamp(value, field.minimum, field.maximum);
    }
    if (!tool(field, node, usage, value)) {
      return;
    }
    if (type == EV_KEY && usage.code == 0) {
      return;
    }
    if (type == EV_REL && (usage.code == REL_WHEEL_HI_RES || usage.code == REL_HWHEEL_HI_RES)) {
      scroll(node, usage, value);
      return;
    }
    if (type == EV_ABS) {
      if (usage.code == ABS_VOLUME && field.isRelative()) {
        volume(node, value);
        return;
      }
      if (usage.code == ABS_X && state.has(Quirk.X_INVERT)
          || usage.code == ABS_Y && state.has(Quirk.Y_INVERT)) {
        value = field.maximum - value;
      }
    }
    if (field.isDifferential() && value == field.values[index]) {
      return;
    }
    if (type == EV_KEY && (node.isDown(usage.code) ? 0 : 1) == value) {
      node.event(EV_MSC, MSC_SCAN, usage.hid);
    }
    node.event(type, usage.code, value);
    if (type == EV_KEY && value != 0 && field.isRelative()) {
      node.sync();
      node.event(type, usage.code, 0);
    }
  }

  private static void hat(InputDevice node, MappedUsage usage, int value) {
    int direction = usage.hatDirection;
    if (direction == 0) {
      int range = usage.hatMaximum - usage.hatMinimum + 1;
      direction = (value - usage.hatMinimum) * 8 / range + 1;
    }
    if (direction < 0 || direction > 8) {
      direction = 0;
    }
    node.event(usage.type, usage.code, HAT_X[direction]);
    node.event(usage.type, usage.code + 1, HAT_Y[direction]);
  }

  private static void scroll(InputDevice node, MappedUsage usage, int value) {
    if (value == 0) {
      return;
    }
    int fine = value * 120 / usage.resolutionMultiplier;
    usage.wheelAccumulated += (short) fine;
    int coarse = usage.wheelAccumulated / 120;
    usage.wheelAccumulated -= (short) (coarse * 120);
    node.event(EV_REL, usage.code == REL_WHEEL_HI_RES ? REL_WHEEL : REL_HWHEEL, coarse);
    node.event(EV_REL, usage.code, fine);
  }

  private void volume(InputDevice node, int value) {
    int key = value > 0 ? KEY_VOLUMEUP : KEY_VOLUMEDOWN;
    // The magnitude of -2147483648 is negative in the kernel as well: nothing is sent.
    int steps = Math.abs(value);
    if (steps > 0 && !node.hasType(EV_KEY)) {
      state.find(
          InputFinding.Kind.VOLUME_WITHOUT_KEYS,
          node.name() + ": a relative Volume of an input device without other keys sends nothing");
    }
    if (steps > MOST_VOLUME_STEPS) {
      state.find(
          InputFinding.Kind.VOLUME_LOOP,
          "%s: a relative Volume of %d makes the kernel send %d key presses at once; %d are shown"
              .formatted(node.name(), value, steps, MOST_VOLUME_STEPS));
      steps = MOST_VOLUME_STEPS;
    }
    for (int i = 0; i < steps; i++) {
      node.event(EV_KEY, key, 1);
      node.sync();
      node.event(EV_KEY, key, 0);
      node.sync();
    }
  }

  // ---- the tools of pens

  /** Returns whether the usage has an event of its own. */
  private boolean tool(MappedField field, InputDevice node, MappedUsage usage, int value) {
    MappedReport report = field.report;
    switch (usage.hid) {
      case Usage.DG_ERASER -> {
        report.toolActive |= value != 0;
        if (value != 0) {
          setTool(report, node, BTN_TOOL_RUBBER);
        } else if (report.tool != BTN_TOOL_RUBBER) {
          return false;
        } else if (state.eraserWithoutInvert && !node.isDown(BTN_TOUCH)) {
          releaseTool(report, node, BTN_TOOL_RUBBER);
          return false;
        }
        return true;
      }
      case Usage.DG_INVERT -> {
        report.toolActive |= value != 0;
        if (value != 0) {
          setTool(report, node, BTN_TOOL_RUBBER);
        } else if (!report.toolActive) {
          releaseTool(report, node, BTN_TOOL_RUBBER);
        }
        return false;
      }
      case Usage.DG_IN_RANGE -> {
        report.toolActive |= value != 0;
        if (report.toolActive) {
          if (report.tool == 0) {
            report.tool = usage.code;
          }
          setTool(report, node, report.tool);
        } else {
          releaseTool(report, node, usage.code);
        }
        report.toolActive = false;
        return false;
      }
      case Usage.DG_TIP_SWITCH -> {
        report.toolActive |= value != 0;
        return report.tool != BTN_TOOL_RUBBER;
      }
      case Usage.DG_TIP_PRESSURE -> {
        if (state.pressureTouches && value > field.minimum + (field.maximum - field.minimum >> 3)) {
          node.event(EV_KEY, BTN_TOUCH, 1);
          report.toolActive = true;
        }
        return true;
      }
      case Usage.PID_SIMULTANEOUS_EFFECTS_MAX, Usage.PID_POOL_REPORT -> {
        return false;
      }
      default -> {
        return true;
      }
    }
  }

  private static void setTool(MappedReport report, InputDevice node, int tool) {
    if (report.tool != tool) {
      releaseTool(report, node, report.tool);
    }
    node.event(EV_KEY, tool, 1);
    report.tool = tool;
  }

  private static void releaseTool(MappedReport report, InputDevice node, int tool) {
    if (node.isDown(tool)) {
      node.event(EV_KEY, BTN_TOUCH, 0);
      node.event(EV_KEY, tool, 0);
      node.sync();
      report.tool = 0;
    }
  }
}
