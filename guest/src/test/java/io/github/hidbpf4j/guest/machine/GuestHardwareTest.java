package io.github.hidbpf4j.guest.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestHardwareTest {
  private static List<String> command(GuestHardware hardware, Accelerator accelerator) {
    return hardware.command(
        "qemu",
        accelerator,
        Path.of("/k/vmlinuz"),
        Path.of("/w/initramfs"),
        List.of("/jre/bin/java", "@/app/arguments"),
        "/lib64",
        Path.of("/w/console"),
        Path.of("/w/qmp"));
  }

  @Test
  void theCommandLineIsWhole() {
    assertThat(command(GuestHardware.DEFAULT, Accelerator.TCG))
        .containsExactly(
            "qemu",
            "-machine",
            "q35",
            "-accel",
            "tcg,thread=multi",
            "-cpu",
            "max",
            "-smp",
            "2",
            "-m",
            "512M",
            "-kernel",
            "/k/vmlinuz",
            "-initrd",
            "/w/initramfs",
            "-append",
            "console=ttyS0 panic=-1 oops=panic mitigations=off tsc=reliable no_timer_check nokaslr"
                + " audit=0 sysctl.kernel.sysrq=0 LD_LIBRARY_PATH=/lib64 rdinit=/jre/bin/java --"
                + " @/app/arguments",
            "-nodefaults",
            "-no-user-config",
            "-display",
            "none",
            "-no-reboot",
            "-serial",
            "file:/w/console",
            "-chardev",
            "stdio,id=channel,signal=off",
            "-device",
            "virtio-serial-pci",
            "-device",
            "virtserialport,chardev=channel,name=io.github.hidbpf4j.channel",
            "-qmp",
            "unix:/w/qmp,server=on,wait=off");
  }

  @Test
  void kvmUsesTheProcessorThatIsThere() {
    assertThat(command(GuestHardware.DEFAULT, Accelerator.KVM))
        .containsSequence("-accel", "kvm", "-cpu", "host");
  }

  @Test
  void timeThatIsCountedNeedsTranslationAndOneProcessor() {
    GuestHardware counted = GuestHardware.DEFAULT.withCountedTime().withUsb();
    assertThat(command(counted, Accelerator.TCG))
        .containsSequence("-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off")
        .containsSequence("-smp", "1");
    assertThat(command(counted, Accelerator.KVM))
        .containsSequence("-accel", "kvm")
        .containsSequence("-smp", "2")
        .doesNotContain("-icount");
  }

  @Test
  void usbDevicesAreOnTheirController() {
    assertThat(
            command(
                GuestHardware.DEFAULT.withUsb("usb-mouse,id=m0", "usb-kbd,id=k0"), Accelerator.TCG))
        .endsWith(
            "-device",
            "qemu-xhci,id=xhci",
            "-device",
            "usb-mouse,id=m0,bus=xhci.0",
            "-device",
            "usb-kbd,id=k0,bus=xhci.0");
  }
}
