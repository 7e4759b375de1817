package io.github.hidbpf4j.hid.input;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Types and codes of input events, with their names ({@code linux/input-event-codes.h}, as of Linux
 * 7.3). Aliases such as {@code BTN_MOUSE} are not included.
 */
public final class InputEventCodes {
  /** Event types. */
  public static final int EV_SYN = 0x00,
      EV_KEY = 0x01,
      EV_REL = 0x02,
      EV_ABS = 0x03,
      EV_MSC = 0x04,
      EV_LED = 0x11,
      EV_REP = 0x14;

  /** Codes of {@link #EV_SYN}: the end of a packet, and a buffer overrun of a slow reader. */
  public static final int SYN_REPORT = 0, SYN_DROPPED = 3;

  /** Codes of {@link #EV_REP}, in milliseconds. */
  public static final int REP_DELAY = 0, REP_PERIOD = 1;

  /** Properties of input devices. */
  public static final int INPUT_PROP_POINTER = 0,
      INPUT_PROP_DIRECT = 1,
      INPUT_PROP_BUTTONPAD = 2,
      INPUT_PROP_PRESSUREPAD = 7;

  static final int EV_PWR = 0x16;

  static final int KEY_MAX = 0x2ff, REL_MAX = 0x0f, ABS_MAX = 0x3f, MSC_MAX = 0x07, LED_MAX = 0x0f;
  static final int KEY_VOLUMEDOWN = 114,
      KEY_VOLUMEUP = 115,
      KEY_UNKNOWN = 240,
      KEY_RFKILL = 247,
      KEY_MACRO1 = 0x290,
      BTN_MISC = 0x100,
      BTN_MOUSE = 0x110,
      BTN_LEFT = 0x110,
      BTN_JOYSTICK = 0x120,
      BTN_GAMEPAD = 0x130,
      BTN_SELECT = 0x13a,
      BTN_START = 0x13b,
      BTN_TOOL_PEN = 0x140,
      BTN_TOOL_RUBBER = 0x141,
      BTN_TOOL_FINGER = 0x145,
      BTN_TOOL_MOUSE = 0x146,
      BTN_TOOL_QUINTTAP = 0x148,
      BTN_TOUCH = 0x14a,
      BTN_STYLUS = 0x14b,
      BTN_STYLUS2 = 0x14c,
      BTN_TOOL_DOUBLETAP = 0x14d,
      BTN_TOOL_TRIPLETAP = 0x14e,
      BTN_TOOL_QUADTAP = 0x14f,
      BTN_TRIGGER_HAPPY = 0x2c0;
  static final int REL_HWHEEL = 6,
      REL_WHEEL = 8,
      REL_MISC = 9,
      REL_WHEEL_HI_RES = 11,
      REL_HWHEEL_HI_RES = 12;
  static final int ABS_X = 0,
      ABS_Y = 1,
      ABS_Z = 2,
      ABS_RX = 3,
      ABS_RY = 4,
      ABS_RZ = 5,
      ABS_WHEEL = 8,
      ABS_HAT0X = 0x10,
      ABS_PRESSURE = 0x18,
      ABS_DISTANCE = 0x19,
      ABS_TILT_X = 0x1a,
      ABS_TILT_Y = 0x1b,
      ABS_VOLUME = 0x20,
      ABS_MISC = 0x28,
      ABS_MT_SLOT = 0x2f,
      ABS_MT_TOUCH_MAJOR = 0x30,
      ABS_MT_TOUCH_MINOR = 0x31,
      ABS_MT_ORIENTATION = 0x34,
      ABS_MT_POSITION_X = 0x35,
      ABS_MT_POSITION_Y = 0x36,
      ABS_MT_TOOL_TYPE = 0x37,
      ABS_MT_TRACKING_ID = 0x39,
      ABS_MT_PRESSURE = 0x3a,
      ABS_MT_DISTANCE = 0x3b,
      ABS_MT_TOOL_X = 0x3c,
      ABS_MT_TOOL_Y = 0x3d;

  static final int LED_MISC = 8;

  static final int MSC_SERIAL = 0, MSC_SCAN = 4, MSC_TIMESTAMP = 5;

  /** Properties share a table with the types, under an unused type number. */
  private static final int PROPERTIES = 0x101;

  private static final Map<Integer, String> NAMES = new HashMap<>();
  private static final Map<String, Integer> CODES = new HashMap<>();

  static {
    TableResource.read(
        "input-event-codes.tsv",
        row -> {
          int key = typeOf(row[0]) << 16 | Integer.parseInt(row[1]);
          NAMES.put(key, row[2]);
          CODES.put(row[2], key);
        });
  }

  private InputEventCodes() {}

  private static int typeOf(String word) {
    return switch (word) {
      case "syn" -> EV_SYN;
      case "key" -> EV_KEY;
      case "rel" -> EV_REL;
      case "abs" -> EV_ABS;
      case "msc" -> EV_MSC;
      case "sw" -> 0x05;
      case "led" -> EV_LED;
      case "snd" -> 0x12;
      case "rep" -> EV_REP;
      case "prop" -> PROPERTIES;
      default -> throw new IllegalStateException("input-event-codes.tsv: type " + word);
    };
  }

  /**
   * Looks up the name of a type.
   *
   * @param type event type, 0 to 0x1f
   * @return its name, such as {@code EV_KEY}; {@code EV_0x1f} if it has none
   */
  public static String typeName(int type) {
    return switch (type) {
      case EV_SYN -> "EV_SYN";
      case EV_KEY -> "EV_KEY";
      case EV_REL -> "EV_REL";
      case EV_ABS -> "EV_ABS";
      case EV_MSC -> "EV_MSC";
      case 0x05 -> "EV_SW";
      case EV_LED -> "EV_LED";
      case 0x12 -> "EV_SND";
      case EV_REP -> "EV_REP";
      case 0x15 -> "EV_FF";
      case EV_PWR -> "EV_PWR";
      default -> "EV_0x%02x".formatted(type);
    };
  }

  /**
   * Looks up the name of a code.
   *
   * @param type event type that the code belongs to
   * @param code event code
   * @return its name, such as {@code KEY_A}; {@code KEY_0x2fe} and the like if it has none
   */
  public static String name(int type, int code) {
    String name = NAMES.get(type << 16 | code);
    return name != null
        ? name
        : "%s_0x%03x".formatted(typeName(type).substring("EV_".length()), code);
  }

  /**
   * Looks up the name of a property.
   *
   * @param property bit number of the property
   * @return its name, such as {@code INPUT_PROP_POINTER}; {@code INPUT_PROP_0x1f} if it has none
   */
  public static String propertyName(int property) {
    String name = NAMES.get(PROPERTIES << 16 | property);
    return name != null ? name : "INPUT_PROP_0x%02x".formatted(property);
  }

  /**
   * Looks up a code by its name.
   *
   * @param name such as {@code ABS_X}; case does not matter
   * @return the type in the upper 16 bits and the code in the lower ones; null for an unknown name
   */
  public static @Nullable Integer find(String name) {
    Integer found = CODES.get(name.toUpperCase(Locale.ROOT));
    return found == null || found >>> 16 == PROPERTIES ? null : found;
  }
}
