package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.Main;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.call.FirstProcess;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code kernel-obstacles RECORDING OBJECT}: {@code hidbpf attach --mode kernel} on systems that
 * lack something says in one line what that is and what to do, and leaves nothing.
 */
final class KernelObstaclesCommand implements GuestCommand {
  /** The program that takes capabilities away, and the one that gives mounts of one's own. */
  static final String SETPRIV = "setpriv";

  static final String UNSHARE = "unshare";

  /** What a file with an old libbpf is called. */
  static final String OLD_LIBBPF = "old-libbpf.so.1";

  private static final Path BPF_FILES = Path.of("/sys/fs/bpf");
  private static final Path UHID = Path.of("/dev/uhid");
  private static final Path OBJECT = Path.of("/tmp/fix.bpf.o");
  private static final Path JIT = Path.of("/proc/sys/net/core/bpf_jit_enable");
  private static final Path UNPRIVILEGED = Path.of("/proc/sys/kernel/unprivileged_bpf_disabled");
  private static final Path SECURITY = Path.of("/sys/kernel/security");
  private static final Path LOCKDOWN = SECURITY.resolve("lockdown");

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    Recording recording = Recording.parse(arguments.getFirst(), task.file(arguments.getFirst()));
    Files.write(OBJECT, task.file(arguments.get(1)));
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    String ids = "%04X:%04X".formatted(info.vendor(), info.product());
    try (LoadedModules _ = LoadedModules.without("hid")) {
      Attempts.of(task, ids).withoutHid();
    }
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer _ = UhidPlayer.open(info, recorded.descriptor(), null)) {
      SystemHidDevice device = KernelCommand.find(watch, info);
      Attempts.of(task, device.id()).withoutUhid();
      try (LoadedModules _ = LoadedModules.without("hid_generic")) {
        Attempts.of(task, device.id()).withoutDriver();
      }
      SystemHidDevice _ = KernelCommand.find(watch, info);
      boolean possible = KernelSupport.look().kind() == KernelSupport.Kind.STRUCT_OPS;
      Libbpf libbpf = possible ? Libbpf.open() : null;
      Attempts attempts =
          new Attempts(
              task,
              device.id(),
              SentProgram.of(task, SETPRIV),
              SentProgram.of(task, UNSHARE),
              libbpf,
              libbpf == null ? null : KernelState.settled(libbpf));
      if (possible) {
        // With the mode that systemd sets.
        Files.setPosixFilePermissions(BPF_FILES, PosixFilePermissions.fromString("rwx------"));
        attempts.libraries();
        attempts.rights();
        attempts.missing();
        attempts.settings();
      } else {
        attempts.kernel();
      }
      ScenarioFailure.unless(
          Arrays.equals(KernelCommand.find(watch, info).descriptor(), recorded.descriptor()),
          "in the end, the descriptor is not the device's own");
    }
    return 0;
  }

  private record Attempts(
      GuestTask task,
      String device,
      SentProgram setpriv,
      SentProgram unshare,
      @Nullable Libbpf libbpf,
      @Nullable KernelState before) {
    /** Those of the bridge and of all modes, which leave nothing in the kernel. */
    static Attempts of(GuestTask task, String device) throws IOException {
      return new Attempts(
          task, device, SentProgram.of(task, SETPRIV), SentProgram.of(task, UNSHARE), null, null);
    }

    /** No HID core, and so no devices. */
    void withoutHid() throws IOException, InterruptedException {
      String module = "the module hid is not loaded, /sys/bus/hid does not exist (modprobe usbhid";
      refused("no hid, kernel", plain(keep()), module);
      refused("no hid, bridge", plain(bridge()), module);
      refused("no hid, automatic", plain(List.of("attach", OBJECT.toString())), module);
    }

    /** No clones. */
    void withoutUhid() throws IOException, InterruptedException {
      Path away = UHID.resolveSibling("uhid-away");
      Files.move(UHID, away);
      try {
        refused("no uhid", plain(bridge()), "load the module: `modprobe uhid`");
      } finally {
        Files.move(away, UHID);
      }
    }

    /** A device that nobody has bound. */
    void withoutDriver() throws IOException, InterruptedException {
      refused("no driver", plain(bridge()), "none is loaded (modprobe hid-generic)");
    }

    /** A libbpf that is not there, is something else, is too old. */
    void libraries() throws IOException, InterruptedException {
      String there = "-D" + Libbpf.PROPERTY + "=";
      String install = "install libbpf 1.x: `apt-get install libbpf1`";
      refused("no libbpf", with(there + "libbpf.so.99", keep()), install);
      refused("no file", with(there + "/tmp/no/libbpf.so.1", keep()), install);
      refused("not libbpf", with(there + "libc.so.6", keep()), install);
      if (task.files().containsKey(OLD_LIBBPF)) {
        Path old = Path.of("/tmp").resolve(OLD_LIBBPF);
        Files.write(old, task.file(OLD_LIBBPF));
        refused("old libbpf", with(there + old, keep()), "too old: 1.4 is needed to ");
      } else {
        task.print("old libbpf: left out, this machine has none");
      }
    }

    /** Fewer capabilities than it takes. */
    void rights() throws IOException, InterruptedException {
      String rights = "this process may not load programs";
      refused("root without capabilities", by(setpriv("0", ""), keep()), rights);
      refused("root with CAP_BPF", by(setpriv("0", "bpf"), keep()), rights);
      refused("root with CAP_PERFMON", by(setpriv("0", "perfmon"), keep()), rights);
      refused("somebody", by(setpriv("1000", ""), keep()), rights);
      refused("somebody, not kept", by(setpriv("1000", ""), attach()), rights);
      String pins = "/sys/fs/bpf: this process may not pin anything there (sudo";
      refused("somebody with rights", by(setpriv("1000", "bpf,perfmon"), keep()), pins);
      attached("root with CAP_BPF and CAP_PERFMON", setpriv("0", "bpf,perfmon"));
    }

    /** File systems that are not mounted. */
    void missing() throws IOException, InterruptedException {
      String mount = "mount -t bpf bpf /sys/fs/bpf";
      refused("no BPF file system", hiding("/sys/fs/bpf", keep()), mount);
      refused("no BPF file system, daemon", hiding("/sys/fs/bpf", daemon()), mount);
      String types = "a kernel with CONFIG_DEBUG_INFO_BTF";
      refused("no BTF", hiding("/sys/kernel/btf", keep()), types);
      refused("no BTF, not kept", hiding("/sys/kernel/btf", attach()), types);
      refused("no BTF, daemon", hiding("/sys/kernel/btf", daemon()), types);
    }

    /** Settings of the kernel, of which some cannot be taken back before it boots again. */
    void settings() throws IOException, InterruptedException {
      if (set(JIT, "0")) {
        refused("no compiler", plain(keep()), "sysctl net.core.bpf_jit_enable=1");
        boolean _ = set(JIT, "1");
      } else {
        task.print("no compiler: left out, this kernel always compiles");
      }
      boolean _ = set(UNPRIVILEGED, "1");
      attached("unprivileged_bpf_disabled is 1", List.of());
      int _ = FirstProcess.mount("securityfs", SECURITY);
      for (String level : List.of("integrity", "confidentiality")) {
        if (set(LOCKDOWN, level)) {
          attached("lockdown is " + level, List.of());
        } else {
          task.print("lockdown %s: left out, this kernel has none".formatted(level));
        }
      }
    }

    /** A kernel that has no HID-BPF, or another one. */
    void kernel() throws IOException, InterruptedException {
      String remedy = "the bridge does not need it: --mode bridge";
      refused("this kernel", plain(keep()), remedy);
      refused("this kernel, not kept", plain(attach()), remedy);
      refused("this kernel, daemon", plain(daemon()), remedy);
    }

    private static boolean set(Path file, String value) {
      try {
        Files.writeString(file, value);
        return Files.readString(file).contains(value);
      } catch (IOException e) {
        return false;
      }
    }

    private List<String> keep() {
      return List.of("attach", "--mode", "kernel", "--keep", OBJECT.toString(), device);
    }

    private List<String> attach() {
      return List.of("attach", "--mode", "kernel", OBJECT.toString(), device);
    }

    private List<String> bridge() {
      return List.of("attach", "--mode", "bridge", OBJECT.toString(), device);
    }

    private static List<String> daemon() {
      return List.of("daemon", "--mode", "kernel", "--run", "/tmp/run-obstacles");
    }

    private List<String> hiding(String folder, List<String> arguments) throws IOException {
      List<String> words = new ArrayList<>(unshare.words("--mount", "--propagation", "private"));
      List<String> all = new ArrayList<>(List.of(folder, HiddenFolders.END));
      all.addAll(arguments);
      words.addAll(GuestJava.command(HiddenFolders.class, List.of(), all));
      return words;
    }

    private List<String> setpriv(String user, String capabilities) {
      return RightsOf.words(setpriv, user, capabilities);
    }

    private static List<String> plain(List<String> arguments) throws IOException {
      return GuestJava.command(Main.class, List.of(), arguments);
    }

    /** With an option of Java's. */
    private static List<String> with(String option, List<String> arguments) throws IOException {
      return GuestJava.command(Main.class, List.of(option), arguments);
    }

    /** Started by another program. */
    private static List<String> by(List<String> prefix, List<String> arguments) throws IOException {
      List<String> words = new ArrayList<>(prefix);
      words.addAll(plain(arguments));
      return words;
    }

    private void refused(String what, List<String> words, String remedy)
        throws IOException, InterruptedException {
      try (RunningCommand command = RunningCommand.program(words)) {
        int code = command.await();
        List<String> lines = command.output().lines().toList();
        ScenarioFailure.unless(
            code == 1 && lines.size() == 1 && lines.getFirst().contains(remedy),
            "%s: code %d, expected 1 and one line with '%s': %s"
                .formatted(what, code, remedy, lines));
        task.print("%s: %s".formatted(what, lines.getFirst()));
      }
      requireNothing(what);
    }

    /** It works, and can be taken off. */
    private void attached(String what, List<String> prefix)
        throws IOException, InterruptedException {
      String said = done(what, prefix, keep());
      String _ = done(what, prefix, List.of("detach", device));
      task.print("%s: %s".formatted(what, said.lines().findFirst().orElse("")));
      requireNothing(what);
    }

    private String done(String what, List<String> prefix, List<String> arguments)
        throws IOException, InterruptedException {
      try (RunningCommand command = RunningCommand.program(by(prefix, arguments))) {
        int code = command.await();
        ScenarioFailure.unless(
            code == 0,
            "%s, %s: code %d: %s".formatted(what, arguments.getFirst(), code, command.output()));
        return command.output();
      }
    }

    private void requireNothing(String after) throws IOException, InterruptedException {
      if (libbpf != null && before != null) {
        before.await(libbpf, after);
        KernelCommand.requireNothingLeft(libbpf);
      }
    }
  }
}
