package io.github.hidbpf4j.tools.live;

import io.github.hidbpf4j.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The product's command as a process in the guest. */
final class RunningCommand implements AutoCloseable {
  private static final long LIMIT_MILLIS = 600_000;
  private static final long STEP_MILLIS = 20;

  private final String what;
  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private RunningCommand(String what, Process process) {
    this.what = what;
    this.process = process;
    this.reader = Thread.ofPlatform().daemon().start(this::read);
  }

  /** Starts the command; standard error is part of the output. */
  static RunningCommand start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  /**
   * Starts the command.
   *
   * @param options options of its JVM
   */
  static RunningCommand start(List<String> options, String... arguments) throws IOException {
    return run(
        String.join(" ", arguments), GuestJava.command(Main.class, options, List.of(arguments)));
  }

  /** Starts the command in a folder. */
  static RunningCommand in(Path folder, List<String> arguments) throws IOException {
    return new RunningCommand(
        String.join(" ", arguments),
        new ProcessBuilder(GuestJava.command(Main.class, List.of(), arguments))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start());
  }

  /** Starts another program. */
  static RunningCommand program(List<String> words) throws IOException {
    return run(String.join(" ", words), words);
  }

  private static RunningCommand run(String what, List<String> words) throws IOException {
    return new RunningCommand(what, new ProcessBuilder(words).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null) {
        lines.add(line);
        line = out.readLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has printed so far. */
  String output() {
    return String.join("\n", lines);
  }

  /** Waits until it has printed this. */
  void awaitLine(String wanted) throws InterruptedException {
    for (long waited = 0; !output().contains(wanted); waited += STEP_MILLIS) {
      ScenarioFailure.unless(
          waited < LIMIT_MILLIS && process.isAlive(),
          "%s: '%s' did not come: %s".formatted(what, wanted, output()));
      Thread.sleep(STEP_MILLIS);
    }
  }

  /** Whether it is still running. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** The process id. */
  long pid() {
    return process.pid();
  }

  /** Waits for its end; returns the exit code. */
  int await() throws InterruptedException {
    ScenarioFailure.unless(
        process.waitFor(LIMIT_MILLIS, TimeUnit.MILLISECONDS), what + ": did not end: " + output());
    reader.join();
    return process.exitValue();
  }

  /** Ends it as Ctrl-C does, or, if hard, by SIGKILL. */
  int end(boolean hard) throws InterruptedException {
    signal(hard);
    return await();
  }

  /** Sends SIGTERM, or, if hard, SIGKILL. */
  void signal(boolean hard) {
    // By its handle: the process's own method also closes its output.
    ProcessHandle handle = process.toHandle();
    boolean _ = hard ? handle.destroyForcibly() : handle.destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
