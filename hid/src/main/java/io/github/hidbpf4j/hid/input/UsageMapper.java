package io.github.hidbpf4j.hid.input;

import static io.github.hidbpf4j.hid.input.InputEventCodes.*;

import io.github.hidbpf4j.hid.descriptor.Collection;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputQuirks.Quirk;

/**
 * Which code of an input device a usage becomes ({@code hidinput_configure_usage}). A code belongs
 * to the first usage that asks for it; others are not mapped, but for those that clear it first,
 * which then share it.
 */
final class UsageMapper {
  /** Usages that are processed before all others of their report, the first one first. */
  private static final int[] FIRST = {
    Usage.DG_ERASER, Usage.DG_INVERT, Usage.DG_TIP_SWITCH, Usage.DG_TIP_PRESSURE, Usage.DG_IN_RANGE
  };

  /** What a driver says of a usage before the common rules do. */
  enum Decision {
    /** The common rules decide. */
    COMMON,
    /** The driver has mapped it. */
    MAPPED,
    /** It is not mapped. */
    IGNORED
  }

  /** A driver's say in the mapping. */
  interface Driver {
    /** No say. */
    Driver NONE =
        new Driver() {
          @Override
          public Decision map(UsageMapper mapper, InputDevice node, MappedField field, int index) {
            return Decision.COMMON;
          }

          @Override
          public boolean owns(MappedReport report) {
            return false;
          }
        };

    /** Maps a usage, by {@link UsageMapper#map}, or leaves it. */
    Decision map(UsageMapper mapper, InputDevice node, MappedField field, int index);

    /** Whether the driver processes the report itself: then the common rules set no code. */
    boolean owns(MappedReport report);
  }

  private final HidInputState state;
  private final InputRules rules;
  private final Driver driver;

  /** What the usage at hand asks for. */
  private boolean asked;

  private int askedMaximum;

  UsageMapper(HidInputState state, InputRules rules, Driver driver) {
    this.state = state;
    this.rules = rules;
    this.driver = driver;
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
    asked = false;
    Decision decision = driver.map(this, node, field, index);
    if (decision == Decision.IGNORED) {
      usage.ignore();
      return;
    }
    if (decision == Decision.COMMON && !mapCommonly(node, field, usage)) {
      return;
    }
    if (asked && !driver.owns(field.report)) {
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

  // ---- what mappings are made of

  /** Asks for a code. */
  void map(MappedUsage usage, int type, int code) {
    int most =
        switch (type) {
          case EV_KEY -> KEY_MAX;
          case EV_REL -> REL_MAX;
          case EV_ABS -> ABS_MAX;
          case EV_MSC -> MSC_MAX;
          case EV_LED -> LED_MAX;
          default -> -1;
        };
    asked = code >= 0 && code <= most;
    if (asked) {
      usage.type = type;
      usage.code = code;
      askedMaximum = most;
    }
  }

  /** Asks for a code that others may have as well. */
  private void share(InputDevice node, MappedUsage usage, int type, int code) {
    map(usage, type, code);
    if (asked) {
      node.clearCode(type, code);
    }
  }

  /** Whether the driver's request was for a code that exists. */
  boolean isAsked() {
    return asked;
  }

  // ---- the common rules

  /** Returns false if the usage is done with. */
  private boolean mapCommonly(InputDevice node, MappedField field, MappedUsage usage) {
    switch (usage.page()) {
      case Usage.PAGE_UNDEFINED,
          Usage.PAGE_MICROSOFT_VENDOR,
          Usage.PAGE_LOGITECH_VENDOR,
          Usage.PAGE_LOGITECH_VENDOR_2,
          Usage.PAGE_LOGITECH_VENDOR_3 -> {
        return ignored(usage);
      }
      case Usage.PAGE_CUSTOM -> {
        node.setType(EV_REP);
        return ignored(usage);
      }
      case Usage.PAGE_KEYBOARD -> {
        node.setType(EV_REP);
        return keyboard(node, usage);
      }
      case Usage.PAGE_HP_VENDOR, Usage.PAGE_HP_VENDOR_2 -> {
        node.setType(EV_REP);
        return listed(node, usage);
      }
      case Usage.PAGE_TELEPHONY, Usage.PAGE_CAMERA, Usage.PAGE_PID -> {
        return listed(node, usage);
      }
      case Usage.PAGE_SIMULATION, Usage.PAGE_LED -> {
        int code = UsageCodes.find(usage.hid, rules);
        if (code == UsageCodes.NONE) {
          return ignored(usage);
        }
        map(usage, code >>> 16, code & 0xffff);
      }
      case Usage.PAGE_BUTTON -> map(usage, EV_KEY, button(field, usage));
      case Usage.PAGE_GENERIC_DESKTOP -> {
        return genericDesktop(node, field, usage);
      }
      case Usage.PAGE_DIGITIZER -> {
        return digitizer(node, field, usage);
      }
      case Usage.PAGE_CONSUMER -> {
        return consumer(node, usage);
      }
      case Usage.PAGE_GENERIC_DEVICE_CONTROLS, Usage.PAGE_BATTERY -> {
        return battery(field, usage);
      }
      default -> unknown(field, usage);
    }
    return true;
  }

  private static boolean ignored(MappedUsage usage) {
    usage.ignore();
    return false;
  }

  private boolean listed(InputDevice node, MappedUsage usage) {
    int code = UsageCodes.find(usage.hid, rules);
    if (code == UsageCodes.NONE) {
      return ignored(usage);
    }
    share(node, usage, code >>> 16, code & 0xffff);
    return true;
  }

  private boolean keyboard(InputDevice node, MappedUsage usage) {
    if (usage.id() >= 0x100) {
      map(usage, EV_KEY, KEY_UNKNOWN);
      return true;
    }
    if (usage.id() < 4) {
      return ignored(usage);
    }
    int code = UsageCodes.find(usage.hid, rules);
    share(node, usage, EV_KEY, code == UsageCodes.NONE ? KEY_UNKNOWN : code & 0xffff);
    return true;
  }

  private boolean consumer(InputDevice node, MappedUsage usage) {
    switch (usage.id()) {
      case 0 -> {
        return ignored(usage);
      }
      case 0xe0 -> share(node, usage, EV_ABS, ABS_VOLUME);
      case 0x238 -> {
        node.setCode(EV_REL, REL_HWHEEL);
        map(usage, EV_REL, REL_HWHEEL_HI_RES);
      }
      default -> {
        int code = UsageCodes.find(usage.hid, rules);
        share(node, usage, EV_KEY, code == UsageCodes.NONE ? KEY_UNKNOWN : code & 0xffff);
      }
    }
    return true;
  }

  private static int button(MappedField field, MappedUsage usage) {
    int number = usage.hid - 1 & 0xffff;
    switch (field.field.application()) {
      case Usage.GD_MOUSE, Usage.GD_POINTER -> {
        return number + BTN_MOUSE;
      }
      case Usage.GD_JOYSTICK -> {
        return number + (number <= 0xf ? BTN_JOYSTICK : BTN_TRIGGER_HAPPY - 0x10);
      }
      case Usage.GD_GAMEPAD -> {
        return number + (number <= 0xf ? BTN_GAMEPAD : BTN_TRIGGER_HAPPY - 0x10);
      }
      case Usage.CP_CONSUMER_CONTROL -> {
        Collection inside = field.field.collection();
        if (inside != null
            && inside.type() == Collection.NAMED_ARRAY
            && inside.usage() == Usage.CP_PROGRAMMABLE_BUTTONS) {
          return number + (number <= 0x1d ? KEY_MACRO1 : BTN_TRIGGER_HAPPY - 0x1e);
        }
      }
      default -> {}
    }
    return number
        + switch (field.field.physical()) {
          case Usage.GD_MOUSE, Usage.GD_POINTER -> BTN_MOUSE;
          case Usage.GD_JOYSTICK -> BTN_JOYSTICK;
          case Usage.GD_GAMEPAD -> BTN_GAMEPAD;
          default -> BTN_MISC;
        };
  }

  private boolean genericDesktop(InputDevice node, MappedField field, MappedUsage usage) {
    int id = usage.id();
    if ((id & 0xf0) == 0x90) {
      int direction =
          switch (usage.hid) {
            case Usage.GD_UP -> 1;
            case Usage.GD_RIGHT -> 3;
            case Usage.GD_DOWN -> 5;
            case Usage.GD_LEFT -> 7;
            default -> 0;
          };
      if (direction != 0) {
        usage.hatDirection = direction;
        if (field.dpad != 0) {
          state.find(
              InputFinding.Kind.D_PAD_STICKS,
              "the D-pad bits of one field: only the first is mapped, and it stays on after the"
                  + " first report");
          return ignored(usage);
        }
        map(usage, EV_ABS, ABS_HAT0X);
        return true;
      }
    }
    if ((id & 0xf0) >= 0x80 && (id & 0xf0) <= 0xb0) {
      // The tests look at 8 bits of the usage; the codes of 0x80 and 0xa0 at 4.
      int code = UsageCodes.find(usage.hid & ~0xffff | systemControl(id), rules);
      if (code != UsageCodes.NONE) {
        share(node, usage, code >>> 16, code & 0xffff);
        return true;
      }
      if ((id & 0xf0) >= 0xa0) {
        return ignored(usage);
      }
      unknown(field, usage);
      return true;
    }
    if (field.field.application() == Usage.GD_SYSTEM_CONTROL) {
      return ignored(usage);
    }
    mapAxis(node, field, usage);
    return true;
  }

  /** The id that decides: above 0xff only the system controls look at 8 bits. */
  private static int systemControl(int id) {
    return (id & 0xf0) == 0x90 ? id : id & 0xff;
  }

  private void mapAxis(InputDevice node, MappedField field, MappedUsage usage) {
    boolean relative = field.isRelative();
    int axis = usage.hid & 0xf;
    switch (usage.hid) {
      case Usage.GD_X, Usage.GD_Y, Usage.GD_RX, Usage.GD_RY, Usage.GD_RZ -> {
        if (relative) {
          map(usage, EV_REL, axis);
        } else {
          share(node, usage, EV_ABS, axis);
        }
      }
      case Usage.GD_Z -> {
        if (relative) {
          map(usage, EV_REL, axis);
        } else {
          share(node, usage, EV_ABS, isPen(field) ? ABS_DISTANCE : axis);
        }
      }
      case Usage.GD_WHEEL -> {
        if (relative) {
          node.setCode(EV_REL, REL_WHEEL);
          map(usage, EV_REL, REL_WHEEL_HI_RES);
        } else {
          map(usage, EV_ABS, axis);
        }
      }
      case Usage.GD_SLIDER, Usage.GD_DIAL -> map(usage, relative ? EV_REL : EV_ABS, axis);
      case Usage.GD_HAT_SWITCH -> {
        usage.hatMinimum = (short) field.minimum;
        usage.hatMaximum = (short) field.maximum;
        map(usage, EV_ABS, ABS_HAT0X);
      }
      case Usage.GD_START -> share(node, usage, EV_KEY, BTN_START);
      case Usage.GD_SELECT -> share(node, usage, EV_KEY, BTN_SELECT);
      case Usage.GD_RF_KILL -> {
        if (field.field.application() == Usage.GD_WIRELESS_RADIO_CONTROLS) {
          share(node, usage, EV_KEY, KEY_RFKILL);
          // The release is made up.
          field.flags |= Field.RELATIVE;
        } else {
          unknown(field, usage);
        }
      }
      default -> unknown(field, usage);
    }
  }

  private static boolean isPen(MappedField field) {
    int application = field.field.application();
    int physical = field.field.physical();
    return application == Usage.DG_PEN
        || application == Usage.DG_DIGITIZER
        || physical == Usage.DG_PEN
        || physical == Usage.DG_STYLUS
        || field.field.logical() == Usage.DG_STYLUS;
  }

  private boolean digitizer(InputDevice node, MappedField field, MappedUsage usage) {
    switch (field.field.application() & 0xff) {
      case 0x01 -> node.setProperty(INPUT_PROP_POINTER);
      case 0x02 -> node.setProperty(INPUT_PROP_DIRECT);
      default -> {}
    }
    switch (usage.id() & 0xff) {
      case 0x00 -> {
        return ignored(usage);
      }
      case 0x30 -> {
        if (!node.has(EV_KEY, BTN_TOUCH)) {
          state.pressureTouches = true;
          node.setCapability(EV_KEY, BTN_TOUCH);
        }
        share(node, usage, EV_ABS, ABS_PRESSURE);
      }
      case 0x32 -> inRange(node, field, usage);
      case 0x3b -> {
        state.addBattery(ReportType.INPUT, field, false);
        return power(usage);
      }
      case 0x3c -> {
        state.eraserWithoutInvert = false;
        share(node, usage, EV_KEY, BTN_TOOL_RUBBER);
      }
      case 0x3d -> share(node, usage, EV_ABS, ABS_TILT_X);
      case 0x3e -> share(node, usage, EV_ABS, ABS_TILT_Y);
      case 0x33, 0x42, 0x43 -> {
        state.pressureTouches = false;
        share(node, usage, EV_KEY, BTN_TOUCH);
      }
      case 0x44 -> share(node, usage, EV_KEY, BTN_STYLUS);
      case 0x45 -> {
        if (!node.has(EV_KEY, BTN_TOOL_RUBBER)) {
          state.eraserWithoutInvert = true;
          node.setCode(EV_KEY, BTN_TOOL_RUBBER);
        }
        share(node, usage, EV_KEY, BTN_TOUCH);
      }
      case 0x46, 0x5a -> share(node, usage, EV_KEY, BTN_STYLUS2);
      case 0x5b, 0x6e -> map(usage, EV_MSC, MSC_SERIAL);
      default -> unknown(field, usage);
    }
    return true;
  }

  private void inRange(InputDevice node, MappedField field, MappedUsage usage) {
    switch (field.field.physical()) {
      case Usage.DG_PUCK -> map(usage, EV_KEY, BTN_TOOL_MOUSE);
      case Usage.DG_FINGER -> map(usage, EV_KEY, BTN_TOOL_FINGER);
      case 0 -> {
        int application = field.field.application();
        boolean finger = application == Usage.DG_TOUCHSCREEN || application == Usage.DG_TOUCHPAD;
        share(node, usage, EV_KEY, finger ? BTN_TOOL_FINGER : BTN_TOOL_PEN);
      }
      default -> map(usage, EV_KEY, BTN_TOOL_PEN);
    }
  }

  private boolean battery(MappedField field, MappedUsage usage) {
    switch (usage.hid) {
      case Usage.DC_BATTERY_STRENGTH -> {
        state.addBattery(ReportType.INPUT, field, false);
        return power(usage);
      }
      case Usage.BAT_ABSOLUTE_STATE_OF_CHARGE -> {
        state.addBattery(ReportType.INPUT, field, true);
        return power(usage);
      }
      case Usage.BAT_CHARGING -> {
        return power(usage);
      }
      default -> unknown(field, usage);
    }
    return true;
  }

  private static boolean power(MappedUsage usage) {
    usage.type = EV_PWR;
    return false;
  }

  private void unknown(MappedField field, MappedUsage usage) {
    if (field.field.size() == 1) {
      if (field.report.type() == ReportType.OUTPUT) {
        map(usage, EV_LED, LED_MISC);
      } else {
        map(usage, EV_KEY, BTN_MISC);
      }
    } else {
      map(usage, field.isRelative() ? EV_REL : EV_ABS, field.isRelative() ? REL_MISC : ABS_MISC);
    }
  }

  // ---- the node's side

  private void mapUsage(InputDevice node, MappedField field, MappedUsage usage) {
    node.setType(usage.type);
    while (node.has(usage.type, usage.code)) {
      if (!state.has(Quirk.INCREMENT_USAGE_ON_DUPLICATE)) {
        state.duplicate(node, usage);
        usage.ignore();
        return;
      }
      usage.code++;
      if (usage.code > askedMaximum) {
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
