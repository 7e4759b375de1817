package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All contexts of a subsystem: idle ones for reuse, live ones by the address that programs hold.
 * Finding one takes no lock.
 */
final class ContextTable {
  private static final HidBpfContext[] NONE = {};

  private final ContextLayout layout;
  private final ArenaMemory memory;
  private final ArrayDeque<HidBpfContext> idle = new ArrayDeque<>();
  private volatile HidBpfContext[] all = NONE;

  /** The one found last, by any thread: usually the next one as well. */
  private @Nullable HidBpfContext found;

  ContextTable(ContextLayout layout, ArenaMemory memory) {
    this.layout = layout;
    this.memory = memory;
  }

  /** A context for the events of a device, which holds a reference to the device. */
  synchronized HidBpfContext acquireForEvents(DeviceState device) {
    HidBpfContext context = idle.pollFirst();
    if (context == null) {
      return create(device);
    }
    mark(context, true);
    return context.fill(device, 0, 0, 0, false);
  }

  private HidBpfContext create(DeviceState device) {
    HidBpfContext[] old = all;
    HidBpfContext context = new HidBpfContext(layout, memory, device, old.length);
    HidBpfContext[] next = Arrays.copyOf(old, old.length + 1);
    next[old.length] = context;
    all = next;
    return context;
  }

  /**
   * A context for this data, which holds a reference to the device until it is released; null when
   * the device is gone.
   */
  synchronized @Nullable HidBpfContext acquire(
      DeviceState device, long data, int allocated, int size, boolean fromBpf) {
    if (!device.acquire()) {
      return null;
    }
    HidBpfContext context = idle.pollFirst();
    if (context == null) {
      context = create(device);
    }
    mark(context, true);
    return context.fill(device, data, allocated, size, fromBpf);
  }

  private void mark(HidBpfContext context, boolean live) {
    memory.mark(context.address(), layout.size(), live, live);
    context.setLive(live);
  }

  /** Ends a context's life: accesses by programs that still hold it fault. */
  void release(HidBpfContext context) {
    DeviceState device = context.device();
    releaseFromEvents(context);
    device.release();
  }

  /** Same, for one from {@link #acquireForEvents}. */
  synchronized void releaseFromEvents(HidBpfContext context) {
    mark(context, false);
    idle.addLast(context);
  }

  /** The live context at an address, or null. */
  @Nullable HidBpfContext find(long address) {
    HidBpfContext known = found;
    if (known != null && known.address() == address && known.isLive()) {
      return known;
    }
    if (!memory.isReadable(address, layout.size())) {
      return null;
    }
    HidBpfContext[] contexts = all;
    long number = memory.getLong(address + layout.roundedSize());
    if (number < 0 || number >= contexts.length) {
      return null;
    }
    HidBpfContext context = contexts[(int) number];
    if (context.address() != address) {
      return null;
    }
    found = context;
    return context;
  }
}
