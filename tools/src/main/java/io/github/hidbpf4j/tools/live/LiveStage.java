package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.guest.channel.GuestMessage.Run;
import io.github.hidbpf4j.guest.machine.CaseOutcome;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Died;
import io.github.hidbpf4j.guest.machine.CaseOutcome.Finished;
import io.github.hidbpf4j.guest.machine.Guest;
import io.github.hidbpf4j.guest.machine.GuestCase;
import io.github.hidbpf4j.guest.machine.GuestSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The environment of scenarios: a guest, and the project's files. */
final class LiveStage {
  /** How long a command may take; more if {@code --count} asks for more repetitions. */
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private static final Duration LONG_LIMIT = Duration.ofHours(4);

  private static final int LAST = 60;

  private final GuestSeries series;
  private final int count;
  private final Path root;
  private final Path work;
  private final @Nullable Path udevHidBpf;
  private final Consumer<String> print;
  private final Consumer<String> notes;

  /**
   * Creates a stage.
   *
   * @param count how often scenarios repeat things; 0 for each one's default
   * @param root the project's folder
   * @param work a folder for files of scenarios
   * @param udevHidBpf a folder in which the package udev-hid-bpf and everything it needs is
   *     unpacked
   * @param print receives each line that a command in the guest prints
   * @param notes receives notes of scenarios
   */
  LiveStage(
      GuestSeries series,
      int count,
      Path root,
      Path work,
      @Nullable Path udevHidBpf,
      Consumer<String> print,
      Consumer<String> notes) {
    this.series = series;
    this.count = count;
    this.root = root;
    this.work = work;
    this.udevHidBpf = udevHidBpf;
    this.print = print;
    this.notes = notes;
  }

  /**
   * How often to repeat something.
   *
   * @param usual default without {@code --count}
   */
  int count(int usual) {
    return count > 0 ? count : usual;
  }

  Path root() {
    return root;
  }

  Path work() {
    return work;
  }

  /** The folder where udev-hid-bpf is unpacked; null if it is not. */
  @Nullable Path udevHidBpf() {
    return udevHidBpf;
  }

  /** The guest for the next command. */
  Guest guest() {
    return series.guest();
  }

  /**
   * Runs a command in the guest.
   *
   * @param arguments of the command; files of the host are sent along, and have their last path
   *     component as name there
   * @return the result
   * @throws ScenarioFailure if the guest died, the command failed, or the kernel warned
   */
  Finished run(String command, Object... arguments) throws IOException {
    return run(command, List.of(arguments), (_, _) -> {});
  }

  /**
   * Runs a command in the guest with more files.
   *
   * @param more files of the host, by their names in the guest
   */
  Finished run(String command, Map<String, Path> more, Object... arguments) throws IOException {
    return run(command, more, List.of(arguments), (_, _) -> {});
  }

  /**
   * Runs a command in the guest while the host takes part.
   *
   * @param host receives each line that the command prints, and the guest: it may send lines to the
   *     command, and plug devices
   */
  Finished run(String command, List<Object> arguments, BiConsumer<String, Guest> host)
      throws IOException {
    return run(command, Map.of(), arguments, host);
  }

  private Finished run(
      String command,
      Map<String, Path> more,
      List<Object> arguments,
      BiConsumer<String, Guest> host)
      throws IOException {
    List<String> texts = new ArrayList<>();
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (Object argument : arguments) {
      if (argument instanceof Path file) {
        String name = file.getFileName().toString();
        texts.add(name);
        files.put(name, Files.readAllBytes(file));
      } else {
        texts.add(argument.toString());
      }
    }
    for (Map.Entry<String, Path> file : more.entrySet()) {
      files.put(file.getKey(), Files.readAllBytes(file.getValue()));
    }
    Guest guest = series.guest();
    GuestCase guestCase =
        new GuestCase(command, new Run(command, texts, files), count > 0 ? LONG_LIMIT : LIMIT);
    CaseOutcome outcome =
        guest.run(
            guestCase,
            line -> {
              print.accept(line);
              host.accept(line, guest);
            });
    String what = command + " " + String.join(" ", texts);
    if (!outcome.warnings().isEmpty()) {
      throw new ScenarioFailure(what + ": the kernel warned: " + outcome.warnings());
    }
    return switch (outcome) {
      case Died died ->
          throw new ScenarioFailure(
              "%s: %s: %s; last lines %s; console %s"
                  .formatted(
                      what,
                      died.death().text(),
                      died.reason(),
                      died.lines()
                          .subList(Math.max(0, died.lines().size() - LAST), died.lines().size()),
                      guest.folder().resolve("console")));
      case Finished finished when finished.status() != 0 ->
          throw new ScenarioFailure(
              "%s: status %d: %s"
                  .formatted(
                      what,
                      finished.status(),
                      finished.lines().stream()
                          .filter(line -> !line.startsWith("  at "))
                          .skip(Math.max(0, finished.lines().size() - LAST))
                          .toList()));
      case Finished finished -> finished;
    };
  }

  /** Prints a note, which is not a failure. */
  void note(String line) {
    notes.accept(line);
  }
}
