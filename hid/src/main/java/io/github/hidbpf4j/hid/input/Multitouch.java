package io.github.hidbpf4j.hid.input;

import static io.github.hidbpf4j.hid.input.InputEventCodes.*;

import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.input.MultitouchClass.Quirk;
import io.github.hidbpf4j.hid.input.TouchContact.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code hid-multitouch}: its mapping of the fields of a touch device, and its part in creating the
 * input devices. Its processing of reports is in {@link TouchFrames}.
 */
final class Multitouch implements UsageMapper.Driver {
  private static final int DEFAULT_CONTACTS = 10;
  private static final int MOST_CONTACTS = 250;
  private static final int BUTTON_TYPE_CLICKPAD = 0;
  private static final int BUTTON_TYPE_PRESSUREPAD = 1;
  private static final int TOOL_DIAL = 0x0a;
  private static final int TOOL_PALM = 2;
  private static final String UNKNOWN = " UNKNOWN";

  /** A report with the surface it belongs to. */
  record Touch(TouchApplication application, boolean hasContacts) {}

  private final MultitouchClass touchClass;
  private final DeviceGroup group;
  private final InputRules rules;
  private final List<TouchApplication> applications = new ArrayList<>();
  private final Map<MappedReport, Touch> reports = new HashMap<>();
  private final Set<InputDevice> styluses = new HashSet<>();
  private int contacts;
  private boolean buttonPad;
  private boolean pressurePad;

  Multitouch(MultitouchClass touchClass, DeviceGroup group, InputRules rules) {
    this.touchClass = touchClass;
    this.group = group;
    this.rules = rules;
  }

  InputRules rules() {
    return rules;
  }

  MultitouchClass touchClass() {
    return touchClass;
  }

  List<TouchApplication> applications() {
    return applications;
  }

  /** Maximum number of contacts of the device. */
  int contacts() {
    return contacts;
  }

  /** Fields that a quirk of the device makes variable. */
  void fixFields(List<MappedReport> inputs) {
    if (!touchClass.has(Quirk.FIX_CONST_CONTACT_ID)) {
      return;
    }
    for (MappedReport report : inputs) {
      for (MappedField field : report.fields) {
        if (field.usages[0].hid == Usage.DG_CONTACT_ID && field.isConstant()) {
          field.flags = field.flags & ~Field.CONSTANT | Field.VARIABLE;
        }
      }
    }
  }

  // ---- features

  /** Reads the features that determine the input devices ({@code mt_feature_mapping}). */
  void feature(FeatureReader reader, boolean readable, MappedField field, int index) {
    switch (field.usages[index].hid) {
      case Usage.DG_CONTACT_MAX -> {
        read(reader, readable, field);
        contacts = field.values[0] & 0xff;
        if (contacts == 0 && field.maximum <= MOST_CONTACTS) {
          contacts = field.maximum & 0xff;
        }
        if (touchClass.maxContacts() != 0) {
          contacts = touchClass.maxContacts();
        }
      }
      case Usage.DG_BUTTON_TYPE -> {
        if (index < field.field.count()) {
          read(reader, readable, field);
          buttonPad |= field.values[index] == BUTTON_TYPE_CLICKPAD;
          pressurePad |=
              rules.knowsPressurePads() && field.values[index] == BUTTON_TYPE_PRESSUREPAD;
        }
      }
      case Usage.WIN_8_BLOB -> {
        if (index == 0) {
          read(reader, readable, field);
        }
      }
      default -> {}
    }
  }

  private static void read(FeatureReader reader, boolean readable, MappedField field) {
    if (readable) {
      reader.read(field.report);
    }
  }

  // ---- mapping

  /** The surface that a report belongs to. */
  Touch touch(MappedReport report) {
    Touch known = reports.get(report);
    if (known == null) {
      known = new Touch(application(report), hasContacts(report));
      reports.put(report, known);
    }
    return known;
  }

  private TouchApplication application(MappedReport report) {
    for (TouchApplication known : applications) {
      if (known.application == report.application()
          && (!touchClass.has(Quirk.SEPARATE_APP_REPORT) || known.reportId == report.id())) {
        return known;
      }
    }
    TouchApplication added =
        new TouchApplication(report.application(), report.id(), touchClass.quirks());
    if (report.application() == Usage.DG_TOUCHSCREEN) {
      added.slotFlags |= TouchSlots.DIRECT;
    } else if (report.application() == Usage.DG_TOUCHPAD) {
      added.slotFlags |= TouchSlots.POINTER;
    }
    applications.add(added);
    return added;
  }

  private boolean hasContacts(MappedReport report) {
    for (MappedField field : report.fields) {
      if (!field.isVariable()
          || group == DeviceGroup.MULTITOUCH_WIN_8 && field.field.logical() != Usage.DG_FINGER) {
        continue;
      }
      for (int i = 0; i < field.field.count(); i++) {
        if (field.usages[i].hid == Usage.DG_CONTACT_ID) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public boolean owns(MappedReport report) {
    return touch(report).hasContacts();
  }

  @Override
  public UsageMapper.Decision map(
      CodeRequest request, InputDevice node, MappedField field, int index) {
    Touch touch = touch(field.report);
    if (!touchClass.exportsAll() && !isExported(field.field.application())) {
      return UsageMapper.Decision.IGNORED;
    }
    if (touch.hasContacts()) {
      return mapTouch(request, node, field, index, touch.application());
    }
    if (field.field.physical() == Usage.DG_STYLUS) {
      styluses.add(node);
    }
    return UsageMapper.Decision.COMMON;
  }

  private static boolean isExported(int application) {
    return switch (application) {
      case Usage.DG_TOUCHSCREEN,
          Usage.DG_PEN,
          Usage.DG_TOUCHPAD,
          Usage.GD_KEYBOARD,
          Usage.GD_SYSTEM_CONTROL,
          Usage.CP_CONSUMER_CONTROL,
          Usage.GD_WIRELESS_RADIO_CONTROLS,
          Usage.GD_SYSTEM_MULTIAXIS ->
          true;
      default -> false;
    };
  }

  private UsageMapper.Decision mapTouch(
      CodeRequest request,
      InputDevice node,
      MappedField field,
      int index,
      TouchApplication application) {
    MappedUsage usage = field.usages[index];
    switch (usage.page()) {
      case Usage.PAGE_BUTTON -> {
        return mapButton(request, node, field, usage, application);
      }
      case Usage.PAGE_MICROSOFT_VENDOR -> {
        return UsageMapper.Decision.IGNORED;
      }
      case Usage.PAGE_GENERIC_DESKTOP -> {
        return mapPosition(node, field, index, application);
      }
      case Usage.PAGE_DIGITIZER -> {
        return mapDigitizer(node, field, index, application);
      }
      default -> {
        return UsageMapper.Decision.COMMON;
      }
    }
  }

  private UsageMapper.Decision mapButton(
      CodeRequest request,
      InputDevice node,
      MappedField field,
      MappedUsage usage,
      TouchApplication application) {
    if (field.field.application() == Usage.DG_TOUCHSCREEN) {
      application.slotFlags |= TouchSlots.POINTER;
    }
    application.buttons++;
    int number = usage.hid - 1 & 0xffff;
    int code = BTN_MOUSE + number;
    // Windows' touchpads have their outer buttons as 2 and 3.
    if (application.has(Quirk.WIN8_PTP_BUTTONS)
        && field.field.application() == Usage.DG_TOUCHPAD
        && usage.id() > 1) {
      code--;
    }
    if (field.field.application() == Usage.GD_SYSTEM_MULTIAXIS) {
      code = BTN_MISC + number;
    }
    request.map(usage, EV_KEY, code);
    if (!request.isMade()) {
      return UsageMapper.Decision.IGNORED;
    }
    node.setCapability(EV_KEY, code);
    return UsageMapper.Decision.MAPPED;
  }

  private UsageMapper.Decision mapPosition(
      InputDevice node, MappedField field, int index, TouchApplication application) {
    int hid = field.usages[index].hid;
    // The second of two equal usages in a row is the middle of the contact.
    boolean centre = index > 0 && field.usages[index - 1].hid == hid;
    switch (hid) {
      case Usage.GD_X -> {
        application.put(centre ? Part.CENTRE_X : Part.X, field, index);
        setAbs(node, centre ? ABS_MT_TOOL_X : ABS_MT_POSITION_X, field, touchClass.moveRatio());
        if (field.field.application() == Usage.GD_SYSTEM_MULTIAXIS) {
          node.setProperty(INPUT_PROP_DIRECT);
          node.setAbs(ABS_MT_TOOL_TYPE, TOOL_DIAL, TOOL_DIAL, 0, 0);
        }
        return UsageMapper.Decision.MAPPED;
      }
      case Usage.GD_Y -> {
        application.put(centre ? Part.CENTRE_Y : Part.Y, field, index);
        setAbs(node, centre ? ABS_MT_TOOL_Y : ABS_MT_POSITION_Y, field, touchClass.moveRatio());
        return UsageMapper.Decision.MAPPED;
      }
      default -> {
        return UsageMapper.Decision.COMMON;
      }
    }
  }

  private UsageMapper.Decision mapDigitizer(
      InputDevice node, MappedField field, int index, TouchApplication application) {
    switch (field.usages[index].hid) {
      case Usage.DG_IN_RANGE -> {
        if (application.has(Quirk.HOVERING)) {
          node.setAbs(ABS_MT_DISTANCE, 0, 1, 0, 0);
        }
        application.put(Part.IN_RANGE, field, index);
      }
      case Usage.DG_CONFIDENCE -> {
        int surface = field.field.application();
        if (touchClass.reportsPalms()
            && (surface == Usage.DG_TOUCHPAD || surface == Usage.DG_TOUCHSCREEN)) {
          application.quirks.add(Quirk.CONFIDENCE);
        }
        if (application.has(Quirk.CONFIDENCE)) {
          node.setAbs(ABS_MT_TOOL_TYPE, 0, TOOL_PALM, 0, 0);
        }
        application.put(Part.CONFIDENCE, field, index);
      }
      case Usage.DG_TIP_SWITCH -> {
        if (field.field.application() != Usage.GD_SYSTEM_MULTIAXIS) {
          node.setCapability(EV_KEY, BTN_TOUCH);
        }
        application.put(Part.TIP, field, index);
      }
      case Usage.DG_CONTACT_ID -> application.put(Part.CONTACT_ID, field, index);
      case Usage.DG_WIDTH -> {
        if (!application.has(Quirk.NO_AREA)) {
          setAbs(node, ABS_MT_TOUCH_MAJOR, field, touchClass.widthRatio());
        }
        application.put(Part.WIDTH, field, index);
      }
      case Usage.DG_HEIGHT -> {
        if (!application.has(Quirk.NO_AREA)) {
          setAbs(node, ABS_MT_TOUCH_MINOR, field, touchClass.heightRatio());
          if (!node.has(EV_ABS, ABS_MT_ORIENTATION)) {
            node.setAbs(ABS_MT_ORIENTATION, 0, 1, 0, 0);
          }
        }
        application.put(Part.HEIGHT, field, index);
      }
      case Usage.DG_TIP_PRESSURE -> {
        setAbs(node, ABS_MT_PRESSURE, field, touchClass.pressureRatio());
        application.put(Part.PRESSURE, field, index);
      }
      case Usage.DG_SCAN_TIME -> {
        node.setCapability(EV_MSC, MSC_TIMESTAMP);
        application.setScanTime(field, index);
      }
      case Usage.DG_CONTACT_COUNT -> application.setContactCount(field, index);
      case Usage.DG_AZIMUTH -> {
        int quarter = field.maximum / 4;
        int ratio = touchClass.moveRatio();
        node.setAbs(
            ABS_MT_ORIENTATION,
            -field.maximum / 4,
            quarter,
            ratio == 0 ? 0 : field.maximum / ratio,
            0);
        application.put(Part.AZIMUTH, field, index);
      }
      case Usage.DG_CONTACT_MAX, Usage.DG_TOUCH -> {
        return UsageMapper.Decision.IGNORED;
      }
      default -> {
        return UsageMapper.Decision.COMMON;
      }
    }
    return UsageMapper.Decision.MAPPED;
  }

  private void setAbs(InputDevice node, int code, MappedField field, int ratio) {
    int fuzz = ratio == 0 ? 0 : (field.maximum - field.minimum) / ratio;
    node.setAbs(code, field.minimum, field.maximum, fuzz, 0);
    node.setResolution(code, AxisResolution.of(field, code, rules));
  }

  // ---- input devices

  /**
   * Completes an input device ({@code mt_input_configured}).
   *
   * @return its name; null if the driver gives up
   */
  @Nullable String configured(
      InputDevice node, int application, List<MappedReport> nodeReports, String deviceName) {
    for (MappedReport report : nodeReports) {
      Touch touch = touch(report);
      if (touch.hasContacts() && !configureTouch(node, touch.application())) {
        return null;
      }
    }
    switch (application) {
      case Usage.GD_KEYBOARD,
          Usage.GD_KEYPAD,
          Usage.GD_MOUSE,
          Usage.DG_TOUCHPAD,
          Usage.GD_SYSTEM_CONTROL,
          Usage.CP_CONSUMER_CONTROL,
          Usage.GD_WIRELESS_RADIO_CONTROLS,
          Usage.GD_SYSTEM_MULTIAXIS -> {
        return node.name();
      }
      case Usage.DG_PEN -> {
        return rules.namesPens() ? node.name() : deviceName + UNKNOWN;
      }
      case Usage.DG_TOUCHSCREEN -> {
        return deviceName;
      }
      case Usage.DG_STYLUS -> {
        // udev recognises a tablet by it.
        node.setCode(EV_KEY, BTN_STYLUS);
        return node.name();
      }
      default -> {
        return deviceName + UNKNOWN;
      }
    }
  }

  private boolean configureTouch(InputDevice node, TouchApplication application) {
    if (contacts == 0) {
      contacts = DEFAULT_CONTACTS;
    }
    if (!application.hasContactCount) {
      application.quirks.remove(Quirk.CONTACT_CNT_ACCURATE);
    }
    if (touchClass.byGroup() && application.contacts.size() == 1) {
      // One contact per report: everything in it is valid.
      application.quirks.add(Quirk.ALWAYS_VALID);
      application.quirks.remove(Quirk.NOT_SEEN_MEANS_UP);
      application.quirks.remove(Quirk.VALID_IS_INRANGE);
      application.quirks.remove(Quirk.VALID_IS_CONFIDENCE);
      application.quirks.remove(Quirk.CONTACT_CNT_ACCURATE);
    }
    if (touchClass.indirect()) {
      application.slotFlags |= TouchSlots.POINTER;
    }
    if (application.has(Quirk.NOT_SEEN_MEANS_UP)) {
      application.slotFlags |= TouchSlots.DROP_UNUSED;
    }
    if ((application.slotFlags & TouchSlots.POINTER) != 0 && application.buttons == 1) {
      buttonPad = true;
    }
    if (buttonPad) {
      node.setProperty(INPUT_PROP_BUTTONPAD);
    }
    if (pressurePad) {
      node.setProperty(INPUT_PROP_PRESSUREPAD);
    }
    boolean done = node.initSlots(contacts, application.slotFlags);
    application.slotFlags = 0;
    return done;
  }

  /** Whether this input device is one for a stylus. */
  boolean hasStylus(InputDevice node) {
    return styluses.contains(node);
  }
}
