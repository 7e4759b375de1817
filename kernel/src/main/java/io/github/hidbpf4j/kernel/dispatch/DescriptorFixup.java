package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.bpf.vm.ReadSection;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.hid.device.ReportView;
import io.github.hidbpf4j.kernel.emit.RunEvents;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the program that changes the report descriptor of a device: {@code hid_rdesc_fixup}. */
final class DescriptorFixup {
  private static final int MAX_SIZE = HidBpfDispatch.MAX_DESCRIPTOR_SIZE;

  private final ArenaMemory memory;
  private final ContextTable contexts;
  private final RunEvents events;

  DescriptorFixup(ArenaMemory memory, ContextTable contexts, RunEvents events) {
    this.memory = memory;
    this.contexts = contexts;
    this.events = events;
  }

  /**
   * Runs the program on a copy of the descriptor.
   *
   * @param rdesc the descriptor; is replaced by the changed one
   * @return the program's result, the size of the descriptor, or a negative errno
   */
  int run(ReadSection section, HookProgram program, DeviceState state, ReportView rdesc) {
    long data = memory.allocate(MAX_SIZE, "descriptor of " + state.device().sysfsName());
    byte[] original = rdesc.toByteArray();
    memory.putBytes(data, original, 0, Math.min(original.length, MAX_SIZE));
    HidBpfContext context = contexts.acquire(state, data, MAX_SIZE, original.length, false);
    if (context == null) {
      memory.free(data);
      return -HidErrno.ENODEV;
    }
    try {
      context.setTracing(0, 0);
      events.fixes(program.name());
      int ret = (int) program.run(section, context.arguments(0, 0, 0, 0));
      if (ret >= 0 && ret <= MAX_SIZE) {
        byte[] fixed = memory.getBytes(data, MAX_SIZE);
        rdesc.copyFrom(fixed, 0, Math.min(fixed.length, rdesc.bufferSize()));
      }
      return ret;
    } finally {
      copyStrings(state);
      contexts.release(context);
      memory.free(data);
    }
  }

  private static void copyStrings(DeviceState state) {
    HidDevice device = state.device();
    copyField(state.struct().bytes("name"), device::setNameField);
    copyField(state.struct().bytes("phys"), device::setPhysField);
    copyField(state.struct().bytes("uniq"), device::setUniqField);
  }

  private static void copyField(byte @Nullable [] field, Consumer<byte[]> setter) {
    if (field != null) {
      setter.accept(field);
    }
  }
}
