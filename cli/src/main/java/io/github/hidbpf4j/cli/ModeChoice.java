package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.live.kernel.KernelException;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import java.util.function.Supplier;

/**
 * Where programs are to run on a machine.
 *
 * @param kernel whether the kernel runs them
 * @param reason why, as the end of a sentence; "" if the user chose it
 */
record ModeChoice(boolean kernel, String reason) {
  /**
   * Decides where programs run.
   *
   * @param host tells what the kernel can do, which takes a look through all its types; it is not
   *     asked for a bridge
   * @throws KernelException if the kernel was requested and cannot run them
   */
  static ModeChoice of(AttachMode mode, Supplier<KernelSupport> host) {
    return switch (mode) {
      case BRIDGE -> new ModeChoice(false, "");
      case KERNEL -> {
        KernelSupport support = host.get();
        if (!support.isUsable()) {
          throw new KernelException(support.reason());
        }
        yield new ModeChoice(true, "");
      }
      case AUTO -> {
        KernelSupport support = host.get();
        yield support.isUsable()
            ? new ModeChoice(true, "the kernel has HID-BPF")
            : new ModeChoice(false, support.reason());
      }
    };
  }
}
