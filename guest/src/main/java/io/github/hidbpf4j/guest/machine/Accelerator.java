package io.github.hidbpf4j.guest.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How QEMU runs the guest's code. */
public enum Accelerator {
  /** Natively, by the processor. */
  KVM("kvm", "host"),

  /** Translated by QEMU: works anywhere, and is ten times slower. */
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
   * @param counted whether the guest's time advances with its instructions, which only {@link #TCG}
   *     can do
   */
  List<String> arguments(boolean counted) {
    return counted
        ? List.of("-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off", "-cpu", processor)
        : List.of("-accel", option, "-cpu", processor);
  }

  /** What to try on this machine, best first. An existing {@code /dev/kvm} need not work. */
  public static List<Accelerator> here() {
    Path kvm = Path.of("/dev/kvm");
    return Files.isReadable(kvm) && Files.isWritable(kvm) ? List.of(KVM, TCG) : List.of(TCG);
  }
}
