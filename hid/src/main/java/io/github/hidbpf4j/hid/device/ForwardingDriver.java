package io.github.hidbpf4j.hid.device;

/**
 * The driver of a device that is only passed on: it asks the device for nothing and makes no input
 * devices, for what the reports are passed on to has a driver that does.
 */
final class ForwardingDriver implements HidDriver {
  @Override
  public String name() {
    return "hid-bridge";
  }

  @Override
  public boolean matches(HidDevice device) {
    return true;
  }

  @Override
  public boolean takes(HidDevice device) {
    return true;
  }

  @Override
  public void configure(HidDevice device) {}

  @Override
  public void started(HidDevice device) {}

  @Override
  public boolean connectsInput() {
    return false;
  }
}
