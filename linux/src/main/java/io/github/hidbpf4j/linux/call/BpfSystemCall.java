package io.github.hidbpf4j.linux.call;

import io.github.hidbpf4j.hid.HidException;
import java.lang.foreign.MemorySegment;

/**
 * The system call {@code bpf(2)}, unmodified. Callers lay out {@code union bpf_attr} themselves
 * (Linux {@code include/uapi/linux/bpf.h}).
 */
public final class BpfSystemCall {
  private static final long X86_64 = 321;
  private static final long AARCH64 = 280;

  private BpfSystemCall() {}

  /**
   * Makes the call.
   *
   * @param command {@code BPF_*} of {@code enum bpf_cmd}
   * @param attributes {@code union bpf_attr}, with as many bytes as the command needs; the kernel
   *     may write into it
   * @return the call's result (a file descriptor for commands that create one), or a negative error
   *     number
   */
  public static int call(int command, MemorySegment attributes) {
    long number =
        switch (System.getProperty("os.arch")) {
          case "amd64" -> X86_64;
          case "aarch64" -> AARCH64;
          default ->
              throw new HidException(
                  "bpf(2): its number is known for amd64 and aarch64, not for "
                      + System.getProperty("os.arch"));
        };
    return SystemCalls.bpf(number, command, attributes);
  }

  /** Closes a file descriptor that a call returned. */
  public static void close(int descriptor) {
    SystemCalls.close(descriptor);
  }
}
