package io.github.hidbpf4j.hid.input;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One touch surface of a device, with its current frame ({@code struct mt_application}). */
final class TouchApplication {
  final int application;
  final int reportId;
  final Set<MultitouchClass.Quirk> quirks;
  final List<TouchContact> contacts = new ArrayList<>();

  /** Flags for its slots. */
  int slotFlags;

  int buttons;
  boolean hasContactCount;

  private @Nullable MappedField scanTime;
  private int scanTimeIndex;
  int scanTimeMaximum;
  private @Nullable MappedField contactCount;
  private int contactCountIndex;

  // ---- the frame

  int received;
  int expected;
  int leftButton;
  int timestamp;
  int previousScanTime;

  /** Time of the last report; negative before the first. */
  long lastReport = -1;

  /** Slots that had a palm, and end in a separate packet. */
  final BitSet pendingPalms = new BitSet();

  TouchApplication(int application, int reportId, Set<MultitouchClass.Quirk> classQuirks) {
    this.application = application;
    this.reportId = reportId;
    this.quirks = EnumSet.copyOf(classQuirks);
  }

  boolean has(MultitouchClass.Quirk quirk) {
    return quirks.contains(quirk);
  }

  /**
   * Adds a part of a contact. A part that the current contact already has starts a new contact, if
   * the current one is complete.
   */
  void put(TouchContact.Part part, MappedField field, int index) {
    if (contacts.isEmpty()) {
      contacts.add(new TouchContact());
    }
    TouchContact contact = contacts.getLast();
    if (contact.has(part)) {
      if (!contact.has(TouchContact.Part.CONTACT_ID)
          || !contact.has(TouchContact.Part.X)
          || !contact.has(TouchContact.Part.Y)) {
        return;
      }
      contact = new TouchContact();
      contacts.add(contact);
    }
    contact.put(part, field, index);
  }

  void setScanTime(MappedField field, int index) {
    scanTime = field;
    scanTimeIndex = index;
    scanTimeMaximum = field.maximum;
  }

  void setContactCount(MappedField field, int index) {
    hasContactCount = true;
    contactCount = field;
    contactCountIndex = index;
  }

  int scanTime() {
    MappedField field = scanTime;
    return field == null ? 0 : field.values[scanTimeIndex];
  }

  /** The number of contacts given in the report; -1 if it is not given. */
  int contactCount() {
    MappedField field = contactCount;
    return field == null ? -1 : field.values[contactCountIndex];
  }
}
