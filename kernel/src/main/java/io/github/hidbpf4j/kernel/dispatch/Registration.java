package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Attaches programs to devices and detaches them: {@code hid_bpf_reg} and {@code hid_bpf_unreg}
 * (Linux 6.12 {@code drivers/hid/bpf/hid_bpf_struct_ops.c}), and {@code __hid_bpf_attach_prog} of
 * 6.10. One lock orders all changes; it is never held while waiting, and running programs takes no
 * lock. Programs are referenced while attached; callers run them in a read section, so that they
 * can be released as soon as they are removed from the list.
 */
final class Registration {
  private static final int E2BIG = Errno.E2BIG.number();

  private final Object lock = new Object();

  /** 0, or a negative errno. */
  int attach(@Nullable DeviceState state, HidBpfOps ops, Scheduler scheduler) {
    int ret;
    synchronized (lock) {
      ret = enter(state, ops, scheduler);
    }
    if (ret == 0 && ops.rdescFixup() != null && state != null) {
      reprobe(state.device());
    }
    return ret;
  }

  private int enter(@Nullable DeviceState state, HidBpfOps ops, Scheduler scheduler) {
    if (ops.retired) {
      return (int) Errno.ENOENT.result();
    }
    if ((ops.flags() & ~HidBpfOps.BPF_F_BEFORE) != 0 || ops.attachedTo != null) {
      return -HidErrno.EINVAL;
    }
    if (state == null || state.isDestroyed()) {
      return -HidErrno.EINVAL;
    }
    int ret = ops.isTracing() ? roomForTracing(state, ops) : room(state, ops);
    if (ret < 0) {
      return ret;
    }
    if (ops.deviceEvent() != null) {
      state.allocateBuffer();
    }
    if (!ops.acquirePrograms()) {
      return (int) Errno.ENOENT.result();
    }
    ops.attachedTo = state;
    if (ops.rdescFixup() != null) {
      state.setRdescOps(ops);
    }
    if (ops.offload() != null && state.delayedWork() == null) {
      state.setDelayedWork(new DelayedWork(scheduler, state));
    }
    state.insert(ops, (ops.flags() & HidBpfOps.BPF_F_BEFORE) != 0);
    return 0;
  }

  private static int room(DeviceState state, HidBpfOps ops) {
    // As in Linux 6.12, this is not undone when a later step fails.
    ops.attachedTo = state;
    if (state.programs().length >= HidBpfDispatch.MAX_PROGS_PER_DEV) {
      return -E2BIG;
    }
    return ops.rdescFixup() != null && state.rdescOps() != null ? -HidErrno.EINVAL : 0;
  }

  /** As in Linux 6.10: the limit is per hook, and a failure has no effect. */
  private static int roomForTracing(DeviceState state, HidBpfOps ops) {
    int same = 0;
    for (HidBpfOps other : state.programs()) {
      if (ops.sharesHookWith(other)) {
        same++;
      }
    }
    return same >= (ops.rdescFixup() != null ? 1 : HidBpfDispatch.MAX_PROGS_PER_DEV) ? -E2BIG : 0;
  }

  /** Removes them from their device's list; does nothing when they are in none. */
  void detach(HidBpfOps ops) {
    leave(ops, false);
  }

  /** Same, and prevents attaching them from now on. */
  void retire(HidBpfOps ops) {
    leave(ops, true);
  }

  private void leave(HidBpfOps ops, boolean forGood) {
    DeviceState state;
    boolean fixup;
    synchronized (lock) {
      ops.retired |= forGood;
      state = ops.attachedTo;
      if (state == null || !state.has(ops)) {
        return;
      }
      state.remove(ops);
      ops.attachedTo = null;
      fixup = state.rdescOps() == ops;
      if (fixup) {
        state.setRdescOps(null);
      }
    }
    ops.releasePrograms();
    if (fixup) {
      reprobe(state.device());
    }
  }

  /** Handles removal of the device: its programs are detached, and no more can be attached. */
  void destroy(DeviceState state) {
    HidBpfOps[] programs;
    synchronized (lock) {
      programs = state.destroy();
      for (HidBpfOps ops : programs) {
        ops.attachedTo = null;
      }
    }
    DelayedWork work = state.delayedWork();
    if (work != null) {
      work.cancel();
    }
    for (HidBpfOps ops : programs) {
      ops.releasePrograms();
    }
  }

  /** Called when a driver is bound: adjusts the size of the event buffer. */
  void connected(DeviceState state) {
    synchronized (lock) {
      for (HidBpfOps ops : state.programs()) {
        if (ops.deviceEvent() != null) {
          state.allocateBuffer();
          return;
        }
      }
    }
  }

  /** Called when the driver was unbound and no event is in progress. */
  void disconnected(DeviceState state) {
    synchronized (lock) {
      state.freeBuffer();
    }
  }

  /**
   * {@code hid_bpf_reconnect}; if the caller is in the middle of an event of the device, where
   * Linux would deadlock with itself, a work item does it afterwards.
   */
  private static void reprobe(HidDevice device) {
    if (device.reprobe() == -HidErrno.EDEADLK) {
      boolean _ =
          device
              .bus()
              .scheduler()
              .newWork(
                  "reprobe of " + device.sysfsName(),
                  () -> {
                    int _ = device.reprobe();
                  })
              .queue();
    }
  }
}
