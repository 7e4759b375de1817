package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.daemon.ControlClient;
import io.github.hidbpf4j.live.daemon.ControlException;
import java.io.IOException;
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
      "Has the daemon take its fixes off a device until it is plugged in anew.",
      "For good: hidbpf uninstall. Of a `hidbpf attach` in a terminal, Ctrl-C ends it.",
    })
final class DetachCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DEVICE",
      description =
          "Its hidraw node, its name in /sys/bus/hid/devices, VENDOR:PRODUCT in hex, or a part of its name.")
  String called = "";

  @Option(names = "--undo", description = "Put them on again.")
  boolean undo;

  @Mixin RunFolderOption run = new RunFolderOption();

  /** The machine that it is done on. */
  LiveHost machine = LiveHost.here();

  @Override
  public Integer call() throws IOException {
    LiveDevice device = machine.devices().findOriginal(called);
    String answer =
        ControlClient.ask(run.folder(), (undo ? "reattach " : "detach ") + device.sysfsName());
    String error = StatusReply.error(answer);
    if (!error.isEmpty()) {
      throw new ControlException(error);
    }
    spec.commandLine().getOut().printf("%s%s%n", undo ? "attached again: " : "detached: ", device);
    return Errors.FINE;
  }
}
