package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.kernel.function.HidBpfHooks;

/**
 * A {@code struct hid_bpf_ctx} and the kernel's private part ({@code struct hid_bpf_ctx_kern}): the
 * data it refers to, and whether a program caused it. The struct is in the arena, in the layout of
 * the profile; after it, out of reach of programs, is the number by which {@link ContextTable}
 * finds this object.
 */
final class HidBpfContext {
  private final ContextLayout layout;
  private final ArenaMemory memory;
  private final long address;
  private final long arguments;
  private DeviceState device;
  private long data;
  private boolean fromBpf;

  // Contents of the memory that programs cannot write.
  private long hidField;
  private int allocatedField;
  private long secondArgument;
  private long thirdArgument;
  private long fourthArgument;
  private long fifthArgument;

  /** Whether programs may hold it. */
  private volatile boolean live = true;

  HidBpfContext(ContextLayout layout, ArenaMemory memory, DeviceState device, int number) {
    this.layout = layout;
    this.memory = memory;
    this.device = device;
    this.address = memory.allocate(layout.size() + 8L, HidBpfHooks.CONTEXT);
    memory.mark(address + layout.roundedSize(), 8, false, false);
    memory.putLong(address + layout.roundedSize(), number);
    this.arguments = memory.allocate(5 * 8, "hook arguments");
    memory.putLong(arguments, address);
  }

  /** Makes it refer to other data. */
  HidBpfContext fill(DeviceState state, long newData, int allocated, int size, boolean bpf) {
    if (device != state) {
      device = state;
    }
    data = newData;
    fromBpf = bpf;
    long hid = state.structAddress();
    if (hid != hidField) {
      hidField = hid;
      memory.putLong(address + layout.hid(), hid);
    }
    if (allocated != allocatedField) {
      allocatedField = allocated;
      memory.putInt(address + layout.allocatedSize(), allocated);
    }
    memory.putInt(address + layout.sizeField(), size);
    return this;
  }

  /** Address of the struct. */
  long address() {
    return address;
  }

  /** Address of an array of u64 arguments, of which the first is the context. */
  long arguments(long second, long third, long fourth, long fifth) {
    if (second != secondArgument
        || third != thirdArgument
        || fourth != fourthArgument
        || fifth != fifthArgument) {
      secondArgument = second;
      thirdArgument = third;
      fourthArgument = fourth;
      fifthArgument = fifth;
      memory.putLong(arguments + 8, second);
      memory.putLong(arguments + 16, third);
      memory.putLong(arguments + 24, fourth);
      memory.putLong(arguments + 32, fifth);
    }
    return arguments;
  }

  boolean isLive() {
    return live;
  }

  void setLive(boolean isLive) {
    live = isLive;
  }

  DeviceState device() {
    return device;
  }

  long data() {
    return data;
  }

  boolean fromBpf() {
    return fromBpf;
  }

  int allocatedSize() {
    return allocatedField;
  }

  int size() {
    return memory.getInt(address + layout.sizeField());
  }

  void setSize(int size) {
    memory.putInt(address + layout.sizeField(), size);
  }

  /** Sets the fields that exist only in the tracing era's layout. */
  void setTracing(int index, int reportType) {
    if (layout.index() != KernelLayout.ABSENT) {
      memory.putInt(address + layout.index(), index);
      memory.putInt(address + layout.reportType(), reportType);
    }
  }
}
