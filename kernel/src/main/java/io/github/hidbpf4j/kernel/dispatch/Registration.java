package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.hid.device.HidDevice;
import io.github.hidbpf4j.hid.device.HidErrno;
import io.github.hidbpf4j.time.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Which programs are attached to which device: {@code hid_bpf_reg} and {@code hid_bpf_unreg} (Linux
 * 6.12 {@code drivers/hid/bpf/hid_bpf_struct_ops.c}), and {@code __hid_bpf_attach_prog} of 6.10.
 * One lock orders all changes; nothing is waited for while it is held, and who runs programs takes
 * none. Programs are kept while they are attached; who runs them has a read section open, so that
 * they may be let go as soon as they are out of the list.
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
    // As Linux 6.12 has it, this is not undone when what follows fails.
    ops.attachedTo = state;
    if (state.programs().length >= HidBpfDispatch.MAX_PROGS_PER_DEV) {
      return -E2BIG;
    }
    return ops.rdescFixup() != null && state.rdescOps() != null ? -HidErrno.EINVAL : 0;
  }

  /** Of Linux 6.10: the limit is per hook, and a failure leaves nothing. */
  private static int roomForTracing(DeviceState state, HidBpfOps ops) {
    int same = 0;
    for (HidBpfOps other : state.programs()) {
      if (ops.sharesHookWith(other)) {
        same++;
      }
    }
    return same >= (ops.rdescFixup() != null ? 1 : HidBpfDispatch.MAX_PROGS_PER_DEV) ? -E2BIG : 0;
  }

  /** Takes them out of their device's list; nothing happens when they are in none. */
  void detach(HidBpfOps ops) {
    leave(ops, false);
  }

  /** The same, and no attempt to attach them succeeds from now on. */
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

  /** The device goes: its programs are detached, and no more can be attached. */
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

  /** A driver is bound: the buffer that events need has the size that they need. */
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

  /** The driver is gone, and no event is in progress. */
  void disconnected(DeviceState state) {
    synchronized (lock) {
      state.freeBuffer();
    }
  }

  /**
   * {@code hid_bpf_reconnect}; where the caller is in the middle of an event of the device, in
   * which Linux would wait for itself, a work item does it afterwards.
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
