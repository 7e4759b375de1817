package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.cli.guest.DeviceWatch;
import io.github.hidbpf4j.cli.guest.ForcedGenericDriver;
import io.github.hidbpf4j.cli.guest.UhidPlayer;
import io.github.hidbpf4j.guest.channel.GuestCommand;
import io.github.hidbpf4j.guest.channel.GuestTask;
import io.github.hidbpf4j.hid.device.HidDeviceInfo;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.Recording;
import io.github.hidbpf4j.linux.libbpf.Libbpf;
import io.github.hidbpf4j.linux.sysfs.HostFiles;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevice;
import io.github.hidbpf4j.linux.sysfs.SystemHidDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code kernel-kills-calls RECORDING OBJECT pinned|unpinned N}: a process attaches the object and
 * takes it off, and is killed before a system call of that: each time before another one of those
 * that change what is attached or pinned, or, if N is not 0, before N that are spread over all.
 * What is left is what docs/live.md promises; what is unfinished is called so by {@code status} and
 * {@code attach}, and {@code detach} and {@code attach --replace} take it off.
 */
final class KernelKillsCallsCommand implements GuestCommand {
  /** The program that kills at a system call. */
  static final String STRACE = "strace";

  private static final Path OBJECT = Path.of("/tmp/killed.bpf.o");
  private static final Path TRACE = Path.of("/tmp/calls");

  /** Those by which something of BPF changes, whatever this machine calls them. */
  private static final String CALLS = "?bpf,?mkdir,?mkdirat,?rename,?renameat2,?unlink,?rmdir";

  /** {@code 123 rename("…}. */
  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\((.*)");

  private static final int LONGEST = 60;

  /** The number-th call of a name in the thread, and how it began. */
  private record Call(String name, int number, String text) {
    /** Whether it changes what is attached or pinned. */
    boolean isChange() {
      return !name.equals("bpf") || text.contains("LINK_CREATE") || text.contains("OBJ_PIN");
    }
  }

  @Override
  public int run(GuestTask task) throws IOException, InterruptedException {
    List<String> arguments = task.arguments();
    Recording recording = Recording.parse(arguments.getFirst(), task.file(arguments.getFirst()));
    byte[] bytes = task.file(arguments.get(1));
    Files.write(OBJECT, bytes);
    boolean pinned = arguments.get(2).equals("pinned");
    long maps =
        BpfObject.open(arguments.get(1), bytes).maps().stream()
            .filter(map -> map.structOps() != null)
            .count();
    SentProgram strace = SentProgram.of(task, STRACE);
    RecordedDevice recorded = recording.devices().getFirst();
    HidDeviceInfo info = HidDeviceInfo.of(recorded);
    DeviceWatch watch = new DeviceWatch(new SystemHidDevices(HostFiles.SYSTEM));
    Libbpf libbpf = Libbpf.open();
    try (ForcedGenericDriver _ = new ForcedGenericDriver();
        UhidPlayer _ = UhidPlayer.open(info, recorded.descriptor(), null)) {
      SystemHidDevice device = KernelCommand.find(watch, info);
      KernelState before = KernelState.settled(libbpf);
      KernelLeftovers leftovers =
          new KernelLeftovers(libbpf, device.id(), before, pinned ? maps : -1);
      // Otherwise the first process alone would make it, and have one call more than the others.
      Files.createDirectories(KernelLeftovers.FOLDER);
      Turns turns = new Turns(strace, device.id(), arguments.get(2));
      List<Call> calls = spread(turns.calls(), Integer.parseInt(arguments.get(3)));
      Set<List<String>> seen = new HashSet<>();
      for (Call call : calls) {
        turns.kill(call);
        KernelLeftovers.State state = leftovers.look();
        List<String> pins = leftovers.pinned();
        task.print("killed before %s: %s %s".formatted(call.text, state, pins));
        if (state == KernelLeftovers.State.UNFINISHED && seen.add(pins)) {
          requireCalledUnfinished(device.id(), seen.size() == 1);
        }
        leftovers.remove();
      }
      task.print(
          "%s, killed before each of %d system calls: %s; unfinished in %d ways"
              .formatted(arguments.get(2), calls.size(), leftovers.tally(), seen.size()));
      device = KernelCommand.find(watch, info);
      ScenarioFailure.unless(
          Arrays.equals(device.descriptor(), recorded.descriptor()),
          "in the end, the descriptor is not the device's own");
    }
    return 0;
  }

  private static List<Call> spread(List<Call> calls, int count) {
    if (count <= 0) {
      return calls.stream().filter(Call::isChange).toList();
    }
    if (count >= calls.size()) {
      return calls;
    }
    List<Call> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(calls.get(i * calls.size() / count));
    }
    return some;
  }

  /** A process under strace. */
  private record Turns(SentProgram strace, String device, String pinned) {
    private RunningCommand start(String calls, String... options) throws IOException {
      List<String> words =
          new ArrayList<>(
              strace.words(
                  "-f",
                  "-qq",
                  "-o",
                  TRACE.toString(),
                  "-e",
                  "signal=none",
                  "-e",
                  "trace=" + calls));
      words.addAll(List.of(options));
      words.addAll(
          GuestJava.command(
              KernelTurns.class, List.of(), List.of(device, OBJECT.toString(), pinned)));
      return RunningCommand.program(words);
    }

    /** The calls of its second turn. */
    List<Call> calls() throws IOException, InterruptedException {
      try (RunningCommand turns = start(CALLS)) {
        int code = turns.await();
        ScenarioFailure.unless(code == 0, "code %d: %s".formatted(code, turns.output()));
      }
      List<String> lines = Files.readAllLines(TRACE);
      String mark = "mkdir(\"%s\"".formatted(KernelTurns.MARK);
      String thread =
          lines.stream()
              .filter(line -> line.contains(mark))
              .map(line -> line.split(" ", 2)[0])
              .findFirst()
              .orElseThrow(() -> new ScenarioFailure("no mark in the trace: " + lines));
      List<Call> found = new ArrayList<>();
      Map<String, Integer> counts = new HashMap<>();
      int marks = 0;
      for (String line : lines) {
        Matcher call = LINE.matcher(line);
        if (!call.lookingAt() || !call.group(1).equals(thread)) {
          continue;
        }
        int number = counts.merge(call.group(2), 1, Integer::sum);
        if (line.contains(KernelTurns.MARK.toString())) {
          marks += line.contains(mark) ? 1 : 0;
        } else if (marks == 1) {
          String text = call.group(2) + "(" + call.group(3);
          found.add(
              new Call(call.group(2), number, text.substring(0, Math.min(LONGEST, text.length()))));
        }
      }
      ScenarioFailure.unless(marks == 2 && !found.isEmpty(), "no turn in the trace: " + lines);
      return found;
    }

    /** Kills one before this call. */
    void kill(Call call) throws IOException, InterruptedException {
      boolean _ = Files.deleteIfExists(KernelTurns.MARK);
      String inject = "inject=%s:signal=KILL:when=%d".formatted(call.name, call.number);
      try (RunningCommand turns = start(call.name, "-e", inject)) {
        int code = turns.await();
        ScenarioFailure.unless(
            code != 0, "not killed before %s: %s".formatted(call, turns.output()));
      }
      List<String> lines = Files.readAllLines(TRACE);
      ScenarioFailure.unless(
          !lines.isEmpty() && lines.stream().anyMatch(line -> line.endsWith("= ?")),
          "ended otherwise than by a kill before %s: %s".formatted(call, lines));
    }
  }

  /** What users see of it, and how they get rid of it. */
  private static void requireCalledUnfinished(String device, boolean replaced)
      throws IOException, InterruptedException {
    require(0, "(unfinished)", "status");
    String object = OBJECT.toString();
    if (replaced) {
      String refusal = "killed (unfinished) (by hidbpf); --replace detaches them first";
      require(1, refusal, "attach", "--mode", "kernel", "--keep", object, device);
      require(0, "", "attach", "--mode", "kernel", "--keep", "--replace", object, device);
      String status = require(0, device, "status");
      ScenarioFailure.unless(!status.contains("unfinished"), "after --replace: " + status);
    }
    require(0, "detached: ", "detach", device);
  }

  private static String require(int expected, String text, String... words)
      throws IOException, InterruptedException {
    try (RunningCommand command = RunningCommand.start(words)) {
      int code = command.await();
      String said = command.output();
      ScenarioFailure.unless(
          code == expected && said.contains(text),
          "%s: code %d, expected %d and '%s': %s"
              .formatted(String.join(" ", words), code, expected, text, said));
      return said;
    }
  }
}
