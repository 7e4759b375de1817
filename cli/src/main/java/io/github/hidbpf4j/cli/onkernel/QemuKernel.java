package io.github.hidbpf4j.cli.onkernel;

import io.github.hidbpf4j.cli.guest.ProductGuest;
import io.github.hidbpf4j.cli.guest.play.FactsCommand;
import io.github.hidbpf4j.cli.guest.play.LoadObjectCommand;
import io.github.hidbpf4j.cli.guest.play.PlayTestCommand;
import io.github.hidbpf4j.cli.guest.play.TestAgent;
import io.github.hidbpf4j.guest.GuestException;
import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import io.github.hidbpf4j.guest.machine.CaseOutcome;
import io.github.hidbpf4j.guest.machine.GuestCase;
import io.github.hidbpf4j.guest.machine.GuestHardware;
import io.github.hidbpf4j.guest.machine.GuestSetup;
import io.github.hidbpf4j.linux.libbpf.LibbpfException;
import io.github.hidbpf4j.live.fixes.MachineProfile;
import io.github.hidbpf4j.live.kernel.KernelSupport;
import io.github.hidbpf4j.testing.play.Play;
import io.github.hidbpf4j.testing.play.PlayDifference;
import io.github.hidbpf4j.testing.play.PlayText;
import io.github.hidbpf4j.testing.play.RealKernel;
import io.github.hidbpf4j.testing.play.Seen;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel in QEMU that tests are played on; it runs the fixes itself if it has HID-BPF, otherwise
 * a bridge does.
 */
public final class QemuKernel implements RealKernel, AutoCloseable {
  private static final Pattern RELEASE = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?(-rc\\d+)?");
  private static final Duration FACTS_LIMIT = Duration.ofMinutes(1);

  /** How much longer a play may take than its own time. */
  private static final Duration PLAY_LIMIT = Duration.ofMinutes(2);

  /** The tolerance for times if the guest counts its instructions. */
  private static final long COUNTED_SLACK = 20_000_000L;

  /** The tolerance if it uses the host's clock, as others use the host too. */
  private static final long HOST_SLACK = 500_000_000L;

  private static final int LAST_LINES = 12;

  private final String image;
  private final String release;
  private final GuestRunner runner;
  private final Set<String> facts;
  private final Set<String> played = new HashSet<>();
  private final Map<String, PlayDifference> again = new LinkedHashMap<>();

  /** The kernel's answers for objects, each of which many tests may use. */
  private final Map<ByteBuffer, Outcome> loaded = new HashMap<>();

  /**
   * Creates a kernel that runs commands of {@link TestAgent}.
   *
   * @param image the user's name for it
   * @param release {@code uname -r}
   * @throws GuestException if it does not boot, or lacks what tests need
   */
  QemuKernel(String image, String release, GuestRunner runner) {
    this.image = image;
    this.release = release;
    this.runner = runner;
    this.facts = askFacts();
  }

  /**
   * Boots a kernel.
   *
   * @param image a package, a folder, or a {@code vmlinuz}
   * @param folder for the consoles of guests
   * @throws GuestException if it is not a kernel, does not boot, or lacks what tests need
   */
  public static QemuKernel boot(Path image, Path folder) {
    GuestSetup setup =
        ProductGuest.setup(image, TestAgent.class, folder)
            .with(GuestHardware.DEFAULT.withCountedTime(), List.of());
    GuestRunner runner = new QemuRunner(setup);
    boolean ready = false;
    try {
      QemuKernel kernel = new QemuKernel(image.toString(), setup.kernel().release(), runner);
      kernel.requireLibbpf();
      ready = true;
      return kernel;
    } finally {
      if (!ready) {
        runner.close();
      }
    }
  }

  /** The guest gets this machine's. */
  private void requireLibbpf() {
    if (!hasHidBpf()) {
      return;
    }
    try {
      KernelSupport.requireLibbpf();
    } catch (LibbpfException e) {
      throw new GuestException("%s: kernel %s: %s".formatted(image, release, e.getMessage()), e);
    }
  }

  private Set<String> askFacts() {
    CaseOutcome outcome =
        runner.run(
            new GuestCase("facts", new Run(FactsCommand.NAME, List.of(), Map.of()), FACTS_LIMIT));
    Set<String> found = Set.copyOf(outcome.lines());
    if (!(outcome instanceof CaseOutcome.Finished(int status, _, _, _)) || status != 0) {
      throw new GuestException("%s: kernel %s: %s".formatted(image, release, why(outcome)));
    }
    need(found, FactsCommand.UHID, "CONFIG_UHID", "no device can be made");
    need(found, FactsCommand.HIDRAW, "CONFIG_HIDRAW", "no report can be read");
    need(found, FactsCommand.EVDEV, "CONFIG_INPUT_EVDEV", "no input event can be read");
    return found;
  }

  private void need(Set<String> found, String what, String option, String without) {
    if (!found.contains(what)) {
      throw new GuestException(
          "%s: kernel %s has no %s, neither built in nor as a module (%s): %s"
              .formatted(image, release, what, option, without));
    }
  }

  // ---- what it is

  /** {@code uname -r}. */
  public String release() {
    return release;
  }

  /** Whether the kernel itself can run fixes. */
  public boolean hasHidBpf() {
    return facts.contains(FactsCommand.HID_BPF);
  }

  /** {@code 6.18.15}; {@code 6.12.117 bridge} if it has no HID-BPF. */
  @Override
  public String label() {
    Matcher number = RELEASE.matcher(release);
    return (number.lookingAt() ? number.group() : release) + (hasHidBpf() ? "" : " bridge");
  }

  @Override
  public String profile() {
    return MachineProfile.of(release).name();
  }

  /** How many tests were played in how many guests, and why some were played more than once. */
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    lines.add(total());
    again.forEach(
        (name, first) ->
            lines.add(
                "played again: %s: %s%s"
                    .formatted(
                        name,
                        first.message(),
                        first.details().stream()
                            .filter(line -> !line.startsWith("  ") && !line.startsWith("@"))
                            .findFirst()
                            .map(line -> ": " + line)
                            .orElse(""))));
    return lines;
  }

  private String total() {
    long programs =
        loaded.values().stream()
            .mapToLong(each -> each instanceof Verdict verdict ? verdict.programs().size() : 0)
            .sum();
    return "kernel %s in QEMU, fixes %s: %d tests played%s%s, %d %s"
        .formatted(
            release,
            hasHidBpf() ? "in the kernel" : "by the bridge, as it has no HID-BPF",
            played.size(),
            again.isEmpty() ? "" : ", %d of them more than once".formatted(again.size()),
            programs == 0 ? "" : ", asked for verdicts on %d programs".formatted(programs),
            runner.boots(),
            runner.boots() == 1 ? "boot" : "boots");
  }

  // ---- plays

  @Override
  public String unfit(Play play, List<Seen> seen) {
    return hasHidBpf() ? "" : BridgeLimits.unfit(play, seen);
  }

  @Override
  public void differed(String name, PlayDifference first) {
    again.put(name, first);
  }

  @Override
  public Outcome play(String name, Play play, int attempt) {
    played.add(name);
    Map<String, byte[]> files = new HashMap<>(play.objects());
    files.put(PlayTestCommand.PLAY, PlayText.of(play).getBytes(StandardCharsets.UTF_8));
    String method = hasHidBpf() ? "kernel" : "bridge";
    long length = play.nanos(play.steps().size() - 1);
    CaseOutcome outcome =
        runner.run(
            new GuestCase(
                name,
                new Run(PlayTestCommand.NAME, List.of(method, String.valueOf(attempt)), files),
                PLAY_LIMIT.plusNanos(2 * length)));
    if (!(outcome instanceof CaseOutcome.Finished(int status, _, _, _)) || status != 0) {
      return new Failed("kernel %s: %s".formatted(label(), why(outcome)), details(outcome));
    }
    if (!outcome.warnings().isEmpty()) {
      return new Failed(
          "kernel %s warned: %s".formatted(label(), outcome.warnings().getFirst()),
          outcome.warnings());
    }
    List<Seen> seen = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    String limit = "";
    for (String line : outcome.lines()) {
      if (line.startsWith(PlayTestCommand.LIMIT)) {
        limit = line.substring(PlayTestCommand.LIMIT.length());
      } else if (line.startsWith(PlayTestCommand.NOTE)) {
        notes.add(line.substring(PlayTestCommand.NOTE.length()));
      } else {
        Seen one = PlayText.seen(line);
        if (one != null) {
          seen.add(one);
        }
      }
    }
    return new Played(seen, notes, limit, runner.isTimeCounted() ? COUNTED_SLACK : HOST_SLACK);
  }

  @Override
  public boolean hasVerdicts() {
    return hasHidBpf();
  }

  @Override
  public Outcome load(String name, byte[] object) {
    return loaded.computeIfAbsent(ByteBuffer.wrap(object), _ -> ask(name, object));
  }

  private Outcome ask(String name, byte[] object) {
    CaseOutcome outcome =
        runner.run(
            new GuestCase(
                name,
                new Run(LoadObjectCommand.NAME, List.of(name), Map.of(name, object)),
                PLAY_LIMIT));
    if (!(outcome instanceof CaseOutcome.Finished(int status, List<String> lines, _, _))
        || status != 0
        || lines.isEmpty()) {
      return new Failed(
          "kernel %s, loading %s: %s".formatted(label(), name, why(outcome)), details(outcome));
    }
    List<ProgramAnswer> programs = answers(lines);
    List<String> log = lines.stream().takeWhile(line -> !isOfProgram(line)).skip(1).toList();
    return new Verdict(
        lines.getFirst().equals(LoadObjectCommand.LOADED),
        programs,
        log.subList(Math.max(0, log.size() - LAST_LINES), log.size()));
  }

  private static boolean isOfProgram(String line) {
    return line.startsWith(LoadObjectCommand.ACCEPTED)
        || line.startsWith(LoadObjectCommand.REJECTED);
  }

  private static List<ProgramAnswer> answers(List<String> lines) {
    List<ProgramAnswer> answers = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(LoadObjectCommand.ACCEPTED)) {
        String program = line.substring(LoadObjectCommand.ACCEPTED.length());
        answers.add(new ProgramAnswer(program, "", List.of()));
      } else if (line.startsWith(LoadObjectCommand.REJECTED)) {
        String[] words = line.substring(LoadObjectCommand.REJECTED.length()).split("\t", 2);
        List<String> log =
            lines.stream()
                .skip(i + 1)
                .takeWhile(each -> each.startsWith(LoadObjectCommand.LOG))
                .map(each -> each.substring(LoadObjectCommand.LOG.length()))
                .toList();
        answers.add(new ProgramAnswer(words[0], words.length < 2 ? "?" : words[1], log));
      }
    }
    return answers;
  }

  private static String why(CaseOutcome outcome) {
    return switch (outcome) {
      case CaseOutcome.Died died -> died.death().text() + ": " + died.reason();
      case CaseOutcome.Finished finished ->
          finished.lines().stream()
              .filter(line -> !line.startsWith("seen\t") && !line.startsWith("  at "))
              .findFirst()
              .map(QemuKernel::plain)
              .orElse("the guest's command ended with " + finished.status());
    };
  }

  /** A line without names of Java classes. */
  private static String plain(String line) {
    return line.replaceFirst("^\\w+: ([a-z0-9]+\\.)+[A-Za-z]*Exception: ", "");
  }

  private static List<String> details(CaseOutcome outcome) {
    List<String> lines =
        outcome instanceof CaseOutcome.Died died
            ? died.console()
            : outcome.lines().stream()
                .filter(line -> !line.startsWith("seen\t") && !line.startsWith("  at "))
                .toList();
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  @Override
  public void close() {
    runner.close();
  }
}
