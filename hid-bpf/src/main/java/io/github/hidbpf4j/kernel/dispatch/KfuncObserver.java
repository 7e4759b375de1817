package io.github.hidbpf4j.kernel.dispatch;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.hid.device.HidDevice;

/**
 * Sees each call of a HID kfunc that talks to a device or injects, after it returned. Called on the
 * thread that runs the program, in real time by several at once; must not call back and must not
 * wait.
 */
@FunctionalInterface
public interface KfuncObserver {
  /** Sees nothing. */
  KfuncObserver NONE = (device, program, kfunc, type, request, memory, buf, size, ret) -> {};

  /**
   * A call returned.
   *
   * @param kfunc name without {@code hid_bpf_}
   * @param type report type, as the program gave it
   * @param request class request, 0 for kfuncs without
   * @param memory where the buffer lies
   * @param buf address of the buffer, as it is after the call
   * @param size bytes of the buffer, as the program gave it
   */
  void called(
      HidDevice device,
      String program,
      String kfunc,
      int type,
      int request,
      ArenaMemory memory,
      long buf,
      long size,
      int ret);
}
