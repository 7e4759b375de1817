package io.github.hidbpf4j.hid.input;

import static io.github.hidbpf4j.hid.input.InputEventCodes.*;

import io.github.hidbpf4j.hid.descriptor.Collection;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputQuirks.Quirk;

/**
 * Maps usages to codes of input devices ({@code hidinput_configure_usage}). A code belongs to the
 * first usage that requests it; other usages are not mapped, except those that clear the code first
 * and then share it.
 */
final class UsageMapper {
  /** Usages that are processed before all others of their report, the first one first. */
  private static final int[] FIRST = {
    Usage.DG_ERASER, Usage.DG_INVERT, Usage.DG_TIP_SWITCH, Usage.DG_TIP_PRESSURE, Usage.DG_IN_RANGE
  };

  /** A driver's decision on a usage, before the common rules. */
  enum Decision {
    /** The common rules decide. */
    COMMON,
    /** The driver has mapped it. */
    MAPPED,
    /** It is not mapped. */
    IGNORED
  }

  /** The part that a driver takes in the mapping. */
  interface Driver {
    /** Takes no part. */
    Driver NONE =
        new Driver() {
          @Override
          public Decision map(CodeRequest request, InputDevice node, MappedField field, int index) {
            return Decision.COMMON;
          }

          @Override
          public boolean owns(MappedReport report) {
            return false;
          }
        };

    /** Maps a usage, by {@link CodeRequest#map}, or leaves it to the common rules. */
    Decision map(CodeRequest request, InputDevice node, MappedField field, int index);

    /** Whether the driver processes the report itself: then the common rules set no code. */
    boolean owns(MappedReport report);
  }

  private final HidInputState state;
  private final InputRules rules;
  private final Driver driver;
  private final CodeRequest request = new CodeRequest();
  private final CommonUsageRules common;

  UsageMapper(HidInputState state, InputRules rules, Driver driver) {
    this.state = state;
    this.rules = rules;
    this.driver = driver;
    this.common = new CommonUsageRules(state, rules, request);
  }

  /** Maps all usages of a report. */
  void map(InputDevice node, MappedReport report) {
    tagContacts(report);
    for (MappedField field : report.fields) {
      for (int i = 0; i < field.usages.length; i++) {
        map(node, field, i);
      }
    }
  }

  /** Fields that share a collection with a Contact ID belong to that contact. */
  private static void tagContacts(MappedReport report) {
    Collection contact = null;
    Collection previous = null;
    boolean any = false;
    int firstOfCollection = 0;
    int slot = 0;
    for (int i = 0; i < report.fields.length; i++) {
      MappedField field = report.fields[i];
      Collection here = field.field.collection();
      if (i == 0 || here != previous) {
        previous = here;
        firstOfCollection = i;
      }
      if (any && here == contact) {
        field.slotIndex = slot;
        continue;
      }
      for (MappedUsage usage : field.usages) {
        if (usage.hid == Usage.DG_CONTACT_ID) {
          any = true;
          contact = here;
          slot++;
          for (int k = firstOfCollection; k <= i; k++) {
            report.fields[k].slotIndex = slot;
          }
          break;
        }
      }
    }
  }

  private void map(InputDevice node, MappedField field, int index) {
    MappedUsage usage = field.usages[index];
    field.node = node;
    if (field.isConstant() || field.field.count() < 1 || isUnmappedOutput(field, usage)) {
      usage.ignore();
      return;
    }
    field.priorities[index] |= priority(usage.hid) | 0xff - field.slotIndex << 16;
    request.clear();
    Decision decision = driver.map(request, node, field, index);
    if (decision == Decision.IGNORED) {
      usage.ignore();
      return;
    }
    if (decision == Decision.COMMON && !common.map(node, field, usage)) {
      return;
    }
    if (request.isMade() && !driver.owns(field.report)) {
      mapUsage(node, field, usage);
    }
  }

  private boolean isUnmappedOutput(MappedField field, MappedUsage usage) {
    return field.report.type() == ReportType.OUTPUT
        && usage.page() != Usage.PAGE_LED
        && !(rules.mapsHapticOutputs() && usage.page() == Usage.PAGE_HAPTIC);
  }

  private static int priority(int hid) {
    for (int i = 0; i < FIRST.length; i++) {
      if (hid == FIRST[i]) {
        return FIRST.length - i << 8;
      }
    }
    return 0;
  }

  private void mapUsage(InputDevice node, MappedField field, MappedUsage usage) {
    node.setType(usage.type);
    while (node.has(usage.type, usage.code)) {
      if (!state.has(Quirk.INCREMENT_USAGE_ON_DUPLICATE)) {
        state.duplicate(node, usage);
        usage.ignore();
        return;
      }
      usage.code++;
      if (usage.code > request.maximum()) {
        usage.ignore();
        return;
      }
    }
    node.setCode(usage.type, usage.code);
    if (usage.type == EV_ABS) {
      mapAxisUsage(node, field, usage);
    }
    if (usage.type == EV_KEY) {
      node.setCapability(EV_MSC, MSC_SCAN);
    }
  }

  private void mapAxisUsage(InputDevice node, MappedField field, MappedUsage usage) {
    int code = usage.code;
    if (state.has(Quirk.BADPAD) && (code == ABS_X || code == ABS_Y)) {
      field.minimum = 0;
      field.maximum = 255;
    }
    int min = field.minimum;
    int max = field.maximum;
    int application = field.field.application();
    boolean noisy = application == Usage.GD_GAMEPAD || application == Usage.GD_JOYSTICK;
    node.setAbs(code, min, max, noisy ? max - min >> 8 : 0, noisy ? max - min >> 4 : 0);
    node.setResolution(code, AxisResolution.of(field, code, rules));
    if (code == ABS_MT_POSITION_X && !node.hasPacketHint()) {
      node.setPacketHint(60);
    }
    if (usage.isHat()) {
      for (int i = code; i < code + 2 && i <= ABS_MAX; i++) {
        node.setAbs(i, -1, 1, 0, 0);
      }
      if (usage.hatDirection != 0 && field.dpad == 0) {
        field.dpad = code;
      }
    }
    if (field.isRelative() && code == ABS_VOLUME) {
      node.setCode(EV_KEY, KEY_VOLUMEUP);
      node.setCode(EV_KEY, KEY_VOLUMEDOWN);
      state.find(
          InputFinding.Kind.RELATIVE_VOLUME,
          "a relative Volume is sent as one press of a volume key per unit of its value");
    }
  }
}
