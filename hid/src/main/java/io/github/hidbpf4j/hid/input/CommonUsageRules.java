package io.github.hidbpf4j.hid.input;

import static io.github.hidbpf4j.hid.input.InputEventCodes.*;

import io.github.hidbpf4j.hid.descriptor.Collection;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportType;

/**
 * Chooses the code of a usage if no driver decides: the rules of {@code hidinput_configure_usage},
 * by usage page. Codes that depend only on the usage are in the table of {@link UsageCodes}.
 */
final class CommonUsageRules {
  private final HidInputState state;
  private final InputRules rules;
  private final CodeRequest request;

  CommonUsageRules(HidInputState state, InputRules rules, CodeRequest request) {
    this.state = state;
    this.rules = rules;
    this.request = request;
  }

  /** Requests the code of a usage; returns false if the usage is finished. */
  boolean map(InputDevice node, MappedField field, MappedUsage usage) {
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
        request.map(usage, code >>> 16, code & 0xffff);
      }
      case Usage.PAGE_BUTTON -> request.map(usage, EV_KEY, button(field, usage));
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
    request.share(node, usage, code >>> 16, code & 0xffff);
    return true;
  }

  private boolean keyboard(InputDevice node, MappedUsage usage) {
    if (usage.id() >= 0x100) {
      request.map(usage, EV_KEY, KEY_UNKNOWN);
      return true;
    }
    if (usage.id() < 4) {
      return ignored(usage);
    }
    int code = UsageCodes.find(usage.hid, rules);
    request.share(node, usage, EV_KEY, code == UsageCodes.NONE ? KEY_UNKNOWN : code & 0xffff);
    return true;
  }

  private boolean consumer(InputDevice node, MappedUsage usage) {
    switch (usage.id()) {
      case 0 -> {
        return ignored(usage);
      }
      case 0xe0 -> request.share(node, usage, EV_ABS, ABS_VOLUME);
      case 0x238 -> {
        node.setCode(EV_REL, REL_HWHEEL);
        request.map(usage, EV_REL, REL_HWHEEL_HI_RES);
      }
      default -> {
        int code = UsageCodes.find(usage.hid, rules);
        request.share(node, usage, EV_KEY, code == UsageCodes.NONE ? KEY_UNKNOWN : code & 0xffff);
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
        request.map(usage, EV_ABS, ABS_HAT0X);
        return true;
      }
    }
    if ((id & 0xf0) >= 0x80 && (id & 0xf0) <= 0xb0) {
      // The tests look at 8 bits of the usage; the codes of 0x80 and 0xa0 at 4.
      int code = UsageCodes.find(usage.hid & ~0xffff | systemControl(id), rules);
      if (code != UsageCodes.NONE) {
        request.share(node, usage, code >>> 16, code & 0xffff);
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

  /** The id to use: above 0xff only system controls consider just 8 bits. */
  private static int systemControl(int id) {
    return (id & 0xf0) == 0x90 ? id : id & 0xff;
  }

  private void mapAxis(InputDevice node, MappedField field, MappedUsage usage) {
    boolean relative = field.isRelative();
    int axis = usage.hid & 0xf;
    switch (usage.hid) {
      case Usage.GD_X, Usage.GD_Y, Usage.GD_RX, Usage.GD_RY, Usage.GD_RZ -> {
        if (relative) {
          request.map(usage, EV_REL, axis);
        } else {
          request.share(node, usage, EV_ABS, axis);
        }
      }
      case Usage.GD_Z -> {
        if (relative) {
          request.map(usage, EV_REL, axis);
        } else {
          request.share(node, usage, EV_ABS, isPen(field) ? ABS_DISTANCE : axis);
        }
      }
      case Usage.GD_WHEEL -> {
        if (relative) {
          node.setCode(EV_REL, REL_WHEEL);
          request.map(usage, EV_REL, REL_WHEEL_HI_RES);
        } else {
          request.map(usage, EV_ABS, axis);
        }
      }
      case Usage.GD_SLIDER, Usage.GD_DIAL -> request.map(usage, relative ? EV_REL : EV_ABS, axis);
      case Usage.GD_HAT_SWITCH -> {
        usage.hatMinimum = (short) field.minimum;
        usage.hatMaximum = (short) field.maximum;
        request.map(usage, EV_ABS, ABS_HAT0X);
      }
      case Usage.GD_START -> request.share(node, usage, EV_KEY, BTN_START);
      case Usage.GD_SELECT -> request.share(node, usage, EV_KEY, BTN_SELECT);
      case Usage.GD_RF_KILL -> {
        if (field.field.application() == Usage.GD_WIRELESS_RADIO_CONTROLS) {
          request.share(node, usage, EV_KEY, KEY_RFKILL);
          // The device sends no release; the kernel adds it.
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
        request.share(node, usage, EV_ABS, ABS_PRESSURE);
      }
      case 0x32 -> inRange(node, field, usage);
      case 0x3b -> {
        state.addBattery(ReportType.INPUT, field, false);
        return power(usage);
      }
      case 0x3c -> {
        state.eraserWithoutInvert = false;
        request.share(node, usage, EV_KEY, BTN_TOOL_RUBBER);
      }
      case 0x3d -> request.share(node, usage, EV_ABS, ABS_TILT_X);
      case 0x3e -> request.share(node, usage, EV_ABS, ABS_TILT_Y);
      case 0x33, 0x42, 0x43 -> {
        state.pressureTouches = false;
        request.share(node, usage, EV_KEY, BTN_TOUCH);
      }
      case 0x44 -> request.share(node, usage, EV_KEY, BTN_STYLUS);
      case 0x45 -> {
        if (!node.has(EV_KEY, BTN_TOOL_RUBBER)) {
          state.eraserWithoutInvert = true;
          node.setCode(EV_KEY, BTN_TOOL_RUBBER);
        }
        request.share(node, usage, EV_KEY, BTN_TOUCH);
      }
      case 0x46, 0x5a -> request.share(node, usage, EV_KEY, BTN_STYLUS2);
      case 0x5b, 0x6e -> request.map(usage, EV_MSC, MSC_SERIAL);
      default -> unknown(field, usage);
    }
    return true;
  }

  private void inRange(InputDevice node, MappedField field, MappedUsage usage) {
    switch (field.field.physical()) {
      case Usage.DG_PUCK -> request.map(usage, EV_KEY, BTN_TOOL_MOUSE);
      case Usage.DG_FINGER -> request.map(usage, EV_KEY, BTN_TOOL_FINGER);
      case 0 -> {
        int application = field.field.application();
        boolean finger = application == Usage.DG_TOUCHSCREEN || application == Usage.DG_TOUCHPAD;
        request.share(node, usage, EV_KEY, finger ? BTN_TOOL_FINGER : BTN_TOOL_PEN);
      }
      default -> request.map(usage, EV_KEY, BTN_TOOL_PEN);
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
        request.map(usage, EV_LED, LED_MISC);
      } else {
        request.map(usage, EV_KEY, BTN_MISC);
      }
    } else {
      request.map(
          usage, field.isRelative() ? EV_REL : EV_ABS, field.isRelative() ? REL_MISC : ABS_MISC);
    }
  }
}
