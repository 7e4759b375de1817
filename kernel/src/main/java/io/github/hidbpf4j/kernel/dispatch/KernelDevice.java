package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import org.jspecify.annotations.Nullable;

/**
 * The {@code struct hid_device} of a device in the arena: read by programs through {@code
 * ctx->hid}, with strings that a descriptor fixup may write.
 */
final class KernelDevice {
  private static final String STRUCT = "hid_device";

  private final KernelLayout layout;
  private final ArenaMemory memory;
  private final long address;
  private final long descriptor;

  KernelDevice(KernelLayout layout, ArenaMemory memory, HidDevice device) {
    this.layout = layout;
    this.memory = memory;
    this.address = memory.allocate(layout.size(STRUCT), "hid_device " + device.sysfsName());
    byte[] original = device.originalDescriptor();
    this.descriptor = memory.allocate(original.length, "report descriptor");
    memory.putBytes(descriptor, original);
    HidDeviceInfo info = device.info();
    put("id", device.id());
    put("bus", info.bus());
    put("group", device.group().number());
    put("vendor", info.vendor());
    put("product", info.product());
    put("version", info.version());
    put("country", info.country());
    put("dev_rsize", original.length);
    put("bpf_rsize", original.length);
    put("rsize", original.length);
    putAddress("dev_rdesc", descriptor);
    putAddress("bpf_rdesc", descriptor);
    putAddress("rdesc", descriptor);
    putBytes("name", device.nameField());
    putBytes("phys", device.physField());
    putBytes("uniq", device.uniqField());
  }

  long address() {
    return address;
  }

  /**
   * The bytes of a field as programs left them; null when the kernel's struct has no such field.
   */
  byte @Nullable [] bytes(String field) {
    int offset = layout.offset(STRUCT, field);
    return offset == KernelLayout.ABSENT
        ? null
        : memory.getBytes(address + offset, layout.fieldSize(STRUCT, field));
  }

  /** Updates the device's group. */
  void setGroup(int group) {
    put("group", group);
  }

  private void put(String field, int value) {
    int offset = layout.offset(STRUCT, field);
    if (offset == KernelLayout.ABSENT) {
      return;
    }
    switch (layout.fieldSize(STRUCT, field)) {
      case 1 -> memory.putByte(address + offset, (byte) value);
      case 2 -> memory.putShort(address + offset, (short) value);
      default -> memory.putInt(address + offset, value);
    }
  }

  private void putAddress(String field, long value) {
    int offset = layout.offset(STRUCT, field);
    if (offset != KernelLayout.ABSENT) {
      memory.putLong(address + offset, value);
    }
  }

  private void putBytes(String field, byte[] bytes) {
    int offset = layout.offset(STRUCT, field);
    if (offset == KernelLayout.ABSENT) {
      return;
    }
    memory.putBytes(
        address + offset, bytes, 0, Math.min(bytes.length, layout.fieldSize(STRUCT, field)));
  }

  void free() {
    memory.free(address);
    memory.free(descriptor);
  }
}
