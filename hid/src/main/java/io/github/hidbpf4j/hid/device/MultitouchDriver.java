package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.DeviceGroup;
import io.github.hidbpf4j.hid.descriptor.Field;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.descriptor.ReportLayout;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputDevices;
import org.jspecify.annotations.Nullable;

/**
 * {@code hid-multitouch} as far as the device sees it (Linux 6.12 {@code
 * drivers/hid/hid-multitouch.c}, the classes that match by group): at bind it reads some features
 * and switches modes, and also when readers open and close the device, in kernels that notify
 * drivers of this.
 */
final class MultitouchDriver implements HidDriver {
  private static final int DG_TOUCHPAD = 0x000d_0005;
  private static final int DG_INPUT_MODE = 0x000d_0052;
  private static final int DG_CONTACT_MAX = 0x000d_0055;
  private static final int DG_SURFACE_SWITCH = 0x000d_0057;
  private static final int DG_BUTTON_SWITCH = 0x000d_0058;
  private static final int DG_BUTTON_TYPE = 0x000d_0059;
  private static final int DG_LATENCY_MODE = 0x000d_0060;
  private static final int WIN_8_BLOB = 0xff00_00c5;
  private static final int INPUT_MODE_TOUCHSCREEN = 2;
  private static final int INPUT_MODE_TOUCHPAD = 3;
  private static final int LATENCY_NORMAL = 0;
  private static final int LATENCY_HIGH = 1;

  private @Nullable FeatureRequests features;

  @Override
  public String name() {
    return "hid-multitouch";
  }

  /** Whether it has an entry for devices of this group. */
  static boolean wants(DeviceGroup group) {
    return group == DeviceGroup.MULTITOUCH || group == DeviceGroup.MULTITOUCH_WIN_8;
  }

  @Override
  public boolean matches(HidDevice device) {
    return wants(device.group());
  }

  @Override
  public boolean takes(HidDevice device) {
    return wants(device.group());
  }

  @Override
  public void configure(HidDevice device) {
    ReportDescriptor reports = device.reports();
    if (reports == null) {
      return;
    }
    FeatureRequests requests = new FeatureRequests(device, reports);
    features = requests;
    if (!InputDevices.isInput(reports)) {
      return;
    }
    for (ReportLayout report : reports.reports(ReportType.FEATURE)) {
      for (Field field : report.fields()) {
        readFeatures(requests, report, field);
      }
    }
    requests.raiseResolution();
  }

  private static void readFeatures(FeatureRequests requests, ReportLayout report, Field field) {
    if (field.count() < 1) {
      return;
    }
    for (int i = 0; i < field.usageCount(); i++) {
      boolean wanted =
          switch (field.usage(i)) {
            case DG_CONTACT_MAX -> true;
            case DG_BUTTON_TYPE -> i < field.count();
            case WIN_8_BLOB -> i == 0;
            default -> false;
          };
      if (wanted) {
        requests.read(report);
      }
    }
  }

  @Override
  public void started(HidDevice device) {
    setModes(device, LATENCY_NORMAL, 1);
  }

  @Override
  public void opened(HidDevice device) {
    setModes(device, LATENCY_NORMAL, 1);
  }

  @Override
  public void closed(HidDevice device) {
    setModes(device, LATENCY_HIGH, 0);
  }

  /** {@code mt_set_modes}. */
  private void setModes(HidDevice device, int latency, int reporting) {
    ReportDescriptor reports = device.reports();
    FeatureRequests requests = features;
    if (reports == null || requests == null) {
      return;
    }
    boolean touchpad =
        reports.reports(ReportType.INPUT).stream()
            .anyMatch(report -> report.application() == DG_TOUCHPAD);
    int inputMode = touchpad ? INPUT_MODE_TOUCHPAD : INPUT_MODE_TOUCHSCREEN;
    boolean inputModeSet = false;
    for (ReportLayout report : reports.reports(ReportType.FEATURE)) {
      boolean changed = false;
      for (Field field : report.fields()) {
        for (int i = 0; field.count() >= 1 && i < field.usageCount(); i++) {
          int usage = field.usage(i);
          // Some panels declare a second input mode and choke when it is set.
          if (usage == DG_INPUT_MODE && inputModeSet) {
            continue;
          }
          inputModeSet |= usage == DG_INPUT_MODE;
          int value =
              switch (usage) {
                case DG_INPUT_MODE -> inputMode;
                case DG_LATENCY_MODE -> latency;
                case DG_SURFACE_SWITCH, DG_BUTTON_SWITCH -> reporting;
                default -> -1;
              };
          if (value >= 0) {
            requests.put(report, field, i, value);
            changed = true;
          }
        }
      }
      if (changed) {
        requests.write(report);
      }
    }
  }
}
