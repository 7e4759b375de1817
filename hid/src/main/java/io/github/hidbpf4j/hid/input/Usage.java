package io.github.hidbpf4j.hid.input;

/** Usages and usage pages that the input layer knows by number (HID Usage Tables 1.5). */
final class Usage {
  static final int PAGE_UNDEFINED = 0x00,
      PAGE_GENERIC_DESKTOP = 0x01,
      PAGE_SIMULATION = 0x02,
      PAGE_GENERIC_DEVICE_CONTROLS = 0x06,
      PAGE_KEYBOARD = 0x07,
      PAGE_LED = 0x08,
      PAGE_BUTTON = 0x09,
      PAGE_TELEPHONY = 0x0b,
      PAGE_CONSUMER = 0x0c,
      PAGE_DIGITIZER = 0x0d,
      PAGE_HAPTIC = 0x0e,
      PAGE_PID = 0x0f,
      PAGE_BATTERY = 0x85,
      PAGE_CAMERA = 0x90,
      PAGE_CUSTOM = 0x00ff,
      PAGE_MICROSOFT_VENDOR = 0xff00,
      PAGE_HP_VENDOR_2 = 0xff01,
      PAGE_HP_VENDOR = 0xff7f,
      PAGE_LOGITECH_VENDOR_2 = 0xff09,
      PAGE_LOGITECH_VENDOR_3 = 0xff43,
      PAGE_LOGITECH_VENDOR = 0xffbc;
  static final int GD_POINTER = 0x00010001,
      GD_MOUSE = 0x00010002,
      GD_JOYSTICK = 0x00010004,
      GD_GAMEPAD = 0x00010005,
      GD_KEYBOARD = 0x00010006,
      GD_KEYPAD = 0x00010007,
      GD_MULTIAXIS = 0x00010008,
      GD_WIRELESS_RADIO_CONTROLS = 0x0001000c,
      GD_SYSTEM_MULTIAXIS = 0x0001000e,
      GD_X = 0x00010030,
      GD_Y = 0x00010031,
      GD_Z = 0x00010032,
      GD_RX = 0x00010033,
      GD_RY = 0x00010034,
      GD_RZ = 0x00010035,
      GD_SLIDER = 0x00010036,
      GD_DIAL = 0x00010037,
      GD_WHEEL = 0x00010038,
      GD_HAT_SWITCH = 0x00010039,
      GD_START = 0x0001003d,
      GD_SELECT = 0x0001003e,
      GD_RESOLUTION_MULTIPLIER = 0x00010048,
      GD_SYSTEM_CONTROL = 0x00010080,
      GD_UP = 0x00010090,
      GD_DOWN = 0x00010091,
      GD_RIGHT = 0x00010092,
      GD_LEFT = 0x00010093,
      GD_RF_KILL = 0x000100c6;
  static final int DC_BATTERY_STRENGTH = 0x00060020,
      BAT_CHARGING = 0x00850044,
      BAT_ABSOLUTE_STATE_OF_CHARGE = 0x00850065,
      CP_CONSUMER_CONTROL = 0x000c0001,
      CP_PROGRAMMABLE_BUTTONS = 0x000c0003,
      PID_SIMULTANEOUS_EFFECTS_MAX = 0x000f0083,
      PID_POOL_REPORT = 0x000f007f,
      WIN_8_BLOB = 0xff0000c5;
  static final int DG_DIGITIZER = 0x000d0001,
      DG_PEN = 0x000d0002,
      DG_TOUCHSCREEN = 0x000d0004,
      DG_TOUCHPAD = 0x000d0005,
      DG_WHITEBOARD = 0x000d0006,
      DG_STYLUS = 0x000d0020,
      DG_PUCK = 0x000d0021,
      DG_FINGER = 0x000d0022,
      DG_TIP_PRESSURE = 0x000d0030,
      DG_IN_RANGE = 0x000d0032,
      DG_TOUCH = 0x000d0033,
      DG_INVERT = 0x000d003c,
      DG_AZIMUTH = 0x000d003f,
      DG_TIP_SWITCH = 0x000d0042,
      DG_ERASER = 0x000d0045,
      DG_CONFIDENCE = 0x000d0047,
      DG_WIDTH = 0x000d0048,
      DG_HEIGHT = 0x000d0049,
      DG_CONTACT_ID = 0x000d0051,
      DG_CONTACT_COUNT = 0x000d0054,
      DG_CONTACT_MAX = 0x000d0055,
      DG_SCAN_TIME = 0x000d0056,
      DG_BUTTON_TYPE = 0x000d0059;

  private Usage() {}

  /** Whether a collection with this usage makes the kernel look for input devices. */
  static boolean isInputApplication(int usage) {
    return usage >= 0x00010000 && usage <= GD_MULTIAXIS
        || usage >= DG_DIGITIZER && usage <= DG_WHITEBOARD
        || usage == GD_SYSTEM_CONTROL
        || usage == CP_CONSUMER_CONTROL
        || usage == GD_WIRELESS_RADIO_CONTROLS;
  }
}
