package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.ObjectProfile;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.linux.host.ProcessMemory;
import io.github.hidbpf4j.linux.systemd.ServiceNotifier;
import io.github.hidbpf4j.linux.uevent.UeventSocket;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.BridgeSetup;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.bridge.Nodes;
import io.github.hidbpf4j.live.daemon.Daemon;
import io.github.hidbpf4j.live.daemon.DaemonService;
import io.github.hidbpf4j.live.daemon.FixApplier;
import io.github.hidbpf4j.live.daemon.InstalledFixChooser;
import io.github.hidbpf4j.time.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hidbpf daemon}. */
@Command(
    name = "daemon",
    mixinStandardHelpOptions = true,
    description = {
      "Attaches installed fixes to devices as they are plugged in, until it is stopped; systemd "
          + "runs it as hidbpf.service.",
      "Uses only objects that nobody but root can have installed (hidbpf doctor lists the "
          + "others). Logs to standard error, one line per action.",
    })
final class DaemonCommand implements Callable<Integer> {
  /** The JVM frees its compilers' memory within five seconds. */
  private static final long IDLE_MILLIS = 10_000;

  Console console = Console.ofProcess();

  @Spec
  void spec(CommandSpec spec) {
    console = Console.of(spec);
  }

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = AttachMode.Converter.class,
      description =
          "Where the programs run: kernel, bridge, or auto (default): in the kernel where that works, else in a bridge.")
  AttachMode mode = AttachMode.AUTO;

  @Mixin FolderOption folder = new FolderOption();

  @Mixin RunFolderOption run = new RunFolderOption();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = console.err();
    LiveHost machine = LiveHost.here().with(folder.folders);
    Consumer<String> log =
        line -> {
          err.println(Hex.printable(line));
          err.flush();
        };
    ModeChoice choice = ModeChoice.of(mode, () -> machine.kernelSupport().forPins(machine.files()));
    log.accept(
        "fixes run in %s%s"
            .formatted(
                choice.kernel() ? "the kernel" : "bridges",
                choice.reason().isEmpty() ? "" : ": " + choice.reason()));
    FixApplier applier =
        choice.kernel()
            ? new KernelApplier(machine, mode == AttachMode.AUTO, log)
            : (device, fixes) -> bridge(device, fixes, machine.nodes());
    Daemon daemon =
        new Daemon(
            machine.devices()::all, () -> new InstalledFixChooser(machine.fixes()), applier, log);
    // Starting a bridge takes more memory than running one.
    daemon.whenIdle(IDLE_MILLIS, ProcessMemory::giveBack);
    DaemonService service =
        new DaemonService(
            daemon,
            UeventSocket.open(UeventSocket.Source.KERNEL),
            machine.folders().folders(),
            run.folder(),
            ServiceNotifier.ofProcess(),
            log);
    try (Closeable _ = Workers.exitingWith(() -> close(service, err))) {
      service.run();
    }
    return Errors.FINE;
  }

  /** Applies the fixes by a bridge. */
  static Bridge bridge(LiveDevice device, List<FixSet> fixes, Nodes nodes) {
    List<BpfObject> objects = fixes.stream().flatMap(FixSet::objects).toList();
    return Bridge.open(
        device, BridgeSetup.of(ObjectProfile.of(KernelOptions.newest(objects)), fixes), nodes);
  }

  private static int close(DaemonService service, PrintWriter err) {
    try {
      service.close();
    } catch (IOException e) {
      err.println("hidbpf: " + e.getMessage());
    }
    err.flush();
    // A signal is the usual way to end the command.
    return Errors.FINE;
  }
}
