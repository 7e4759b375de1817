package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.ControlClient;
import io.github.hidbpf4j.live.daemon.ControlException;
import io.github.hidbpf4j.live.kernel.KernelPins;
import io.github.hidbpf4j.live.kernel.KernelPins.Owner;
import io.github.hidbpf4j.live.kernel.KernelPins.Pinned;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf detach}. */
@Command(
    name = "detach",
    mixinStandardHelpOptions = true,
    description = {
      "Tells the daemon to detach its fixes from a device until it is plugged in again, and "
          + "detaches what `hidbpf attach --keep` attached.",
      "For good: hidbpf uninstall. A `hidbpf attach` in a terminal ends with Ctrl-C.",
    })
final class DetachCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DEVICE",
      description =
          "Its hidraw node, its name in /sys/bus/hid/devices, VENDOR:PRODUCT in hex, or a part of its name.")
  String called = "";

  @Option(names = "--undo", description = "Attach them again.")
  boolean undo;

  @Option(names = "--all", description = "Also detach what udev-hid-bpf attached in the kernel.")
  boolean all;

  @Mixin RunFolderOption run = new RunFolderOption();

  /** The machine to detach on. */
  LiveHost machine = LiveHost.here();

  @Override
  public Integer call() throws IOException {
    LiveDevice device = machine.devices().findOriginal(called);
    KernelPins pins = new KernelPins(machine.files());
    List<Pinned> kept = undo ? List.of() : pins.of(device.sysfsName());
    // Pinned objects can be detached without a daemon, too.
    if (ControlClient.isThere(run.folder()) || kept.isEmpty()) {
      String answer =
          ControlClient.ask(run.folder(), (undo ? "reattach " : "detach ") + device.sysfsName());
      String error = StatusReply.error(answer);
      if (!error.isEmpty()) {
        throw new ControlException(error);
      }
    }
    for (Pinned pinned : kept) {
      if (all || pinned.owner() == Owner.HIDBPF4J) {
        pins.remove(pinned);
      } else {
        spec.commandLine()
            .getErr()
            .println(
                Hex.printable(
                    "hidbpf: %s belongs to %s and stays: --all detaches it"
                        .formatted(pinned.object(), pinned.owner().text())));
      }
    }
    spec.commandLine().getOut().printf("%s%s%n", undo ? "attached again: " : "detached: ", device);
    return Errors.FINE;
  }
}
