package io.github.hidbpf4j.guest.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How QEMU runs the guest's code. */
public enum Accelerator {
  /** On the processor itself. */
  KVM("kvm", "host"),

  /** Translated, by QEMU: anywhere, and ten times slower. */
  TCG("tcg,thread=multi", "max"),

  /** No QEMU: the kernel is a process of the host. */
  NONE("", "");

  private final String option;
  private final String processor;

  Accelerator(String option, String processor) {
    this.option = option;
    this.processor = processor;
  }

  /**
   * QEMU's arguments.
   *
   * @param counted whether the guest's time is counted in instructions, which only {@link #TCG} can
   */
  List<String> arguments(boolean counted) {
    return counted
        ? List.of("-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off", "-cpu", processor)
        : List.of("-accel", option, "-cpu", processor);
  }

  /** What to try here, best first. A {@code /dev/kvm} that is there need not work. */
  public static List<Accelerator> here() {
    Path kvm = Path.of("/dev/kvm");
    return Files.isReadable(kvm) && Files.isWritable(kvm) ? List.of(KVM, TCG) : List.of(TCG);
  }
}
