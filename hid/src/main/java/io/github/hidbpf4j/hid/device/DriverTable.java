package io.github.hidbpf4j.hid.device;

import java.util.List;
import java.util.function.Supplier;

/**
 * The drivers of a bus in the order in which they are asked whether they want a device ({@code
 * bus_for_each_drv}): the loading order of their modules. Up to Linux 6.17 the order makes no
 * difference, as drivers want different devices. Later a descriptor fixup runs when the first
 * driver is asked and can change which driver wants the device: with {@link #MULTITOUCH_FIRST} a
 * device that becomes multitouch is left without a driver, because hid-multitouch has already been
 * asked.
 */
public enum DriverTable {
  /** hid-generic, then hid-multitouch: the usual order. */
  GENERIC_FIRST(List.of(GenericDriver::new, MultitouchDriver::new)),
  /** hid-multitouch, then hid-generic. */
  MULTITOUCH_FIRST(List.of(MultitouchDriver::new, GenericDriver::new)),
  /**
   * A single driver that sends no requests: the kernel to which reports are forwarded has its own
   * drivers.
   */
  FORWARDING(List.of(ForwardingDriver::new));

  private final List<Supplier<HidDriver>> drivers;

  DriverTable(List<Supplier<HidDriver>> drivers) {
    this.drivers = drivers;
  }

  /** Drivers for one probe of a device, in their order. */
  List<HidDriver> drivers() {
    return drivers.stream().map(Supplier::get).toList();
  }
}
