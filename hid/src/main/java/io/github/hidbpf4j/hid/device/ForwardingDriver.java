package io.github.hidbpf4j.hid.device;

/**
 * The driver of a device whose reports are only forwarded: it sends no requests and creates no
 * input devices, because the kernel that gets the reports has a driver that does both.
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
