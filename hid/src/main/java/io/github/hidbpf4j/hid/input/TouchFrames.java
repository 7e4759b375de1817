package io.github.hidbpf4j.hid.input;

import static io.github.hidbpf4j.hid.input.InputEventCodes.*;

import io.github.hidbpf4j.hid.input.MultitouchClass.Quirk;
import io.github.hidbpf4j.hid.input.TouchContact.Part;
import io.github.hidbpf4j.time.Scheduler;
import io.github.hidbpf4j.time.Timer;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the reports of a touch device into events ({@code mt_touch_report}): contacts go to slots,
 * a frame of contacts ends in one packet, and contacts that the device forgets are released after
 * 100 ms.
 */
final class TouchFrames {
  private static final int RELEASE_MILLIS = 100;
  private static final int RESYNC_MICROS = 1_000_000;
  private static final int TOOL_FINGER = 0, TOOL_PALM = 2, TOOL_DIAL = 0x0a;

  /** The result of processing a contact. */
  private enum Fate {
    TAKEN,
    SKIPPED
  }

  private final Multitouch driver;
  private final List<InputDevice> nodes;
  private final @Nullable Scheduler scheduler;
  private final @Nullable Timer releaseTimer;
  private final BitSet activeSlots = new BitSet();
  private final HidInputState state;

  /**
   * Whether this frame has a contact, and whether the previous one had: for kernels that do not
   * track slots.
   */
  private boolean contactInFrame;

  private boolean contactBefore;

  TouchFrames(
      Multitouch driver,
      HidInputState state,
      List<InputDevice> nodes,
      @Nullable Scheduler scheduler) {
    this.driver = driver;
    this.state = state;
    this.nodes = nodes;
    this.scheduler = scheduler;
    this.releaseTimer =
        scheduler == null ? null : scheduler.newTimer("release of contacts", this::release);
  }

  /** Processes a report whose values were stored; one without contacts only ends a packet. */
  void report(MappedReport report) {
    MappedField first = report.fields.length == 0 ? null : report.fields[0];
    InputDevice node = first == null ? null : first.node;
    Multitouch.Touch touch = driver.touch(report);
    if (node == null) {
      return;
    }
    if (touch.hasContacts()) {
      contacts(report, node, touch.application());
    } else {
      node.sync();
    }
  }

  private void contacts(MappedReport report, InputDevice node, TouchApplication application) {
    int scanTime = application.scanTime();
    application.timestamp = timestamp(application, scanTime);
    int count = application.contactCount();
    if (count > 0) {
      application.expected = count & 0xff;
    } else if (application.received == 0
        && application.previousScanTime != scanTime
        && (driver.rules().hasEmptyTouchFrames()
            || count == 0 && application.has(Quirk.WIN8_PTP_BUTTONS))) {
      // A separate frame without contacts: a button, or all contacts are gone.
      application.expected = 0;
    }
    application.previousScanTime = scanTime;
    boolean firstReport = application.received == 0;
    List<TouchContact> contacts = application.contacts;
    for (int i = 0; i < contacts.size(); i++) {
      if (contact(node, application, contacts.get(i)) == Fate.TAKEN) {
        application.received = application.received + 1 & 0xff;
      }
    }
    for (MappedField field : report.fields) {
      if (field.isVariable()) {
        for (int i = 0; i < field.field.count(); i++) {
          other(node, application, field.usages[i], field.values[i], firstReport);
        }
      }
    }
    if (application.received >= application.expected) {
      endFrame(node, application);
    }
    if (application.has(Quirk.STICKY_FINGERS)) {
      restartTimer();
    }
  }

  private int timestamp(TouchApplication application, int scanTime) {
    long now = scheduler == null ? 0 : scheduler.now();
    boolean resync =
        application.lastReport < 0
            || Jiffies.microsBetween(application.lastReport, now) > RESYNC_MICROS;
    application.lastReport = now;
    // 32 bits wide there before it becomes a long.
    int step = scanTime - application.previousScanTime;
    long delta = step;
    if (delta < 0) {
      delta += application.scanTimeMaximum;
    }
    return resync ? 0 : (int) (application.timestamp + delta * 100);
  }

  private Fate contact(InputDevice node, TouchApplication application, TouchContact contact) {
    if (application.has(Quirk.CONTACT_CNT_ACCURATE)
        && application.received >= application.expected) {
      return Fate.SKIPPED;
    }
    if (!application.has(Quirk.ALWAYS_VALID) && !isValid(application, contact)) {
      return Fate.TAKEN;
    }
    TouchSlots slots = node.slots();
    int slot = slot(application, contact, slots);
    if (slot < 0 || slot >= driver.contacts()) {
      return Fate.TAKEN;
    }
    if (application.has(Quirk.IGNORE_DUPLICATES)
        && slots != null
        && slots.isActive(slot)
        && slots.isUsed(slot)) {
      return Fate.SKIPPED;
    }
    boolean confident = !application.has(Quirk.CONFIDENCE) || contact.is(Part.CONFIDENCE, true);
    boolean near = application.has(Quirk.HOVERING) && contact.is(Part.IN_RANGE, false);
    boolean active = contact.is(Part.TIP, false) || near;
    int tool = TOOL_FINGER;
    if (application.application == Usage.GD_SYSTEM_MULTIAXIS) {
      tool = TOOL_DIAL;
    } else if (!confident) {
      tool = TOOL_PALM;
      if (!active && slots != null && slots.isActive(slot)) {
        // Readers first see the palm, and then its end in a separate packet.
        active = true;
        application.pendingPalms.set(slot);
      }
    }
    if (slots != null) {
      slots.slot = slot;
      slots.report(node, tool, active);
    }
    if (active) {
      place(node, application, contact);
    }
    activeSlots.set(slot, active);
    contactInFrame |= active;
    return Fate.TAKEN;
  }

  private static boolean isValid(TouchApplication application, TouchContact contact) {
    boolean valid = true;
    if (application.has(Quirk.VALID_IS_INRANGE)) {
      valid = contact.is(Part.IN_RANGE, false);
    }
    if (application.has(Quirk.NOT_SEEN_MEANS_UP)) {
      valid = contact.is(Part.TIP, false);
    }
    if (application.has(Quirk.VALID_IS_CONFIDENCE)) {
      valid = contact.is(Part.CONFIDENCE, true);
    }
    return valid;
  }

  private static int slot(
      TouchApplication application, TouchContact contact, @Nullable TouchSlots slots) {
    int id = contact.get(Part.CONTACT_ID);
    if (application.has(Quirk.SLOT_IS_CONTACTID)) {
      return id;
    }
    if (application.has(Quirk.CYPRESS)) {
      return id != 0 || application.received == 0 ? id : -1;
    }
    if (application.has(Quirk.SLOT_IS_CONTACTNUMBER)) {
      return application.received;
    }
    if (application.has(Quirk.SLOT_IS_CONTACTID_MINUS_ONE)) {
      return id - 1;
    }
    return slots == null ? -1 : slots.slotOf(id);
  }

  private void place(InputDevice node, TouchApplication application, TouchContact contact) {
    int width = contact.get(Part.WIDTH);
    int height = contact.get(Part.HEIGHT);
    int major = Math.max(width, height);
    int minor = Math.min(width, height);
    int orientation = width > height ? 1 : 0;
    if (contact.has(Part.AZIMUTH)) {
      int azimuth = contact.get(Part.AZIMUTH);
      int most = node.absMaximum(ABS_MT_ORIENTATION);
      if (azimuth > most * 2) {
        azimuth -= most * 4;
      }
      orientation = -azimuth;
    }
    if (application.has(Quirk.TOUCH_SIZE_SCALING)) {
      major >>= 1;
      minor >>= 1;
    }
    boolean flipX = state.has(InputQuirks.Quirk.X_INVERT);
    boolean flipY = state.has(InputQuirks.Quirk.Y_INVERT);
    int mostX = node.absMaximum(ABS_MT_POSITION_X);
    int mostY = node.absMaximum(ABS_MT_POSITION_Y);
    int x = contact.get(Part.X);
    int y = contact.get(Part.Y);
    int centreX = contact.get(Part.CENTRE_X);
    int centreY = contact.get(Part.CENTRE_Y);
    node.event(EV_ABS, ABS_MT_POSITION_X, flipX ? mostX - x : x);
    node.event(EV_ABS, ABS_MT_POSITION_Y, flipY ? mostY - y : y);
    node.event(EV_ABS, ABS_MT_TOOL_X, flipX ? mostX - centreX : centreX);
    node.event(EV_ABS, ABS_MT_TOOL_Y, flipY ? mostY - centreY : centreY);
    node.event(EV_ABS, ABS_MT_DISTANCE, contact.is(Part.TIP, false) ? 0 : 1);
    node.event(EV_ABS, ABS_MT_ORIENTATION, orientation);
    node.event(EV_ABS, ABS_MT_PRESSURE, contact.get(Part.PRESSURE));
    node.event(EV_ABS, ABS_MT_TOUCH_MAJOR, major);
    node.event(EV_ABS, ABS_MT_TOUCH_MINOR, minor);
  }

  /** Processes what is not part of a contact, such as buttons. */
  private static void other(
      InputDevice node,
      TouchApplication application,
      MappedUsage usage,
      int value,
      boolean firstReport) {
    if (usage.type == 0) {
      return;
    }
    if (application.has(Quirk.WIN8_PTP_BUTTONS)) {
      if (!firstReport) {
        return;
      }
      if (usage.type == EV_KEY && usage.code == BTN_LEFT) {
        // A clickpad's click and a separate button are the same button.
        application.leftButton |= value;
        return;
      }
    }
    node.event(usage.type, usage.code, value);
  }

  private void endFrame(InputDevice node, TouchApplication application) {
    if (application.has(Quirk.WIN8_PTP_BUTTONS)) {
      node.event(EV_KEY, BTN_LEFT, application.leftButton);
    }
    TouchSlots slots = node.slots();
    if (slots != null) {
      slots.endFrame(node);
    }
    node.event(EV_MSC, MSC_TIMESTAMP, application.timestamp);
    node.sync();
    if (slots != null) {
      releasePalms(node, slots, application);
    }
    application.received = 0;
    application.leftButton = 0;
    contactBefore = contactInFrame;
    contactInFrame = false;
  }

  private void releasePalms(InputDevice node, TouchSlots slots, TouchApplication application) {
    BitSet palms = application.pendingPalms;
    if (palms.isEmpty()) {
      return;
    }
    for (int slot = palms.nextSetBit(0); slot >= 0; slot = palms.nextSetBit(slot + 1)) {
      activeSlots.clear(slot);
      slots.slot = slot;
      slots.report(node, TOOL_FINGER, false);
    }
    palms.clear();
    slots.endFrame(node);
    node.sync();
  }

  // ---- sticky fingers

  private void restartTimer() {
    Timer timer = releaseTimer;
    Scheduler time = scheduler;
    if (timer == null || time == null) {
      return;
    }
    if (!hasContact()) {
      boolean _ = timer.cancel();
    } else {
      timer.arm(Jiffies.expiry(time.now(), RELEASE_MILLIS));
    }
  }

  private boolean hasContact() {
    return driver.rules().remembersContactsBySlot() ? !activeSlots.isEmpty() : contactBefore;
  }

  private void release() {
    if (!hasContact()) {
      return;
    }
    for (InputDevice node : nodes) {
      TouchSlots slots = node.slots();
      if (slots == null) {
        continue;
      }
      for (int i = 0; i < slots.count(); i++) {
        slots.slot = i;
        slots.report(node, TOOL_FINGER, false);
        activeSlots.clear(i);
      }
      slots.endFrame(node);
      node.sync();
    }
    for (TouchApplication application : driver.applications()) {
      application.received = 0;
    }
  }
}
