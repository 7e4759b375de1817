package io.github.hidbpf4j.guest.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine that a guest sees.
 *
 * @param memoryMegabytes its memory
 * @param processors how many
 * @param devices more arguments of QEMU: {@code -device usb-mouse,id=m0,bus=xhci.0}
 * @param kernelArguments more words of the kernel's command line
 * @param clock how its time is measured
 */
public record GuestHardware(
    int memoryMegabytes,
    int processors,
    List<String> devices,
    List<String> kernelArguments,
    GuestClock clock) {
  /** Sufficient for uhid devices. */
  public static final GuestHardware DEFAULT =
      new GuestHardware(512, 2, List.of(), List.of(), GuestClock.HOST);

  /** QEMU's name for the port that the channel goes through. */
  public static final String PORT = "io.github.hidbpf4j.channel";

  private static final List<String> KERNEL =
      List.of(
          "console=ttyS0",
          "panic=-1",
          "oops=panic",
          "mitigations=off",
          "tsc=reliable",
          // Without it, kernels since 6.18 panic on a busy host.
          "no_timer_check",
          "nokaslr",
          "audit=0",
          // A keyboard made with uhid can press it.
          "sysctl.kernel.sysrq=0");

  /** Copies the lists. */
  public GuestHardware {
    devices = List.copyOf(devices);
    kernelArguments = List.copyOf(kernelArguments);
  }

  /** Adds a USB host controller named {@code xhci}, with these devices of QEMU on it. */
  public GuestHardware withUsb(String... usbDevices) {
    List<String> more = new ArrayList<>(devices);
    more.addAll(List.of("-device", "qemu-xhci,id=xhci"));
    for (String device : usbDevices) {
      more.addAll(List.of("-device", device + ",bus=xhci.0"));
    }
    return new GuestHardware(memoryMegabytes, processors, more, kernelArguments, clock);
  }

  /**
   * Uses a clock that counts instructions if QEMU translates them: however busy the host is, the
   * guest sees no time pass during which it did not run, and sleeping takes no real time. It then
   * has one processor. Under KVM nothing changes.
   */
  public GuestHardware withCountedTime() {
    return new GuestHardware(
        memoryMegabytes, processors, devices, kernelArguments, GuestClock.INSTRUCTIONS);
  }

  /**
   * QEMU's command line. Its standard input and output are the channel; the kernel's console goes
   * to a file.
   *
   * @param init first process of the guest, with arguments
   * @param libraryPath of the first process
   * @param monitor socket of QEMU's monitor
   */
  List<String> command(
      String qemu,
      Accelerator accelerator,
      Path kernel,
      Path initramfs,
      List<String> init,
      String libraryPath,
      Path console,
      Path monitor) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(qemu, "-machine", "q35"));
    boolean counted = clock == GuestClock.INSTRUCTIONS && accelerator == Accelerator.TCG;
    command.addAll(accelerator.arguments(counted));
    int count = counted ? 1 : processors;
    command.addAll(List.of("-smp", String.valueOf(count), "-m", memoryMegabytes + "M"));
    command.addAll(List.of("-kernel", kernel.toString(), "-initrd", initramfs.toString()));
    command.addAll(List.of("-append", kernelLine(init, libraryPath)));
    command.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
    command.addAll(List.of("-serial", "file:" + console));
    command.addAll(List.of("-chardev", "stdio,id=channel,signal=off"));
    command.addAll(List.of("-device", "virtio-serial-pci"));
    command.addAll(List.of("-device", "virtserialport,chardev=channel,name=" + PORT));
    command.addAll(List.of("-qmp", "unix:" + monitor + ",server=on,wait=off"));
    command.addAll(devices);
    return command;
  }

  private String kernelLine(List<String> init, String libraryPath) {
    List<String> words = new ArrayList<>(KERNEL);
    words.addAll(kernelArguments);
    words.add("LD_LIBRARY_PATH=" + libraryPath);
    words.add("rdinit=" + init.getFirst());
    words.add("--");
    words.addAll(init.subList(1, init.size()));
    return String.join(" ", words);
  }
}
