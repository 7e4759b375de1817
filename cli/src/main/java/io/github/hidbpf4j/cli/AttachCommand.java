package io.github.hidbpf4j.cli;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.kernel.event.EventSink;
import io.github.hidbpf4j.kernel.metadata.DeviceMatch;
import io.github.hidbpf4j.kernel.metadata.FixSet;
import io.github.hidbpf4j.kernel.replay.ReplayFolding;
import io.github.hidbpf4j.linux.call.Signals;
import io.github.hidbpf4j.live.bridge.Applicability;
import io.github.hidbpf4j.live.bridge.Bridge;
import io.github.hidbpf4j.live.bridge.BridgeException;
import io.github.hidbpf4j.live.bridge.BridgeSetup;
import io.github.hidbpf4j.live.bridge.DeadManSwitch;
import io.github.hidbpf4j.live.bridge.LiveDevice;
import io.github.hidbpf4j.live.bridge.QueuedSink;
import io.github.hidbpf4j.live.kernel.KernelRefusal;
import io.github.hidbpf4j.live.kernel.KernelSetup;
import io.github.hidbpf4j.time.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hidbpf attach}. */
@Command(
    name = "attach",
    mixinStandardHelpOptions = true,
    description = {
      "Attaches HID-BPF objects to a real device, shows what happens, and detaches them at Ctrl-C.",
      "Where the kernel has HID-BPF (and this command runs as root, and libbpf is installed), "
          + "the kernel runs the programs. Elsewhere a bridge does: the device's reports go "
          + "through the programs into a clone, which applications use meanwhile. However this "
          + "command ends, the device is then as before.",
      "The bridge needs the right to use the device's nodes and /dev/uhid: sudo, or the groups hidbpf (of the package's rules) and input.",
    })
final class AttachCommand implements Callable<Integer> {
  Console console = Console.ofProcess();

  @Spec
  void spec(CommandSpec spec) {
    console = Console.of(spec);
  }

  @Parameters(
      paramLabel = "OBJECT… [DEVICE]",
      arity = "1..*",
      description = {
        "HID-BPF objects (.bpf.o) or directories of them, attached in this order, and the device "
            + "they are attached to:",
        "its hidraw node, its name in /sys/bus/hid/devices, VENDOR:PRODUCT in hex, or a part of its name. Without it, the one device that the objects' metadata names."
      })
  List<String> arguments = List.of();

  @Option(
      names = {"-p", "--property"},
      paramLabel = "NAME=VALUE",
      description = "udev property for the programs' UDEV_PROP_NAME variables and maps.")
  Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--force",
      description =
          "Attach even if the object's metadata or probe rejects the device, or the bridge "
              + "cannot do everything that the fix does in the kernel.")
  boolean force;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = AttachMode.Converter.class,
      description =
          "kernel: in the kernel; bridge: in this process, through a clone of the device; auto "
              + "(default): in the kernel where that works, else by a bridge. --kernel and "
              + "related options choose the bridge: it runs programs as another kernel would.")
  AttachMode mode = AttachMode.AUTO;

  @Option(
      names = "--keep",
      description =
          "In the kernel: attach and exit at once, leaving it attached; `hidbpf detach` detaches "
              + "it.")
  boolean keep;

  @Option(
      names = "--replace",
      description =
          "First detach what is attached to the device in the kernel: by --keep, the daemon or "
              + "udev-hid-bpf.")
  boolean replace;

  @Option(names = "--quiet", description = "Do not show events, only figures at the end.")
  boolean quiet;

  @Mixin OptionalOption optional = new OptionalOption();

  @Mixin KernelOptions kernel = new KernelOptions();

  @Mixin RunFolderOption run = new RunFolderOption();

  /** The machine to attach on. */
  LiveHost machine = LiveHost.here();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = console.out();
    List<Path> files = new ArrayList<>();
    String called = split(files);
    List<FixSet> fixes = InputFiles.fixes(files, e -> Errors.report(e, console.err()));
    List<BpfObject> objects = fixes.stream().flatMap(FixSet::objects).toList();
    Set<String> wanted = optional.of(objects);
    optional.check();
    // The kernel that runs needs no profile, which takes time to find.
    ApiProfile given = kernel.isGiven() ? kernel.profileOf(fixes) : null;
    LiveDevice device = called == null ? only(objects) : machine.devices().findOriginal(called);
    refuseIfAttached(device);
    ModeChoice choice = choose();
    if (choice.kernel()) {
      KernelSetup setup = new KernelSetup(fixes, properties, wanted, force, keep);
      try {
        return new KernelAttach(machine, out).run(device, setup, run.folder(), replace, quiet);
      } catch (KernelRefusal e) {
        if (mode == AttachMode.KERNEL || keep) {
          throw e;
        }
        out.println(
            Hex.printable("kernel      refuses it, so a bridge takes over: " + e.getMessage()));
      }
    } else if (!choice.reason().isEmpty()) {
      out.println(Hex.printable("bridge      not the kernel: " + choice.reason()));
    }
    ApiProfile profile = given == null ? kernel.profileOf(fixes) : given;
    return bridge(device, new BridgeSetup(profile, fixes, properties, wanted, force, List.of()));
  }

  /** Decides where the programs run. */
  private ModeChoice choose() {
    if (kernel.isGiven()) {
      if (mode == AttachMode.KERNEL || keep) {
        throw new Errors.UsageException(
            "--kernel, --kernel-btf and --verifier-option are for the bridge: the running kernel "
                + "has its own rules");
      }
      return new ModeChoice(false, "");
    }
    if (keep && mode == AttachMode.BRIDGE) {
      throw new Errors.UsageException(
          "--keep requires --mode kernel: a bridge ends with this command");
    }
    return keep
        ? ModeChoice.of(AttachMode.KERNEL, () -> machine.kernelSupport().forPins(machine.files()))
        : ModeChoice.of(mode, machine::kernelSupport);
  }

  private int bridge(LiveDevice device, BridgeSetup plain) throws IOException {
    PrintWriter out = console.out();
    AttachView view = new AttachView(out);
    QueuedSink queue =
        quiet ? null : new QueuedSink(ReplayFolding.before(new RunText(out)), out::flush);
    List<EventSink> sinks = queue == null ? List.of() : List.of(queue);
    BridgeSetup setup = plain.withSinks(sinks);
    try (Bridge bridge = Bridge.open(device, setup, machine.nodes());
        @Nullable DeadManSwitch watch = DeadManSwitch.start(() -> !bridge.isStuck())) {
      if (watch == null) {
        console
            .err()
            .println(
                "hidbpf: no watchdog (/bin/sh cannot be started): do not stop this process with Ctrl-Z or SIGSTOP");
      }
      return watch(bridge, queue, view);
    }
  }

  /** Shows the bridge's events until it ends; a signal ends it in order. */
  private static int watch(Bridge bridge, @Nullable QueuedSink queue, AttachView view)
      throws IOException {
    view.begins(bridge);
    AtomicBoolean finished = new AtomicBoolean();
    Runnable finish =
        () -> {
          if (finished.getAndSet(true)) {
            return;
          }
          bridge.close();
          if (queue != null) {
            queue.close();
          }
          view.ends(bridge, queue == null ? 0 : queue.lost());
        };
    IntSupplier atExit =
        () -> {
          finish.run();
          // A signal is the usual way to end the command.
          return Errors.FINE;
        };
    // Ctrl-Z would leave the device with a process that does not run.
    int _ = Signals.ignoreTerminalStop();
    try (Closeable _ = Workers.exitingWith(atExit)) {
      view.states(bridge);
      finish.run();
    }
    return bridge.end() == Bridge.End.FAILED ? Errors.REJECTED : Errors.FINE;
  }

  /** Collects the files in the list; returns the remaining argument, which names the device. */
  private @Nullable String split(List<Path> files) {
    List<String> rest = new ArrayList<>(arguments);
    String last = rest.getLast();
    boolean isDevice =
        rest.size() > 1
            && !last.endsWith(".o")
            && (last.startsWith("/dev/") || !Files.exists(Path.of(last)));
    if (isDevice) {
      rest.removeLast();
    }
    rest.forEach(file -> files.add(Path.of(file)));
    return isDevice ? last : null;
  }

  /** Finds the one device that the objects are for. */
  private LiveDevice only(List<BpfObject> objects) {
    List<LiveDevice> all = machine.devices().all();
    List<LiveDevice> fitting =
        all.stream()
            .filter(d -> !Applicability.isClone(d))
            .filter(d -> objects.stream().anyMatch(o -> names(o, d)))
            .toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    throw new BridgeException(
        fitting.isEmpty()
            ? "the objects' metadata names no device of this machine: "
                + (all.isEmpty()
                    ? machine.devices().absence()
                    : "name one after the objects (hidbpf list shows them)")
            : "the objects are for several devices of this machine: name one after the objects: "
                + String.join(", ", fitting.stream().map(LiveDevice::toString).toList()));
  }

  private static boolean names(BpfObject object, LiveDevice device) {
    List<DeviceMatch> matches = DeviceMatch.of(object.btf().orElse(null));
    return !matches.isEmpty()
        && DeviceMatch.anyFits(
            matches,
            device.info().bus(),
            device.group().number(),
            device.info().vendor(),
            device.info().product());
  }

  private void refuseIfAttached(LiveDevice device) {
    LiveDevice clone = LiveHost.cloneOf(device, machine.devices().all());
    if (clone != null) {
      throw new BridgeException(
          ("%s already has a clone, %s: end the other `hidbpf attach`, or `hidbpf detach %s` if "
                  + "it is the daemon's")
              .formatted(device, clone.sysfsName(), device.sysfsName()));
    }
  }
}
