package io.github.hidbpf4j.hid.input;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One input device, which a reader would see as {@code /dev/input/eventN} ({@code struct
 * input_dev}): its capabilities, and the filters that the input core puts between drivers and
 * readers ({@code drivers/input/input.c}).
 */
public final class InputDevice {
  private static final int TYPES = 0x20;
  private final String phys;
  private final String uniq;
  private final InputId id;
  private String name;
  private final BitSet properties = new BitSet();
  private final BitSet types = new BitSet(TYPES);
  private final BitSet[] codes = new BitSet[TYPES];
  private final BitSet keysDown = new BitSet(InputEventCodes.KEY_MAX + 1);
  private final BitSet ledsOn = new BitSet(InputEventCodes.LED_MAX + 1);
  private final AbsAxes abs = new AbsAxes();
  private final PacketBuffer packet = new PacketBuffer();
  private int packetHint;
  private int index = -1;

  private @Nullable TouchSlots slots;
  private @Nullable KeyRepeat repeat;
  private InputEventSink sink = InputEventSink.NONE;
  private LedListener leds = LedListener.NONE;

  /** Notified when an LED is switched, so that the driver sends it. */
  @FunctionalInterface
  interface LedListener {
    LedListener NONE = (code, on) -> {};

    void switched(int code, boolean on);
  }

  InputDevice(String name, String phys, String uniq, InputId id) {
    this.name = name;
    this.phys = phys;
    this.uniq = uniq;
    this.id = id;
    for (int i = 0; i < TYPES; i++) {
      codes[i] = new BitSet();
    }
  }

  // ---- what it is

  /**
   * {@return the index among the input devices of its HID device, in the order in which they
   * appear}
   */
  public int index() {
    return index;
  }

  /**
   * {@return the name, with the suffix that distinguishes it from others of the same HID device}
   */
  public String name() {
    return name;
  }

  /** {@return the physical path, that of the HID device} */
  public String phys() {
    return phys;
  }

  /** {@return the unique identifier, that of the HID device} */
  public String uniq() {
    return uniq;
  }

  /** {@return the bus, vendor, product and version} */
  public InputId id() {
    return id;
  }

  /**
   * {@return the properties, such as {@link InputEventCodes#INPUT_PROP_DIRECT}, in rising order}
   */
  public List<Integer> properties() {
    return properties.stream().boxed().toList();
  }

  /**
   * {@return the event types that it can send, in rising order; {@code EV_SYN} is always among
   * them}
   */
  public List<Integer> types() {
    return types.stream().boxed().toList();
  }

  boolean hasType(int type) {
    return types.get(type);
  }

  /**
   * Lists the codes of a type that it can send.
   *
   * @param type event type, such as {@code EV_KEY}
   * @return the codes in rising order; empty when it does not send the type
   */
  public List<Integer> codes(int type) {
    return type < 0 || type >= TYPES ? List.of() : codes[type].stream().boxed().toList();
  }

  /**
   * Tells whether it can send an event.
   *
   * @param type event type, such as {@code EV_KEY}
   * @param code event code, such as {@code KEY_A}
   * @return whether it has the code
   */
  public boolean has(int type, int code) {
    return type >= 0 && type < TYPES && codes[type].get(code);
  }

  /** {@return its absolute axes, by rising code} */
  public List<AbsInfo> axes() {
    List<AbsInfo> axes = new ArrayList<>();
    codes[InputEventCodes.EV_ABS].stream().forEach(code -> axes.add(abs.info(code)));
    return axes;
  }

  /**
   * Reads the current value of an absolute axis.
   *
   * @param code the axis, such as {@code ABS_X}
   * @return the value, in the units of {@link AbsInfo}
   */
  public int absValue(int code) {
    return abs.value(code);
  }

  /**
   * Tells whether a key or button is down.
   *
   * @param code such as {@code KEY_A}
   * @return whether it is down
   */
  public boolean isDown(int code) {
    return keysDown.get(code);
  }

  /**
   * Tells whether an LED is on.
   *
   * @param led such as {@code LED_CAPSL}
   * @return whether it is on
   */
  public boolean isOn(int led) {
    return ledsOn.get(led);
  }

  @Override
  public String toString() {
    return name;
  }

  // ---- how drivers set it up

  void rename(String newName) {
    name = newName;
  }

  void setProperty(int property) {
    properties.set(property);
  }

  void setType(int type) {
    types.set(type);
  }

  void setCode(int type, int code) {
    codes[type].set(code);
  }

  void clearCode(int type, int code) {
    codes[type].clear(code);
  }

  /** Sets type and code. */
  void setCapability(int type, int code) {
    setType(type);
    setCode(type, code);
  }

  void setAbs(int code, int min, int max, int fuzzOf, int flatOf) {
    abs.set(code, min, max, fuzzOf, flatOf);
    setCapability(InputEventCodes.EV_ABS, code);
  }

  void setResolution(int code, int units) {
    abs.setResolution(code, units);
  }

  int absMaximum(int code) {
    return abs.maximum(code);
  }

  boolean hasPacketHint() {
    return packetHint != 0;
  }

  void setPacketHint(int values) {
    packetHint = values;
  }

  boolean isPopulated() {
    if (!types.isEmpty()) {
      return true;
    }
    for (BitSet set : codes) {
      if (!set.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  @Nullable TouchSlots slots() {
    return slots;
  }

  /** Sets the number of slots; false if it already has a different number. */
  boolean initSlots(int count, int flags) {
    if (count == 0) {
      return true;
    }
    TouchSlots mine = slots;
    if (mine != null) {
      return mine.count() == count;
    }
    slots = new TouchSlots(count, flags);
    setAbs(InputEventCodes.ABS_MT_SLOT, 0, count - 1, 0, 0);
    setAbs(InputEventCodes.ABS_MT_TRACKING_ID, 0, TouchSlots.TRACKING_ID_MAX, 0, 0);
    if ((flags & (TouchSlots.POINTER | TouchSlots.DIRECT)) != 0) {
      setCapability(InputEventCodes.EV_KEY, InputEventCodes.BTN_TOUCH);
      copyAbs(InputEventCodes.ABS_X, InputEventCodes.ABS_MT_POSITION_X);
      copyAbs(InputEventCodes.ABS_Y, InputEventCodes.ABS_MT_POSITION_Y);
      copyAbs(InputEventCodes.ABS_PRESSURE, InputEventCodes.ABS_MT_PRESSURE);
    }
    if ((flags & TouchSlots.POINTER) != 0) {
      setCode(InputEventCodes.EV_KEY, InputEventCodes.BTN_TOOL_FINGER);
      setCode(InputEventCodes.EV_KEY, InputEventCodes.BTN_TOOL_DOUBLETAP);
      if (count >= 3) {
        setCode(InputEventCodes.EV_KEY, InputEventCodes.BTN_TOOL_TRIPLETAP);
      }
      if (count >= 4) {
        setCode(InputEventCodes.EV_KEY, InputEventCodes.BTN_TOOL_QUADTAP);
      }
      if (count >= 5) {
        setCode(InputEventCodes.EV_KEY, InputEventCodes.BTN_TOOL_QUINTTAP);
      }
      setProperty(InputEventCodes.INPUT_PROP_POINTER);
    }
    if ((flags & TouchSlots.DIRECT) != 0) {
      setProperty(InputEventCodes.INPUT_PROP_DIRECT);
    }
    return true;
  }

  private void copyAbs(int to, int from) {
    if (has(InputEventCodes.EV_ABS, from)) {
      abs.copy(to, from);
      setCode(InputEventCodes.EV_ABS, to);
    }
  }

  /** Registers it: its capabilities no longer change. */
  void register(
      int place, InputEventSink readers, LedListener ledListener, @Nullable KeyRepeat keyRepeat) {
    index = place;
    sink = readers;
    leds = ledListener;
    types.set(InputEventCodes.EV_SYN);
    codes[InputEventCodes.EV_KEY].clear(0);
    for (int type = 1; type < TYPES; type++) {
      if (!types.get(type)) {
        codes[type].clear();
      }
    }
    boolean repeats = types.get(InputEventCodes.EV_REP) && types.get(InputEventCodes.EV_KEY);
    repeat = repeats ? keyRepeat : null;
    packetHint = Math.max(packetHint, estimatedPacket());
    packet.resize(packetHint);
  }

  private int estimatedPacket() {
    TouchSlots mine = slots;
    int contacts;
    if (mine != null) {
      contacts = mine.count();
    } else if (has(InputEventCodes.EV_ABS, InputEventCodes.ABS_MT_TRACKING_ID)) {
      int ids = InputEventCodes.ABS_MT_TRACKING_ID;
      contacts = Math.clamp(abs.maximum(ids) - abs.minimum(ids) + 1, 2, 32);
    } else {
      contacts = has(InputEventCodes.EV_ABS, InputEventCodes.ABS_MT_POSITION_X) ? 2 : 0;
    }
    int events = contacts + 1;
    BitSet axes = codes[InputEventCodes.EV_ABS];
    for (int axis = axes.nextSetBit(0); axis >= 0; axis = axes.nextSetBit(axis + 1)) {
      boolean bySlot = axis == InputEventCodes.ABS_MT_SLOT || TouchSlots.isSlotted(axis);
      events += bySlot ? contacts : 1;
    }
    return events + codes[InputEventCodes.EV_REL].cardinality() + 7;
  }

  /**
   * {@return the number of events that the kernel expects in a packet, which determines the size of
   * readers' buffers}
   */
  public int packetHint() {
    return packetHint;
  }

  /**
   * Sets auto-repeat of a device that has it, as {@code EVIOCSREP} does.
   *
   * @param delay milliseconds until a key repeats; 0 for never
   * @param period milliseconds between repetitions; 0 for never
   */
  public void setRepeat(int delay, int period) {
    KeyRepeat keyRepeat = repeat;
    if (keyRepeat != null) {
      keyRepeat.set(delay, period);
    }
  }

  // ---- events

  /** Processes a driver's event ({@code input_event}). */
  void event(int type, int code, int newValue) {
    if (!types.get(type)) {
      return;
    }
    switch (type) {
      case InputEventCodes.EV_KEY -> key(code, newValue);
      case InputEventCodes.EV_ABS -> abs(code, newValue);
      case InputEventCodes.EV_REL -> {
        if (newValue != 0 && codes[type].get(code)) {
          pass(type, code, newValue);
        }
      }
      case InputEventCodes.EV_MSC -> {
        if (codes[type].get(code)) {
          pass(type, code, newValue);
        }
      }
      case InputEventCodes.EV_LED -> led(code, newValue != 0, newValue);
      case InputEventCodes.EV_PWR -> pass(type, code, newValue);
      default -> {}
    }
  }

  private void key(int code, int newValue) {
    if (!codes[InputEventCodes.EV_KEY].get(code)) {
      return;
    }
    if (newValue == 2) {
      pass(InputEventCodes.EV_KEY, code, newValue);
    } else if (keysDown.get(code) != (newValue != 0)) {
      keysDown.flip(code);
      pass(InputEventCodes.EV_KEY, code, newValue);
    }
  }

  private void led(int code, boolean on, int newValue) {
    if (codes[InputEventCodes.EV_LED].get(code) && ledsOn.get(code) != on) {
      ledsOn.flip(code);
      leds.switched(code, newValue != 0);
      pass(InputEventCodes.EV_LED, code, newValue);
    }
  }

  private void abs(int code, int newValue) {
    if (!codes[InputEventCodes.EV_ABS].get(code)) {
      return;
    }
    TouchSlots mine = slots;
    if (code == InputEventCodes.ABS_MT_SLOT) {
      if (mine != null && newValue >= 0 && newValue < mine.count()) {
        mine.slot = newValue;
      }
      return;
    }
    if (!TouchSlots.isSlotted(code)) {
      int before = abs.value(code);
      int passed = abs.defuzz(code, newValue, before);
      if (passed != before) {
        abs.setValue(code, passed);
        pass(InputEventCodes.EV_ABS, code, passed);
      }
      return;
    }
    if (mine == null) {
      pass(InputEventCodes.EV_ABS, code, newValue);
      return;
    }
    int before = mine.get(mine.slot, code);
    int passed = abs.defuzz(code, newValue, before);
    if (passed == before) {
      return;
    }
    mine.set(mine.slot, code, passed);
    if (mine.slot != abs.value(InputEventCodes.ABS_MT_SLOT)) {
      abs.setValue(InputEventCodes.ABS_MT_SLOT, mine.slot);
      packet.add(InputEventCodes.EV_ABS, InputEventCodes.ABS_MT_SLOT, mine.slot);
    }
    pass(InputEventCodes.EV_ABS, code, passed);
  }

  private void pass(int type, int code, int newValue) {
    packet.add(type, code, newValue);
    if (packet.isFull()) {
      packet.add(InputEventCodes.EV_SYN, InputEventCodes.SYN_REPORT, 1);
      packet.flush(this, sink, repeat);
    }
  }

  /** Completes the packet; one without values is dropped. */
  void sync() {
    sync(0);
  }

  private void sync(int mark) {
    if (packet.isEmpty()) {
      return;
    }
    packet.add(InputEventCodes.EV_SYN, InputEventCodes.SYN_REPORT, mark);
    packet.flush(this, sink, repeat);
  }

  /** Repeats a key that is held down, in a separate packet. */
  void repeat(int code) {
    if (keysDown.get(code)) {
      pass(InputEventCodes.EV_KEY, code, 2);
      sync(1);
    }
  }
}
