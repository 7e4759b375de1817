package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.Collection;
import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;

/** {@code hid-generic}: its input half asks devices for their highest resolution. */
final class GenericDriver implements HidDriver {
  private static final int GD_FIRST = 0x0001_0000;
  private static final int GD_MULTIAXIS = 0x0001_0008;
  private static final int GD_WIRELESS_RADIO_CONTROLS = 0x0001_000c;
  private static final int GD_SYSTEM_CONTROL = 0x0001_0080;
  private static final int CP_CONSUMER_CONTROL = 0x000c_0001;
  private static final int DG_DIGITIZER = 0x000d_0001;
  private static final int DG_WHITEBOARD = 0x000d_0006;

  @Override
  public String name() {
    return "hid-generic";
  }

  @Override
  public void configure(HidDevice device) {
    ReportDescriptor reports = device.reports();
    if (reports != null && isInput(reports)) {
      new FeatureRequests(device, reports).raiseResolution();
    }
  }

  @Override
  public void started(HidDevice device) {}

  /** Whether the input layer takes the device ({@code hidinput_connect}). */
  static boolean isInput(ReportDescriptor reports) {
    for (Collection collection : reports.collections()) {
      boolean counts =
          collection.type() == Collection.APPLICATION || collection.type() == Collection.PHYSICAL;
      if (counts && isInputApplication(collection.usage())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInputApplication(int usage) {
    return (usage >= GD_FIRST && usage <= GD_MULTIAXIS)
        || (usage >= DG_DIGITIZER && usage <= DG_WHITEBOARD)
        || usage == GD_SYSTEM_CONTROL
        || usage == CP_CONSUMER_CONTROL
        || usage == GD_WIRELESS_RADIO_CONTROLS;
  }
}
