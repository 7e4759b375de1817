package io.github.hidbpf4j.hid.input;

import java.util.Arrays;

/**
 * The contacts of a multitouch device ({@code struct input_mt} and {@code
 * drivers/input/input-mt.c}): each slot keeps the values of one contact.
 */
final class TouchSlots {
  /** Flags of a device. */
  static final int POINTER = 0x0001, DIRECT = 0x0002, DROP_UNUSED = 0x0004;

  static final int TRACKING_ID_MAX = 0xffff;
  private static final int TRACKING_ID_SIGN = 0x8000;

  private static final int FIRST = InputEventCodes.ABS_MT_TOUCH_MAJOR;
  private static final int LAST = InputEventCodes.ABS_MT_TOOL_Y;
  private static final int WIDTH = LAST - FIRST + 1;

  private final int flags;
  private final int[] values;
  private final int[] keys;
  private final int[] frames;
  private final int count;
  private int frame = 1;
  private int trackingId;

  /** The current slot, to which values are assigned. */
  int slot;

  TouchSlots(int count, int flags) {
    this.count = count;
    this.flags = flags;
    this.values = new int[count * WIDTH];
    this.keys = new int[count];
    this.frames = new int[count];
    for (int i = 0; i < count; i++) {
      set(i, InputEventCodes.ABS_MT_TRACKING_ID, -1);
    }
  }

  /** Whether an axis has a value per slot. */
  static boolean isSlotted(int code) {
    return code >= FIRST && code <= LAST;
  }

  int count() {
    return count;
  }

  int get(int of, int code) {
    return values[of * WIDTH + code - FIRST];
  }

  void set(int of, int code, int value) {
    values[of * WIDTH + code - FIRST] = value;
  }

  boolean isActive(int of) {
    return get(of, InputEventCodes.ABS_MT_TRACKING_ID) >= 0;
  }

  /** Whether the slot was seen in this frame. */
  boolean isUsed(int of) {
    return frames[of] == frame;
  }

  /** The slot of the active contact with this key, else a free one that gets it; -1 for none. */
  int slotOf(int key) {
    for (int i = 0; i < count; i++) {
      if (isActive(i) && keys[i] == key) {
        return i;
      }
    }
    for (int i = 0; i < count; i++) {
      if (!isActive(i) && !isUsed(i)) {
        keys[i] = key;
        return i;
      }
    }
    return -1;
  }

  /** Reports whether the current slot has a contact with this tool. */
  void report(InputDevice device, int tool, boolean active) {
    frames[slot] = frame;
    if (!active) {
      device.event(InputEventCodes.EV_ABS, InputEventCodes.ABS_MT_TRACKING_ID, -1);
      return;
    }
    int id = get(slot, InputEventCodes.ABS_MT_TRACKING_ID);
    if (id < 0) {
      id = trackingId++ & TRACKING_ID_MAX;
    }
    device.event(InputEventCodes.EV_ABS, InputEventCodes.ABS_MT_TRACKING_ID, id);
    device.event(InputEventCodes.EV_ABS, InputEventCodes.ABS_MT_TOOL_TYPE, tool);
  }

  /** Ends a frame: emulates single touch. */
  void endFrame(InputDevice device) {
    if ((flags & DROP_UNUSED) != 0) {
      for (int i = 0; i < count; i++) {
        if (isActive(i) && !isUsed(i)) {
          slot = i;
          device.event(InputEventCodes.EV_ABS, InputEventCodes.ABS_MT_TRACKING_ID, -1);
        }
      }
    }
    emulatePointer(device, (flags & POINTER) != 0);
    frame++;
  }

  private void emulatePointer(InputDevice device, boolean countFingers) {
    int oldest = -1;
    int oldestId = trackingId;
    int contacts = 0;
    for (int i = 0; i < count; i++) {
      int id = get(i, InputEventCodes.ABS_MT_TRACKING_ID);
      if (id < 0) {
        continue;
      }
      if ((id - oldestId & TRACKING_ID_SIGN) != 0) {
        oldest = i;
        oldestId = id;
      }
      contacts++;
    }
    device.event(InputEventCodes.EV_KEY, InputEventCodes.BTN_TOUCH, contacts > 0 ? 1 : 0);
    if (countFingers) {
      countFingers(device, contacts == 0 && hasDeviceWideHover(device) ? 1 : contacts);
    }
    boolean pressure = device.has(InputEventCodes.EV_ABS, InputEventCodes.ABS_MT_PRESSURE);
    if (oldest >= 0) {
      device.event(
          InputEventCodes.EV_ABS,
          InputEventCodes.ABS_X,
          get(oldest, InputEventCodes.ABS_MT_POSITION_X));
      device.event(
          InputEventCodes.EV_ABS,
          InputEventCodes.ABS_Y,
          get(oldest, InputEventCodes.ABS_MT_POSITION_Y));
    }
    if (pressure) {
      device.event(
          InputEventCodes.EV_ABS,
          InputEventCodes.ABS_PRESSURE,
          oldest >= 0 ? get(oldest, InputEventCodes.ABS_MT_PRESSURE) : 0);
    }
  }

  /** Whether something hovers over a device that reports distance, but not per contact. */
  private static boolean hasDeviceWideHover(InputDevice device) {
    return !device.has(InputEventCodes.EV_ABS, InputEventCodes.ABS_MT_DISTANCE)
        && device.has(InputEventCodes.EV_ABS, InputEventCodes.ABS_DISTANCE)
        && device.absValue(InputEventCodes.ABS_DISTANCE) != 0;
  }

  private static void countFingers(InputDevice device, int fingers) {
    finger(device, InputEventCodes.BTN_TOOL_FINGER, fingers == 1);
    finger(device, InputEventCodes.BTN_TOOL_DOUBLETAP, fingers == 2);
    finger(device, InputEventCodes.BTN_TOOL_TRIPLETAP, fingers == 3);
    finger(device, InputEventCodes.BTN_TOOL_QUADTAP, fingers == 4);
    finger(device, InputEventCodes.BTN_TOOL_QUINTTAP, fingers == 5);
  }

  private static void finger(InputDevice device, int code, boolean on) {
    device.event(InputEventCodes.EV_KEY, code, on ? 1 : 0);
  }

  @Override
  public String toString() {
    return count + " slots, frame " + frame + Arrays.toString(keys);
  }
}
