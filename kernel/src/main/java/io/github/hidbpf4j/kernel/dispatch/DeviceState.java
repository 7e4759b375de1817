package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.hid.device.HidDevice;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The subsystem's state of a device: {@code struct hid_bpf}, and the {@code struct hid_device} that
 * programs see.
 */
final class DeviceState {
  private static final HidBpfOps[] NONE = {};
  private static final int EVENT_DEPTH = 2;

  private final HidBpfDispatch core;
  private final HidDevice device;
  private final KernelDevice struct;
  private final ArenaMemory memory;
  private final ContextTable contexts;

  /**
   * References: the device itself, until none of its events is in progress, and contexts held by
   * programs or requests.
   */
  private final AtomicInteger references = new AtomicInteger(1);

  /**
   * Attached programs in the order they run; replaced, never changed, so that a dispatch in
   * progress keeps its list.
   */
  private volatile HidBpfOps[] programs = NONE;

  /**
   * Contexts of the event in progress and of one injected meanwhile; injected events do not nest
   * further.
   */
  private final HidBpfContext[] eventContexts = new HidBpfContext[EVENT_DEPTH];

  private int eventDepth;

  /** The program that holds the input lock to inject a report, outside an event; or null. */
  private volatile @Nullable String injecting;

  private volatile @Nullable HidBpfOps rdescOps;

  /**
   * Allocated before the first program that needs it is added to the list; freed under the input
   * lock.
   */
  private volatile long buffer;

  /** Set before the buffer. */
  private int allocated;

  /** Whether the buffer replaces one of 0 bytes and no report has been stored in it yet. */
  private volatile boolean bufferRemade;

  private volatile boolean destroyed;
  private volatile @Nullable DelayedWork delayedWork;

  DeviceState(
      HidBpfDispatch core,
      HidDevice device,
      KernelDevice struct,
      ArenaMemory memory,
      ContextTable contexts) {
    this.core = core;
    this.device = device;
    this.struct = struct;
    this.memory = memory;
    for (int i = 0; i < EVENT_DEPTH; i++) {
      eventContexts[i] = contexts.acquireForEvents(this);
    }
    this.contexts = contexts;
  }

  /**
   * Takes a reference to the program-visible state of the device; returns whether it still exists.
   */
  boolean acquire() {
    while (true) {
      int now = references.get();
      if (now == 0) {
        return false;
      }
      if (references.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** Drops a reference; the last one frees the state, once the device is gone. */
  void release() {
    if (references.decrementAndGet() == 0) {
      struct.free();
      for (HidBpfContext context : eventContexts) {
        contexts.releaseFromEvents(context);
      }
    }
  }

  /** Enters an event and returns its context; call under the input lock. */
  HidBpfContext enterEvent() {
    return eventContexts[eventDepth++];
  }

  /** Leaves the innermost event. */
  void leaveEvent() {
    eventDepth--;
  }

  @Nullable String injecting() {
    return injecting;
  }

  void setInjecting(@Nullable String program) {
    injecting = program;
  }

  /** The HID-BPF core that it belongs to. */
  HidBpfDispatch core() {
    return core;
  }

  HidDevice device() {
    return device;
  }

  long structAddress() {
    return struct.address();
  }

  KernelDevice struct() {
    return struct;
  }

  HidBpfOps[] programs() {
    return programs;
  }

  boolean has(HidBpfOps ops) {
    return Arrays.asList(programs).contains(ops);
  }

  void insert(HidBpfOps ops, boolean atHead) {
    HidBpfOps[] old = programs;
    HidBpfOps[] next = new HidBpfOps[old.length + 1];
    System.arraycopy(old, 0, next, atHead ? 1 : 0, old.length);
    next[atHead ? 0 : old.length] = ops;
    programs = next;
  }

  void remove(HidBpfOps ops) {
    programs = Arrays.stream(programs).filter(o -> o != ops).toArray(HidBpfOps[]::new);
  }

  @Nullable HidBpfOps rdescOps() {
    return rdescOps;
  }

  void setRdescOps(@Nullable HidBpfOps ops) {
    rdescOps = ops;
  }

  /** Address of the event buffer, 0 when there is none. */
  long buffer() {
    return buffer;
  }

  /** Size of the event buffer. */
  int allocated() {
    return allocated;
  }

  /**
   * Allocates the event buffer if there is none, or if it is too short because no driver was bound
   * when it was allocated: the longest report of any type, rounded up to 64 bytes. Call under the
   * lock of {@link Registration}.
   */
  void allocateBuffer() {
    int needed = (device.maxReportLength() + 63) / 64 * 64;
    if (buffer != 0 && allocated == 0 && needed > 0) {
      // Nothing refers to a buffer of 0 bytes; the kernel keeps it, and writes beyond it.
      freeBuffer();
      bufferRemade = true;
    }
    if (buffer == 0) {
      allocated = needed;
      buffer = memory.allocate(needed, "event buffer of " + device.sysfsName());
    }
  }

  boolean isBufferRemade() {
    return bufferRemade;
  }

  void forgetRemade() {
    bufferRemade = false;
  }

  /** Frees the event buffer; call under the same lock. */
  void freeBuffer() {
    bufferRemade = false;
    long old = buffer;
    if (old != 0) {
      buffer = 0;
      allocated = 0;
      memory.free(old);
    }
  }

  /** The work that offload programs share; null before the first one was attached. */
  @Nullable DelayedWork delayedWork() {
    return delayedWork;
  }

  void setDelayedWork(DelayedWork work) {
    delayedWork = work;
  }

  boolean isDestroyed() {
    return destroyed;
  }

  /** Removes all programs for good and returns them. */
  HidBpfOps[] destroy() {
    HidBpfOps[] attached = programs;
    destroyed = true;
    programs = NONE;
    rdescOps = null;
    return attached;
  }
}
