package io.github.hidbpf4j.hid.device;

import io.github.hidbpf4j.hid.descriptor.ReportDescriptor;
import io.github.hidbpf4j.hid.input.InputDevices;

/** {@code hid-generic}: its input half asks devices for their highest resolution. */
final class GenericDriver implements HidDriver {
  @Override
  public String name() {
    return "hid-generic";
  }

  @Override
  public boolean matches(HidDevice device) {
    return true;
  }

  /** Leaves the device to any other driver that wants it ({@code hid_generic_match}). */
  @Override
  public boolean takes(HidDevice device) {
    return !MultitouchDriver.wants(device.group());
  }

  @Override
  public void configure(HidDevice device) {
    ReportDescriptor reports = device.reports();
    if (reports != null && InputDevices.isInput(reports)) {
      new FeatureRequests(device, reports).raiseResolution();
    }
  }

  @Override
  public void started(HidDevice device) {}
}
